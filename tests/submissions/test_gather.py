from __future__ import annotations

import os
import pickle
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.submissions.gather import find, passed_over
from autograder.submissions.limits import ReadLimits
from autograder.submissions.read import read
from autograder.submissions.source import Source

Build = Callable[..., bytes]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names or links")


def names(*paths: Path, **limits: Any) -> list[str]:
    return [source.name for source in find(paths, ReadLimits(**limits))]


def troubles(*paths: Path, **limits: Any) -> dict[str, str | None]:
    return {source.name: source.trouble for source in find(paths, ReadLimits(**limits))}


def test_a_notebook_and_a_script_are_named_by_their_stem(tmp_path: Path) -> None:
    for file in ("alice.ipynb", "bob.py", "carol.v2.IPYNB"):
        (tmp_path / file).touch()
    found = find([tmp_path / "alice.ipynb", tmp_path / "bob.py", tmp_path / "carol.v2.IPYNB"])
    assert [(s.name, s.file, s.slug) for s in found] == [
        ("alice", "alice.ipynb", "alice"),
        ("bob", "bob.py", "bob"),
        ("carol.v2", "carol.v2.IPYNB", "carol.v2"),
    ]


def test_a_folder_is_a_class(tmp_path: Path) -> None:
    for file in ("b.ipynb", "a.py", "z.zip", "notes.txt", "data.csv", ".hidden.ipynb", ".DS_Store", "README"):
        (tmp_path / file).touch()
    for folder in ("carol", "__pycache__", ".ipynb_checkpoints", "__MACOSX", ".git", "tests.py"):
        (tmp_path / folder).mkdir()
    assert names(tmp_path) == ["a", "b", "carol", "tests.py", "z"]
    assert not any(troubles(tmp_path).values())


def test_a_zip_is_a_class(tmp_path: Path, zipped: Build) -> None:
    members = ["b.ipynb", "a.py", "z.zip", "carol/x.ipynb", "carol/y.py", "empty/", "dave/readme.txt", "./eve.py"]
    junk = ["notes.txt", ".hidden.py", "__MACOSX/carol/._x.ipynb", ".git/x.py", "__pycache__/a.py"]
    (tmp_path / "class.zip").write_bytes(zipped(dict.fromkeys(members + junk, b"")))
    found = find([tmp_path / "class.zip"])
    assert [s.name for s in found] == ["a", "b", "carol", "dave", "empty", "eve", "z"]
    assert [m.name for m in next(s.members or () for s in found if s.name == "carol")] == ["x.ipynb", "y.py"]


@pytest.mark.parametrize("file", ["class.zip", "CLASS.zip", "class (1).zip"])
def test_a_single_folder_named_like_the_zip_is_looked_into(tmp_path: Path, zipped: Build, file: str) -> None:
    members = {
        "class/": b"",
        "class/a.py": b"",
        "class/b/x.py": b"",
        "class/b/y.py": b"",
        "__MACOSX/._a": b"",
        "r.txt": b"",
    }
    (tmp_path / file).write_bytes(zipped(members))
    assert names(tmp_path / file) == ["a", "b"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("alice/a.py", "alice/b.py"), ["alice"]),
        (("alice/one/a.ipynb", "alice/two/b.ipynb"), ["alice"]),
        (("alice/one/a.ipynb", "alice/one/help.py", "alice/two/b.ipynb", "alice/two/help.py"), ["alice"]),
        (("hw/alice/a.ipynb", "hw/bob/a.ipynb"), ["alice", "bob"]),
        (("hw/alice/a.ipynb", "hw/bob/a.ipynb", "hw/carol/essay.pdf", "r.pdf"), ["alice", "bob", "carol"]),
        (("week/hw/alice/1/a.ipynb", "week/hw/bob/1/a.ipynb"), ["alice", "bob"]),
        (("hw/alice/a.py", "hw/bob/a.py"), ["alice", "bob"]),
    ],
)
def test_a_single_folder_is_a_class_if_its_folders_hold_the_same_notebook(
    tmp_path: Path, zipped: Build, files: tuple[str, ...], expected: list[str]
) -> None:
    (tmp_path / "download.zip").write_bytes(zipped(dict.fromkeys(files, b"")))
    for file in files:
        (tmp_path / "in" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / file).touch()
    assert names(tmp_path / "download.zip") == expected
    assert names(tmp_path / "in") == expected


