"""Who may read the results: the owner alone, whatever the umask and whatever the folder was before."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch import access
from autograder.batch.access import SHARED, is_shared, make_folder, new_file, settle
from autograder.batch.folder import OutputError, OutputFolder, write_new
from autograder.batch.locked_folder import LOCK, alone
from tests.batch.made import make_class, run

UMASKS = (0o000, 0o022, 0o077, 0o277)


@pytest.fixture(params=UMASKS, ids=lambda mask: f"{mask:03o}")
def umask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:  # noqa: ARG001 - made by the usual one
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def modes(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): f"{mode(path):o}" for path in (root, *root.rglob("*"))}


def open_to_others(root: Path) -> list[str]:
    return [f"{path} {mode(path):o}" for path in (root, *root.rglob("*")) if mode(path) & 0o077]


def test_every_file_of_every_command_is_the_owners_and_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    handed_in, out = make_class(tmp_path / "in", 2), tmp_path / "out"
    for command in (
        ("grade", handed_in, "--out", out),
        ("written", out),
        ("export", out, "--to", "csv"),
        ("export", out, "--to", "canvas", "--out", tmp_path / "canvas.csv"),
        ("export", out, "--to", "moodle"),
        ("export", out, "--to", "mail", "--sender", "staff@example.edu"),
        ("export", out, "--to", "gradebook"),
        ("similar", out),
        ("groups", out, "--least", 1, "--template", tmp_path / "hints.toml"),
    ):
        done = run(*command, umask=0)
        assert done.returncode == 0, done.stderr
    assert open_to_others(out) == []
    assert {mode(tmp_path / name) for name in ("canvas.csv", "canvas.zip", "hints.toml")} == {0o600}
    for path in (out, *out.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert run("regrade", out, umask=0).returncode == 0
    assert open_to_others(out) == []


def test_the_umask_decides_in_a_shared_folder_and_later_commands_know_it(tmp_path: Path) -> None:
    handed_in, out = make_class(tmp_path / "in", 1), tmp_path / "out"
    assert run("grade", handed_in, "--out", out, umask=0).returncode == 0
    assert run("grade", handed_in, "--out", out, "--shared", umask=0o027).returncode == 0
    assert run("regrade", out, umask=0o027).returncode == 0
    assert run("export", out, "--to", "csv", umask=0o027).returncode == 0
    found = modes(out)
    assert {found["."], found["reports"], found["feedback"]} == {"750"}
    assert {found[name] for name in found if name.endswith((".csv", ".sqlite", ".html", ".json"))} == {"640"}


def test_new_files_and_folders_have_the_same_modes_under_any_umask(umask: int, tmp_path: Path) -> None:  # noqa: ARG001
    output = OutputFolder(tmp_path / "out")
    output.prepare()
    output.write_text(tmp_path / "out" / "class.html", "")
    write_new(tmp_path / "out" / "written.csv", "")
    os.close(new_file(tmp_path / "half", shared=False))
    assert {mode(p) for p in (tmp_path / "out", *(tmp_path / "out").iterdir()) if p.is_dir()} == {0o700}
    assert {mode(p) & 0o177 for p in (*(tmp_path / "out").glob("*.*"), tmp_path / "half")} == {0}


def test_links_and_other_peoples_files_keep_their_modes(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "page.html").write_text("")
    out.mkdir()
    for name in ("notes.txt", "gradebook.csv"):
        (out / name).write_text("")
    (out / "feedback").symlink_to(elsewhere)
    before = modes(elsewhere)
    for path in (out, *out.iterdir()):
        if not path.is_symlink():
            path.chmod(0o755)
    settle(out, shared=False)
    assert modes(elsewhere) == before
    assert mode(out) == 0o755, "with notes.txt in it, it may be somebody's home"
    assert (mode(out / "notes.txt"), mode(out / "gradebook.csv")) == (0o755, 0o600)
    (out / "notes.txt").unlink()
    settle(out, shared=False)
    assert mode(out) == 0o700


@pytest.mark.parametrize(("kind", "shared"), tuple(itertools.product(("file", "link", "hanging link"), (False, True))))
def test_what_is_in_the_way_of_a_file_is_replaced_and_not_followed(kind: str, tmp_path: Path, *, shared: bool) -> None:
    victim, path = tmp_path / "victim", tmp_path / "half"
    if kind != "hanging link":
        victim.write_text("keep")
    if kind == "file":
        path.write_text("old")
    else:
        path.symlink_to(victim)
    with os.fdopen(new_file(path, shared=shared), "w") as file:
        file.write("new")
    assert path.read_text() == "new"
    assert not path.is_symlink()
    assert not victim.exists() or victim.read_text() == "keep"


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="out"):
        OutputFolder(tmp_path / "out").prepare()


@pytest.mark.parametrize(("owner", "shared"), [("grader", True), ("folder's", True), ("stranger", False)])
def test_only_the_grader_and_the_folders_owner_say_that_it_is_shared(
    owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, shared: bool
) -> None:
    (tmp_path / SHARED).touch()
    mine = tmp_path.stat().st_uid
    said = list((tmp_path / SHARED).lstat())
    said[stat.ST_UID] = mine if owner == "folder's" else mine + 1
    monkeypatch.setattr(os, "lstat", lambda path: os.stat_result(said))  # noqa: ARG005 - another user's file
    monkeypatch.setattr(access, "_user", lambda: mine + 1 if owner == "grader" else mine + 2)
    assert is_shared(tmp_path) == shared


@pytest.mark.parametrize("kind", ["link", "hanging link", "folder"])
def test_what_is_no_file_says_nothing(kind: str, tmp_path: Path) -> None:
    if kind == "folder":
        (tmp_path / SHARED).mkdir()
    else:
        (tmp_path / SHARED).symlink_to(tmp_path if kind == "link" else tmp_path / "nothing")
    assert not is_shared(tmp_path)


def test_a_link_in_the_way_of_the_lock_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / LOCK).symlink_to(tmp_path / "victim")
    with alone(out, make=True):
        assert not (out / LOCK).is_symlink()
    assert not (tmp_path / "victim").exists()


def test_an_own_folder_is_made_once_and_left_as_it_is_later(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b", shared=False)
    assert mode(tmp_path / "a" / "b") == 0o700
    (tmp_path / "a" / "b").chmod(0o750)
    make_folder(tmp_path / "a" / "b", shared=False)
    assert mode(tmp_path / "a" / "b") == 0o750
    assert not is_shared(tmp_path)
