"""Find the submissions at the paths that a user typed: lists folders and zips, but reads no submission."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from autograder.plain.safe_text import encodable, unique_slugs
from autograder.submissions.class_zip import ClassZip, dated, joined_members
from autograder.submissions.content import HEAD, reader_by_content
from autograder.submissions.files import head_regular, read_regular, why
from autograder.submissions.hand_in import METADATA, METADATA_CAP, File, Hand
from autograder.submissions.limits import LIMITS, ReadLimits
from autograder.submissions.names import (
    CHECKPOINTS,
    GRADEBOOK,
    LINK,
    OTHER_ARCHIVES,
    ZIP,
    is_document,
    is_extra,
    is_hidden_document,
    is_junk,
    is_unsure,
    shown,
    stem,
    suffix,
)
from autograder.submissions.passed_over import only
from autograder.submissions.platform import SUBMITTED, hands, is_of_a_class, is_of_one_student
from autograder.submissions.source import NOT_READ, NOTHING_IN_IT, Source, bad_source
from autograder.submissions.submission import UnreadableError

Named = Sequence[tuple[File, Source]]
_LOOKED_FOR = 1_000  # files in a folder for pictures or data, until one turns out to be a notebook


def find(paths: Sequence[Path], limits: ReadLimits = LIMITS) -> tuple[Source, ...]:
    """Return the submissions at `paths`, in their order, inside a folder or zip by name; slugs are unique among them.

    Never raises because of a path: a bad one becomes a source with `trouble`.
    """
    sources = tuple(chain.from_iterable(_at(Path(path), limits) for path in paths))
    slugs = unique_slugs([source.name for source in sources])
    return tuple(replace(source, slug=slug) for source, slug in zip(sources, slugs, strict=True))


def passed_over(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the files in a folder or zip that are neither a notebook nor a script, such as a PDF, or are hidden.

    So are folders that `grade --out` wrote.
    In a learning platform's export every file belongs to a student and is named in that student's report.
    """
    names: list[str] = []
    for path in paths:
        with suppress(OSError, ValueError, UnreadableError):  # `find` reports what is wrong with the path
            real = _of_the_class(Path(os.path.realpath(path)))
            names += _beside(real) if real.is_dir() else _beside_zipped(real)
    return tuple(names)


def _beside(folder: Path) -> list[str]:
    entries = {encodable(entry.name): entry for entry in sorted(folder.iterdir())}
    seen = [name for name in entries if not is_junk(name)]
    if hands(seen, lambda: _metadata(read_regular(folder / METADATA, METADATA_CAP))) is not None:
        return []
    found = {name: _entry(entries[name], name) for name in seen}
    return [name for name in entries if _is_hidden(name)] + [
        name
        for name in seen
        if (found[name] is None and (entries[name].is_file() or _is_output(entries[name])))
        or _is_extra_folder(entries[name], name, found)
    ]


def _beside_zipped(path: Path) -> list[str]:
    if suffix(path.name) != ZIP:
        return []
    opened = ClassZip(path, path.name, LIMITS)
    if hands(opened.tops(), opened.metadata) is not None:
        return []
    found = opened.sources()
    hidden = [member.name for member in opened.members if _is_hidden(member.name)]
    return hidden + [top for top in opened.tops() if top not in found or opened.is_extra_folder(top)]


def _at(path: Path, limits: ReadLimits) -> tuple[Source, ...]:
    """Return the submissions at a path that the user typed; if it is a link, it is the user's own and followed."""
    file = encodable(path.name or str(path))
    try:
        typed = Path(os.path.realpath(path))
        real = _of_the_class(typed)
        if real.is_dir():
            found = tuple(_in_folder(real))
        elif real != typed or suffix(file) == ZIP:
            found = tuple(_in_zip(real, file if real == typed else encodable(real.name), limits))
        else:
            real.lstat()
            if is_document(file) or (is_unsure(file) and _holds_a_document(real)):
                found = (Source(stem(file), file, real, single=True),)
            else:
                other = suffix(file) in OTHER_ARCHIVES
                found = (bad_source(file, real, NOT_READ if other else "not a notebook, script, folder or zip"),)
    except UnreadableError as error:
        found = (bad_source(file, path, str(error)),)
    except (OSError, ValueError) as error:
        found = (bad_source(file, path, f"cannot be opened: {why(error)}"),)
    return found or (bad_source(file, path, NOTHING_IN_IT),)


def _of_the_class(path: Path) -> Path:
    """Return the folder or zip of the class: nbgrader's, or what a folder holds that holds no other submission."""
    if not path.is_dir():
        return path
    inside = path / SUBMITTED
    if inside.is_dir() and not inside.is_symlink():
        return inside
    seen = [entry for entry in sorted(path.iterdir()) if not is_junk(entry.name)]
    several = tuple(islice((entry for entry in seen if _entry(entry, encodable(entry.name)) is not None), 2))
    if len(several) != 1 or several[0].is_symlink():
        return path
    (inside,) = several
    if METADATA in {entry.name for entry in seen} or is_of_one_student(inside.name, folder=inside.is_dir()):
        return path
    files: Iterator[str] = iter(())
    if inside.is_dir():
        below = (Path(at, one) for at, folders, several in os.walk(inside) for one in (*folders, *several))
        files = (found.relative_to(inside).as_posix() for found in below)
    elif suffix(inside.name) == ZIP:
        with suppress(OSError, UnreadableError):  # it is said where the zip is read
            files = (member.name for member in ClassZip(inside, inside.name, LIMITS).members)
    return _of_the_class(inside) if is_of_a_class(files) else path


