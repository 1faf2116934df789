"""Find the files of one submission that may be notebooks or scripts, at any depth of folders and zips."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from autograder.plain.safe_text import encodable
from autograder.submissions.archive import Member, content, directory, head, table_size
from autograder.submissions.content import HEAD, reader_by_content
from autograder.submissions.files import head_regular, open_regular, read_regular
from autograder.submissions.limits import Budget, ReadLimits
from autograder.submissions.names import (
    LINK,
    ZIP,
    environments,
    is_document,
    is_hidden_document,
    is_in,
    is_junk,
    is_unsure,
    shown,
    suffix,
)
from autograder.submissions.passed_over import PassedOver
from autograder.submissions.source import Source
from autograder.submissions.submission import UnopenedError, UnreadableError


@dataclass(frozen=True)
class Found:
    """One file with all its bytes, and when it was changed: seconds since 1970, 0 if unknown."""

    name: str
    data: bytes
    modified: int = 0


def found_files(source: Source, budget: Budget, passed: PassedOver) -> Iterator[Found]:
    """Yield each notebook and script, only one at a time in memory; note in `passed` what is not read."""
    walk = _Walk(budget, passed)
    if source.members is not None:
        with open_regular(source.path) as file:
            yield from walk.zipped(file, source.members, whole=source.file)
    elif source.files is not None:
        yield from walk.files(source.files)
    elif source.single:
        yield walk.file(source.file, source.path)
    elif source.path.is_dir():
        yield from walk.files([("", source.path)])
    else:
        with open_regular(source.path) as file:
            yield from walk.zipped(file, walk.listed(file, ""))


def chosen(members: Sequence[Member], limits: ReadLimits) -> tuple[tuple[Member, ...], PassedOver]:
    """Return the members that may be part of a submission, or must be refused, and what is not to be read.

    Of too many members, only so many are returned that reading them refuses the submission.
    """
    passed = PassedOver([], list(environments(member.name for member in members)))
    sure, unsure, hidden = [], [], []
    for member in members:
        parts = [part for part in member.name.split("/") if part not in {"", ".", ".."}]
        if any(is_junk(part) for part in parts) or is_in(member.name, passed.environments):
            hidden += [member.name] if is_hidden_document(parts) else []
            continue
        if member.trouble is not None:
            sure.append(member)
        elif not member.name.endswith("/"):
            if is_document(member.name) or suffix(member.name) == ZIP:
                sure.append(member)
            else:
                (unsure.append(member) if is_unsure(member.name) else passed.files.append(member.name))
    passed.files += [member.name for member in unsure[limits.unsure :]]
    if not (sure or unsure or passed.files):
        passed.files += hidden
    return (*sure[: limits.documents + 1], *unsure[: limits.unsure]), passed


class _Walk:
    """The reading of one submission, within its budget."""

    def __init__(self, budget: Budget, passed: PassedOver) -> None:
        self._budget = budget
        self._passed = passed
        self._unsure = 0

    def files(self, roots: Sequence[tuple[str, Path]]) -> Iterator[Found]:
        """Yield what the roots hold: folders, files and zips; "" is the name of a folder that is everything."""
        paths: list[tuple[str, Path]] = []
        for name, root in roots:
            if root.is_dir() and not root.is_symlink():
                prefix = f"{name}/" if name else ""
                below = self._below(root, prefix)
                paths += [(prefix + encodable(path.relative_to(root).as_posix()), path) for path in below]
            else:
                paths.append((name, root))
        found = sorted(paths)
        self._require_few(name for name, _ in found)
        for name, path in found:
            if suffix(name) == ZIP:
                try:
                    with _naming(name):
                        self._require_not_deep(name)
                        file = open_regular(path)
                except UnopenedError as error:
                    self._passed.unopened[name] = str(error)
                    continue
                with file:
                    with _naming(name):
                        members = self.listed(file, f"{name}/")
                    yield from self.zipped(file, members, f"{name}/")
                continue
            try:
                with _naming(name):
                    if not self._wanted(name, partial(head_regular, path, HEAD)):
                        continue
                    self._require_not_deep(name)
                    one = self.file(name, path)
            except UnopenedError as error:
                self._passed.unopened[name] = str(error)
                continue
            yield one

    def file(self, name: str, path: Path) -> Found:
        """Return one file of a folder."""
        data = read_regular(path, self._budget.cap())
        return Found(name, self._counted(data), int(path.lstat().st_mtime))

    def zipped(
        self, file: BinaryIO, members: Sequence[Member], prefix: str = "", nesting: int = 1, whole: str = ""
    ) -> Iterator[Found]:
        """Yield what the members hold; a zip called `whole` is the submission itself, not a folder in it."""
        self._require_few(member.name for member in members)
        if len({member.name for member in members}) < len(members):
            raise UnreadableError("two members of the zip have the same name")
        for member in members:
            name = prefix + member.name
            if member.trouble is not None:
                self._passed.unopened[name] = f"'{shown(name)}': {member.trouble}"
                continue
            inner: BinaryIO | None = None
            below = "" if name == whole else f"{name}/"
            with _naming(name):
                if not self._wanted(name, partial(head, file, member, HEAD)):
                    continue
                self._require_not_deep(name)
                data = self._counted(content(file, member, self._budget.cap()))
                if suffix(name) == ZIP:
                    if nesting == self._budget.limits.nesting:
                        raise UnreadableError(f"more than {nesting} zips in one another are not supported")
                    inner = io.BytesIO(data)
                    found = self.listed(inner, below)
            if inner is None:
                yield Found(name, data, member.modified)
            else:
                yield from self.zipped(inner, found, below, nesting + 1)

    def listed(self, file: BinaryIO, prefix: str) -> tuple[Member, ...]:
        """Return the members of a zip that may be part of the submission."""
        limits = self._budget.limits
        self._budget.spend("table_bytes", table_size(file), "bytes in the tables of contents of zips")
        members, passed = chosen(directory(file, limits.members, limits.directory_bytes), limits)
        self._passed.files += [prefix + name for name in passed.files]
        self._passed.environments += [prefix + name for name in passed.environments]
        return members

    def _below(self, folder: Path, prefix: str) -> Iterator[Path]:
        """Yield the paths of files that may be part of a submission, at any depth."""
        waiting, hidden, seen = [folder], list[str](), False
        while waiting:
            here = waiting.pop()
            with os.scandir(here) as entries:
                several = list(entries)
            names = [encodable(entry.name) for entry in several]
            place = prefix if here == folder else f"{prefix}{encodable(here.relative_to(folder).as_posix())}/"
            if place and environments([*(f"{place}{name}" for name in names), place]):
                self._passed.environments.append(place)
                continue
            for entry, name in zip(several, names, strict=True):
                self._budget.spend("members", 1, "files and folders in one submission")
                may_be = is_document(name) or suffix(name) == ZIP
                if is_junk(name):
                    hidden += [f"{place}{name}"] if is_hidden_document([name]) else []
                    continue
                seen = seen or not entry.is_dir(follow_symlinks=False)
                if entry.is_symlink():
                    if may_be or Path(entry.path).is_dir():
                        self._passed.unopened[f"{place}{name}"] = f"'{shown(name)}': {LINK}"
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif may_be or is_unsure(name):
                    yield Path(entry.path)
                else:
                    self._passed.files.append(f"{place}{name}")
        self._passed.files += [] if seen else hidden

    def _wanted(self, name: str, beginning: Callable[[], bytes]) -> bool:
        """Return whether a file is to be read; note it if it is not."""
        if is_document(name) or suffix(name) == ZIP:
            return True
        self._unsure += 1
        if self._unsure <= self._budget.limits.unsure:
            try:
                if reader_by_content(beginning()) is not None:
                    return True
            except UnreadableError:
                pass  # not read, as any file of another kind
        self._passed.files.append(name)
        return False

    def _counted(self, data: bytes) -> bytes:
        self._budget.spend("submission_bytes", len(data), "bytes in one submission")
        return data

    def _require_few(self, names: Iterator[str]) -> None:
        most = self._budget.limits.documents
        if sum(not is_unsure(name) for name in names) > most:
            raise UnreadableError(f"too much to read: more than {most} notebooks and scripts")

    def _require_not_deep(self, name: str) -> None:
        if name.count("/") > self._budget.limits.depth:
            raise UnreadableError(f"it is more than {self._budget.limits.depth} folders deep")


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Prefix the reason of an UnreadableError with the name of the file."""
    try:
        yield
    except UnreadableError as error:
        raise type(error)(f"'{shown(name)}': {error}") from None
