"""Read the cells of text of a notebook or script, of whatever kind an answer in words has become."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from autograder.plain.safe_text import encodable
from autograder.submissions.source_text import cleaned
from autograder.submissions.submission import WrittenCell

_PLACEHOLDER = re.compile(
    r"[_*]{0,2}Type your answer here, replacing this text\.?[_*]{0,2}"
    r"|^[ \t#_*]{0,8}(?:(?:Type|Write|Enter) )?Your (?:Answer|Code) Here[ \t.:_*]{0,8}$"
    r"|^[ \t]{0,8}raise NotImplementedError(?:\(\))?[ \t]{0,8}$",
    re.IGNORECASE | re.MULTILINE,
)
"""The text for the student to replace, Otter's and nbgrader's; editors write the emphasis in either way."""
MOST_OF_ONE, MOST = 20_000, 400_000
"""Characters that are kept of one cell and of one document: an answer has 1,000, a lesson 10,000."""

LONGEST_OF_SKIPPED = 1_000
"""Characters of a line that is kept of code that does not run: the packed tests in the set-up cell are longer."""

_PICTURE = re.compile(
    r"!\[([^\]\n]{0,200})\]\((?:attachment|data):[^)\n!]*\)|"
    r"<img\b[^<>]{0,400}?\bsrc=[\"']?(?:attachment|data):[^<>]*>"
)  # linear: each match ends before the next one could begin
COMMENT = re.compile(r"^#[ \t]?", re.MULTILINE)
_ANSWER_ID = "answer-"


class TextCells:
    """The cells of text found so far in one document."""

    def __init__(self) -> None:
        self.found: list[WrittenCell] = []
        self._left = MOST

    def add(self, index: int, cell: Any, *, runs: bool = False) -> None:
        """Keep the cell, if it is one of text with something in it, or one that answers a written question.

        A cell of code that does not run in grading, such as a check, may have text in it too.
        """
        if not isinstance(cell, dict):
            return
        ids = _ids(cell)
        kind, question = cell.get("cell_type"), _question(cell, ids)
        if not isinstance(kind, str) or (kind == "code" and runs and not question):
            return
        whole, _ = joined(cell.get("source", cell.get("input", "")))
        if whole is None:
            return
        if kind == "code" and not question:
            whole = _without_long_lines(whole)
        kind = kind if kind in ("raw", "code") else "Markdown"
        text = self._kept(_with_pictures_named(cleaned(whole)[0], index), index)
        if text or question:
            self.found.append(WrittenCell(encodable(question), text, index, kind, _is_untouched(ids, whole)))

    def add_text(self, index: int, text: str) -> None:
        """Keep a Markdown cell of a script, whose lines are comments or one string."""
        if kept := self._kept(COMMENT.sub("", text).strip().strip("\"'"), index):
            self.found.append(WrittenCell("", kept, index))

    def add_skipped(self, index: int, code: str) -> None:
        """Keep a cell of code of a script that does not run in grading."""
        if kept := self._kept(_without_long_lines(code), index):
            self.found.append(WrittenCell("", kept, index, "code"))

    def _kept(self, text: str, index: int) -> str:
        """Return as much of the text as there is room for, without the placeholder, and say so if that is not all."""
        text = without_placeholder(text).strip()
        room = min(MOST_OF_ONE, self._left)
        self._left -= min(len(text), room)
        more = len(text) - room
        return f"{text[:room]}\n\n({more:,} more characters in cell {index + 1})".strip() if more > 0 else text


def without_placeholder(text: str) -> str:
    """Return a text without what the student was to replace."""
    low = text.lower()  # to look for words is far cheaper than the expression
    there = "your answer here" in low or "your code here" in low or "notimplementederror" in low
    return _PLACEHOLDER.sub("", text) if there else text


def _without_long_lines(code: str) -> str:
    return "\n".join(line for line in code.split("\n") if len(line) <= LONGEST_OF_SKIPPED)


def joined(source: Any) -> tuple[str | None, str | None]:
    """Return the joined lines of a source, or None if it has another type, and a note, if something was odd."""
    odd = None
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        if len(lines) < len(source):
            odd = "contained lines that are not strings, which were left out"
        ends = any("\n" in line or "\r" in line for line in lines)
        source = ("" if ends else "\n").join(lines)  # some programs write lines without their ends
    return (source, odd) if isinstance(source, str) else (None, None)


def looked_up(value: Any, *keys: str) -> Any:
    """Return the value under these keys of nested objects, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _question(cell: dict[str, Any], ids: Sequence[str]) -> str:
    """Return the written question in metadata["autograder"]["written"], else the one in the cell's id, else ""."""
    metadata = cell.get("metadata")
    if isinstance(metadata, dict) and "autograder" in metadata:  # a cell of most notebooks has none
        question = looked_up(metadata, "autograder", "written")
        if isinstance(question, str):
            return question
    for identity in ids:
        if identity.startswith(_ANSWER_ID):
            return identity.removeprefix(_ANSWER_ID)
    return ""


def _is_untouched(ids: Sequence[str], text: str) -> bool:
    """Return whether an id is the digest of the text, which `build` gave it: so it is as it was handed out."""
    digests = [identity.partition("-")[2][:12] for identity in ids if identity.startswith("markdown-")]
    return bool(digests) and hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12] in digests


def _ids(cell: dict[str, Any]) -> list[str]:
    """Return the id of nbformat 4.5, and the one that Colab keeps in the metadata."""
    identity, metadata = cell.get("id"), cell.get("metadata")
    ids = [identity] if isinstance(identity, str) else []
    if isinstance(metadata, dict) and isinstance(metadata.get("id"), str):
        ids.append(metadata["id"])
    return ids


def _with_pictures_named(text: str, index: int) -> str:
    """Replace pictures that are part of the file by words: megabytes of text which no page shows."""
    if "attachment:" not in text and "data:" not in text:
        return text
    return _PICTURE.sub(lambda found: f"({(found[1] or 'picture').strip()}: a picture in cell {index + 1})", text)
