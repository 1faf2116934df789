"""What staff decided for a class, as the commands are told and as the folder remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.judging import Basis
from autograder.batch.store import Setting, Store
from autograder.declare.course import Course
from autograder.staff.policy import Policy
from autograder.staff.policy_file import parse_policy, read_text
from autograder.staff.remark_files import parse_hints, parse_marks
from autograder.staff.remarks import Hint, Mark, Staff
from autograder.staff.roster import Roster, parse_roster


@dataclass(frozen=True)
class Standing:
    """The texts that hold, by what they set, and the files that name them in messages."""

    texts: Mapping[Setting, str]
    names: Mapping[Setting, str]

    def basis(self, course: Course) -> Basis:
        """Read them all; PolicyError says which is wrong and where."""
        policy = Policy()
        if Setting.POLICY in self.texts:
            policy = parse_policy(self.texts[Setting.POLICY], self.names[Setting.POLICY], course)
        hints: tuple[Hint, ...] = ()
        marks: tuple[Mark, ...] = ()
        if Setting.HINTS in self.texts:
            hints = parse_hints(self.texts[Setting.HINTS], self.names[Setting.HINTS], course, policy)
        if Setting.MARKS in self.texts:
            marks = parse_marks(self.texts[Setting.MARKS], self.names[Setting.MARKS], course, policy)
        return Basis(course, policy, Staff(hints, marks))

    def roster(self) -> Roster | None:
        """Read the course's list of students, where there is one; RosterError says what is wrong with it."""
        text = self.texts.get(Setting.ROSTER)
        return None if text is None else parse_roster(text, self.names[Setting.ROSTER])


def standing(store: Store | None, told: Mapping[Setting, Path | None]) -> Standing:
    """Take the files that a command was told, and for the others what the folder remembers."""
    texts, names = {}, {}
    for setting in Setting:
        path = told.get(setting)
        text = store.setting(setting) if path is None and store is not None else None
        if path is not None:
            texts[setting], names[setting] = read_text(path), str(path)
        elif text is not None:
            texts[setting], names[setting] = text, f"the {setting.value} of an earlier run, in {store_name(store)}"
    return Standing(texts, names)


def remember(store: Store, held: Standing) -> None:
    """Have the folder remember what holds now."""
    for setting, text in held.texts.items():
        if store.setting(setting) != text:
            store.remember(setting, text)


def store_name(store: Store | None) -> str:
    """Give the path of a store for a message."""
    return "" if store is None else str(store.path)
