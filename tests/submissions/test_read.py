from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.plain.evidence import Cell
from autograder.submissions.gather import find
from autograder.submissions.limits import ReadLimits
from autograder.submissions.read import read
from autograder.submissions.submission import Submission

Build = Callable[..., bytes]
Code = Callable[..., dict[str, Any]]
One = Callable[..., Submission]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def put(path: Path, data: bytes = b"a = 1") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_single_file_is_a_submission_of_one_document(
    tmp_path: Path, notebook: Build, code: Code, read_one: One
) -> None:
    data = notebook(code("a = 1"))
    submission = read_one(put(tmp_path / "alice.ipynb", data))
    assert (submission.name, submission.slug, submission.trouble) == ("alice", "alice", None)
    assert submission.sha256 == hashlib.sha256(data).hexdigest()
    (document,) = submission.documents
    assert (document.name, document.cells) == ("alice.ipynb", (Cell(0, "a = 1"),))


def test_equal_content_has_an_equal_hash_wherever_it_lies(tmp_path: Path, zipped: Build, read_one: One) -> None:
    put(tmp_path / "one" / "alice" / "deep" / "x.py")
    put(tmp_path / "two" / "bob.zip", zipped({"y.py": b"a = 1"}))
    put(tmp_path / "three.zip", zipped({"carol.py": b"a = 1"}))
    paths = [put(tmp_path / "dave.py"), tmp_path / "one", tmp_path / "two", tmp_path / "three.zip"]
    assert {read_one(path).sha256 for path in paths} == {hashlib.sha256(b"a = 1").hexdigest()}


def test_the_hash_of_several_files_tells_names_and_borders_apart(tmp_path: Path, read_all: Any) -> None:
    layouts: list[dict[str, bytes]] = [
        {"a.py": b"xy", "b.py": b"z"},
        {"a.py": b"x", "b.py": b"yz"},
        {"a.py": b"z", "b.py": b"xy"},
        {"a.py": b"xy", "c.py": b"z"},
        {"a.py": b"xy", "b.py": b"z", "c.py": b"z"},
    ]
    for i, layout in enumerate([*layouts, layouts[0]]):
        for file, data in layout.items():
            put(tmp_path / f"student{i}" / file, data)
    hashes = [submission.sha256 for submission in read_all(tmp_path)]
    assert hashes[0] == hashes[-1]
    assert len(set(hashes)) == len(layouts)


def test_a_folder_and_its_zip_give_the_same_submission(tmp_path: Path, zipped: Build, read_one: One) -> None:
    files = {"b.py": b"b = 1", "a/x.py": b"x = 1", "a/b/c/d/deep.py": b"d = 1", "a.py": b"a = 1"}
    junk = {".ipynb_checkpoints/b.py": b"", "__MACOSX/._b.py": b"", "a/__pycache__/x.py": b"", "data.csv": b"1"}
    for file, data in (files | junk).items():
        put(tmp_path / "one" / "alice" / file, data)
    put(tmp_path / "two" / "alice.zip", zipped(files | junk))
    put(tmp_path / "three.zip", zipped({f"alice/{file}": data for file, data in (files | junk).items()}))
    put(tmp_path / "four.zip", zipped({"alice.zip": zipped(files | junk)}))
    first, *others = [read_one(tmp_path / p) for p in ("one", "two", "three.zip", "four.zip")]
    assert [document.name for document in first.documents] == ["a.py", "a/b/c/d/deep.py", "a/x.py", "b.py"]
    assert first.name == "alice"
    assert [(s.sha256, s.documents) for s in others] == [(first.sha256, first.documents)] * 3


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_what_holds_no_notebook_is_in_trouble_with_that_reason(
    tmp_path: Path, zipped: Build, read_all: Any, kind: str
) -> None:
    if kind == "folder":
        put(tmp_path / "class" / "alice" / "essay.docx")
        (tmp_path / "class" / "bob").mkdir()
        put(tmp_path / "class" / "carol.zip", zipped({"x.txt": b""}))
    else:
        put(tmp_path / "class.zip", zipped({"alice/essay.docx": b"", "bob/": b"", "carol.zip": zipped({"x.txt": b""})}))
    troubles = [
        submission.trouble for submission in read_all(tmp_path / ("class" if kind == "folder" else "class.zip"))
    ]
    none = "no notebook (.ipynb) or script (.py) in it"
    assert troubles == [f"alice: {none}, only essay.docx", f"bob: {none}", f"carol.zip: {none}, only x.txt"]


