"""What a file holds, by its beginning: a notebook or a script may have lost its name, or be kept as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from autograder.submissions.limits import Budget
from autograder.submissions.markdown import markdown_blocks, read_markdown
from autograder.submissions.names import suffix
from autograder.submissions.notebook import read_notebook
from autograder.submissions.script import read_script
from autograder.submissions.source_text import cleaned, decoded, decoded_anyhow
from autograder.submissions.submission import Document, UnreadableError

HEAD = 1 << 16
"""Bytes that are looked at. Jupyter writes the cells first, Colab the version of the format."""

_NOTEBOOK = re.compile(r'"(?:cells|worksheets|nbformat)"\s*:')
_SCRIPT = re.compile(r"^(?:def[ \t]+\w+[ \t]*\(|#[ \t]*autograder:[ \t]*problem)", re.MULTILINE)

Reader: TypeAlias = Callable[[bytes, str, Budget], Document]


def reader_of(name: str, data: bytes) -> Reader:
    """Return how to read a file that is meant as a notebook or script."""
    found, is_script = reader_by_content(data), suffix(name) == ".py"
    if found is None or (is_script and found is read_markdown):
        return read_script if is_script else read_notebook
    return found


def reader_by_content(data: bytes) -> Reader | None:
    """Return how to read a file whose name says nothing, or None if it holds neither a notebook nor functions."""
    text = _beginning(data[:HEAD])
    if text.lstrip().startswith("{"):
        return read_notebook if _NOTEBOOK.search(text) else None
    if not _SCRIPT.search(text):
        return None
    in_text = any(block.info is None and _SCRIPT.search(block.text) for block in markdown_blocks(text))
    return read_script if in_text else read_markdown


def _beginning(head: bytes) -> str:
    """Return a beginning as text, which may end in the middle of a character; "" if it is no text."""
    for cut in range(4):
        try:
            return cleaned(decoded(head[: len(head) - cut]))[0]
        except UnreadableError:
            continue
    try:
        return cleaned(decoded_anyhow(head)[0])[0]
    except UnreadableError:
        return ""
