"""A class is judged anew from what it answered: equal to grading it anew, and no student code runs."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from autograder.batch.folder import OutputError
from autograder.batch.locked_folder import LOCK
from autograder.batch.schema import MIGRATIONS, SchemaError, create, migrate
from autograder.batch.store import NAME, open_store
from autograder.declare.course import open_course
from autograder.grading import judge
from autograder.staff.policy import Policy
from tests.batch.made import ROOT, make_class, run

pytestmark = pytest.mark.slow

POLICY = """\
follow_through = 0.25
[problems.univariate_regression.questions]
loss = { points = 4 }
"backward.dw" = { points = 0 }
"""


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_class(tmp_path_factory.mktemp("class") / "in", 9)


@pytest.fixture(scope="module")
def graded(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("graded") / "out"
    assert run("grade", handed_in, "--out", out).returncode == 0
    return out


@pytest.fixture
def out(graded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(graded, tmp_path / "out"))


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def files(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in [out / "gradebook.csv", *(out / "feedback").iterdir()]}


def test_stored_evidence_gives_the_verdicts_that_were_given(out: Path) -> None:
    course = open_course(ROOT / "solutions")
    with open_store(out / NAME) as store:
        entries = list(store.entries())
        assert len(entries) == 9
        for entry in entries:
            (problem,) = entry.report.problems
            (exhibit,) = store.exhibits(entry.report.slug, course)
            reference = course.reference(problem.problem)
            anew = judge(exhibit.document, reference, exhibit.evidence, Policy())
            assert repr(anew.verdicts) == repr(problem.verdicts)


def test_another_policy_gives_what_grading_by_it_gives(handed_in: Path, out: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY)
    done = run("regrade", out, "--policy", policy)
    assert done.returncode == 0, done.stderr
    assert re.search(r"student-00: \d.* -> ", done.stdout)
    assert "9 grades changed" in done.stdout
    assert run("grade", handed_in, "--out", tmp_path / "other", "--policy", policy).returncode == 0
    assert files(out) == files(tmp_path / "other")
    again = run("regrade", out)
    assert "no grades changed" in again.stdout, "the folder remembers its policy"
    assert run("regrade", out, "--policy", "/dev/null").returncode == 0


def test_where_the_package_has_changed_everything_is_judged_anew_to_the_same(out: Path) -> None:
    """A stored verdict from another version is not believed: here all of them are wrong."""
    before = files(out)
    connection = sqlite3.connect(out / NAME)
    connection.execute("UPDATE submissions SET judged = 'another version', score = 99")
    connection.execute("UPDATE verdicts SET score = 99, status = 'correct', message = 'Forged.'")
    connection.commit()
    connection.close()
    for page in (out / "feedback").iterdir():
        page.write_text("stale")
    assert run("regrade", out).returncode == 0
    assert files(out) == before


@pytest.mark.parametrize("command", ["grade", "regrade"])
def test_after_a_regrade_that_was_killed_any_command_writes_the_pages(handed_in: Path, out: Path, command: str) -> None:
    """As SIGKILL leaves it: pages of another policy, the old grades, and the note that no page can be relied on."""
    before = files(out)
    with open_store(out / NAME) as store:
        store.unsettle()
    (out / "feedback" / "student-04.html").write_text("of another policy")
    done = run("grade", handed_in, "--out", out) if command == "grade" else run("regrade", out)
    assert done.returncode == 0, done.stderr
    assert files(out) == before
    again = run("grade", handed_in, "--out", out)
    assert "9 unchanged" in again.stdout


def test_regrading_runs_no_student_code(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from autograder import sandbox
    from autograder.cli import main

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a sandbox was started")

    monkeypatch.setattr(sandbox, "Sandbox", never)
    done = CliRunner().invoke(main, ["regrade", str(out)], catch_exceptions=False)
    assert done.exit_code == 0


def test_a_comment_for_a_group_reaches_all_of_it_and_later_ones(handed_in: Path, out: Path, tmp_path: Path) -> None:
    with open_store(out / NAME) as store:
        (verdict,) = (v for v in store.reports().__next__().problems[0].verdicts if v.question == "backward.dw")
    assert verdict.group
    hints = tmp_path / "hints.toml"
    entry = f'[[hints]]\nquestion = "backward.dw"\ngroup = "{verdict.group}"\ntext = "Why <b>three</b>?"\n'
    hints.write_text(entry + "points = 0.5\n")
    done = run("regrade", out, "--hints", hints)
    assert done.returncode == 0, done.stderr
    assert "backward.dw 0 -> 0.5" in done.stdout
    page = (out / "feedback" / "student-00.html").read_text()
    assert "From the course staff:</strong> <p>Why &lt;b&gt;three&lt;/b&gt;?</p>" in page
    assert "course staff:" not in (out / "feedback" / "student-01.html").read_text()
    row = rows(out)["student-00"]
    assert float(row["machine"]) + 0.5 == float(row["score"])
    assert row["staff"] == "0.5"
    late = tmp_path / "late" / "late.py"
    late.parent.mkdir()
    late.write_text((handed_in / "student-00.py").read_text() + "# late\n")
    assert run("grade", late, "--out", out).returncode == 0
    assert rows(out)["late"]["staff"] == "0.5"
    assert len(rows(out)) == 10, "those of earlier runs stay"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[hints]]\nquestion = 'backward.dq'\ngroup = 'g'\ntext = 't'\n", "'backward.dq'"),
        ("[[hints]]\nquestion = 'loss'\ngroup = 'g'\ntext = 't'\npoints = 7\n", "points = 7"),
        ("[[hints]]\nquestion = 'loss'\ngroup = 'g'\ntext = 't'\nproblem = 'sorting'\n", "'sorting'"),
        ("[[hints]]\nquestion = 'loss'\ntext = 't'\n", "group"),
        ("[[hints]\n", "line 1"),
    ],
)
def test_a_wrong_hint_is_named_and_changes_nothing(out: Path, tmp_path: Path, text: str, said: str) -> None:
    before = files(out)
    (tmp_path / "hints.toml").write_text(text)
    done = run("regrade", out, "--hints", tmp_path / "hints.toml")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert files(out) == before


def test_a_hint_that_fits_nobody_is_said(out: Path, tmp_path: Path) -> None:
    (tmp_path / "hints.toml").write_text("[[hints]]\nquestion = 'loss'\ngroup = 'nobody'\ntext = 't'\n")
    assert "fits no answer" in run("regrade", out, "--hints", tmp_path / "hints.toml").stdout


def test_where_the_problem_asks_something_else_now_the_old_grade_stays_until_it_runs_again(
    handed_in: Path, out: Path, tmp_path: Path
) -> None:
    before = files(out)
    course = Path(shutil.copytree(ROOT / "solutions", tmp_path / "solutions"))
    connection = sqlite3.connect(out / NAME)
    connection.execute("UPDATE problems SET plan = 'another' WHERE slug = 'student-03'")
    connection.execute("UPDATE submissions SET judged = 'another'")
    connection.commit()
    connection.close()
    done = run("regrade", out, "--solutions", course)
    assert done.returncode == 1
    assert "student-03" in done.stdout
    assert "1 keep the machine's old points" in done.stdout
    assert files(out) == before
    decided = run("adjust", out, "student-03", "backward.dw", "0.25", "--why", "A misprint.", "--solutions", course)
    assert "backward.dw" in decided.stdout, "what people say counts at once"
    assert "A misprint." in (out / "feedback" / "student-03.html").read_text("utf-8")
    assert run("adjust", out, "student-03", "backward.dw", "--undo", "--solutions", course).returncode == 1
    assert files(out) == before
    again = run("grade", handed_in, "--out", out, "--solutions", course)
    assert again.returncode == 0
    assert "8 unchanged" in again.stdout
    assert files(out) == before


@pytest.mark.parametrize("content", [b"not a data base at all, but long enough to be one" * 20, b""])
def test_a_file_that_is_no_gradebook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).write_bytes(content)
    done = run("regrade", tmp_path / "out")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name != LOCK] == [NAME]
    assert (tmp_path / "out" / NAME).read_bytes() == content


def test_a_folder_without_a_gradebook_is_refused(tmp_path: Path) -> None:
    done = run("regrade", tmp_path)
    assert done.returncode == 2
    assert "grade a class into it first" in done.stderr


def test_a_newer_or_foreign_data_base_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "newer.sqlite", isolation_level=None)
    create(connection)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(SchemaError, match="newer version"):
        migrate(connection)
    connection.close()
    connection = sqlite3.connect(tmp_path / "foreign.sqlite", isolation_level=None)
    connection.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(SchemaError, match="another program"):
        migrate(connection)
    connection.close()
    with pytest.raises(OutputError, match="another program"), open_store(tmp_path / "foreign.sqlite"):
        raise AssertionError("opened")


def test_a_migration_takes_effect_as_a_whole_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(tmp_path / "old.sqlite", isolation_level=None)
    create(connection)
    connection.execute("INSERT INTO settings VALUES ('policy', 'kept')")
    broken = "ALTER TABLE settings ADD COLUMN more TEXT; SELECT * FROM nowhere;"
    monkeypatch.setattr("autograder.batch.schema.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("SELECT * FROM settings").fetchall() == [("policy", "kept")]
    whole = "ALTER TABLE settings ADD COLUMN more TEXT;"
    monkeypatch.setattr("autograder.batch.schema.MIGRATIONS", (*MIGRATIONS, whole))
    migrate(connection)
    migrate(connection)
    assert connection.execute("SELECT * FROM settings").fetchall() == [("policy", "kept", None)]
    connection.close()