def test_a_bad_file_is_named_beside_a_good_one(tmp_path: Path, notebook: Build, read_all: Any) -> None:
    put(tmp_path / "alice" / "good.py")
    put(tmp_path / "alice" / "part" / "bad.ipynb", notebook()[:-1])
    put(tmp_path / "bob.ipynb", b"[]")
    put(tmp_path / "carol.py")
    alice, bob, carol = read_all(tmp_path)
    end = len(notebook()) - 1
    assert alice.unread == f"alice/part/bad.ipynb: not a notebook: the JSON ends at byte {end} (truncated file?)"
    assert (alice.trouble, [d.name for d in alice.documents]) == (None, ["good.py"])
    assert [u.what for u in alice.unused] == [f"Not read: {alice.unread}."]
    assert len(alice.sha256) == 64
    assert bob.trouble == "bob.ipynb: not a notebook: its JSON is a list, not an object"
    assert carol.trouble is None


@pytest.mark.parametrize("name", ["derivation.pdf", "scan.JPG", "answers.txt", "answers.md", "sub/text.docx", "hw.pdf"])
def test_what_may_hold_an_answer_is_among_the_texts(name: str, tmp_path: Path, zipped: Build, read_all: Any) -> None:
    files = {"hw.py": b"a = 1", name: b"words", "hw.html": b"an export", "data.csv": b"1", "README.md": b"of a tool"}
    for file, data in files.items():
        put(tmp_path / "alice" / file, data)
    put(tmp_path / "bob" / "b.zip", zipped(files))
    for submission in read_all(tmp_path):
        (text,) = submission.documents[0].written
        assert (text.kind, text.question) == ("file", "")
        assert name in text.text


def test_many_bad_files_are_named_three_at_a_time(tmp_path: Path, read_one: One) -> None:
    for i in range(5):
        put(tmp_path / "class" / "alice" / f"{i}.ipynb", b"")
    trouble = read_one(tmp_path / "class").trouble or ""
    assert trouble.startswith("alice/0.ipynb: an empty file; alice/1.ipynb: an empty file; ")
    assert trouble.endswith("; and 2 more files")


def test_a_notebook_is_found_at_any_depth_that_people_make(tmp_path: Path, zipped: Build, read_all: Any) -> None:
    deep, too_deep = "a/b/c/d/e/f/x.py", "/".join("a" * 21) + "/x.py"
    put(tmp_path / "class" / "alice" / deep)
    put(tmp_path / "class" / "bob.zip", zipped({too_deep: b""}))
    put(tmp_path / "class" / "carol" / too_deep.replace("x.py", "data.csv"))
    put(tmp_path / "class" / "carol" / "x.py")
    put(tmp_path / "class" / "dora.zip", zipped({deep: b"a = 1"}))
    alice, bob, carol, dora = read_all(tmp_path / "class")
    assert [d.name for d in alice.documents] == [d.name for d in dora.documents] == [deep]
    assert bob.trouble == f"bob.zip: '{too_deep}': it is more than 20 folders deep"
    assert carol.trouble is None


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("form", ["folder", "zip", "member"])
def test_zips_in_zips_are_read_up_to_three(tmp_path: Path, zipped: Build, read_all: Any, depth: int, form: str) -> None:
    """A class's zip counts, so that a student's zip with a zip in it is read in a folder and in a zip of the class."""
    data, name = zipped({"x.py": b"a = 1"}), "x.py"
    for i in range(1, depth):
        data, name = zipped({f"{i}.zip": data, f"{i}.py": b"b = 1"}), f"{i}.zip/{name}"
    count = depth
    if form == "folder":
        put(tmp_path / "class" / "alice" / "work.zip", data)
        name = f"work.zip/{name}"
    elif form == "zip":
        put(tmp_path / "class" / "alice.zip", data)
    else:
        put(tmp_path / "class" / "class.zip", zipped({"alice.zip": data, "bob.py": b"c = 1"}))
        count += 1
    alice = read_all(tmp_path / "class" if form != "member" else tmp_path / "class" / "class.zip")[0]
    if count > 3:
        assert alice.trouble.endswith("more than 3 zips in one another are not supported")
    else:
        assert [d.name for d in alice.documents][-1] == name