MOODLE = "Mallory_123_assignsubmission_file_"
BRIGHTSPACE = "12-34 - Mallory - Mar 1, 2026 905 PM"
OF_OTHERS = ("Bob_101_assignsubmission_file_hw.ipynb", "Eve_102_assignsubmission_file_hw.ipynb")


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("entry", [MOODLE, BRIGHTSPACE])
def test_the_only_hand_in_of_an_export_is_no_class_whatever_it_holds(
    tmp_path: Path, zipped: Build, entry: str, form: str
) -> None:
    for folder in ("Bob", "Eve"):
        (tmp_path / "class" / entry / folder).mkdir(parents=True)
        (tmp_path / "class" / entry / folder / "hw.ipynb").touch()
    for file in OF_OTHERS:
        (tmp_path / "class" / entry / file).touch()
    (tmp_path / "hw2.zip").write_bytes(zipped(dict.fromkeys((f"{entry}/{file}" for file in OF_OTHERS), b"")))
    assert names(tmp_path / ("class" if form == "folder" else "hw2.zip")) == ["Mallory"]


def test_the_only_zip_of_canvas_is_no_class_whatever_it_holds(tmp_path: Path, zipped: Build) -> None:
    (tmp_path / "mallory_999_6000_hw.zip").write_bytes(zipped(dict.fromkeys(OF_OTHERS, b"")))
    assert names(tmp_path) == ["mallory"]


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_only_hand_in_at_gradescope_is_its_students(tmp_path: Path, zipped: Build, form: str) -> None:
    listed = b"submission_7:\n  :submitters:\n  - :name: Mallory\n    :email: m@x.edu\n"
    files = {"submission_metadata.yml": listed, "submission_7/Bob/hw.ipynb": b"", "submission_7/Eve/hw.ipynb": b""}
    for name, data in files.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_bytes(data)
    (tmp_path / "hw2.zip").write_bytes(zipped(files))
    assert names(tmp_path / ("class" if form == "folder" else "hw2.zip")) == ["Mallory"]


@posix
def test_links_in_the_only_folder_of_a_class_lead_nowhere(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "elsewhere" / folder).mkdir(parents=True)
        (tmp_path / "elsewhere" / folder / "hw.ipynb").touch()
    (tmp_path / "class" / "mallory").mkdir(parents=True)
    for link in ("a", "b"):
        (tmp_path / "class" / "mallory" / link).symlink_to(tmp_path / "elsewhere" / link)
    assert names(tmp_path / "class") == ["mallory"]


def test_no_names_that_students_give_their_files_make_another_platform(tmp_path: Path) -> None:
    for i in range(4):
        (tmp_path / f"student{i}_{100 + i}_{5000 + i}_hw.ipynb").touch()
    for i in range(6):
        (tmp_path / f"mallory_999_{6000 + i}_Bob_101_assignsubmission_file_{i}.ipynb").touch()
    assert names(tmp_path) == ["mallory", "student0", "student1", "student2", "student3"]


def test_slugs_are_unique_over_all_paths(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "alice.ipynb").touch()
        (tmp_path / folder / "José.py").touch()
    found = find([tmp_path / "one", tmp_path / "two"])
    assert [s.slug for s in found] == ["Jose", "alice", "Jose-2", "alice-2"]


@posix
def test_names_that_differ_in_case_only_get_different_slugs(tmp_path: Path) -> None:
    for file in ("alice.py", "Alice.ipynb", "ALICE.zip", "CON.py"):
        (tmp_path / file).touch()
    slugs = [s.slug for s in find([tmp_path])]
    assert len({s.casefold() for s in slugs}) == 4
    assert "_CON" in slugs


