"""Find the submissions at the paths that a user typed: lists folders and zips, but reads no submission."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from autograder.plain.safe_text import encodable, unique_slugs
from autograder.submissions.archive import Member, content, directory
from autograder.submissions.files import open_regular, read_regular, why
from autograder.submissions.hand_in import METADATA, Hand
from autograder.submissions.limits import LIMITS, MIB, Cap, ReadLimits
from autograder.submissions.names import DOCUMENTS, LINK, OTHER_ARCHIVES, ZIP, is_junk, shown, stem, suffix
from autograder.submissions.platform import SUBMITTED, hands
from autograder.submissions.student import Student
from autograder.submissions.submission import UnreadableError

NOTHING_IN_IT = "no notebook (.ipynb) or script (.py) in it"
_METADATA_CAP = Cap(64 * MIB, f"{METADATA}: too large: more than 64 MiB")
Named = Sequence[tuple[str, "Source"]]
_NOT_READ = "an unsupported kind of archive; make it a .zip"


@dataclass(frozen=True, slots=True)  # a class holds thousands
class Source:
    """Where to find one submission; small enough to send to another process, which needs nothing else to read it.

    `name` is the student's, taken from the file's name; `file` is the same with its extension. `path` is what to
    open: a notebook, a script, a folder or a zip. `members` are those of the zip that belong to the submission, their
    names relative to its folder; None: all of `path`. `single`: one notebook or script, not a folder of them.
    `trouble` says why there is nothing to read and names the file. `student` and `notes` are what a learning platform
    says about it. `files` are those of the folder `path` that belong to it, with the student's names; None: all.
    """

    name: str
    file: str
    path: Path
    slug: str = ""
    members: tuple[Member, ...] | None = None
    single: bool = False
    trouble: str | None = None
    student: Student | None = None
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, Path], ...] | None = None


def find(paths: Sequence[Path], limits: ReadLimits = LIMITS) -> tuple[Source, ...]:
    """Return the submissions at `paths`, in their order, inside a folder or zip by name; slugs are unique among them.

    Never raises because of a path: a bad one becomes a source with `trouble`.
    """
    sources = tuple(chain.from_iterable(_at(Path(path), limits) for path in paths))
    slugs = unique_slugs([source.name for source in sources])
    return tuple(replace(source, slug=slug) for source, slug in zip(sources, slugs, strict=True))


def passed_over(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the files in a folder or zip that are neither a notebook nor a script, such as a PDF.

    In a learning platform's export every file belongs to a student and is named in that student's report.
    """
    names: list[str] = []
    for path in paths:
        with suppress(OSError, ValueError, UnreadableError):  # `find` reports what is wrong with the path
            real = Path(os.path.realpath(path))
            names += _beside(real) if real.is_dir() else _beside_zipped(real)
    return tuple(names)


def _beside(folder: Path) -> list[str]:
    entries = {encodable(entry.name): entry for entry in sorted(folder.iterdir())}
    seen = [name for name in entries if not is_junk(name)]
    if hands(seen, lambda: _metadata(read_regular(folder / METADATA, _METADATA_CAP))) is not None:
        return []
    return [name for name in seen if entries[name].is_file() and _entry(entries[name], name) is None]


def _beside_zipped(path: Path) -> list[str]:
    if suffix(path.name) != ZIP:
        return []
    members, groups = _unwrapped(path, path.name, LIMITS)
    tops = _tops(members)
    if hands(tops, lambda: _member_text(path, members)) is not None:
        return []
    return [top for top in tops if top not in groups and f"{top}/" not in groups]


def relevant(members: Sequence[Member]) -> tuple[Member, ...]:
    """Return the members that may be part of a submission, and those that must be refused."""
    return tuple(member for member in members if _is_relevant(member))


