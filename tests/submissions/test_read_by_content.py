"""What a file holds decides, not its name; what is not read is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.submissions.gather import find, passed_over
from autograder.submissions.limits import ReadLimits
from autograder.submissions.read import read
from tests.submissions.exports import code

Build = Callable[..., bytes]
NOTEBOOK_NAMES = (
    *("hw.ipynb.txt", "hw.ipynb.json", "hw", "hw.json", "hw.txt", "hw.ipynb (1)", "hw.ipynb-1", "hw.ipynb.download"),
    *("hw.ipynb.html", "hw.ipynb.doc"),
    *("hw v1.2", "HW.IPYNB.TXT", "hw.py.txt", "hw.py"),
)
SCRIPT_NAMES = ("hw.ipynb", "hw.py.doc", "hw.py.txt", "hw.txt", "hw", "hw (1).py", "hw.py (1)", "hw.PY")
FORMS = ("a file of the class", "in a folder", "in a zip", "a member of the class's zip", "in a student's zip")


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def placed(form: str, root: Path, name: str, data: bytes, zipped: Build) -> Path:
    """A class that holds the file in this form, beside another submission."""
    if form == "a file of the class":
        put(root / "in" / name, data)
    elif form == "in a folder":
        put(root / "in" / "ada" / name, data)
    elif form == "in a zip":
        put(root / "in" / "ada.zip", zipped({name: data}))
    elif form == "in a student's zip":
        put(root / "in" / "ada" / "work.zip", zipped({f"a/{name}": data}))
    else:
        return put(root / "in.zip", zipped({name: data, "zoe.py": code("zoe")}))
    put(root / "in" / "zoe.py", code("zoe"))
    return root / "in"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NOTEBOOK_NAMES)
def test_a_notebook_is_read_whatever_it_is_called(
    name: str, form: str, tmp_path: Path, notebook: Build, code: Any, zipped: Build
) -> None:
    submission, _ = (read(s) for s in find([placed(form, tmp_path, name, notebook(code("a = 1")), zipped)]))
    assert submission.trouble is None
    assert submission.documents[0].cells[0].source == "a = 1"
    assert submission.name in {"ada", "hw", "HW", "hw v1"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SCRIPT_NAMES)
def test_a_script_is_read_whatever_it_is_called(name: str, form: str, tmp_path: Path, zipped: Build) -> None:
    submission, _ = (read(s) for s in find([placed(form, tmp_path, name, code("ada"), zipped)]))
    assert submission.trouble is None
    assert submission.documents[0].declared == "univariate_regression"


def test_an_empty_file_beside_a_notebook_is_named_and_spoils_nothing(tmp_path: Path) -> None:
    put(tmp_path / "ada" / "hw.py", code("ada"))
    put(tmp_path / "ada" / "hw (1).ipynb", b" \n")
    (submission,) = (read(source) for source in find([tmp_path]))
    assert submission.trouble is None
    assert [u.what for u in submission.unused] == ["Not read: ada/hw (1).ipynb: an empty file."]


@pytest.mark.parametrize("content", [b"", b"dear TA, from here on", b'{"a": [1, 2]}', b"\x89PNG\0\xff", b"PK\x03\x04"])
@pytest.mark.parametrize("name", ["README", "notes.txt", "data.json"])
def test_a_file_that_holds_neither_is_named_and_spoils_nothing(
    name: str, content: bytes, tmp_path: Path, zipped: Build
) -> None:
    put(tmp_path / "in" / "ada" / "hw.py", code("ada"))
    put(tmp_path / "in" / "ada" / name, content)
    put(tmp_path / "in" / "bob.zip", zipped({"hw.py": code("bob"), name: content}))
    put(tmp_path / "in" / "carol" / name, content)
    put(tmp_path / "in" / name, content)
    ada, bob, carol = (read(source) for source in find([tmp_path / "in"]))
    for submission in (ada, bob):
        assert submission.trouble is None
        assert [u.what for u in submission.unused] == [f"Not read, neither notebook nor script: {name}."]
    assert (carol.trouble or "").endswith(f"in it, only {name}")
    assert passed_over([tmp_path / "in"]) == (name,)


def test_only_so_many_files_are_looked_into(tmp_path: Path) -> None:
    for i in range(9):
        put(tmp_path / "in" / "ada" / f"{i}", code("ada"))
    (submission,) = (read(source, ReadLimits(unsure=4)) for source in find([tmp_path / "in"]))
    assert len(submission.documents) == 4
    assert [u.what for u in submission.unused] == ["Not read, neither notebook nor script: 4, 5, 6, 7, 8."]


def test_a_broken_file_that_only_looks_like_a_notebook_is_a_note_beside_another(tmp_path: Path) -> None:
    put(tmp_path / "in" / "ada" / "hw.py", code("ada"))
    put(tmp_path / "in" / "ada" / "old.json", b'{"cells": [')
    put(tmp_path / "in" / "bob" / "old.json", b'{"cells": [')
    ada, bob = (read(source) for source in find([tmp_path / "in"]))
    assert "Not read: ada/old.json: not a notebook" in ada.unused[0].what
    assert "bob/old.json: not a notebook" in (bob.trouble or "")


ENVIRONMENTS = {
    "venv": ("venv/pyvenv.cfg", "venv/bin/activate_this.py", "venv/lib/python3.12/site-packages/"),
    "my env/.x": ("my env/pyvenv.cfg", "my env/Lib/site-packages/"),
    "conda": ("conda/conda-meta/history", "conda/lib/python3.12/site-packages/"),
    "only packages": ("deep/down/site-packages/",),
    "node": ("node_modules/",),
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("form", ["folder", "zip", "class zip"])
def test_a_packed_environment_is_passed_over_and_named(name: str, form: str, tmp_path: Path, zipped: Build) -> None:
    files = {"hw.py": code("ada")}
    for one in ENVIRONMENTS[name]:
        files |= {f"{one}numpy/{i}.py": b"a = 1" for i in range(300)} if one.endswith("/") else {one: b""}
    if form == "zip":
        path = put(tmp_path / "in" / "ada.zip", zipped(files)).parent
    elif form == "class zip":
        path = put(tmp_path / "all.zip", zipped({f"ada/{file}": data for file, data in files.items()}))
    else:
        path = tmp_path / "in"
        for file, data in files.items():
            put(path / "ada" / file, data)
    (submission,) = (read(source) for source in find([path]))
    assert submission.trouble is None
    assert [document.name for document in submission.documents] == ["hw.py"]
    (unused,) = submission.unused
    assert unused.what.startswith("Not read, because it holds installed packages: ")


def test_one_students_environment_does_not_refuse_the_class(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("zoe/hw.py", code("zoe"))
        for i in range(2_000):
            archive.writestr(f"ada/venv/lib/site-packages/m{i}.py", b"")
    ada, zoe = (read(source) for source in find([tmp_path / "all.zip"], ReadLimits(class_members=100)))
    assert zoe.trouble is None
    assert (ada.trouble or "").endswith("in it, only venv/lib/site-packages/")


def test_a_folder_for_pictures_beside_submissions_is_no_submission(tmp_path: Path, zipped: Build) -> None:
    files = {"hw.py": code("ada"), "img/plot.png": b"", "data/x.csv": b""}
    for name, data in files.items():
        put(tmp_path / "in" / name, data)
    put(tmp_path / "in.zip", zipped(files))
    for path in (tmp_path / "in", tmp_path / "in.zip"):
        assert [source.name for source in find([path])] == ["hw"]
        assert passed_over([path]) == ("data", "img")
    put(tmp_path / "in" / "img" / "hw.py", code("somebody"))
    assert [source.name for source in find([tmp_path / "in"])] == ["hw", "img"]


def test_a_student_called_like_a_folder_for_pictures_is_alone_in_a_class(tmp_path: Path) -> None:
    put(tmp_path / "in" / "data" / "essay.pdf", b"")
    assert [source.trouble is None for source in find([tmp_path / "in"])] == [True]


def test_the_times_of_the_archive_order_the_documents(tmp_path: Path) -> None:
    day, unknown = (2026, 3, 2), (1980, 1, 1, 0, 0, 0)
    times = {"a.py": (*day, 9, 0, 0), "b.py": (*day, 8, 0, 0), "c.py": (*day, 9, 0, 40), "d.py": unknown}
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "ada.zip", "w") as archive:
        for name, time in times.items():
            archive.writestr(zipfile.ZipInfo(name, time), code(name))
    (submission,) = (read(source) for source in find([tmp_path / "in"]))
    assert {d.name: d.recency for d in submission.documents} == {"a.py": 2, "b.py": 1, "c.py": 2, "d.py": 0}
