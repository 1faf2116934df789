"""Output folder: what other users of the machine can read of it, and links in place of its files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest import mock

from autograder.attacks.attack import Attack, AttackClass
from autograder.attacks.beside import judge_all_again, make_graded, unchanged
from autograder.batch.access import SHARED
from autograder.batch.folder import OutputFolder
from autograder.batch.locked_folder import LOCK
from autograder.batch.store import NAME


def _plain_file(path: Path, *, shared: bool) -> int:  # noqa: ARG001 - in place of ours
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def _plain_folder(path: Path, *, shared: bool) -> None:  # noqa: ARG001 - in place of ours
    path.mkdir(parents=True, exist_ok=True)


def _open(stack: ExitStack) -> None:
    """Take our guards away, for the positive control."""
    for place in ("folder.new_file", "store.new_file"):
        stack.enter_context(mock.patch(f"autograder.batch.{place}", _plain_file))
    stack.enter_context(mock.patch("autograder.batch.folder.make_folder", _plain_folder))
    stack.enter_context(mock.patch("autograder.batch.locked_folder.settle"))


def _tried(attempt: Callable[[Path], Iterator[str]], folder: Path, guarded: bool) -> Iterator[str]:  # noqa: FBT001
    before = os.umask(0)
    try:
        with ExitStack() as stack:
            if not guarded:
                _open(stack)
            yield from attempt(folder)
    finally:
        os.umask(before)


def _open_to_others(out: Path) -> Iterator[str]:
    for path in (out, *out.rglob("*")):
        if path.stat().st_mode & 0o077:
            yield f"{path.name} can be read by others"


def _reads(folder: Path) -> Iterator[str]:
    yield from _open_to_others(make_graded(folder))


def _stood_open(folder: Path) -> Iterator[str]:
    out = make_graded(folder)
    for path in (out, *out.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    judge_all_again(out, guarded=True)
    yield from _open_to_others(out)


def _links(folder: Path) -> Iterator[str]:
    """Put links in the way of files, and of the half files that become them."""
    out, victim = folder / "x" / "out", folder / "victim"
    victim.write_text("keep")
    (out / "feedback").mkdir(parents=True)
    for name in ("gradebook.csv", "class.html", ".writable", "feedback/ada.html"):
        path = out / name
        path.symlink_to(victim)
        path.with_name(f".{path.name}.{os.getpid()}").symlink_to(victim)
    found: list[str] = []
    with unchanged(folder, found):
        output = OutputFolder(out)
        output.prepare()
        output.write_text(out / "class.html", "<p>")
        output.write_text(out / "gradebook.csv", "a,b")
    if victim.read_text() != "keep":
        yield "wrote through a link"


def _linked_store(folder: Path) -> Iterator[str]:
    out = make_graded(folder)
    victim = folder / "victim"
    victim.write_text("keep")
    (out / NAME).unlink()
    (out / NAME).symlink_to(victim)
    found: list[str] = []
    with unchanged(folder, found):
        judge_all_again(out, guarded=True)
    yield from found


def _said_shared(folder: Path) -> Iterator[str]:
    """Put in what says that a class is shared: by a link, because a file of another user needs root."""
    out = make_graded(folder)
    (folder / "said").touch()
    (out / SHARED).symlink_to(folder / "said")
    judge_all_again(out, guarded=True)
    yield from (said for said in _open_to_others(out) if not said.startswith(SHARED))


def _linked_lock(folder: Path) -> Iterator[str]:
    out, victim = folder / "x" / "out", folder / "victim"
    out.mkdir(parents=True)
    (out / LOCK).symlink_to(victim)
    make_graded(folder)
    if victim.exists():
        yield "made a file through a link"


def _attack(name: str, says: str, attempt: Callable[[Path], Iterator[str]], *, works: bool) -> Attack:
    return Attack(AttackClass.FOLDER, name, says, beside=partial(_tried, attempt), works=works)


FOLDER = (
    _attack("reading the grades", "reads the results as another user, at a umask of 0", _reads, works=True),
    _attack("a folder that stood open", "reads an older folder that stood open", _stood_open, works=True),
    _attack("links in the way", "has the grader write through links", _links, works=True),
    _attack("said to be shared", "has the folder of a class count as shared", _said_shared, works=True),
    _attack("a link for a lock", "has the grader make a file through its lock", _linked_lock, works=False),
    _attack("a link for a store", "has the grader write through the store", _linked_store, works=False),
)