def _at(path: Path, limits: ReadLimits) -> tuple[Source, ...]:
    """Return the submissions at a path that the user typed; if it is a link, it is the user's own and followed."""
    file = encodable(path.name or str(path))
    try:
        real = Path(os.path.realpath(path))
        if real.is_dir():
            found = tuple(_in_folder(real))
        elif suffix(file) == ZIP:
            found = tuple(_in_zip(real, file, limits))
        elif suffix(file) in DOCUMENTS:
            real.lstat()
            found = (Source(stem(file), file, real, single=True),)
        else:
            real.lstat()
            other = suffix(file) in OTHER_ARCHIVES
            found = (_bad(file, real, _NOT_READ if other else "not a notebook, script, folder or zip"),)
    except UnreadableError as error:
        found = (_bad(file, path, str(error)),)
    except (OSError, ValueError) as error:
        found = (_bad(file, path, f"cannot be opened: {why(error)}"),)
    return found or (_bad(file, path, NOTHING_IN_IT),)


def _bad(file: str, path: Path, reason: str) -> Source:
    return Source(stem(file) or file, file, path, trouble=f"{shown(file)}: {reason}")


def _in_folder(folder: Path) -> Iterator[Source]:
    inside = folder / SUBMITTED
    if inside.is_dir() and not inside.is_symlink():  # the root of an nbgrader course
        folder = inside
    found, entries = {}, []
    for entry in sorted(folder.iterdir()):
        file = encodable(entry.name)
        if not is_junk(file):
            entries.append(file)
            source = _entry(entry, file)
            if source is not None:
                found[file] = source
    exported = hands(entries, lambda: _metadata(read_regular(folder / METADATA, _METADATA_CAP)))
    if exported is None:
        yield from found.values()
        return
    for hand in exported[0]:
        yield _handed(hand, found, lambda several: Source("", several[0][1].file, folder, files=_paths(several)))
    yield from (found[entry] for entry in exported[1] if entry in found)


def _entry(entry: Path, file: str) -> Source | None:
    """Return the source for one entry of a folder, or None if it is not a submission."""
    kind = suffix(file)
    if entry.is_symlink():
        return _bad(file, entry, LINK) if kind in DOCUMENTS | {ZIP} or entry.is_dir() else None
    if entry.is_dir():
        return Source(file, file, entry)
    if kind in DOCUMENTS | {ZIP}:
        return Source(stem(file), file, entry, single=kind in DOCUMENTS)
    return _bad(file, entry, _NOT_READ) if kind in OTHER_ARCHIVES else None


def _paths(several: Named) -> tuple[tuple[str, Path], ...]:
    return tuple((name, source.path) for name, source in several)


def _handed(hand: Hand, found: Mapping[str, Source], joined: Callable[[Named], Source]) -> Source:
    """Return one source for what a student handed in on a learning platform; `joined` merges several entries."""
    several = [(file.name, found[file.entry]) for file in hand.files if file.entry in found]
    entry = hand.files[0].entry if hand.files else hand.name
    trouble = hand.trouble or next((source.trouble for _, source in several if source.trouble), None)
    if not several and trouble is None:
        others = ", ".join(shown(file.name) for file in hand.files[:3])
        trouble = f"{shown(entry)}: {NOTHING_IN_IT}, only {others}"
    if trouble is not None:
        made = Source(hand.name, entry, Path(entry), trouble=trouble)
    else:
        made = several[0][1] if len(several) == 1 else joined(several)
    return replace(made, name=hand.name, student=hand.student, notes=hand.notes)


