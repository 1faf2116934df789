""".py -> a document of one cell. The source stays text: nothing here parses Python."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from autograder.evidence import Cell
from autograder.submissions.limits import Budget
from autograder.submissions.source_text import cleaned, decoded
from autograder.submissions.submission import Document, UnreadableError
from autograder.text import terminal

_DECLARED = re.compile(r"^#[ \t]*autograder:[ \t]*problem[ \t]*=[ \t]*([^\s#]+)[ \t\r]*$", re.MULTILINE)
_FIRST = 4096  # characters in which the problem can be declared: a jupytext header has 500
# A coding line names any codec, also slow ones (punycode: quadratic) and ones that are no character set.
_CHARACTER_SETS = re.compile(
    r"utf-8(-sig)?|ascii|iso(8859|2022)[-_]\w+|cp\d+|koi8-\w|mac-\w+|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|johab|tis-620"
)


def read_script(data: bytes, name: str, budget: Budget) -> Document:
    """Take the script as one cell; raises UnreadableError where its bytes are no text or too many."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("an empty file")
    text = decoded(data, _encoding(data))
    source, note = cleaned(text)
    budget.spend("cells", 1, "cells in one submission")
    budget.spend("source_bytes", len(source.encode()), "bytes of source in one submission")
    match = _DECLARED.search(source[:_FIRST])
    return Document(name, match[1] if match else None, (Cell(0, source),), (f"the script {note}",) if note else ())


def _encoding(data: bytes) -> str | None:
    """Follow the coding line of PEP 263, if there is one."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data[:_FIRST]).readline)
        name = codecs.lookup(encoding).name
    except (SyntaxError, LookupError, ValueError):
        return None  # not readable by its coding line: read as UTF-8, whose error names the byte
    if not _CHARACTER_SETS.fullmatch(name):
        raise UnreadableError(f"its coding line names '{terminal(encoding, 40)}', which is not read")
    return name
