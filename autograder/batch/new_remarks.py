"""Take what graders have written into the gradebook, next to what others have said already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import msgspec

from autograder.batch.judging import Basis
from autograder.batch.remark_store import adopt, hints, keep, marks
from autograder.batch.setting import Setting
from autograder.batch.settings import Standing, in_force, remember
from autograder.batch.store import Store
from autograder.declare.course import Course
from autograder.staff.given import By, GivenHint, GivenMark, Key, Merged, OnConflict, merge_hints, merge_marks
from autograder.staff.policy_file import read_text
from autograder.staff.remark_files import above, parse_hints, parse_marks, require_no_more, worth
from autograder.staff.remarks import questions


class Lowered(Enum):
    """What to do with the marks of questions that are worth less since the policy has changed.

    Those above the new maximum become the maximum, or all are scaled in proportion.
    """

    CAP = "cap"
    SCALE = "scale"


@dataclass(frozen=True)
class RemarkFiles:
    """The files of one grader. `by` is the grader's name, None for that of each file; `at` is the time."""

    written: Path | None
    hints: Path | None
    by: str | None
    at: str
    on_conflict: OnConflict = OnConflict.REFUSE
    lowered: Lowered | None = None

    def author(self, path: Path) -> By:
        """Return who wrote a file."""
        return By(self.by or path.name, str(path.resolve()), self.at)


@dataclass(frozen=True)
class Taken:
    """What judging depends on from now on, and what there is to say about the files."""

    basis: Basis
    said: tuple[str, ...] = ()


def take(store: Store, held: Standing, course: Course, files: RemarkFiles) -> Taken:
    """Store the remarks of some files and the settings: all of it, or nothing.

    Raises PolicyError if a file is wrong, contradicts another grader, or a mark is above what its question is worth.
    """
    with store.together():
        basis = settle_in(store, held, course)
        policy = basis.policy
        there = [found for report in store.reports() for found in questions(report)]
        known = {key: digest for key, digest, _ in there}
        most = {key: points for key, _, points in there}
        if files.lowered is Lowered.CAP:
            keep(store, _capped(marks(store), basis, files))
        elif files.lowered is Lowered.SCALE:
            keep(store, _scaled(store, basis, most, files))
        said: tuple[str, ...] = ()
        if files.hints is not None:
            given = parse_hints(read_text(files.hints), str(files.hints), course, policy)
            by = files.author(files.hints)
            merged = merge_hints(hints(store), [GivenHint(h, by) for h in given], by, files.on_conflict)
            keep(store, merged)
            said += merged.said
        if files.written is not None:
            read = parse_marks(read_text(files.written, table=True), str(files.written), course, policy)
            by = files.author(files.written)
            too_many = {(m.slug, m.problem, m.question) for m, _ in above(in_force(store).marks, course, policy)}
            standing = {key: one for key, one in marks(store).items() if key not in too_many}
            merged = merge_marks(standing, [GivenMark(m, by, (), m.comment) for m in read], known, files.on_conflict)
            keep(store, merged)
            said += merged.said
        staff = in_force(store)
        require_no_more(staff.marks, course, policy)
        remember(store, held)
    return Taken(replace(basis, staff=staff), said)


def settle_in(store: Store, held: Standing, course: Course) -> Basis:
    """Return the basis, with the remarks of an earlier version moved into their tables."""
    basis = held.basis(course, lowered=True)
    adopt(store, basis.staff.marks, basis.staff.hints)
    return replace(basis, staff=in_force(store))


def _capped(held: Mapping[Key, GivenMark], basis: Basis, files: RemarkFiles) -> Merged:
    """Return the marks that are above what their questions are worth now, lowered to that."""
    too_high = above(basis.staff.marks, basis.course, basis.policy)
    return Merged(tuple(_with(held[m.slug, m.problem, m.question], now, files) for m, now in too_high))


def _scaled(store: Store, basis: Basis, before: Mapping[Key, float], files: RemarkFiles) -> Merged:
    """Return all marks of the questions that are worth less now than `before`, in proportion.

    What they were scaled to is stored until the regrading ends: if it is interrupted, the reports still have the old
    maximum, and the marks must not be scaled twice.
    """
    text = store.setting(Setting.SCALED)
    done = {} if text is None else msgspec.json.decode(text, type=dict[str, float])
    most: dict[str, float] = {}
    for (_, problem, question), points in before.items():
        name = f"{problem}.{question}"
        most[name] = max(most.get(name, 0.0), points)
    most |= done
    changed = []
    for given in marks(store).values():
        name = f"{given.mark.problem}.{given.mark.question}"
        if given.mark.problem not in basis.course.names or given.mark.points is None or name not in most:
            continue
        now = worth(given.mark.problem, basis.course, basis.policy).get(given.mark.question, most[name])
        if now < most[name]:
            changed.append(_with(given, given.mark.points * now / most[name], files))
            done[name] = now
    store.remember(Setting.SCALED, msgspec.json.encode(done).decode())
    return Merged(tuple(changed))


def _with(given: GivenMark, points: float, files: RemarkFiles) -> GivenMark:
    by = By(files.by or given.by.grader, given.by.source, files.at)
    return replace(given, mark=replace(given.mark, points=points), by=by)
