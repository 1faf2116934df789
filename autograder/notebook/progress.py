"""How far the notebooks of a folder are, by the results of checks that are saved in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from autograder.student.result import MIME, CheckResult

COLUMNS = ("notebook", "right", "functions to do")


@dataclass(frozen=True)
class NotebookProgress:
    """One notebook: how many of its questions are right, and the functions that are not right yet."""

    file: str
    right: int
    questions: int
    to_do: tuple[str, ...]

    @property
    def row(self) -> tuple[str, str, str]:
        return self.file, f"{self.right} of {self.questions}", ", ".join(self.to_do) or "none"


@dataclass(frozen=True)
class CourseProgress:
    """All notebooks, shown as text in a terminal and as a table in a notebook."""

    notebooks: tuple[NotebookProgress, ...]

    def __str__(self) -> str:
        rows = [COLUMNS, *(n.row for n in self.notebooks)]
        wide = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
        return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(r, wide, strict=True)).rstrip() for r in rows)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from autograder.student.html import framed  # noqa: PLC0415 - nothing of it is needed before it is shown

        head = "".join(f"<th>{name}</th>" for name in COLUMNS)
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in n.row)}</tr>" for n in self.notebooks)
        return framed(f"<table><tr>{head}</tr>{rows}</table>")


def course_progress(
    here: str, results: Mapping[str, CheckResult], notebooks: Iterable[tuple[Path, Mapping[str, Any]]]
) -> CourseProgress:
    """Count the right questions of each notebook; `results` are those of the running one, about the problem `here`."""
    return CourseProgress(tuple(_progress(path, notebook, here, results) for path, notebook in notebooks))


def _progress(
    path: Path, notebook: Mapping[str, Any], here: str, results: Mapping[str, CheckResult]
) -> NotebookProgress:
    ours = notebook["metadata"]["autograder"]
    asked = [str(q.get("name")) for q in _list(_dict(ours.get("public")).get("questions")) if isinstance(q, dict)]
    right: dict[str, bool] = {}
    for saved in _saved(notebook):
        right |= {str(name): passed is True for name, passed in saved.items()}
    if ours.get("problem") == here:
        right |= {f.question: f.passed for result in results.values() for f in result.findings}
    left = dict.fromkeys(q.partition(".")[0] for q in asked if not right.get(q, False))
    return NotebookProgress(path.name, sum(right.get(q, False) for q in asked), len(asked), tuple(left))


def _saved(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the saved results of checks, in the order of the cells."""
    for cell in notebook["cells"]:
        for output in _list(_dict(cell).get("outputs")):
            yield _dict(_dict(_dict(output).get("data")).get(MIME))


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
