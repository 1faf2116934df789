"""Gradescope's export: `submission_metadata.yml` maps each folder to its students."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import yaml

from autograder.submissions.hand_in import METADATA, File, Hand
from autograder.submissions.names import shown
from autograder.submissions.student import Student
from autograder.submissions.submission import UnreadableError

Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's parser, if built in, is ten times as fast


class _Loader(Base):  # type: ignore[misc]
    """Loads plain values only and ignores the export's Ruby tags."""


def _untagged(loader: Any, _tag: str, node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!", _untagged)


def gradescope_hands(entries: Sequence[str], metadata: str) -> tuple[tuple[Hand, ...], tuple[str, ...]]:
    """Group the folders of an export by student; each member of a group gets the group's folder."""
    listed = _read(metadata)
    rest = tuple(entry for entry in entries if entry not in listed)
    found: dict[tuple[str, ...], list[tuple[str, Hand]]] = {}
    for folder, about in listed.items():
        count = len(_list(about, "history")) + 1
        notes = (f"Handed in {count} times: the last is graded.",) if count > 1 else ()
        for student in _submitters(about):
            missing = None if folder in entries else f"{shown(folder)}: listed in {METADATA}, but not in the export"
            created = _text(_value(about, "created_at"))
            hand = Hand(student.name or folder, student, (File(folder, folder),), notes, missing, _iso(created))
            key = (student.email.casefold() or student.sid, "") if student.email or student.sid else ("", folder)
            found.setdefault(key, []).append((created, hand))
    hands = [_last(several) for several in found.values()]
    return tuple(sorted(hands, key=lambda h: (h.name, h.student.email, h.files[0].entry))), rest


def _last(several: list[tuple[str, Hand]]) -> Hand:
    """Return the latest of one student's submissions, with a note that says so."""
    several.sort(key=lambda one: (one[0], one[1].files[0].entry))
    created, hand = several[-1]
    if len(several) == 1:
        return hand
    note = f"The export contains {len(several)} submissions of this student: the one of {shown(created)} is graded."
    return replace(hand, notes=(note, *hand.notes))


def _iso(text: str) -> str:
    """Return a time in ISO 8601, or "" if it is none."""
    spaced = re.sub(r" UTC$", "+00:00", re.sub(r" ([+-]\d\d):?(\d\d)$", r"\1:\2", text.strip()))
    try:
        return datetime.fromisoformat(spaced.replace("Z", "+00:00")).isoformat(timespec="seconds")
    except ValueError:
        return ""


def _read(text: str) -> dict[str, Any]:
    try:
        listed = yaml.load(text, _Loader)  # noqa: S506 - a safe loader: it makes plain values only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = "" if mark is None else f", line {mark.line + 1}"
        raise UnreadableError(f"{METADATA}{line}: not valid YAML") from None
    if not isinstance(listed, dict):
        raise UnreadableError(f"{METADATA}: it should list the submissions")
    return {str(folder): about for folder, about in listed.items()}


def _submitters(about: Any) -> Iterable[Student]:
    people = [one for one in _list(about, "submitters") if isinstance(one, dict)]
    for one in people:
        yield Student(*(_text(_value(one, key)) for key in ("name", "email", "sid")))
    if not people:
        yield Student()


def _value(mapping: Any, key: str) -> Any:
    """Return the value of a key; Ruby's symbols keep their colon in YAML."""
    return mapping.get(f":{key}", mapping.get(key)) if isinstance(mapping, dict) else None


def _list(mapping: Any, key: str) -> list[Any]:
    value = _value(mapping, key)
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()
