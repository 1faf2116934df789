"""`autograder gradescope try`: the places it runs in, and what it shows."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.gradescope import root
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.pip_settings import settings_of
from autograder.gradescope.show import as_text
from autograder.gradescope.tryout import TryRequest, open_place
from tests.batch import made
from tests.gradescope.common import SECRET, archive, notebook, right, validated

UNI = "univariate_regression"
FAKE_DOCKER = """\
#!/usr/bin/env bash
# Answers as an engine does; a container is this machine with the tests' own interpreter.
echo "docker $*" >> "$DOCKER_LOG"
case "$1" in
  build) cp -r "${@: -1}" "$DOCKER_LOG.image"; ln -s "$DOCKER_VENV" "$DOCKER_LOG.image/venv" ;;
  run)
    for word in "$@"; do case "$word" in *:/autograder/*)
      rm -rf "$DOCKER_LOG.image/${word##*/}"; cp -r "${word%%:*}" "$DOCKER_LOG.image/${word##*/}" ;;
    esac; done
    bash "$DOCKER_LOG.image/run_autograder"; code=$?
    for word in "$@"; do case "$word" in *:/autograder/results)
      cp "$DOCKER_LOG.image/results/results.json" "${word%%:*}/" ;;
    esac; done
    exit $code ;;
esac
"""


def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    return made.run("gradescope", "try", *arguments, env={**made.ENVIRONMENT, "AUTOGRADER_SECRET": SECRET, **env})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("small") / "autograder.zip", (UNI,))


@pytest.mark.slow
def test_in_a_prefix_both_views_are_shown_and_what_differs_is_said(small: Path, tmp_path: Path) -> None:
    (tmp_path / f"{UNI}.py").write_text(right(UNI, loss="def loss(a, b):\n    return 0.0\n"))
    (tmp_path / "none.ipynb").write_text(notebook("sorting", "x = 1"))
    files = (tmp_path / f"{UNI}.py", tmp_path / "none.ipynb")
    packages = str(Path(pytest.__file__).resolve().parents[1])  # what is on PYTHONPATH must not count as installed
    env = {"PIP_NO_COMPILE": "1", "PYTHONPATH": packages}
    done = run(small, *files, "--in", "prefix", "--keep", tmp_path / "kept", **env)
    assert done.returncode == 1, "one of them is not graded"
    assert "unlike Gradescope: it runs on this system" in done.stderr
    for said in ("The student sees", "Staff see", "loss  0/1", "isolation: full", "took ", "no problem of this course"):
        assert said in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    for name in (UNI, "none"):
        kept = next((tmp_path / "kept").glob(f"{name}*.json"))
        validated(kept.read_text(encoding="utf-8"))


def test_with_a_docker_engine_the_image_is_gradescopes_and_the_limits_are_set(small: Path, tmp_path: Path) -> None:
    """The engine is a script: what is tested is what it is asked for, and that the result comes back."""
    fake = tmp_path / "bin" / "docker"
    fake.parent.mkdir()
    fake.write_text(FAKE_DOCKER)
    fake.chmod(0o755)
    (tmp_path / f"{UNI}.py").write_text(right(UNI))
    log = tmp_path / "log"
    env = {"PATH": f"{fake.parent}:{os.environ['PATH']}", "DOCKER_LOG": str(log), "DOCKER_VENV": sys.prefix}
    done = run(small, tmp_path / f"{UNI}.py", "--memory", "384", **env)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = log.read_text()
    assert "--memory 384m --cpus 0.5" in asked
    assert "--entrypoint /autograder/run_autograder" in asked
    dockerfile = Path(f"{log}.image") / "Dockerfile"
    assert dockerfile.read_text().startswith("FROM gradescope/autograder-base:ubuntu-22.04")
    assert "in docker" in done.stdout
    assert "image rm" in asked, "nothing is left behind"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("README.md", "README.md"), "not a zip made by"),
        (("/proc/nonexistent.zip", "README.md"), "not a zip made by"),
        (("ZIP", "/proc/nonexistent.ipynb"), "no such file"),
        (("ZIP", "README.md", "--in", "cloud"), "Invalid value"),
        (("ZIP", "README.md", "--in", "prefix", "--metadata", "/proc/nonexistent.json"), "--metadata"),
        (("ZIP", "README.md", "--in", "root", "--base", "/proc/nonexistent/root"), "--base /proc/nonexistent/root"),
    ],
)
def test_wrong_usage_says_what_is_wrong(small: Path, arguments: tuple[str, ...], said: str) -> None:
    if "root" in arguments and root.trouble() is not None:
        pytest.skip("no root file system of its own can be made here")
    done = run(
        *(str(small) if a == "ZIP" else a for a in arguments), *(() if "--in" in arguments else ("--in", "prefix"))
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert said in done.stderr


def test_a_place_that_cannot_be_had_is_said_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/proc/nonexistent")
    with pytest.raises(GradescopeError, match="--in docker: docker is not installed"):
        open_place(TryRequest("docker"), print)


def test_two_that_need_the_same_base_at_once_make_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin" / "debootstrap"
    fake.parent.mkdir()
    fake.write_text(
        '#!/bin/sh\necho made >> "$MADE_LOG"\nsleep 0.3\nmkdir -p "$5/usr/bin"\ntouch "$5/usr/bin/python3"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("MADE_LOG", str(tmp_path / "log"))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: root.base_root("bookworm", tmp_path / "roots", print), range(2)))
    assert found == [tmp_path / "roots" / "bookworm"] * 2
    assert (tmp_path / "log").read_text() == "made\n"


def test_pips_settings_are_carried_over_with_the_folders_they_name(tmp_path: Path) -> None:
    index = tmp_path / "packages" / "simple"
    index.mkdir(parents=True)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    listing = "\n".join(
        (
            ":env:.default-timeout='180'",
            f"global.extra-index-url='file://{index}\\nfile:///proc/nonexistent/simple'",
            f"global.find-links='{wheels}'",
            "global.default-timeout='5'",
            "not a setting",
            "global.broken=open('x')",
        )
    )
    found = settings_of(listing)
    assert found.environment == {
        "PIP_DEFAULT_TIMEOUT": "180",
        "PIP_EXTRA_INDEX_URL": f"file://{index} file:///proc/nonexistent/simple",
        "PIP_FIND_LINKS": str(wheels),
    }
    assert found.paths == (index.parent, wheels)


def test_html_is_shown_as_text() -> None:
    table = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>10<sup>-9</sup></td></tr></table>"
    html = f"<p><strong>Wrong</strong></p>{table}"
    assert as_text(html).splitlines() == ["Wrong", "a   b", "1   10^-9"]
