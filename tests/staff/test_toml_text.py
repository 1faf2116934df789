"""Whatever staff write into a policy or into hints: one line with the file and the place, and no fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.declare.course import Course, open_course
from autograder.staff.policy import Policy, PolicyError
from autograder.staff.policy_file import LARGEST_FILE, parse_policy, read_text
from autograder.staff.remark_files import parse_hints, parse_marks
from autograder.staff.toml_text import LONGEST, decode
from tests.batch.made import run

DEEP, DIGITS = 3000, "9" * 6000
TEXTS = {
    "brackets": f"# first\nfollow_through = {'[' * DEEP}{']' * DEEP}",
    "brackets on many lines": "follow_through = " + "[\n" * DEEP + "]" * DEEP,
    "open brackets": f"# first\nfollow_through = {'[' * DEEP}",
    "inline tables": f"# first\na = {'{a = ' * DEEP}1{'}' * DEEP}",
    "a deep table": f"# first\n[{'.'.join('a' * DEEP)}]",
    "a deep table in quotes": "# first\n[" + ".".join(['"a"'] * DEEP) + "]",
    "a deep key": f"# first\n{' . '.join('a' * DEEP)} = 1",
    "many digits": f"# first\nfollow_through = {DIGITS}",
    "many digits in a hint": f"# first\nhints = [{{ points = -{DIGITS} }}]",
    "many digits and a date": f"# first\nfollow_through = 1979-05-27T07:32:00.{DIGITS}Z",
    "an exponent": f"follow_through = 1e{DIGITS}",
    "hexadecimal": f"follow_through = 0x{DIGITS}",
    "nan": "follow_through = nan\nhints = nan",
    "NUL": "\0",
    "a lone surrogate": "follow_through = '\ud800'",
    "an open text": f"a = '''{'x' * 100_000}",
    "too long": "#" * (LONGEST + 1),
}


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_policy_that_cannot_be_read_is_one_line(text: str, course: Course) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "policy.toml", course)
    told(caught.value, "policy.toml", text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hints_that_cannot_be_read_are_one_line(text: str, course: Course) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_hints(text, "hints.toml", course, Policy())
    told(caught.value, "hints.toml", text)


def told(error: PolicyError, file: str, text: str) -> None:
    said = str(error)
    assert said.startswith(f"{file}: ")
    assert "\n" not in said
    assert len(said) < 300
    if text.startswith("# first\n") and ("deeply" in said or "digits" in said):
        assert f"{file}: line 2: " in said


def test_a_command_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("# autograder: problem = univariate_regression\n")
    (tmp_path / "policy.toml").write_text(TEXTS["brackets"])
    done = run("grade", tmp_path / "x.py", "--out", tmp_path / "out", "--policy", tmp_path / "policy.toml")
    assert (done.returncode, done.stderr) == (2, f"autograder: {tmp_path / 'policy.toml'}: line 2: nested too deeply\n")


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(PolicyError, match=f"more than {LARGEST_FILE >> 20} MiB"):
        read_text(Path("/dev/zero"))


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, course: Course) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("follow_through = 0.25\n", encoding="utf-8-sig")
    assert parse_policy(read_text(path), str(path), course).follow_through == 0.25


def test_an_open_quote_swallows_no_marks(course: Course) -> None:
    rows = 'ada,univariate_regression,why,1,"good\nbob,univariate_regression,why,1,"fine"\n'
    with pytest.raises(PolicyError, match=r"^marks\.csv: line 2: "):
        parse_marks(f"submission,problem,question,points,comment\n{rows}", "marks.csv", course, Policy())


def test_text_and_lines_that_look_deep_are_no_trouble() -> None:
    assert decode(f'a = "{"[" * 5000}"', "file", dict) == {"a": "[" * 5000}
    assert decode(f"a = '''\n{'.' * 500}\n'''", "file", dict) == {"a": "." * 500 + "\n"}
