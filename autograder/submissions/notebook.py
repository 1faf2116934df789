"""Read an .ipynb file into a document of code cells.

Walks the JSON itself and tolerates every wrong type: the nbformat library validates and raises on harmless oddities
(a missing id, a stream without a name), and a hostile file must result in a reason, not in an unexpected exception.
If a key occurs twice the last one counts, as in Jupyter.
"""

from __future__ import annotations

import json
from typing import Any

from autograder.plain.evidence import Cell
from autograder.plain.safe_text import encodable
from autograder.submissions.handed_out import is_handed_out, known
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.outputs import without_outputs
from autograder.submissions.source_text import cleaned, decoded_anyhow, in_utf8
from autograder.submissions.submission import Document, UnreadableError
from autograder.submissions.text_cells import TextCells, joined, looked_up

_NAMED = 5
SKIPPED_TAG = "skip-grading"  # the assignment's own plots and checks
CHANGED = "{} of the assignment, which grading skips, {} changed, so {} run."

COMMAS = "has commas behind which nothing follows, so that Jupyter does not open it; they were left out"
_MOST_COMMAS = 20

_SEPARATORS = (b",", b":", b"[", b"{")

_LOOKS_LIKE = (
    (b"%pdf", "a PDF"),
    (b"pk\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page (saved or exported as HTML)"),
)
_TYPES = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def read_notebook(data: bytes, name: str, budget: Budget) -> Document:
    """Return the code cells of nbformat 3 and 4. Raises UnreadableError if it is no notebook, or too large."""
    text, odd = _text_of(data, budget)
    notes = [f"the file {odd}"] if odd else []
    if "\0" in text:
        text = text.replace("\0", "")
        notes.append("the file contained NUL bytes, which were removed")
    if not text.strip():
        raise UnreadableError("an empty file")
    values = _count_values(text.encode(), budget.limits.json_values)
    budget.spend("json_values", values, "values in the JSON; clear the outputs and save it again")
    top, odd = _parsed(text, data)
    notes += [f"the file {odd}"] if odd else []
    if not isinstance(top, dict):
        raise UnreadableError(f"not a notebook: its JSON is {_type(top)}, not an object")
    top = _unwrapped(top)
    every = _cells(top)
    handed_out = known(looked_up(top, "metadata", "autograder", "handed_out"), _declared(top))
    budget.spend("cells", len(every), "cells in one submission")
    cells = []
    texts, changed = TextCells(), []
    for i, cell in enumerate(every):
        source, note = _code(cell)
        if note:
            notes.append(f"cell {i + 1} {note}")
        if source is not None and _is_skipped(cell):
            if is_handed_out(source, handed_out):
                source = None
            elif handed_out is not None:
                changed.append(i + 1)
        texts.add(i, cell, runs=source is not None)
        if source is not None:
            budget.spend("source_bytes", len(source.encode()), "bytes of source in one submission")
            cells.append(Cell(i, source))
    notes += _about(changed)
    said = _capped(notes, budget.limits.notes)
    return Document(name, _declared(top), tuple(cells), said, tuple(texts.found), _public(top))


def _capped(notes: list[str], most: int) -> tuple[str, ...]:
    if len(notes) <= most:
        return tuple(notes)
    return (*notes[: most - 1], f"and {len(notes) - most + 1:,} more notes of this kind")


def _about(changed: list[int]) -> list[str]:
    """Return the note on cells of the assignment that were changed."""
    if not changed:
        return []
    if len(changed) == 1:
        return [CHANGED.format(f"Cell {changed[0]}", "was", "it was")]
    more = " and others" if len(changed) > _NAMED else ""
    return [CHANGED.format(f"Cells {', '.join(map(str, changed[:_NAMED]))}{more}", "were", "they were")]


def _parsed(text: str, data: bytes) -> tuple[Any, str | None]:
    """Return the JSON, and a note if commas were left out that a merge or an edit by hand leaves."""
    try:
        return _loaded(text), None
    except json.JSONDecodeError as error:
        whole = _without_commas(text, error)
        if whole is not None:
            return whole, COMMAS
        if (at := f"\n{text}".find("\n<<<<<<< ")) >= 0:
            line = f"{text.count(chr(10), 0, at) + 1:,}"
            raise UnreadableError(f"not a notebook: it contains a git merge conflict, from line {line} on") from None
        if kind := _other_kind(data):
            raise UnreadableError(f"not a notebook but {kind}") from None
        if error.msg.startswith("Unterminated string") or not text[error.pos :].strip():
            raise UnreadableError(f"not a notebook: the JSON ends at byte {len(data):,} (truncated file?)") from None
        where = f"line {error.lineno:,}, column {error.colno:,}"
        raise UnreadableError(f"not a notebook: invalid JSON at {where} ({error.msg})") from None
    except RecursionError:
        raise UnreadableError("not a notebook: its JSON is nested too deeply") from None


