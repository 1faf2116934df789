"""The staff's remarks in the gradebook: marks, hints and the rubric, each with its author."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec import ValidationError, convert

from autograder.batch.store import Setting, Store
from autograder.plain.safe_text import encodable
from autograder.staff.given import By, GivenHint, GivenMark, Key, Merged
from autograder.staff.remarks import Hint, Mark

_MARK = "number, slug, problem, question, points, comment, answer, items, grader, source, at"
_LATEST = "SELECT max(number) FROM marks GROUP BY slug, problem, question"
_NEW_MARK = "INSERT INTO marks VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NEW_HINT = "REPLACE INTO hints VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True)
class RubricItem:
    """What answers to one question earn or, if `worth` is negative, lose points for."""

    item: int
    problem: str
    question: str
    text: str
    worth: float

    @property
    def line(self) -> str:
        """The item as a line of a comment, in Markdown."""
        return f"- {self.text} ({self.worth:+g})"


def rubric(store: Store) -> tuple[RubricItem, ...]:
    """Return the items of all questions in the order in which they were added."""
    with store.reading() as connection:
        rows = connection.execute("SELECT item, problem, question, text, worth FROM rubric ORDER BY item").fetchall()
    return tuple(RubricItem(*row) for row in rows)


def marks(store: Store) -> dict[Key, GivenMark]:
    """Return the mark in force of each answer, also those that say nothing any more."""
    known = {item.item: item for item in rubric(store)}
    with store.reading() as connection:
        rows = connection.execute(f"SELECT {_MARK} FROM marks WHERE number IN ({_LATEST}) ORDER BY number").fetchall()  # noqa: S608
        return {given.key: given for given in (_mark(row, known) for row in rows)}


def record(store: Store, key: Key) -> tuple[GivenMark, ...]:
    """Return all marks that were ever given for one answer, the first one first."""
    known = {item.item: item for item in rubric(store)}
    where = "WHERE slug = ? AND problem = ? AND question = ? ORDER BY number"
    with store.reading() as connection:
        rows = connection.execute(f"SELECT {_MARK} FROM marks {where}", key).fetchall()  # noqa: S608 - our own names
        return tuple(_mark(row, known) for row in rows)


def hints(store: Store) -> dict[Key, GivenHint]:
    """Return the hints in force."""
    with store.reading() as connection:
        rows = connection.execute('SELECT * FROM hints ORDER BY problem, question, "group"').fetchall()
    found = (
        GivenHint(Hint(question, group, text, points, problem or None), By(*by))
        for problem, question, group, text, points, *by in rows
    )
    return {given.key: given for given in found}


def keep(store: Store, merged: Merged) -> None:
    """Store what a merge changes: all of it, or nothing."""
    with store.writing() as connection:
        for given in merged.marks:
            put_mark(connection, given)
        connection.executemany('DELETE FROM hints WHERE problem = ? AND question = ? AND "group" = ?', merged.gone)
        for hint in merged.hints:
            one = hint.hint
            text = (encodable(one.text), one.points)
            connection.execute(_NEW_HINT, (one.problem or "", one.question, one.group, *text, *_by(hint.by)))


def put_mark(connection: sqlite3.Connection, given: GivenMark) -> int:
    """Add a mark to the record and return its number; it is the one in force from now on."""
    mark = given.mark
    said = (mark.points, encodable(given.comment), mark.answer, json.dumps(given.items))
    row = (encodable(mark.slug), mark.problem, mark.question, *said, *_by(given.by))
    return int(connection.execute(_NEW_MARK, row).lastrowid or 0)


def adopt(store: Store, old_marks: Sequence[Mark], old_hints: Sequence[Hint]) -> None:
    """Move the marks and hints that an earlier version kept as two texts into their tables."""
    held, named = marks(store), hints(store)
    given = {m.key: m for m in (GivenMark(mark, comment=mark.comment) for mark in old_marks)}
    commented = {h.key: h for h in map(GivenHint, old_hints)}
    with store.together():
        keep(
            store,
            Merged(
                tuple(one for key, one in given.items() if key not in held),
                tuple(one for key, one in commented.items() if key not in named),
            ),
        )
        for setting in (Setting.MARKS, Setting.HINTS):
            store.forget(setting)


def move_marks(store: Store, slug: str, to: str) -> None:
    """Let what people decided about a submission follow it to another slug."""
    with store.writing() as connection:
        connection.execute("UPDATE marks SET slug = ? WHERE slug = ?", (to, slug))


def composed(comment: str, items: Iterable[RubricItem]) -> str:
    """Return the comment that a student reads: what the rubric says, then what a person typed."""
    listed = "\n".join(item.line for item in items)
    return "\n\n".join(part for part in (listed, comment) if part)


def _by(by: By) -> tuple[str, str, str]:
    return encodable(by.grader), encodable(by.source), by.at


def _mark(row: Sequence[Any], known: dict[int, RubricItem]) -> GivenMark:
    """Return the mark of a row. Raises ValueError if its items are not what we wrote."""
    number, slug, problem, question, points, comment, answer, items, *by = row
    try:
        chosen = tuple(convert(json.loads(items), list[int]))
    except (ValidationError, ValueError, RecursionError) as error:
        raise ValueError(f"mark {number}: {error}") from error
    used = [known[item] for item in chosen if item in known]
    given = GivenMark(Mark(slug, problem, question, points, comment, answer), By(*by), chosen, comment, number)
    return replace(given, mark=replace(given.mark, comment=composed(comment, used))) if used else given


def earned(items: Iterable[RubricItem], most: float) -> float:
    """Return the points that items of the rubric make together: their sum, at least 0 and at most the maximum."""
    return min(max(math.fsum(item.worth for item in items), 0.0), most)
