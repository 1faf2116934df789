"""Read a .py file into a document of one cell, or one per cell marker. Only text: nothing here parses Python."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from autograder.plain.evidence import Cell
from autograder.plain.safe_text import terminal
from autograder.submissions.limits import Budget
from autograder.submissions.notebook import SKIPPED_TAG
from autograder.submissions.source_text import cleaned, decoded
from autograder.submissions.submission import Document, UnreadableError
from autograder.submissions.text_cells import TextCells

_DECLARED = re.compile(r"^#[ \t]*autograder:[ \t]*problem[ \t]*=[ \t]*([^\s#]+)[ \t\r]*$", re.MULTILINE)
# "# %%" of jupytext, VS Code and Spyder, "# In[3]:" of nbconvert: a line by itself, not followed by an indented line.
_MARK = re.compile(r"^#[ \t]?(?:%%|In\[[ \d]*\]:)[^\n]*\n(?!(?:[ \t]*\n)*[ \t]+\S)", re.MULTILINE)
_TEXT = re.compile(r"#[ \t]?%%[^\n]*\[(?:markdown|md|raw)\]")
_NO_CODE = re.compile(r"#[ \t]?%%[^\n]*(?:\btags=[^\n]*[\"']" + SKIPPED_TAG + "[\"'])")
_QUOTES = ('"""', "'''")
_MARK_LENGTH = 400  # characters of a marker that are searched: the pattern takes quadratic time
_MOST_LINES = 1 << 20  # of all cells together, with the empty ones that replace the lines before them
_FIRST = 4096  # characters in which the problem can be declared: a jupytext header has 500
# A coding line can name any codec, even slow ones (punycode: quadratic) and ones that are not a character set.
_CHARACTER_SETS = re.compile(
    r"utf-8(-sig)?|ascii|iso(8859|2022)[-_]\w+|cp\d+|koi8-\w|mac-\w+|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|johab|tis-620"
)


def read_script(data: bytes, name: str, budget: Budget) -> Document:
    """Return the script's cells, one if it has no markers. Raises UnreadableError if it is no text, or too large."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("an empty file")
    text = decoded(data, _encoding(data))
    source, note = cleaned(text)
    budget.spend("source_bytes", len(source.encode()), "bytes of source in one submission")
    texts = TextCells()
    cells = _cells(source, texts)
    budget.spend("cells", len(cells), "cells in one submission")
    match = _DECLARED.search(source[:_FIRST])
    notes = (f"the script {note}",) if note else ()
    return Document(name, match[1] if match else None, cells, notes, tuple(texts.found))


def _cells(source: str, texts: TextCells) -> tuple[Cell, ...]:
    """Return the cells between the markers, so that a scratch cell that fails affects no other.

    Lines are numbered as in the file. A marker inside a triple-quoted string does not count. Cells of text go to
    `texts`.
    """
    starts, seen, quotes = [0], 0, [0, 0]
    for match in _MARK.finditer(source):
        quotes = [n + source.count(q, seen, match.start()) for n, q in zip(quotes, _QUOTES, strict=True)]
        seen = match.start()
        if seen and all(n % 2 == 0 for n in quotes):
            starts.append(seen)
    if len(starts) == 1 or len(starts) * source.count("\n") > _MOST_LINES:
        return (Cell(0, source),)
    cells, line = [], 0
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], len(source)], strict=True)):
        text = source[start:end]
        head, _, body = text.partition("\n")
        if _TEXT.match(head[:_MARK_LENGTH]):
            texts.add_text(index, body)
        elif _NO_CODE.match(head[:_MARK_LENGTH]):
            texts.add_skipped(index, body)
        else:
            cells.append(Cell(index, "\n" * line + text))
        line += text.count("\n")
    return tuple(cells)


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