HIDDEN = (".ipynb", ".hw2.ipynb", "sub/.hw2.py", ".ipynb_checkpoints/hw2-checkpoint.ipynb")


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("form", ["folder", "zip", "class"])
def test_a_hidden_notebook_is_named_if_it_is_all(
    tmp_path: Path, zipped: Build, read_all: Any, hidden: str, form: str
) -> None:
    junk = {"__MACOSX/._hw2.ipynb": b"", "._hw2.ipynb": b"", ".git/x.py": b""}
    for others, said in (({}, hidden.partition("/hw2-")[0]), ({"essay.pdf": b"%PDF"}, "essay.pdf")):
        files = {hidden: b"x", **junk, **others}
        folder = tmp_path / said.replace("/", "-")
        if form == "folder":
            for name, data in files.items():
                put(folder / "alice" / name, data)
        elif form == "zip":
            put(folder / "alice.zip", zipped(files))
        else:
            put(
                folder / "c.zip",
                zipped({f"alice/{name}": data for name, data in files.items()} | {"bob/x.py": b"b = 1"}),
            )
        alice = read_all(folder if form != "class" else folder / "c.zip")[0]
        assert f"in it, only {said}" in alice.trouble


def test_a_bad_inner_zip_is_named(tmp_path: Path, zipped: Build, read_all: Any) -> None:
    put(tmp_path / "class" / "alice" / "work.zip", b"no zip")
    put(tmp_path / "class" / "bob.zip", zipped({"x.py": b"", "sub/work.zip": b"no zip"}))
    words = "not a zip archive, or truncated: it has no table of contents"
    alice, bob = read_all(tmp_path / "class")
    assert alice.trouble == f"alice: 'work.zip': {words}"
    assert bob.trouble == f"bob.zip: 'sub/work.zip': {words}"


def test_limits_hold_over_all_files_of_a_submission(
    tmp_path: Path, zipped: Build, notebook: Build, read_one: One
) -> None:
    files = {f"{i}.py": b"a = 1\n" * 10 for i in range(5)}
    put(tmp_path / "class" / "alice.zip", zipped(files))
    for limits, words in (
        (ReadLimits(documents=4), "alice.zip: too much to read: more than 4 notebooks and scripts"),
        (
            ReadLimits(table_bytes=249),
            "alice.zip: too much to read: more than 249 bytes in the tables of contents of zips",
        ),
        (ReadLimits(members=4), "alice.zip: too much to read: more than 4 members in one zip"),
        (
            ReadLimits(submission_bytes=299),
            "alice.zip: '4.py': too large: with it the submission has more than 299 bytes",
        ),
        (ReadLimits(file_bytes=59), "alice.zip: '0.py': too large: more than 59 bytes"),
        (
            ReadLimits(source_bytes=299),
            "alice.zip/4.py: too much to read: more than 299 bytes of source in one submission",
        ),
        (ReadLimits(cells=4), "alice.zip/4.py: too much to read: more than 4 cells in one submission"),
    ):
        submission = read_one(tmp_path / "class", limits=limits)
        assert (submission.trouble or submission.unread) == words
    assert read_one(tmp_path / "class", limits=ReadLimits(submission_bytes=300, source_bytes=300)).trouble is None
    put(tmp_path / "other" / "bob" / "x.ipynb", notebook({}, {}))
    assert "bob/x.ipynb: too much to read: more than 5 values" in (
        read_one(tmp_path / "other", limits=ReadLimits(json_values=5)).trouble or ""
    )


def test_the_tables_of_nested_zips_count_together(tmp_path: Path, zipped: Build, read_one: One) -> None:
    inner = zipped({f"{'a' * 1000}.txt": b""})
    put(tmp_path / "class" / "alice.zip", zipped({f"{i}.zip": inner for i in range(4)}))
    words = "too much to read: more than 4,000 bytes in the tables of contents of zips"
    trouble = read_one(tmp_path / "class", limits=ReadLimits(table_bytes=4000)).trouble
    assert trouble == f"alice.zip: '3.zip': {words}"


def test_a_folder_with_too_many_files_of_any_kind_is_refused(tmp_path: Path, read_one: One) -> None:
    for i in range(11):
        put(tmp_path / "class" / "alice" / "data" / f"{i}.csv", b"")
    words = "alice: too much to read: more than 10 files and folders in one submission"
    assert read_one(tmp_path / "class", limits=ReadLimits(members=10)).trouble == words


def test_a_zip_of_twenty_thousand_members_and_nested_bombs_are_refused(
    tmp_path: Path, zipped: Build, read_all: Any
) -> None:
    bomb = zipped({"x.py": bytes(15 << 20)})
    put(tmp_path / "class" / "alice.zip", zipped({f"{i}.txt": b"" for i in range(20_000)}))
    put(tmp_path / "class" / "bob.zip", zipped({f"{i}.zip": bomb for i in range(10)}))
    put(tmp_path / "class" / "carol.zip", zipped({"x.py": bytes(130 << 20)}))
    alice, bob, carol = read_all(tmp_path / "class")
    assert alice.trouble == "alice.zip: too much to read: more than 5,000 members in one zip"
    assert bob.trouble == "bob.zip: '8.zip/x.py': too large: with it the submission has more than 128 MiB"
    assert carol.trouble == "carol.zip: 'x.py': too large: more than 100 MiB"