def _without_commas(text: str, error: json.JSONDecodeError) -> Any:
    """Return the JSON without commas behind which nothing follows, or None if something else is wrong with it."""
    for _ in range(_MOST_COMMAS):
        at = next((i for i in (error.pos, len(text[: error.pos].rstrip()) - 1) if _is_stray(text, i)), None)
        if at is None:
            break
        text = f"{text[:at]} {text[at + 1 :]}"
        try:
            return _loaded(text)
        except json.JSONDecodeError as next_error:
            error = next_error
    return None


def _is_stray(text: str, at: int) -> bool:
    return text[at : at + 1] == "," and text[at + 1 :].lstrip()[:1] in {",", "]", "}"}


def _loaded(text: str) -> Any:
    return json.loads(text, strict=False, parse_int=_integer)


def _text_of(data: bytes, budget: Budget) -> tuple[str, str | None]:
    """Return a file's text without outputs, and a note if it is in an odd encoding.

    Raises UnreadableError, which says so if it is another kind of file.
    """
    try:
        return decoded_anyhow(without_outputs(in_utf8(data), budget.limits))
    except UnreadableError as error:
        kind = _other_kind(data)
        raise UnreadableError(f"not a notebook but {kind}" if kind else str(error)) from None


def _other_kind(data: bytes) -> str | None:
    """Return in words what a file is instead of a notebook, by its first bytes."""
    head = data.lstrip()[:4].lower()
    return next((kind for start, kind in _LOOKS_LIKE if head.startswith(start)), None)


def _integer(digits: str) -> int:
    """Return 0 for a long number: converting it takes quadratic time or raises, and no number matters here."""
    return int(digits) if len(digits) < 20 else 0


def _count_values(data: bytes, limit: int) -> int:
    """Return an upper bound of the keys and values in UTF-8 JSON, unparsed: 4 bytes can become 96 of objects.

    Strings are removed first, unless little is in the file anyway: source, printed arrays and web pages are full of
    commas.
    """
    most = 1 + sum(map(data.count, _SEPARATORS))
    if most <= limit // LIMITS.documents:
        return most
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    strings = unescaped.count(b'"') // 2
    if strings > limit:
        return strings
    outside = b"".join(unescaped.split(b'"')[::2])
    return 1 + sum(map(outside.count, _SEPARATORS))


def _unwrapped(top: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook inside what Jupyter's server says about a file, as its interface for programs gives it."""
    inner = top.get("content")
    return inner if top.get("type") == "notebook" and isinstance(inner, dict) else top


def _cells(top: dict[str, Any]) -> list[Any]:
    """Return all cells: of nbformat 4, or of the worksheets of nbformat 3 one after the other."""
    if "cells" in top or "worksheets" not in top:
        if "cells" not in top:
            raise UnreadableError("not a notebook: it has no cells")
        cells = top["cells"]
        if not isinstance(cells, list):
            raise UnreadableError(f'not a notebook: its "cells" is {_type(cells)}, not a list')
        return cells
    sheets = top["worksheets"]
    if not isinstance(sheets, list):
        raise UnreadableError(f'not a notebook: its "worksheets" is {_type(sheets)}, not a list')
    found = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
    return [cell for cells in found for cell in cells]


def _code(cell: Any) -> tuple[str | None, str | None]:
    """Return the source of a cell, if it is to be run, and a note, if something was odd."""
    if not isinstance(cell, dict):
        return None, f"is {_type(cell)}, not a cell; it was left out"
    kind = cell.get("cell_type")
    if not isinstance(kind, str):
        return None, "has no type; it was left out"
    if kind != "code":
        return None, None
    return _text(cell.get("source", cell.get("input", "")))  # input: nbformat 3


def _text(source: Any) -> tuple[str | None, str | None]:
    """Return the joined lines of a source, and a note, if something was odd."""
    text, odd = joined(source)
    if text is None:
        return None, f"has {_type(source)} as its source; it was left out"
    text, note = cleaned(text)
    return text, " and ".join(filter(None, (odd, note))) or None


def _is_skipped(cell: dict[str, Any]) -> bool:
    tags = looked_up(cell, "metadata", "tags")
    return isinstance(tags, list) and SKIPPED_TAG in tags


def _declared(top: dict[str, Any]) -> str | None:
    """Return the problem that the notebook was generated for: metadata["autograder"]["problem"]."""
    value = looked_up(top, "metadata", "autograder", "problem")
    return encodable(value).strip() or None if isinstance(value, str) else None


def _public(top: dict[str, Any]) -> str | None:
    """Return the text of metadata["autograder"]["public"], which the student's own checks use."""
    value = looked_up(top, "metadata", "autograder", "public")
    return json.dumps(value) if isinstance(value, dict) else None


def _type(value: Any) -> str:
    return _TYPES.get(type(value), "null")
