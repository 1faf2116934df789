"""Read a notebook that is kept as Markdown: Jupytext, MyST, R Markdown, Quarto, marimo, or an export of nbconvert.

Its code is in fences that name Python; everything else is text. Nothing here parses Python.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.plain.evidence import Cell
from autograder.submissions.handed_out import is_handed_out, known
from autograder.submissions.limits import Budget, size
from autograder.submissions.notebook import SKIPPED_TAG
from autograder.submissions.source_text import cleaned, decoded_anyhow
from autograder.submissions.submission import Document, UnreadableError
from autograder.submissions.text_cells import TextCells

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)")
_PYTHON = re.compile(r"\{?\.?i?py(?:thon)?3?\b|\{code-cell\}", re.IGNORECASE)
_DECLARED = re.compile(r"^#?[ \t]*autograder:[ \t]*problem[ \t]*=[ \t]*([^\s#]+)[ \t]*$", re.MULTILINE)
# The head of the file, and the marks between its cells.
_FRONT = re.compile(r"\s*---\n(?:.*\n)*?---(?:\n|\Z)")
_MARKS = re.compile(r"^(?:<!-- #(?:end)?(?:region|md|raw)\b.*-->|\+\+\+(?: .*)?)$", re.MULTILINE)
# What a cell of MyST begins with: `:tags: [a]`, or the same between lines of `---`.
_OPTIONS = re.compile(r"(?:[ \t]*:[\w-]+:.*\n)+|---\n(?:.*\n)*?---\n")
_FIRST = 4096


@dataclass(frozen=True)
class MarkdownBlock:
    """A piece of such a file: code behind the words of its fence, or text, whose `info` is None."""

    text: str
    info: str | None = None


def markdown_blocks(source: str) -> Iterator[MarkdownBlock]:
    """Yield the pieces in their order; a fence that names another language is text."""
    lines, text, at = source.split("\n"), list[str](), 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence is None:
            text.append(lines[at])
            at += 1
            continue
        end = next((i for i in range(at + 1, len(lines)) if _closes(lines[i].strip(), fence[1])), len(lines))
        if _PYTHON.match(fence[2]):
            yield MarkdownBlock("\n".join(text))
            yield MarkdownBlock(textwrap.dedent("\n".join(lines[at + 1 : end])), fence[2])
            text = []
        else:
            text += lines[at : end + 1]
        at = end + 1
    yield MarkdownBlock("\n".join(text))


def _closes(line: str, fence: str) -> bool:
    return len(fence) <= len(line) == line.count(fence[0])


def read_markdown(data: bytes, name: str, budget: Budget) -> Document:
    """Return the code in the fences as cells, and the text. Raises UnreadableError if it is no text, or too large."""
    most = budget.limits.text_bytes
    if len(data) > most:
        raise UnreadableError(f"too large: more than {size(most)}")
    text, *notes = decoded_anyhow(data)
    source, note = cleaned(text)
    match = _DECLARED.search(source[:_FIRST])
    declared = match[1] if match else None
    handed_out = known(None, declared)
    cells, texts = list[Cell](), TextCells()
    front = _FRONT.match(source)
    for index, block in enumerate(markdown_blocks(source[front.end() :] if front else source)):
        if block.info is None:
            texts.add(index, {"cell_type": "markdown", "source": _MARKS.sub("", block.text)})
            continue
        budget.spend("cells", 1, "cells in one submission")
        budget.spend("source_bytes", len(block.text.encode()), "bytes of source in one submission")
        options = _OPTIONS.match(block.text) if "code-cell" in block.info else None
        code = block.text[options.end() :] if options else block.text
        if SKIPPED_TAG in f"{block.info}{options[0] if options else ''}" and is_handed_out(code, handed_out):
            texts.add_skipped(index, code)
        else:
            cells.append(Cell(index, code))
    return Document(
        name, declared, tuple(cells), tuple(f"the file {n}" for n in (*notes, note) if n), tuple(texts.found)
    )