def test_five_hundred_megabytes_are_refused_unread(tmp_path: Path, read_one: One) -> None:
    with (tmp_path / "alice.ipynb").open("wb") as file:
        file.truncate(500 << 20)
    assert read_one(tmp_path / "alice.ipynb").trouble == "alice.ipynb: too large: more than 100 MiB"


@posix
def test_links_and_pipes_inside_a_submission_are_not_read_and_keep_nothing_else_from_it(
    tmp_path: Path, read_all: Any
) -> None:
    put(tmp_path / "class" / "alice" / "x.py")
    (tmp_path / "class" / "alice" / "y.py").symlink_to("/etc/passwd")
    put(tmp_path / "class" / "bob" / "x.py")
    (tmp_path / "class" / "bob" / "all").symlink_to("/etc")
    put(tmp_path / "class" / "carol" / "x.py")
    (tmp_path / "class" / "carol" / "data.csv").symlink_to("/etc/passwd")
    (tmp_path / "class" / "carol" / "loop").symlink_to("loop")
    (tmp_path / "class" / "dave").mkdir()
    os.mkfifo(tmp_path / "class" / "dave" / "x.ipynb")
    os.mkfifo(tmp_path / "class" / "erin.py")
    alice, bob, carol, dave, erin = read_all(tmp_path / "class")
    assert alice.unread == "alice: 'y.py': a symbolic link, which is not followed"
    assert bob.unread == "bob: 'all': a symbolic link, which is not followed"
    assert carol.unread == ""
    assert [[d.name for d in one.documents] for one in (alice, bob, carol, dave)] == [["x.py"], ["x.py"], ["x.py"], []]
    assert (alice.trouble, bob.trouble, carol.trouble) == (None, None, None)
    assert len({alice.sha256, bob.sha256, carol.sha256}) == 3
    assert dave.trouble == "dave: 'x.ipynb': not a regular file but a pipe"
    assert erin.trouble == "erin.py: not a regular file but a pipe"


def test_what_vanished_or_changed_since_it_was_listed_is_trouble(tmp_path: Path, zipped: Build) -> None:
    put(tmp_path / "class" / "alice" / "x.py")
    put(tmp_path / "class" / "bob.py")
    put(tmp_path / "class" / "carol.zip", zipped({"x.py": b""}))
    put(tmp_path / "all.zip", zipped({"dave/x.py": b"a = 1", "erin.py": b"b = 1"}))
    sources = find([tmp_path / "class", tmp_path / "all.zip"])
    (tmp_path / "class" / "alice" / "x.py").unlink()
    (tmp_path / "class" / "alice").rmdir()
    (tmp_path / "class" / "bob.py").unlink()
    (tmp_path / "class" / "carol.zip").unlink()
    put(tmp_path / "all.zip", b"other bytes")
    submissions = [read(source) for source in sources]
    assert [s.name for s in submissions] == ["alice", "bob", "carol", "dave", "erin"]
    assert all(s.trouble and s.trouble.startswith(s.name) and s.sha256 == "" for s in submissions)


def test_nothing_is_written(tmp_path: Path, zipped: Build, read_all: Any) -> None:
    put(
        tmp_path / "class.zip",
        zipped({"alice/x.py": b"open('pwned', 'w')", "../../bob.py": b"", "c.zip": zipped({"y.py": b""})}),
    )
    before = sorted(tmp_path.parent.rglob("*"))
    read_all(tmp_path / "class.zip")
    assert sorted(tmp_path.parent.rglob("*")) == before


parts = st.sampled_from(
    ["a", "b.py", "c.ipynb", "d.zip", "..", ".", "", ".git", "__MACOSX", "CON", "é", "x\\y.py", "C:"]
)
paths = st.lists(parts, min_size=1, max_size=6).map("/".join)


@given(st.dictionaries(paths, st.binary(max_size=20), max_size=8), st.integers(0, 0xF).map(lambda kind: kind << 12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_archive_gives_submissions_or_reasons(
    tmp_path: Path, zipped: Build, read_all: Any, members: dict[str, bytes], mode: int
) -> None:
    put(tmp_path / "class.zip", zipped(members, dict.fromkeys(list(members)[:1], mode)))
    for submission in read_all(tmp_path / "class.zip"):
        assert (submission.trouble is None) == bool(submission.documents)
        assert submission.slug
