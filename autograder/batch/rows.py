"""Whose row of the gradebook each hand-in is: a student keeps one row, under one page name, over all runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.plain.safe_text import terminal, unique_slugs
from autograder.staff.roster import Roster, join, signs
from autograder.submissions.names import shown
from autograder.submissions.source import Source
from autograder.submissions.student import Student

_CAP = 60


@dataclass(frozen=True)
class KnownRow:
    """A row of the gradebook, and whose it is."""

    slug: str
    name: str
    file: str
    student: Student | None = None


def in_their_rows(
    sources: Sequence[Source], rows: Sequence[KnownRow], roster: Roster | None = None
) -> tuple[Source, ...]:
    """Return the sources with the slugs of their students' rows, or with new ones.

    A row is a student's by e-mail, number or login; else by the name of the file; else by the student's name, if
    nobody else has it. Rows of an earlier run without a roster are looked up in this one first.
    """
    rows = _looked_up(rows, roster)
    found: dict[int, str] = {}
    for same, alone in (
        (lambda one: [(sign, one.file) for sign in _signs(one)], False),
        (_signs, False),
        (lambda one: [one.file], False),
        (lambda one: [one.name], True),
    ):
        _give(sources, rows, found, same, alone=alone)
    new = [i for i in range(len(sources)) if i not in found]
    slugs = unique_slugs([sources[i].name for i in new], [row.slug for row in rows])
    found |= zip(new, slugs, strict=True)
    return tuple(replace(source, slug=found[i]) for i, source in enumerate(sources))


def newest(sources: Sequence[Source]) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the newest hand-in of each student in several exports, and messages about the others.

    Students are known by what the learning platform says of them. Without times, the last export counts.
    """
    first: dict[Hashable, int] = {}
    whose: dict[int, list[int]] = {}
    for i, source in enumerate(sources):
        known = _signs(source)
        student = next((first[sign] for sign in known if sign in first), i)
        first |= dict.fromkeys(known, student)
        whose.setdefault(student, []).append(i)
    kept, said = {}, []
    for several in whose.values():
        best = max(several, key=lambda i: (sources[i].trouble is None, _age(sources, several, i)))
        others = [sources[i] for i in several if i != best]
        kept[best] = sources[best]
        if others:
            counts = f"{_from(sources[best])} is graded, not {', '.join(map(_from, others))}"
            kept[best] = replace(sources[best], notes=(*sources[best].notes, f"Handed in more than once: {counts}."))
            said.append(f"{terminal(sources[best].name, _CAP)} is in several exports: {counts}")
    return tuple(kept[i] for i in sorted(kept)), tuple(said)


def _signs(one: Source | KnownRow) -> Sequence[tuple[str, str]]:
    return signs(one.student) if one.student is not None else ()


def _looked_up(rows: Sequence[KnownRow], roster: Roster | None) -> Sequence[KnownRow]:
    if roster is None:
        return rows
    known = join([Source(row.name, row.file, Path(), student=row.student) for row in rows], roster)
    return [replace(row, student=source.student) for row, source in zip(rows, known, strict=True)]


def _give(
    sources: Sequence[Source],
    rows: Iterable[KnownRow],
    found: dict[int, str],
    same: Callable[[Source | KnownRow], Sequence[Hashable]],
    *,
    alone: bool,
) -> None:
    """Add the rows of those who have none yet; `alone`: only where one source and one row are the same."""
    free: dict[Hashable, list[KnownRow]] = defaultdict(list)
    taken = set(found.values())
    for row in rows:
        if row.slug not in taken:
            for key in same(row):
                free[key].append(row)
    waiting = {i: same(source) for i, source in enumerate(sources) if i not in found}
    often = Counter(key for keys in waiting.values() for key in keys)
    for i, keys in waiting.items():
        for key in keys:
            own = [row for row in free[key] if row.slug not in taken and not _differ(sources[i], row)]
            if own and not (alone and (len(own) > 1 or often[key] > 1)):
                found[i] = own[0].slug
                taken.add(own[0].slug)
                break


def _differ(source: Source, row: KnownRow) -> bool:
    """Return whether what is known of two students says that they are two."""
    one, other = dict(_signs(source)), dict(_signs(row))
    both = one.keys() & other.keys()
    return bool(both) and not any(one[kind] == other[kind] for kind in both)


def _age(sources: Sequence[Source], several: Sequence[int], one: int) -> tuple[float, int]:
    """Return what orders the hand-ins of one student: the time, if all are known in the same way, then the place."""
    times = [datetime.fromisoformat(sources[i].handed_in) if sources[i].handed_in else None for i in several]
    if None in times or len({time is not None and time.tzinfo is not None for time in times}) > 1:
        return 0.0, one
    return datetime.fromisoformat(sources[one].handed_in).timestamp(), one


def _from(source: Source) -> str:
    return f"{shown(source.file)} of {shown(source.path.name)}"
