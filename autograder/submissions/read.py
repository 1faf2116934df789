"""Read one submission from its source, as text."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from autograder.plain.evidence import Cell
from autograder.plain.safe_text import encodable
from autograder.submissions.archive import Member, content, directory
from autograder.submissions.files import open_regular, read_regular, why
from autograder.submissions.gather import NOTHING_IN_IT, Source, relevant
from autograder.submissions.limits import LIMITS, Budget, ReadLimits
from autograder.submissions.names import DOCUMENTS, LINK, ZIP, is_junk, shown, suffix
from autograder.submissions.notebook import read_notebook
from autograder.submissions.script import read_script
from autograder.submissions.submission import Document, Submission, UnreadableError

_TROUBLES = 3  # so many are named, the rest is only counted


def read(source: Source, limits: ReadLimits = LIMITS) -> Submission:
    """Return the submission at `source`; never raises because of its contents.

    If one of its files cannot be read, the whole submission gets a `trouble` with the file and the reason: half a
    submission must not silently become half a grade. `sha256` is "" if not all of its bytes could be read.
    """
    budget = Budget(limits)
    digests: list[tuple[str, str]] = []
    documents: list[Document] = []
    troubles: list[str] = []
    trouble = source.trouble
    try:
        for name, data in () if trouble else _files(source, budget):
            digests.append((name, hashlib.sha256(data).hexdigest()))
            if PurePosixPath(name).name == "__init__.py" and not data.strip():
                documents.append(Document(name, None, (Cell(0, ""),)))  # marks a folder that can be imported
                continue
            try:
                documents.append(_document(data, name, budget))
            except UnreadableError as error:
                troubles.append(f"{shown(name if source.single else f'{source.file}/{name}')}: {error}")
    except UnreadableError as error:
        trouble = f"{shown(source.file)}: {error}"
    except (OSError, ValueError) as error:  # a folder that became unreadable or changed while it was read
        trouble = f"{shown(source.file)}: cannot be read: {why(error)}"
    if not digests and not trouble:
        trouble = f"{shown(source.file)}: {NOTHING_IN_IT}"
    if trouble:
        return Submission(source.name, source.slug, "", trouble=trouble, notes=source.notes)
    digest = _digest(digests)
    if troubles:
        more = [f"and {len(troubles) - _TROUBLES} more files"] if len(troubles) > _TROUBLES else []
        said = "; ".join(troubles[:_TROUBLES] + more)
        return Submission(source.name, source.slug, digest, trouble=said, notes=source.notes)
    ordered = tuple(sorted(documents, key=lambda document: document.name))
    return Submission(source.name, source.slug, digest, ordered, notes=source.notes)


def _document(data: bytes, name: str, budget: Budget) -> Document:
    return (read_notebook if suffix(name) == ".ipynb" else read_script)(data, name, budget)


def _digest(digests: list[tuple[str, str]]) -> str:
    """Return a single file's digest, whatever its name, or that of all digests, name lengths and names."""
    if len(digests) == 1:
        return digests[0][1]
    whole = hashlib.sha256()
    for name, digest in sorted(digests):
        raw = name.encode()
        whole.update(f"{digest} {len(raw)} ".encode() + raw)
    return whole.hexdigest()


def _files(source: Source, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each notebook and script; only one at a time is in memory."""
    if source.members is not None:
        with open_regular(source.path) as file:
            yield from _zipped(file, source.members, budget, whole=source.file)
    elif source.files is not None:
        yield from _of_files(source.files, budget)
    elif source.single:
        yield source.file, _counted(read_regular(source.path, budget.cap()), budget)
    elif source.path.is_dir():
        yield from _in_folder(source.path, budget)
    else:
        with open_regular(source.path) as file:
            yield from _zipped(file, _listed(file, budget), budget)


def _in_folder(folder: Path, budget: Budget) -> Iterator[tuple[str, bytes]]:
    yield from _of_files([(encodable(p.relative_to(folder).as_posix()), p) for p in _walk(folder, budget)], budget)


def _of_files(files: Sequence[tuple[str, Path]], budget: Budget) -> Iterator[tuple[str, bytes]]:
    found = sorted(files)
    _require_few(len(found), budget)
    for name, path in found:
        with _naming(name):
            _require_not_deep(name, budget)
            if suffix(name) != ZIP:
                data = _counted(read_regular(path, budget.cap()), budget)
            else:
                file = open_regular(path)
        if suffix(name) != ZIP:
            yield name, data
            continue
        with file:
            with _naming(name):
                members = _listed(file, budget)
            yield from _zipped(file, members, budget, f"{name}/")


def _walk(folder: Path, budget: Budget) -> Iterator[Path]:
    """Yield the paths of files that may be part of a submission, at any depth."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                budget.spend("members", 1, "files and folders in one submission")
                name = encodable(entry.name)
                is_hand_in = suffix(name) in DOCUMENTS | {ZIP}
                if is_junk(name):
                    continue
                if entry.is_symlink():
                    if is_hand_in or Path(entry.path).is_dir():
                        raise UnreadableError(f"'{shown(name)}': {LINK}")
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif is_hand_in:
                    yield Path(entry.path)


def _zipped(
    file: BinaryIO, members: Sequence[Member], budget: Budget, prefix: str = "", nesting: int = 1, whole: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield the documents among `members`; a zip called `whole` is the submission itself, not a folder in it."""
    _require_few(len(members), budget)
    if len({member.name for member in members}) < len(members):
        raise UnreadableError("two members of the zip have the same name")
    for member in members:
        name = prefix + member.name
        inner: BinaryIO | None = None
        with _naming(name):
            _require_not_deep(name, budget)
            data = _counted(content(file, member, budget.cap()), budget)
            if suffix(name) == ZIP:
                if nesting == budget.limits.nesting:
                    raise UnreadableError("a zip in a zip in a zip is not supported")
                inner = io.BytesIO(data)
                found = _listed(inner, budget)
        if inner is None:
            yield name, data
        else:
            yield from _zipped(inner, found, budget, "" if name == whole else f"{name}/", nesting + 1)


def _listed(file: BinaryIO, budget: Budget) -> tuple[Member, ...]:
    return relevant(directory(file, budget.limits.members, budget.limits.directory_bytes))


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Prefix the reason of an UnreadableError with the name of the file."""
    try:
        yield
    except UnreadableError as error:
        raise UnreadableError(f"'{shown(name)}': {error}") from None


def _counted(data: bytes, budget: Budget) -> bytes:
    budget.spend("submission_bytes", len(data), "bytes in one submission")
    return data


def _require_few(count: int, budget: Budget) -> None:
    if count > budget.limits.documents:
        raise UnreadableError(f"too much to read: more than {budget.limits.documents} notebooks and scripts")


def _require_not_deep(name: str, budget: Budget) -> None:
    if name.count("/") > budget.limits.depth:
        raise UnreadableError(f"it is more than {budget.limits.depth} folders deep")
