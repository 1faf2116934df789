"""The zip of a class: its members by submission."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

from autograder.submissions.archive import Member, content, directory, head
from autograder.submissions.content import HEAD, reader_by_content
from autograder.submissions.files import open_regular
from autograder.submissions.hand_in import METADATA, METADATA_CAP, File, is_of
from autograder.submissions.limits import ReadLimits
from autograder.submissions.names import (
    OTHER_ARCHIVES,
    ZIP,
    is_document,
    is_extra,
    is_junk,
    is_unsure,
    shown,
    stem,
    suffix,
)
from autograder.submissions.platform import SUBMITTED, is_of_a_class, is_of_one_student
from autograder.submissions.source import NOT_READ, Source, bad_source
from autograder.submissions.submission import UnreadableError
from autograder.submissions.walk import chosen

Groups = dict[str, list[Member]]
_DRIVE = re.compile("[A-Za-z]:")
_EXPORT_SECONDS = 600
"""Within this time an export is written; people hand in over a longer one."""


class ClassZip:
    """A zip with the submissions of a class, below the folder that contains the class if there is one.

    Raises UnreadableError if it cannot be read.
    """

    def __init__(self, path: Path, file: str, limits: ReadLimits) -> None:
        self._path, self._file, self._limits = path, file, limits
        with open_regular(path) as opened:
            members = directory(opened, limits.class_members, limits.directory_bytes)
        groups = _grouped(members)
        while METADATA not in {m.name for m in members} and (top := _wrapper(groups, file)) is not None:
            members = tuple(groups[top])
            groups = _grouped(members)
        self.members, self._groups = members, groups

    def tops(self) -> list[str]:
        """Return the first parts of all members' names, including files of other kinds."""
        tops: dict[str, None] = {}
        for member in self.members:
            parts = [part for part in member.name.split("/") if part not in {"", "."}]
            if parts and not is_junk(parts[0]) and not member.trouble:
                tops[parts[0]] = None
        return sorted(tops)

    def metadata(self) -> str | None:
        """Return the text of Gradescope's list of submissions, or None if there is none."""
        member = next((m for m in self.members if m.name == METADATA), None)
        if member is None:
            return None
        with open_regular(self._path) as file:
            return content(file, member, METADATA_CAP).decode("utf-8", "replace")

    def sources(self) -> dict[str, Source]:
        """Return one source per folder or file that is a submission, by name."""
        if len(self._groups) > self._limits.class_entries:
            raise UnreadableError(f"too much to read: more than {self._limits.class_entries:,} submissions in one zip")
        found = {}
        with open_regular(self._path) as opened:
            for top, inside in sorted(self._groups.items()):
                source = self._folder(top[:-1], inside) if top.endswith("/") else self._file_in(opened, top, inside)
                if source is not None:
                    found[source.file] = source
        return found

    def is_extra_folder(self, top: str) -> bool:
        """Return whether a folder beside submissions is for pictures or data and has nothing to read in it."""
        inside = self._groups.get(f"{top}/")
        if inside is None or len(self._groups) < 2 or not is_extra(top):
            return False
        return not any(chosen(inside, self._limits)[0])

    def _folder(self, name: str, inside: Sequence[Member]) -> Source:
        members, passed = chosen(inside, self._limits)
        others, packed = tuple(passed.files), tuple(passed.environments)
        return Source(name, name, self._path, members=members, others=others[:20], environments=packed[:20])

    def _file_in(self, opened: BinaryIO, top: str, inside: Sequence[Member]) -> Source | None:
        trouble = next((member.trouble for member in inside if member.trouble), None)
        if trouble or suffix(top) in OTHER_ARCHIVES:
            return bad_source(top, self._path, trouble or NOT_READ)
        if is_unsure(top) and not any(_holds_a_document(opened, member) for member in inside):
            return None
        if len(inside) > 1:
            return bad_source(top, self._path, f"{len(inside)} members of {shown(self._file)} have this name")
        return Source(stem(top), top, self._path, members=tuple(inside), single=suffix(top) != ZIP)