def _metadata(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _in_zip(path: Path, file: str, limits: ReadLimits) -> Iterator[Source]:
    members, groups = _unwrapped(path, file, limits)
    if len(groups) > limits.class_entries:
        raise UnreadableError(f"too much to read: more than {limits.class_entries:,} submissions in one zip")
    found = {}
    for top, inside in sorted(groups.items()):
        trouble = next((member.trouble for member in inside if member.trouble), None)
        if top.endswith("/"):
            name = top[:-1]
            found[name] = Source(name, name, path, members=relevant(inside)[: limits.documents + 1])
        elif trouble or suffix(top) in OTHER_ARCHIVES:
            found[top] = _bad(top, path, trouble or _NOT_READ)
        elif len(inside) > 1:
            found[top] = _bad(top, path, f"{len(inside)} members of {shown(file)} have this name")
        else:
            found[top] = Source(stem(top), top, path, members=tuple(inside), single=suffix(top) in DOCUMENTS)
    exported = hands(_tops(members), lambda: _member_text(path, members))
    if exported is None:
        yield from found.values()
        return
    for hand in exported[0]:
        yield _handed(hand, found, lambda several: Source("", several[0][1].file, path, members=_joined(several)))
    yield from (found[entry] for entry in exported[1] if entry in found)


def _unwrapped(path: Path, file: str, limits: ReadLimits) -> tuple[tuple[Member, ...], dict[str, list[Member]]]:
    """Return the members of a class's zip below the folder that contains the class, and the same by submission."""
    with open_regular(path) as opened:
        members = directory(opened, limits.class_members, limits.directory_bytes)
    groups = _grouped(members)
    for top in _wrappers(groups, file):
        members = tuple(groups[top])
        groups = _grouped(members)
    return members, groups


def _wrappers(groups: Mapping[str, Sequence[Member]], file: str) -> Iterator[str]:
    """Yield the folder that contains the class, if it is not at the top of its zip."""
    if f"{SUBMITTED}/" in groups:  # of an nbgrader course
        yield f"{SUBMITTED}/"
    elif len(groups) == 1:
        only, inside = next(iter(groups.items()))
        same = only.casefold() == f"{_without_copy_number(stem(file))}/".casefold()
        if same or METADATA in {member.name for member in inside}:
            yield only


def _tops(members: Sequence[Member]) -> list[str]:
    """Return the first parts of all members' names, including files of other kinds."""
    tops: dict[str, None] = {}
    for member in members:
        parts = [part for part in member.name.split("/") if part not in {"", "."}]
        if parts and not is_junk(parts[0]) and not member.trouble:
            tops[parts[0]] = None
    return sorted(tops)


def _member_text(path: Path, members: Sequence[Member]) -> str | None:
    member = next((m for m in members if m.name == METADATA), None)
    if member is None:
        return None
    with open_regular(path) as file:
        return _metadata(content(file, member, _METADATA_CAP))


def _joined(several: Named) -> tuple[Member, ...]:
    """Merge the members of several entries under the student's names for them."""
    joined: list[Member] = []
    for name, source in several:
        for member in source.members or ():
            inner = member.name if source.file == member.name else f"{name}/{member.name}"
            joined.append(replace(member, name=name if source.file == member.name else inner))
    return tuple(joined)


def _grouped(members: Sequence[Member]) -> dict[str, list[Member]]:
    """Group members by the first part of their name; a folder's has a slash and is removed from the names in it.

    A member that must be refused forms a group alone if its owner is unknown.
    """
    groups: dict[str, list[Member]] = {}
    for member in members:
        parts = [part for part in member.name.split("/") if part not in {"", "."}]
        is_folder = member.name.endswith("/")
        if member.trouble and (len(parts) < 2 or parts[0] == ".." or member.name.startswith("/")):
            groups.setdefault(member.name.rstrip("/") or "(no name)", []).append(member)
        elif not parts or is_junk(parts[0]):
            continue
        elif len(parts) > 1 or is_folder:
            rest = "/".join(parts[1:]) + "/" * is_folder
            groups.setdefault(f"{parts[0]}/", []).append(replace(member, name=rest))
        elif suffix(parts[0]) in DOCUMENTS | OTHER_ARCHIVES | {ZIP}:
            groups.setdefault(parts[0], []).append(replace(member, name=parts[0]))
    return groups


def _is_relevant(member: Member) -> bool:
    parts = [part for part in member.name.split("/") if part not in {"", ".", ".."}]
    if any(is_junk(part) for part in parts):
        return False
    is_file = not member.name.endswith("/")
    return member.trouble is not None or (is_file and suffix(member.name) in DOCUMENTS | {ZIP})


def _without_copy_number(name: str) -> str:
    """Remove the number that a browser adds: "class (1).zip" still contains the folder "class"."""
    return re.sub(r" \([0-9]+\)$", "", name)
