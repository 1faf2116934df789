"""Another package with our import name and command is noticed, by `doctor` and by a notebook's set-up cell."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from autograder.attacks.doctor import TESTED_NUMPY, TESTED_PYTHON, examine, untested
from autograder.attacks.namesake import namesakes
from autograder.cli import main
from autograder.cli.exits import Exit

ROOT = Path(__file__).parents[2]


def install(site: Path, name: str, **files: str) -> None:
    """Write the metadata that pip leaves behind for a distribution."""
    info = site / f"{name.replace('-', '_')}-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    for file, text in files.items():
        (info / {"entry_points": "entry_points.txt", "top_level": "top_level.txt"}.get(file, file)).write_text(text)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("RECORD", "autograder/__init__.py,sha256=abc,3\n"),
        ("top_level", "autograder\n"),
        ("entry_points", "[console_scripts]\nautograder = somewhere:main\n"),
    ],
)
def test_a_package_with_our_name_is_found_by_any_trace_of_it(tmp_path: Path, file: str, text: str) -> None:
    install(tmp_path, "autograder", **{file: text})
    assert namesakes([str(tmp_path)]) == ("autograder 1.2",)


def test_neither_our_own_package_nor_an_unrelated_one_is_a_namesake(tmp_path: Path) -> None:
    install(tmp_path, "backprop_autograder", RECORD="autograder/__init__.py,,\n")
    install(tmp_path, "otter-grader", RECORD="otter/autograder/x.py,,\n", entry_points="[x]\nautograder = a:b\n")
    assert namesakes([str(tmp_path)]) == ()
    assert namesakes() == ()


def test_doctor_names_the_other_package_and_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.attacks.doctor.namesakes", lambda: ("autograder 3.7.7",))
    console = Console(width=80)
    with console.capture() as captured:
        console.print(examine().shown)
    assert "command: autograder 3.7.7.\n" in captured.get()
    assert "pip uninstall --yes autograder backprop-autograder\n" in captured.get()
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code in (Exit.USAGE, Exit.NO_ISOLATION)


def test_doctor_runs_where_only_the_students_side_is_installed() -> None:
    missing = ("IPython", "jinja2", "jupytext", "matplotlib", "msgspec", "nbformat", "yaml")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({missing})); from autograder.cli import main; main(['doctor'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode in (Exit.GRADED, Exit.NO_ISOLATION), done.stderr
    assert "isolation" in done.stdout.lower()


def test_doctor_says_which_versions_are_not_tested() -> None:
    assert untested("3.10.0", "1.26.4") == untested("3.13.9", "2.5.5") == []
    assert untested("3.14.0rc1", "2.10.0") == [
        "Python 3.14.0rc1 is outside the tested range, 3.10 to 3.13.",
        "numpy 2.10.0 is outside the tested range, 1.26 to 2.5.",
    ]


@pytest.mark.parametrize("page", ["README.md", "docs/students.md"])
def test_the_pages_name_the_tested_versions(page: str) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert "Python {} to {}".format(*TESTED_PYTHON) in text
    assert "numpy {} to {}".format(*TESTED_NUMPY) in text


@pytest.mark.parametrize("overwritten", [True, False])
def test_the_set_up_cell_says_when_the_other_package_has_overwritten_this_one(
    tmp_path: Path, *, overwritten: bool
) -> None:
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    init = '__version__ = "3.7.7"\n' if overwritten else (ROOT / "autograder" / "__init__.py").read_text("utf-8")
    (tmp_path / "autograder" / "__init__.py").write_text(init, "utf-8")
    code = "from autograder.notebook import start; start('univariate_regression')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert ("pip uninstall --yes autograder" in done.stdout) == overwritten
    assert "The checks are ready." in done.stdout
