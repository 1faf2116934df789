"""A store that somebody else wrote, or that is damaged: one line, exit code 2, and nothing is written or lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.batch.folder import OutputError, OutputFolder, Pages
from autograder.batch.judging import Basis, judge_again
from autograder.batch.locked_folder import alone
from autograder.batch.packing import PackingError, unpack_document, unpack_pictures
from autograder.batch.schema import MIGRATIONS, TABLES, create
from autograder.batch.store import NAME, open_store
from autograder.declare.course import open_course
from autograder.plain.safe_text import is_slug, unique_slugs
from tests.batch.made import JUNK, ROOT, make_class, run
from tests.sample import WHOLE


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    done = run("grade", make_class(folder / "in", 3), "--out", folder / "x" / "out")
    assert done.returncode == 0, done.stderr
    return folder / "x" / "out"


@pytest.fixture
def out(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "x" / "out"))


def state(folder: Path) -> dict[str, bytes]:
    """Return all files and their contents, apart from the lock and what SQLite keeps while it is open."""
    skip = (".lock", "-wal", "-shm")
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.endswith(skip)}


def changed(out: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(out / NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(statement, values)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def slugged(table: str) -> str:
    return f"UPDATE {table} SET slug = '../../evil' WHERE slug = (SELECT min(slug) FROM submissions)"


DAMAGED = {
    "a path for a slug": [slugged(t) for t in ("verdicts", "written", "problems", "submissions")],
    "an empty slug": ["UPDATE submissions SET slug = '' WHERE place = 0"],
    "too many points": ["UPDATE verdicts SET score = 1e308"],
    "negative points": ["UPDATE verdicts SET max_score = -1"],
    "infinite points": ["UPDATE verdicts SET machine_score = 9e999"],
    "a letter for points": ["UPDATE verdicts SET score = 'A+'"],
    "a number for a text": ["UPDATE submissions SET name = x'00'"],
    "text for evidence": ["UPDATE problems SET evidence = 'text'"],
    "no points": [
        "UPDATE sqlite_master SET sql = replace(sql, 'score REAL NOT NULL', 'score REAL') WHERE name = 'verdicts'",
        "UPDATE verdicts SET score = NULL",
    ],
    "a missing column": [
        "UPDATE sqlite_master SET sql = replace(sql, 'hint TEXT', 'hunt TEXT') WHERE name = 'verdicts'",
    ],
    "a missing table": ["DROP TABLE written"],
    "no application's id": ["PRAGMA application_id = 0"],
    "another application's id": ["PRAGMA application_id = 7"],
    "no version": ["PRAGMA user_version = 0"],
    "a newer version": [f"PRAGMA user_version = {len(MIGRATIONS) + 1}"],
    "no content": ["DELETE FROM verdicts", "DELETE FROM written", "DELETE FROM problems", "DELETE FROM submissions"],
    "a trigger": ["CREATE TRIGGER more AFTER INSERT ON verdicts BEGIN UPDATE verdicts SET score = max_score; END"],
    "a view": ['CREATE VIEW "a\n\x1b[31m" AS SELECT 1'],
    "a status that there is not": ["UPDATE verdicts SET status = 'splendid'"],
    "details that are no JSON": ["UPDATE verdicts SET details = '[[['"],
    "details too deep": ["UPDATE verdicts SET details = '" + "[" * 9999 + "]" * 9999 + "'"],
    "details of another form": ["UPDATE verdicts SET details = '[1, 2, 3]'"],
    "notes of another form": ["UPDATE problems SET notes = '{}'"],
    "timings of another form": ["UPDATE submissions SET timings = '[\"x\"]'"],
    "a student of another form": ['UPDATE submissions SET student = \'{"height": "2 m"}\''],
    "a seed of 6,000 digits": [
        f"UPDATE problems SET seed = '{'9' * 6000}'",
        "UPDATE submissions SET judged = 'before'",
    ],
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_store_that_is_not_as_we_wrote_it_is_refused(damage: str, out: Path) -> None:
    for statement in DAMAGED[damage]:
        changed(out, statement)
    before = state(out.parent)
    with pytest.raises(OutputError) as caught, alone(out, make=False) as store:  # noqa: PT012 - where is not the point
        for entry in store.entries():
            store.packed(entry.report.slug)
    assert "\n" not in str(caught.value)
    assert NAME in str(caught.value)
    assert state(out.parent) == before


SAMPLE = ("a path for a slug", "a letter for points", "a status that there is not", "a seed of 6,000 digits")


@pytest.mark.parametrize("damage", DAMAGED if WHOLE else SAMPLE)
def test_regrade_says_so_in_one_line_and_writes_no_file(damage: str, out: Path) -> None:
    for statement in DAMAGED[damage]:
        changed(out, statement)
    before = state(out.parent)
    done = run("regrade", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    after = state(out.parent)
    after.pop(str(out / NAME)), before.pop(str(out / NAME))  # the pages are marked there before the entries are read
    assert after == before


ODD = (
    *(None, "", "A+", "../../evil", "a\n\x1b[31m", "[", "[[1]]", '{"a": 1}', "[]", "9" * 6000, "null"),
    *(1e308, float("inf"), -1, 10**18, b"\x00\xff"),
)


@pytest.mark.parametrize("table", TABLES)
def test_any_value_in_any_column_is_refused_or_read(table: str, graded: Path, out: Path) -> None:
    """Nothing but a refusal in one line stops who reads a store, and no name leads out of the folder."""
    with closing(sqlite3.connect(graded / NAME)) as connection:
        info = connection.execute(f"PRAGMA table_info({table})").fetchall()
        filled = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    key = ", ".join(row[1] for row in info if row[5]) or "rowid"
    first = f"({key}) = (SELECT {key} FROM {table} LIMIT 1)"
    before = sorted(out.parents[1].rglob("*"))
    tried = 0
    refused: list[str] = []
    for number, (_, column, *_) in enumerate(info if filled else ()):
        for value in ODD if WHOLE else ODD[number % 4 :: 4]:
            shutil.copy(graded / NAME, out / NAME)
            try:
                changed(out, f'UPDATE {table} SET "{column}" = ? WHERE {first}', value)
            except sqlite3.IntegrityError:  # the tables themselves refuse it
                continue
            tried += 1
            try:
                with alone(out, make=False) as store:
                    for entry in store.entries():
                        store.packed(entry.report.slug)
                        assert is_slug(entry.report.slug)
            except OutputError as error:
                refused.append(str(error))
    assert all(said.isprintable() and NAME in said for said in refused), refused
    assert bool(tried) == bool(filled)
    left = {p for p in out.parents[1].rglob("*") if not p.name.startswith(NAME)}
    assert left <= set(before) | {out / ".lock"}


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"SQLite format 3\0" + b"\xff" * 4080], ids=len)
def test_grading_into_a_store_that_is_none_is_refused_too(content: bytes, out: Path, graded: Path) -> None:
    (out / NAME).write_bytes(content)
    before = state(out)
    done = run("grade", graded.parents[1] / "in", "--out", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert state(out) == before


def test_a_sound_store_is_read(out: Path) -> None:
    with open_store(out / NAME) as store:
        assert len(list(store.entries())) == 3


def test_damaged_evidence_keeps_its_grade_and_is_named(out: Path) -> None:
    changed(out, "UPDATE problems SET evidence = x'00', version = 'old' WHERE slug = 'student-01'")
    changed(out, "UPDATE submissions SET judged = 'of another version'")
    before = (out / "gradebook.csv").read_bytes()
    done = run("regrade", out)
    assert done.returncode == 1, done.stderr
    assert "1 keep the machine's old points, because what is stored of them is damaged: student-01" in done.stdout
    assert (out / "gradebook.csv").read_bytes() == before


def mutants(data: bytes, number: int, seed: int) -> Iterator[bytes]:
    """Yield packed evidence with one part of it replaced by something else."""
    rng = random.Random(seed)
    for _ in range(number):
        whole = msgspec.msgpack.decode(zlib.decompress(data))
        part = whole
        while part and (rng.random() < 0.8 or part is whole):
            place = rng.randrange(len(part))
            if isinstance(part[place], list) and part[place] and rng.random() < 0.8:
                part = part[place]
            else:
                part[place] = rng.choice(JUNK)
                break
        yield zlib.compress(msgspec.msgpack.encode(whole))


def test_any_part_of_the_evidence_may_be_damaged(graded: Path) -> None:
    """What is stored is either refused or judged; the judge never fails on it."""
    basis = Basis(open_course(ROOT / "solutions"))
    refused = judged = 0
    with open_store(graded / NAME) as store:
        for number, entry in enumerate(store.entries()):
            (kept,) = store.packed(entry.report.slug)
            for data in mutants(kept.evidence or b"", 2000 if WHOLE else 60, number):
                try:
                    judge_again([replace(kept, evidence=data)], basis, entry.report, ())
                    judged += 1
                except PackingError:
                    refused += 1
    assert refused > 10
    assert judged > 10


@pytest.mark.parametrize("unpack", [unpack_document, unpack_pictures])
@pytest.mark.parametrize("data", [b"", b"x", zlib.compress(b"\x91" * 100_000), zlib.compress(b"\xd9\x01\xff")])
def test_damaged_documents_and_pictures_are_refused(unpack: Callable[[bytes], object], data: bytes) -> None:
    with pytest.raises(PackingError):
        unpack(data)


@pytest.mark.parametrize("name", ["../../evil", "a/b", "a\\b", "", ".", "..", ".lock", "a\0b", "a" * 300, "é", "a\n"])
def test_a_name_that_leads_elsewhere_is_no_files(name: str, tmp_path: Path) -> None:
    output = OutputFolder(tmp_path / "x" / "out")
    output.prepare()
    before = state(tmp_path)
    with pytest.raises(OutputError, match="cannot be the name of a file"):
        output.write(Pages(name, "", ""))
    assert state(tmp_path) == before


def test_every_slug_of_ours_is_a_files_name() -> None:
    names = ["../../evil", "con", "Ærøskøbing", "a" * 500, "李", "", "...", "x", "x", "X", "-", "a b/c"]
    assert all(map(is_slug, unique_slugs(names)))


def test_the_tables_are_those_that_are_checked() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(TABLES) == names
