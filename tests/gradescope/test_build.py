"""`autograder gradescope build`: what is in the zip, and what is refused."""

from __future__ import annotations

import json
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.gradescope.contents import manifest_of, verify
from autograder.gradescope.errors import GradescopeError
from tests.batch import made
from tests.gradescope.common import SECRET, archive, stage, validated


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return made.run("gradescope", *arguments, env={**made.ENVIRONMENT, "AUTOGRADER_SECRET": SECRET})


def test_the_command_writes_a_zip_with_everything_at_its_root(tmp_path: Path) -> None:
    out = tmp_path / "autograder.zip"
    done = run("build", "two_layer_linear", "two_layer_nonlinear", "-o", out)
    assert done.returncode == 0, done.stderr
    assert "autograder gradescope try" in done.stdout
    said = done.stdout.splitlines()
    assert said[0] == "two_layer_linear: 12 questions, 12 points + 2 by hand"
    assert "On Gradescope: Autograder Points 27; in all 27 + 4 by hand = 31 points." in said
    asked = said[1 + next(i for i, line in enumerate(said) if "Enable Manual Grading" in line) :]
    assert [line.rpartition(", ")[2] for line in asked[:2]] == ["2 points", "2 points"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600, "the answers are in it"
    with zipfile.ZipFile(out) as opened:
        names = set(opened.namelist())
        modes = {i.filename: stat.S_IMODE(i.external_attr >> 16) for i in opened.infolist()}
        manifest = manifest_of(opened.read("manifest.json"))
        validated(opened.read("ungraded.json").decode())
        requirements = opened.read("requirements.txt").decode().splitlines()
        assert opened.read("secret").decode() == SECRET
    assert {"setup.sh", "run_autograder", "plan.json", "policy.json", "solutions/two_layer_linear.py"} <= names
    assert not [n for n in names if "optimizers" in n], "only the chosen problems"
    assert (modes["setup.sh"], modes["run_autograder"], modes["secret"]) == (0o755, 0o755, 0o600)
    assert set(manifest.files) == names - {"manifest.json"}
    assert manifest.problems == ("two_layer_linear", "two_layer_nonlinear")
    pins = [line.partition("#")[0].strip() for line in requirements]
    assert all("==" in pin for pin in pins if pin)


def test_without_answers_in_words_there_is_no_manual_grading(tmp_path: Path) -> None:
    done = run("build", "optimizers", "-o", tmp_path / "autograder.zip")
    assert "Autograder Points 11; in all 11 points." in done.stdout
    assert "Manual" not in done.stdout


def test_the_same_input_gives_the_same_zip(tmp_path: Path) -> None:
    one, two = (archive(tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert one == two


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("linear",), "this course has"),
        (("two_layer_linear", "two_layer_linear"), "named twice"),
        (("two_layer_linear", "-o", "/proc/nonexistent/a.zip"), "cannot write"),
        (("two_layer_linear", "--policy", "/proc/nonexistent.toml"), "cannot be read"),
        (("two_layer_linear", "--solutions", "/proc/nonexistent"), "no folder with solutions"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    done = run("build", *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert said in done.stderr


def test_packages_that_nothing_installs_are_refused(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('packages = ["scipy"]\n')
    done = run("build", "two_layer_linear", "--policy", policy, "-o", tmp_path / "a.zip")
    assert done.returncode == 2
    assert "requirements" in done.stderr
    policy.write_text('packages = ["scipy"]\n[gradescope]\nrequirements = ["scipy==1.15.3"]\n')
    assert run("build", "two_layer_linear", "--policy", policy, "-o", tmp_path / "a.zip").returncode == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert "scipy==1.15.3" in opened.read("requirements.txt").decode()
        assert json.loads(opened.read("policy.json"))["packages"] == ["scipy"]


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    base = stage(tmp_path, archive(tmp_path / "a.zip"))
    assert verify(base / "source").problems
    (base / "source" / "plan.json").write_text("{}")
    with pytest.raises(GradescopeError, match=r"plan\.json"):
        verify(base / "source")
    (base / "source" / "plan.json").unlink()
    with pytest.raises(GradescopeError, match=r"plan\.json"):
        verify(base / "source")