def joined_members(several: Sequence[tuple[File, Source]], path: Path) -> Source:
    """Return one source of several entries, their members under the student's names for them."""
    members: list[Member] = []
    others: list[str] = []
    for file, source in several:
        for member in source.members or ():
            inner = file.name if source.file == member.name else f"{file.name}/{member.name}"
            members.append(replace(member, name=inner))
        others += (f"{file.name}/{name}" for name in source.others)
    packed = tuple(f"{file.name}/{name}" for file, source in several for name in source.environments)
    first = several[0][1].file
    return Source("", first, path, members=tuple(members), others=tuple(others), environments=packed)


def dated(sources: Sequence[Source], archived: Sequence[bool]) -> Iterator[Source]:
    """Yield the sources with the archive's times, for those whose times are not known otherwise.

    If all members are of about the same time, that is the time of the export.
    """
    times = [max((member.modified for member in source.members or ()), default=0) for source in sources]
    known = [time for time in times if time]
    export = not known or max(known) - min(known) < _EXPORT_SECONDS
    for source, time, counts in zip(sources, times, archived, strict=True):
        if export or not (time and counts) or source.handed_in:
            yield source
        else:
            attempts = tuple(replace(file, handed_in=_iso(_newest(source, file))) for file in source.attempts)
            yield replace(source, handed_in=_iso(time), attempts=attempts)


def _newest(source: Source, file: File) -> int:
    own = (m.modified for m in source.members or () if len(source.attempts) == 1 or is_of(m.name, file))
    return max(own, default=0)


def _iso(time: int) -> str:
    """Return a time of the archive in ISO 8601, or "" if it is not known."""
    return datetime.fromtimestamp(time, timezone.utc).replace(tzinfo=None).isoformat() if time else ""


def _holds_a_document(file: BinaryIO, member: Member) -> bool:
    try:
        return reader_by_content(head(file, member, HEAD)) is not None
    except UnreadableError:
        return False


def _wrapper(groups: Mapping[str, Sequence[Member]], file: str) -> str | None:
    """Return the folder that contains the class, if it is not at the top of its zip."""
    if f"{SUBMITTED}/" in groups:  # of an nbgrader course
        return f"{SUBMITTED}/"
    tops = [top for top in groups if top.endswith("/") or not is_unsure(top)]
    if len(tops) != 1 or not tops[0].endswith("/"):
        return None
    same = tops[0].casefold() == f"{_without_copy_number(stem(file))}/".casefold()
    if not same and is_of_one_student(tops[0][:-1], folder=True):
        return None
    return tops[0] if same or is_of_a_class(member.name for member in groups[tops[0]]) else None


def _grouped(members: Sequence[Member]) -> Groups:
    """Group members by the first part of their name; a folder's has a slash and is removed from the names in it.

    A member that must be refused forms a group alone if its owner is unknown.
    """
    groups: Groups = {}
    for member in members:
        parts = [part for part in member.name.split("/") if part not in {"", "."}]
        is_folder = member.name.endswith("/")
        nobodys = len(parts) < 2 or parts[0] == ".." or member.name.startswith("/") or _DRIVE.match(member.name)
        if member.trouble and nobodys:
            groups.setdefault(member.name.rstrip("/") or "(no name)", []).append(member)
        elif not parts or is_junk(parts[0]):
            continue
        elif len(parts) > 1 or is_folder:
            rest = "/".join(parts[1:]) + "/" * is_folder
            groups.setdefault(f"{parts[0]}/", []).append(replace(member, name=rest))
        elif is_document(parts[0]) or is_unsure(parts[0]) or suffix(parts[0]) in OTHER_ARCHIVES | {ZIP}:
            groups.setdefault(parts[0], []).append(replace(member, name=parts[0]))
    return groups


def _without_copy_number(name: str) -> str:
    """Remove the number that a browser adds: "class (1).zip" still contains the folder "class"."""
    return re.sub(r" \([0-9]+\)$", "", name)
