"""The set-up cell: on Colab, after a rename, with damaged checks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.notebook.packing import LARGEST, packed, unpacked
from tests.author.built import built, cells, source, student_notebook
from tests.author.running import errors, run, shown, solved

NAME = "univariate_regression"

COLAB = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell

class Shell(InteractiveShell):
    pass

Shell.__module__ = "google.colab._shell"
shell = Shell.instance()
assert "google.colab" in str(shell)
for source in json.load(sys.stdin):
    shell.run_cell(source).raise_error()
"""


def colab(folder: Path, *sources: str) -> subprocess.CompletedProcess[str]:
    """Run cells where Otter believes to be on Colab: no notebook file is there."""
    command = [sys.executable, "-W", "ignore", "-c", COLAB]
    return subprocess.run(
        command, input=json.dumps(sources), capture_output=True, text=True, check=False, cwd=folder, timeout=600
    )


def test_the_checks_work_where_no_notebook_file_is_and_otter_is_not_needed(tmp_path: Path) -> None:
    notebook = solved(NAME, student_notebook(NAME))
    (tmp_path / "otter.py").write_text("raise ImportError('no Otter here')")
    sources = [source(c) for c in cells(notebook) if "matplotlib" not in source(c)]
    done = colab(tmp_path, *("print(" + s + ")" if s.startswith("grader.check(") else s for s in sources))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The checks are ready." in done.stdout
    assert done.stdout.count("right") >= 5
    assert "✗" not in done.stdout
    assert "Hand in the notebook itself" in done.stdout
    assert {p.name for p in tmp_path.iterdir()} == {"otter.py"}


def test_a_notebook_of_version_0_1_0_still_opens(tmp_path: Path) -> None:
    """Its set-up cell holds the tests of Otter. Problems of this package and those of other courses are found in it."""
    tests = packed(built(NAME).tests)
    for name in (NAME, "of_another_course"):
        set_up = f"import autograder.otter\ngrader = autograder.otter.start({name!r}, {tests!r})"
        written = [
            s for s in map(source, cells(solved(NAME, student_notebook(NAME)))) if s.startswith(("def ", "import"))
        ]
        done = colab(tmp_path, set_up, *written, "print(grader.check_all())")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "backward: all right" in done.stdout
        assert "train: all right" in done.stdout


@pytest.mark.slow
def test_a_renamed_copy_beside_another_notebook_is_checked_and_exported(tmp_path: Path) -> None:
    notebook = solved(NAME, student_notebook(NAME))
    wanted = ("autograder.notebook", "import numpy", "def loss", 'check("loss")', "grader.export")
    notebook["cells"] = [c for c in cells(notebook) if any(w in source(c) for w in wanted)]
    opened = f"{NAME} (1).ipynb"
    session = f'import os\nos.environ["JPY_SESSION_NAME"] = "course/{opened}"'
    notebook["cells"].insert(0, {**notebook["cells"][0], "id": "session", "source": [session]})
    for name in (opened, f"{NAME}.ipynb", "other.ipynb"):
        (tmp_path / name).write_text(json.dumps(notebook), encoding="utf-8")
    (done,) = run({tmp_path: notebook})
    assert errors(done) == []
    assert any("loss: right" in shown(c) for c in done["cells"])
    (exported,) = tmp_path.glob("*.zip")
    assert exported.name.startswith(f"{NAME} (1)_")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-8],
        lambda text: text[:40] + "AAAA" + text[44:],
        lambda _: "",
        lambda _: "not base64 at all!",
        lambda _: packed({"../../outside": "text"}),
        lambda _: packed({"fine": "x" * (LARGEST + 1)}),
    ],
)
def test_damaged_checks_are_said_to_be_damaged(damage: object) -> None:
    whole = packed(built(NAME).tests)
    assert unpacked(whole) == built(NAME).tests
    assert callable(damage)
    with pytest.raises(ValueError, match="Take a fresh copy of the notebook"):
        unpacked(damage(whole))


def test_what_a_notebook_imports_first_is_light() -> None:
    code = (
        "import sys; before = set(sys.modules); import autograder.otter; "
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "otter", "IPython", "click", "rich"} & set(out)