def _in_folder(folder: Path) -> Iterator[Source]:
    found, entries = {}, {}
    for entry in sorted(folder.iterdir()):
        file = encodable(entry.name)
        if not is_junk(file):
            entries[file] = entry
            source = _entry(entry, file)
            if source is not None:
                found[file] = source
    exported = hands(tuple(entries), lambda: _metadata(read_regular(folder / METADATA, METADATA_CAP)))
    if exported is None:
        yield from (source for file, source in found.items() if not _is_extra_folder(entries[file], file, found))
        return
    for hand in exported[0]:
        yield _handed(hand, found, lambda several: Source("", several[0][1].file, folder, files=_paths(several)))
    yield from (found[entry] for entry in exported[1] if entry in found)


def _entry(entry: Path, file: str) -> Source | None:
    """Return the source for one entry of a folder, or None if it is not a submission."""
    kind = suffix(file)
    if entry.is_symlink():
        return bad_source(file, entry, LINK) if is_document(file) or kind == ZIP or entry.is_dir() else None
    if entry.is_dir():
        return None if _is_output(entry) else Source(file, file, entry)
    if is_document(file) or (is_unsure(file) and _holds_a_document(entry)):
        return Source(stem(file), file, entry, single=True)
    if kind == ZIP:
        return Source(stem(file), file, entry)
    return bad_source(file, entry, NOT_READ) if kind in OTHER_ARCHIVES else None


def _holds_a_document(path: Path) -> bool:
    try:
        return reader_by_content(head_regular(path, HEAD)) is not None
    except UnreadableError:
        return False


def _is_extra_folder(entry: Path, file: str, found: Mapping[str, Source | None]) -> bool:
    """Return whether a folder beside submissions is for pictures or data and has nothing to read in it."""
    if not is_extra(file) or len([one for one in found.values() if one]) < 2 or not entry.is_dir():
        return False
    return not any(is_document(n) or is_unsure(n) or suffix(n) == ZIP for n in _inside(entry))


def _is_output(folder: Path) -> bool:
    """Return whether a folder is what an earlier run wrote, as `grade . --out graded` does, and no student's."""
    written = (folder / GRADEBOOK).is_file() and all((folder / name).is_dir() for name in ("reports", "feedback"))
    return written and not any(map(is_document, _inside(folder)))


def _inside(folder: Path) -> Iterator[str]:
    return islice((name for _, _, names in os.walk(folder) for name in names), _LOOKED_FOR)


def _is_hidden(name: str) -> bool:
    """Return whether the name of an entry is a hidden notebook's or script's, and not that of Jupyter's folder."""
    return name.startswith(".") and "/" not in name and name != CHECKPOINTS and is_hidden_document([name])


def _paths(several: Named) -> tuple[tuple[str, Path], ...]:
    return tuple((file.name, source.path) for file, source in several)


def _handed(hand: Hand, found: Mapping[str, Source], joined: Callable[[Named], Source]) -> Source:
    """Return one source for what a student handed in on a learning platform; `joined` merges several entries."""
    several = [(file, found[file.entry]) for file in hand.files if file.entry in found]
    others = tuple(file.name for file in hand.files if file.entry not in found and not file.later)
    entry = hand.files[0].entry if hand.files else hand.name
    current = [source for file, source in several if not file.later]
    trouble = hand.trouble or next((source.trouble for source in current if source.trouble), None)
    several = [(file, source) for file, source in several if source.trouble is None]
    if not several and trouble is None:
        trouble = f"{shown(entry)}: {NOTHING_IN_IT}{only(others)}"
    if trouble is not None:
        made = Source(hand.name, entry, Path(entry), trouble=trouble)
    else:
        made = several[0][1] if len(several) == 1 else joined(several)
    told = any(file.later or file.handed_in or file.late for file in hand.files)
    attempts = tuple(file for file, _ in several) if told else ()
    notes, others = (*made.notes, *hand.notes), (*made.others, *others)
    own = replace(made, name=hand.name, student=hand.student, notes=notes, others=others, attempts=attempts)
    return replace(own, handed_in=hand.handed_in or own.handed_in, late=hand.late)


def _metadata(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _in_zip(path: Path, file: str, limits: ReadLimits) -> Iterator[Source]:
    opened = ClassZip(path, file, limits)
    found = opened.sources()
    exported = hands(opened.tops(), opened.metadata)
    if exported is None:
        yield from (source for top, source in found.items() if not opened.is_extra_folder(top))
        return
    handed = [(hand, _handed(hand, found, lambda several: joined_members(several, path))) for hand in exported[0]]
    yield from dated([source for _, source in handed], [hand.archived for hand, _ in handed])
    yield from (found[entry] for entry in exported[1] if entry in found)