def test_a_bad_path_is_a_source_with_trouble(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for file in ("essay.pdf", "alice.tar.gz", "alice.rar"):
        (tmp_path / file).touch()
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    paths = [
        tmp_path / p for p in ("none.ipynb", "essay.pdf", "alice.tar.gz", "empty", "bad.zip", "a\0b.py", "x" * 300)
    ]
    found = find(paths)
    assert [s.trouble for s in found][1:5] == [
        "essay.pdf: not a notebook, script, folder or zip",
        "alice.tar.gz: an unsupported kind of archive; make it a .zip",
        "empty: no notebook (.ipynb) or script (.py) in it",
        "bad.zip: not a zip archive, or truncated: it has no table of contents",
    ]
    assert all(s.trouble and ": cannot be opened: " in s.trouble for s in (found[0], *found[5:]))
    assert len({s.slug for s in found}) == len(paths)


def test_archives_of_other_kinds_in_a_class_are_not_passed_over(tmp_path: Path, zipped: Build) -> None:
    (tmp_path / "alice.rar").touch()
    (tmp_path / "class.zip").write_bytes(zipped({"bob.7z": b"", "carol.py": b""}))
    assert troubles(tmp_path)["alice"] == "alice.rar: an unsupported kind of archive; make it a .zip"
    assert troubles(tmp_path / "class.zip")["bob"] == "bob.7z: an unsupported kind of archive; make it a .zip"


def test_a_bad_member_spoils_only_its_own_submission(tmp_path: Path, zipped: Build) -> None:
    members = ["alice.py", "../evil.py", "/abs/x.py", "C:\\w.py", "bob/x.py", "bob/../../y.py", "carol/z.py", "link.py"]
    (tmp_path / "class.zip").write_bytes(zipped(dict.fromkeys(members, b"a = 1"), {"link.py": 0o120777}))
    several = [(source.file, read(source)) for source in find([tmp_path / "class.zip"])]
    assert {file: one.trouble or one.unread or None for file, one in several} == {
        "../evil.py": "../evil.py: its name points outside the archive",
        "/abs/x.py": "/abs/x.py: its name is an absolute path",
        "C:/w.py": "C:/w.py: its name is a Windows path",
        "alice.py": None,
        "bob": "bob: '../../y.py': its name points outside the archive",
        "carol": None,
        "link.py": "link.py: a symbolic link, which is not followed",
    }
    assert {file: [d.name for d in one.documents] for file, one in several}["bob"] == ["x.py"]


def test_two_members_of_one_name_are_refused(tmp_path: Path, zipped: Build) -> None:
    data = zipped({"alice.py": b"a", "xlice.py": b"b", "bob.py": b"c"}).replace(b"xlice", b"alice")
    (tmp_path / "class.zip").write_bytes(data)
    assert troubles(tmp_path / "class.zip") == {
        "alice": "alice.py: 2 members of class.zip have this name",
        "bob": None,
    }


def test_too_many_entries_are_refused(tmp_path: Path, zipped: Build) -> None:
    (tmp_path / "class.zip").write_bytes(zipped({f"{i}.py": b"" for i in range(11)}))
    assert len(names(tmp_path / "class.zip", class_entries=11)) == 11
    few = troubles(tmp_path / "class.zip", class_entries=10)
    assert few == {"class": "class.zip: too much to read: more than 10 submissions in one zip"}
    few = troubles(tmp_path / "class.zip", class_members=10)
    assert few == {"class": "class.zip: too much to read: more than 10 members in one zip"}


def test_a_source_stays_small_whatever_was_packed(tmp_path: Path, zipped: Build) -> None:
    (tmp_path / "class.zip").write_bytes(zipped({f"env/{i}.py": b"" for i in range(1_000)}))
    (source,) = find([tmp_path / "class.zip"])
    assert len(source.members or ()) == 201
    assert read(source).trouble == "env: too much to read: more than 200 notebooks and scripts"


@posix
def test_a_link_that_the_user_typed_is_followed_and_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "x").write_bytes(b"a = 1")
    (tmp_path / "alice.py").symlink_to("real/x")
    (tmp_path / "class").symlink_to("real")
    (tmp_path / "real" / "bob.py").touch()
    submission = read(find([tmp_path / "alice.py"])[0])
    assert (submission.name, submission.documents[0].name) == ("alice", "alice.py")
    assert names(tmp_path / "class") == ["bob"]


