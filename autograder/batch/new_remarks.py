"""Take what graders have written into the gradebook, next to what others have said already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from autograder.batch.judging import Basis
from autograder.batch.remark_store import adopt, hints, keep, marks
from autograder.batch.settings import Standing, in_force, remember
from autograder.batch.store import Store
from autograder.declare.course import Course
from autograder.staff.given import By, GivenHint, GivenMark, Key, Merged, OnConflict, merge_hints, merge_marks
from autograder.staff.policy_file import read_text
from autograder.staff.remark_files import above, parse_hints, parse_marks, require_no_more
from autograder.staff.remarks import questions


class Lowered(Enum):
    """What to do with marks above what their questions are worth since the policy has changed."""

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
        if files.lowered is not None:
            keep(store, _lowered(marks(store), basis, most, files))
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


def _lowered(held: Mapping[Key, GivenMark], basis: Basis, most: Mapping[Key, float], files: RemarkFiles) -> Merged:
    """Return the marks that are too high, lowered to the new maximum or in proportion to it."""
    changed = []
    for mark, now in above(basis.staff.marks, basis.course, basis.policy):
        given = held[mark.slug, mark.problem, mark.question]
        before = max(most.get(given.key, 0.0), mark.points or 0.0)
        points = now if files.lowered is Lowered.CAP or not before else (mark.points or 0.0) * now / before
        by = By(files.by or given.by.grader, given.by.source, files.at)
        changed.append(replace(given, mark=replace(mark, points=points), by=by))
    return Merged(tuple(changed))
