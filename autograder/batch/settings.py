"""The staff's settings for a class, from a command's options and from what the output folder remembers.

Marks and hints of an earlier version are texts among the settings; those of this one are in tables of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from autograder.batch.judging import Basis
from autograder.batch.remark_store import hints, marks
from autograder.batch.store import Setting, Store
from autograder.declare.course import Course
from autograder.plain.safe_text import terminal
from autograder.staff.assignment import Assignment, changes
from autograder.staff.assignment_file import NAME, parse_assignment, parse_plainly
from autograder.staff.policy import PolicyError
from autograder.staff.policy_file import parse_policy, read_text
from autograder.staff.remark_files import parse_hints, parse_marks, require_no_more
from autograder.staff.remarks import Hint, Mark, Staff
from autograder.staff.roster import Roster, parse_roster

_TABLES = (Setting.MARKS, Setting.ROSTER)
STATED, TAKEN = "stated", "taken"
"""How the problems that the folder remembers were found: named by staff, or taken from the hand-ins."""


@dataclass(frozen=True)
class Standing:
    """The texts in force, by setting, and the file names to use for them in messages."""

    texts: Mapping[Setting, str]
    names: Mapping[Setting, str]
    kept: Staff = Staff()  # noqa: RUF009 - frozen

    def assignment(self, course: Course) -> Assignment:
        """Return the assignment. Raises PolicyError, which says what is wrong and where."""
        made = Assignment()
        if Setting.ASSIGNMENT in self.texts:
            made = parse_assignment(self.texts[Setting.ASSIGNMENT], self.names[Setting.ASSIGNMENT], course)
        elif Setting.POLICY in self.texts:
            policy = parse_policy(self.texts[Setting.POLICY], self.names[Setting.POLICY], course)
            made = replace(made, policy=policy)
        how, *problems = self.texts.get(Setting.PROBLEMS, "").split() or [TAKEN]
        known = all(name in course.names for name in problems)
        if problems and known and not made.problems:
            made = replace(made, problems=tuple(problems), stated=how == STATED)
        return made

    def basis(self, course: Course, *, lowered: bool = False) -> Basis:
        """Return all settings, parsed. Raises PolicyError, which says what is wrong and where.

        Marks above what their questions are worth are an error unless they may have been `lowered` since.
        """
        assignment = self.assignment(course)
        policy = assignment.policy
        hints: tuple[Hint, ...] = ()
        marks: tuple[Mark, ...] = ()
        if Setting.HINTS in self.texts:
            hints = parse_hints(self.texts[Setting.HINTS], self.names[Setting.HINTS], course, policy)
        if Setting.MARKS in self.texts:
            marks = parse_marks(self.texts[Setting.MARKS], self.names[Setting.MARKS], course, None)
        staff = Staff((*hints, *self.kept.hints), (*marks, *self.kept.marks))
        if not lowered:
            require_no_more(staff.marks, course, policy)
        now = datetime.now(timezone.utc).astimezone()
        today = now.astimezone(assignment.due.tzinfo if assignment.due else None).date().isoformat()
        return Basis(course, policy, staff, assignment, assignment.over(now), today)

    def plain_assignment(self) -> Assignment:
        """Return what the assignment says without its points, for which the course's solutions are needed."""
        if Setting.ASSIGNMENT not in self.texts:
            return Assignment()
        return parse_plainly(self.texts[Setting.ASSIGNMENT], self.names[Setting.ASSIGNMENT])

    def roster(self) -> Roster | None:
        """Return the course's list of students, or None if there is none. Raises RosterError if it is malformed."""
        text = self.texts.get(Setting.ROSTER)
        return None if text is None else parse_roster(text, self.names[Setting.ROSTER])

    def with_problems(self, names: Sequence[str], *, stated: bool) -> Standing:
        """Return these settings with the problems of the assignment. Raises PolicyError if its file names them."""
        if stated and self.plain_assignment().problems:
            raise PolicyError(f"--problems: {self.names[Setting.ASSIGNMENT]} names the problems; change them there")
        found = " ".join((STATED if stated else TAKEN, *names))
        return replace(self, texts={**self.texts, Setting.PROBLEMS: found})

    @property
    def digest(self) -> str:
        """The digest of the assignment's text, or "" if there is none."""
        text = self.texts.get(Setting.ASSIGNMENT, "")
        return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def assignment_file(named: Path | None, policy: Path | None) -> Path | None:
    """Return the assignment's file: the one that is named, else the one in the current folder, or None.

    Raises PolicyError if there is a policy besides it: its settings belong into the assignment.
    """
    found = named or (Path(NAME) if Path(NAME).is_file() else None)
    if found is not None and policy is not None:
        raise PolicyError(f"--policy {policy}: {found} has these settings; give one of the two")
    return found


def standing(store: Store | None, given: Mapping[Setting, Path | None]) -> Standing:
    """Return the settings from a command's options, and those the folder remembers for the rest.

    An assignment takes the place of a policy. Raises PolicyError if a policy is given for a folder with an assignment.
    """
    texts, names = {}, {}
    for setting in Setting:
        path = given.get(setting)
        text = store.setting(setting) if path is None and store is not None else None
        if path is not None:
            texts[setting], names[setting] = read_text(path, table=setting in _TABLES), str(path)
        elif text is not None:
            texts[setting], names[setting] = text, f"the {setting.value} of an earlier run, in {store_name(store)}"
    if Setting.ASSIGNMENT in texts and given.get(Setting.POLICY) is not None:
        where = names[Setting.ASSIGNMENT]
        raise PolicyError(f"--policy {given[Setting.POLICY]}: {where} has these settings; change them there")
    if Setting.ASSIGNMENT in texts:
        texts.pop(Setting.POLICY, None)
    return Standing(texts, names, Staff() if store is None else in_force(store))


def in_force(store: Store) -> Staff:
    """Return the hints and marks that the folder keeps."""
    given = (g.mark for g in marks(store).values() if g.mark.points is not None or g.mark.comment)
    return Staff(tuple(g.hint for g in hints(store).values()), tuple(given))


def remember(store: Store, held: Standing) -> None:
    """Store the settings in force in the folder, for later commands; marks and hints have their own tables."""
    texts = dict(held.texts)
    if held.digest:
        texts[Setting.DIGEST] = held.digest
        store.forget(Setting.POLICY)
    for setting, text in texts.items():
        if setting not in (Setting.HINTS, Setting.MARKS) and store.setting(setting) != text:
            store.remember(setting, text)


def changed(store: Store, held: Standing, course: Course, *, named: bool) -> Iterator[str]:
    """Yield what differs from the assignment of the last run in this folder, in one line.

    Raises PolicyError if it is another assignment and its file was not `named`, but found in the current folder.
    """
    if store.setting(Setting.ASSIGNMENT) is None and store.setting(Setting.POLICY) is None:
        return
    before = standing(store, {})
    try:
        old = before.assignment(course)
    except PolicyError:  # a solution file has changed since
        return
    new = held.assignment(course)
    if old.name and new.name and old.name != new.name and not named:
        where = f"{store_name(store)} is about {terminal(old.name, 80)!r}, {NAME} about {terminal(new.name, 80)!r}"
        raise PolicyError(f"{where}: name the file with --assignment if that is what you mean")
    found = "; ".join(changes(old, new))
    if found:
        digests = f" ({before.digest} -> {held.digest})" if before.digest and held.digest else ""
        yield f"the assignment has changed since the last run{digests}: {terminal(found, 400)}"


def store_name(store: Store | None) -> str:
    """Return the path of a store for a message."""
    return "" if store is None else str(store.path)