@posix
def test_links_inside_a_folder_are_refused_or_left_out(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "x.py").touch()
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "file.ipynb").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to(target)
    (folder / "other").symlink_to(target / "x.py")
    (folder / "loop").symlink_to("loop")
    (folder / "gone.py").symlink_to("nowhere")
    assert troubles(folder) == {
        "file": "file.ipynb: a symbolic link, which is not followed",
        "folder": "folder: a symbolic link, which is not followed",
        "gone": "gone.py: a symbolic link, which is not followed",
    }
    assert troubles(folder / "loop")["loop"] is not None


@posix
def test_hostile_file_names_are_shown_safe_and_short(tmp_path: Path) -> None:
    hostile = [
        "\x1b[31m.ipynb",
        "<script>.py",
        "=HYPERLINK(1).py",
        "a\nb.py",
        "gpj.\u202ey.py",
        "$(reboot).py",
        "x" * 200 + ".py",
    ]
    for file in hostile:
        (tmp_path / file).touch()
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.py", "wb"):  # noqa: PTH123 - a name that is no text
        pass
    found = find([tmp_path])
    assert len(found) == len(hostile) + 1
    for source in found:
        source.name.encode()
        trouble = read(source).trouble
        assert trouble is not None
        assert trouble.isprintable()
        assert len(trouble) < 200


def test_a_source_travels_to_another_process(tmp_path: Path, zipped: Build) -> None:
    (tmp_path / "class.zip").write_bytes(zipped({"alice/x.py": b"a = 1", "bob.py": b"b = 1"}))
    for source in find([tmp_path / "class.zip", tmp_path / "none.py"]):
        copy: Source = pickle.loads(pickle.dumps(source))
        assert copy == source
        assert read(copy) == read(source)


def test_a_relative_path_is_found_again_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alice.py").write_bytes(b"a = 1")
    monkeypatch.chdir(tmp_path)
    (source,) = find([Path("alice.py")])
    assert names(Path()) == ["alice"]
    monkeypatch.chdir("/")
    assert read(source).trouble is None


def test_files_of_other_kinds_are_named_and_not_lost_in_silence(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    (folder / "carol").mkdir(parents=True)
    for name in ("alice.py", "bob.pdf", "Dora.docx", ".DS_Store", "old.rar", "carol/essay.pdf"):
        (folder / name).write_text("x")
    assert passed_over([folder]) == ("Dora.docx", "bob.pdf")
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as made:
        for path in folder.rglob("*"):
            made.write(path, f"class/{path.relative_to(folder)}")
    assert passed_over([tmp_path / "class.zip"]) == ("Dora.docx", "bob.pdf")
    assert passed_over([tmp_path / "none", folder / "alice.py", folder / "bob.pdf"]) == ()


def test_in_an_export_a_file_of_another_kind_is_somebodys(tmp_path: Path) -> None:
    for name in ("lovelaceada_1001_2001_hw.ipynb", "noetheremmy_1002_2002_hw.pdf"):
        (tmp_path / name).write_text("x")
    assert passed_over([tmp_path]) == ()
    assert [s.trouble is None for s in find([tmp_path])] == [True, False]


def test_the_output_of_an_earlier_run_is_no_student(tmp_path: Path) -> None:
    (tmp_path / "ada.ipynb").touch()
    out = tmp_path / "graded"
    for name in ("reports", "feedback"):
        (out / name).mkdir(parents=True)
    for name in ("gradebook.sqlite", "gradebook.csv", "class.html", "export-canvas.zip", "reports/ada.json"):
        (out / name).touch()
    assert names(tmp_path) == ["ada"]
    assert passed_over([tmp_path]) == ("graded",)
    (out / "reports" / "hw.ipynb").touch()
    assert names(tmp_path) == ["ada", "graded"], "a hand-in that looks like it is never lost"


def test_hidden_notebooks_are_named(tmp_path: Path, zipped: Build) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    files = (".ada.ipynb", "._ada.ipynb", ".DS_Store", "bob.py", "eve.py")
    for name in files:
        (folder / name).touch()
    (tmp_path / "class.zip").write_bytes(zipped(dict.fromkeys(files, b"")))
    (folder / ".ipynb_checkpoints").mkdir()
    assert passed_over([folder]) == (".ada.ipynb",)
    assert passed_over([tmp_path / "class.zip"]) == (".ada.ipynb",)
