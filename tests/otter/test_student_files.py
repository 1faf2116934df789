"""What lies beside the notebook: under the plugin nothing of it is imported, however Otter is started.

The hand-in has a file or a folder for every module that can be imported here, and what Python, IPython, Jupyter and
pytest load by themselves. Each says that it ran, and then makes way for the real one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.author.built import student_notebook
from tests.author.running import solved
from tests.otter.conftest import NAME

pytestmark = pytest.mark.slow

LOADED_BY_THEMSELVES = ("sitecustomize", "usercustomize", "conftest", "ipython_config", "jupyter_config", "__init__")
MODULES = sorted({*sys.stdlib_module_names, *packages_distributions(), *LOADED_BY_THEMSELVES})
RAN = """\
import os, sys
with open({mark!r}, "a") as file:
    file.write({name!r} + "\\n")
if __name__ == {name!r} and {name!r} not in {none!r}:
    here = os.path.realpath({folder!r})
    before, sys.path[:] = sys.path[:], [p for p in sys.path if os.path.realpath(p or os.curdir) != here]
    del sys.modules[__name__]
    import {name}
    sys.path[:] = before
"""
STARTS = {
    "as on Gradescope": [sys.executable, "source/run_otter.py"],
    "in the current folder": [sys.executable, "-c", "from otter.run.run_autograder import main; main({root!r})"],
}


def fill(folder: Path, mark: Path) -> None:
    """Put a module of every name into a folder, every other one as a package."""
    folder.mkdir(parents=True)
    for number, name in enumerate(n for n in MODULES if n.isidentifier() and n != "autograder"):
        path = folder / name / "__init__.py" if number % 2 else folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(RAN.format(mark=str(mark), name=name, folder=str(folder), none=LOADED_BY_THEMSELVES))
    (folder / "late.pth").write_text(f"import os; open({str(mark)!r}, 'a').write('pth\\n')\n")
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text(f"open({str(mark)!r}, 'a').write('startup\\n')\n")


def graded(
    archive: Path, root: Path, start: str, notebook: dict[str, Any]
) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Grade in folders like those of Otter's container; the second is `results.json`, None where there is none."""
    fill(root / "submission", root / "ran")
    (root / "submission" / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (root / "results").mkdir()
    (root / "submission_metadata.json").write_text('{"users": [], "assignment": {}}')
    with zipfile.ZipFile(archive) as file:
        file.extractall(root / "source")
    script = root / "source" / "run_otter.py"
    script.write_text(script.read_text().replace("/autograder", str(root)))
    command = [part.format(root=str(root)) for part in STARTS[start]]
    env = {**os.environ, "AUTOGRADER_SECRET": "of the tests"}
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=env, timeout=600)
    results = root / "results" / "results.json"
    return done, json.loads(results.read_text(encoding="utf-8")) if results.exists() else None


@pytest.mark.parametrize("start", STARTS)
def test_the_plugin_imports_nothing_that_lies_beside_the_notebook(
    start: str, zips: dict[str, Path], tmp_path: Path
) -> None:
    done, results = graded(zips["plugin"], tmp_path, start, solved(NAME, student_notebook(NAME)))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert sum(t.get("score", 0) for t in results["tests"]) == 15


def test_without_the_plugin_otter_imports_it(zips: dict[str, Path], tmp_path: Path) -> None:
    graded(zips["plain"], tmp_path, "as on Gradescope", solved(NAME, student_notebook(NAME)))
    assert (tmp_path / "ran").exists(), "the positive control: else the test above could not fail"


def test_a_notebook_that_is_a_link_is_refused_and_brings_no_solutions_of_its_own(
    zips: dict[str, Path], tmp_path: Path
) -> None:
    root, mark = tmp_path / "autograder", tmp_path / "solution-ran"
    far = root / "submission" / "a" / "b"
    own = root / "submission" / "a" / "source" / "files" / "solutions"
    root.mkdir()
    notebook = solved(NAME, student_notebook(NAME))
    with zipfile.ZipFile(zips["plugin"]) as file:
        file.extractall(root / "source")
    for folder in (far, own, root / "results"):
        folder.mkdir(parents=True)
    (far / "real.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (own / f"{NAME}.py").write_text(f"open({str(mark)!r}, 'w')\n")
    (root / "submission" / f"{NAME}.ipynb").symlink_to(far / "real.ipynb")
    (root / "submission_metadata.json").write_text("{}")
    run = [sys.executable, "-c", f"from otter.run.run_autograder import main; main({str(root)!r})"]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=600)
    assert "is a link, not a file" in done.stderr
    assert not (root / "results" / "results.json").exists()
    assert not mark.exists()


@pytest.mark.parametrize("setting", [{"pdf": True}, {"token": "of Gradescope"}])
def test_a_pdf_is_refused(setting: dict[str, Any], zips: dict[str, Path], tmp_path: Path) -> None:
    archive = tmp_path / "pdf.zip"
    with zipfile.ZipFile(zips["plugin"]) as old, zipfile.ZipFile(archive, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "otter_config.json":
                text = json.dumps(json.loads(text) | setting).encode()
            new.writestr(name, text)
    done, results = graded(archive, tmp_path / "root", "as on Gradescope", student_notebook(NAME))
    assert "allows no PDF" in done.stderr
    assert results is None


def test_the_zip_with_the_solutions_is_the_owners_alone(zips: dict[str, Path]) -> None:
    assert zips["plugin"].stat().st_mode & 0o077 == 0
