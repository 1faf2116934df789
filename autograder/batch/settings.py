"""The staff's settings for a class, from a command's options and from what the output folder remembers.

Marks and hints of an earlier version are texts among the settings; those of this one are in tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.judging import Basis
from autograder.batch.remark_store import hints, marks
from autograder.batch.store import Setting, Store
from autograder.declare.course import Course
from autograder.staff.policy import Policy
from autograder.staff.policy_file import parse_policy, read_text
from autograder.staff.remark_files import parse_hints, parse_marks, require_no_more
from autograder.staff.remarks import Hint, Mark, Staff
from autograder.staff.roster import Roster, parse_roster

_TABLES = (Setting.MARKS, Setting.ROSTER)


@dataclass(frozen=True)
class Standing:
    """The texts in force, by setting, and the file names to use for them in messages."""

    texts: Mapping[Setting, str]
    names: Mapping[Setting, str]
    kept: Staff = Staff()  # noqa: RUF009 - frozen

    def basis(self, course: Course, *, lowered: bool = False) -> Basis:
        """Return all settings, parsed. Raises PolicyError, which says what is wrong and where.

        Marks above what their questions are worth are an error unless they may have been `lowered` since.
        """
        policy = Policy()
        if Setting.POLICY in self.texts:
            policy = parse_policy(self.texts[Setting.POLICY], self.names[Setting.POLICY], course)
        hints: tuple[Hint, ...] = ()
        marks: tuple[Mark, ...] = ()
        if Setting.HINTS in self.texts:
            hints = parse_hints(self.texts[Setting.HINTS], self.names[Setting.HINTS], course, policy)
        if Setting.MARKS in self.texts:
            marks = parse_marks(self.texts[Setting.MARKS], self.names[Setting.MARKS], course, None)
        staff = Staff((*hints, *self.kept.hints), (*marks, *self.kept.marks))
        if not lowered:
            require_no_more(staff.marks, course, policy)
        return Basis(course, policy, staff)

    def roster(self) -> Roster | None:
        """Return the course's list of students, or None if there is none. Raises RosterError if it is malformed."""
        text = self.texts.get(Setting.ROSTER)
        return None if text is None else parse_roster(text, self.names[Setting.ROSTER])


def standing(store: Store | None, given: Mapping[Setting, Path | None]) -> Standing:
    """Return the settings from a command's options, and those the folder remembers for the rest."""
    texts, names = {}, {}
    for setting in Setting:
        path = given.get(setting)
        text = store.setting(setting) if path is None and store is not None else None
        if path is not None:
            texts[setting], names[setting] = read_text(path, table=setting in _TABLES), str(path)
        elif text is not None:
            texts[setting], names[setting] = text, f"the {setting.value} of an earlier run, in {store_name(store)}"
    return Standing(texts, names, Staff() if store is None else in_force(store))


def in_force(store: Store) -> Staff:
    """Return the hints and marks that the folder keeps."""
    given = (g.mark for g in marks(store).values() if g.mark.points is not None or g.mark.comment)
    return Staff(tuple(g.hint for g in hints(store).values()), tuple(given))


def remember(store: Store, held: Standing) -> None:
    """Store the settings in force in the folder, for later commands; marks and hints have their own tables."""
    for setting, text in held.texts.items():
        if setting not in (Setting.HINTS, Setting.MARKS) and store.setting(setting) != text:
            store.remember(setting, text)


def store_name(store: Store | None) -> str:
    """Return the path of a store for a message."""
    return "" if store is None else str(store.path)
