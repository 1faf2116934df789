"""What regrading changed, one line per submission."""

from __future__ import annotations

from rich.text import Text

from autograder.plain.safe_text import terminal
from autograder.render.words import points
from autograder.report.report import Report

MOST = 4


def change_line(before: Report, after: Report) -> Text | None:
    """Return how a grade changed, and because of which questions, or None if it did not."""
    old, new = before.total, after.total
    if (old.score, old.max_score, old.unread) == (new.score, new.max_score, new.unread):
        return None
    line = Text(f"{terminal(before.name, 40)}: {points(old.score)}/{points(old.max_score)}")
    line.append(f" -> {points(new.score)}/{points(new.max_score)}", style="bold")
    why = _questions(before, after)
    if why:
        more = f", and {len(why) - MOST} more" if len(why) > MOST else ""
        line.append(f"  ({', '.join(why[:MOST])}{more})", style="dim")
    return line


def _questions(before: Report, after: Report) -> list[str]:
    old = _points(before)
    new = _points(after)
    names = [name for name in new if old.get(name) != new[name]]
    return [f"{name.partition(chr(0))[2]} {_change(old.get(name), new[name])}" for name in names]


def _points(report: Report) -> dict[str, tuple[float | None, float]]:
    found: dict[str, tuple[float | None, float]] = {}
    for p in report.problems:
        found |= {f"{p.problem}\0{v.question}": (v.score, v.max_score) for v in p.verdicts}
        found |= {f"{p.problem}\0{w.question}": (w.score, w.max_score) for w in p.written}
    return found


def _change(old: tuple[float | None, float] | None, new: tuple[float | None, float]) -> str:
    """Return a change of points in short form, with the maximum if that changed too."""
    if old is not None and old[1] != new[1]:
        return f"{_given(old)}/{points(old[1])} -> {_given(new)}/{points(new[1])}"
    return f"{'-' if old is None else _given(old)} -> {_given(new)}"


def _given(pair: tuple[float | None, float]) -> str:
    return "unread" if pair[0] is None else points(pair[0])
