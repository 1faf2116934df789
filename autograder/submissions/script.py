"""Read a .py file into a document of one cell. Only text: nothing here parses Python."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from autograder.plain.evidence import Cell
from autograder.plain.safe_text import terminal
from autograder.submissions.colab_magics import with_magics
from autograder.submissions.handed_out import is_handed_out, known
from autograder.submissions.limits import Budget, size
from autograder.submissions.marimo import cell_count, is_marimo, marimo_cells
from autograder.submissions.notebook import SKIPPED_TAG
from autograder.submissions.source_text import cleaned, decoded_anyhow
from autograder.submissions.submission import Document, UnreadableError
from autograder.submissions.text_cells import TextCells

_DECLARED = re.compile(r"^#[ \t]*autograder:[ \t]*problem[ \t]*=[ \t]*([^\s#]+)[ \t\r]*$", re.MULTILINE)
# "# %%" of jupytext, VS Code and Spyder, "# In[3]:" of nbconvert: a line by itself, not followed by an indented line.
_MARK = re.compile(r"^#[ \t]?(?:%%|In\[[ \d]*\]:)[^\n]*\n(?!(?:[ \t]*\n)*[ \t]+\S)", re.MULTILINE)
_PROSE = re.compile(r"#[ \t]?%%[^\n]*\[(?:markdown|md|raw)\]")
_SKIPPED = re.compile(r"#[ \t]?%%[^\n]*\btags=[^\n]*[\"']" + SKIPPED_TAG + "[\"']")
_QUOTES = ('"""', "'''")
_MARK_LENGTH = 400  # characters of a marker that are searched: the pattern takes quadratic time
_MOST_LINES = 1 << 20  # of all cells together, with the empty ones that replace the lines before them
_FIRST = 4096  # characters in which the problem can be declared: a jupytext header has 500
# A coding line can name any codec, even slow ones (punycode: quadratic) and ones that are not a character set.
_CHARACTER_SETS = re.compile(
    r"utf-8(-sig)?|ascii|iso(8859|2022)[-_]\w+|cp\d+|koi8-\w|mac-\w+|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|johab|tis-620"
)


def read_script(data: bytes, name: str, budget: Budget) -> Document:
    """Return the script as one cell. Raises UnreadableError if it is no text, or too large."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("an empty file")
    most = budget.limits.text_bytes
    if len(data) > most:
        raise UnreadableError(f"too large: more than {size(most)}")
    text, *notes = decoded_anyhow(data, _encoding(data))
    source, note = cleaned(text)
    source = with_magics(source)
    budget.spend("source_bytes", len(source.encode()), "bytes of source in one submission")
    texts = TextCells()
    match = _DECLARED.search(source[:_FIRST])
    declared = match[1] if match else None
    if is_marimo(source):
        budget.spend("cells", cell_count(source), "cells in one submission")
        cells = marimo_cells(source, _MOST_LINES, texts)
    else:
        budget.spend("cells", 1, "cells in one submission")
        cells = (Cell(0, _code(source, known(None, declared), texts)),)
    return Document(name, declared, cells, tuple(f"the script {n}" for n in (*notes, note) if n), tuple(texts.found))


def _code(source: str, handed_out: frozenset[str] | None, texts: TextCells) -> str:
    """Return the script without the prose, and the pictures and checks that were handed out, below its cell markers.

    Their lines become empty, so that lines are numbered as in the file. A marker inside a triple-quoted string, or
    inside a function, does not count. Cells of text go to `texts`.
    """
    parts, start, seen, quotes = [], 0, 0, [0, 0]
    for match in _MARK.finditer(source):
        quotes = [n + source.count(q, seen, match.start()) for n, q in zip(quotes, _QUOTES, strict=True)]
        seen = match.start()
        if all(n % 2 == 0 for n in quotes):
            parts.append(source[start:seen])
            start = seen
    parts.append(source[start:])
    for index, part in enumerate(parts):
        mark, _, body = part.partition("\n")
        mark = mark[:_MARK_LENGTH]
        if _PROSE.match(mark):
            texts.add_text(index + 1, body)
        elif _SKIPPED.match(mark) and is_handed_out(body, handed_out):
            texts.add_skipped(index + 1, body)
        else:
            continue
        parts[index] = "\n" * part.count("\n")
    return "".join(parts)


def _encoding(data: bytes) -> str | None:
    """Return the encoding in the coding line of PEP 263, or None if there is none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data[:_FIRST]).readline)
        name = codecs.lookup(encoding).name
    except (SyntaxError, LookupError, ValueError):
        return None  # not readable by its coding line: read as UTF-8, whose error names the byte
    if not _CHARACTER_SETS.fullmatch(name):
        raise UnreadableError(f"its coding line names '{terminal(encoding, 40)}', which is not supported")
    return name
