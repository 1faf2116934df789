from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.walls.readable_paths import unreachable

ROOT = Path(__file__).parents[2]
USER = 59999
CONFIGURATIONS = ("here", "plain", "docker", "no_open", "abi1", "abi4", "open")
"""In the order in which their tests come: two run at the same time."""


@dataclass(frozen=True)
class Trial:
    """What one run of the table came to: the layers in force, then each attack by its name."""

    facts: dict[str, Any]
    found: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Trouble:
    """What kept a run from its end, or what it wrote to its standard error: no warning goes unseen."""

    said: str


def _packages() -> str:
    spec = importlib.util.find_spec("pytest")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).resolve().parents[1])


def _reachable_python() -> str | None:
    """Find an interpreter of this version that any user can start; the tests' own may lie in a private home."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    candidates = [os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"]
    return next((p for p in candidates if Path(p).exists() and not unreachable(str(Path(p).parent))), None)


def _run(configuration: str, home: Path) -> Trial | Trouble | str:
    """Run the table; give the reason where that is not possible here."""
    python: str | None = sys.executable
    more: dict[str, Any] = {}
    if configuration in ("plain", "docker") and os.geteuid() != 0:
        return "only root can become another user, or give up capabilities"
    if configuration == "docker" and os.uname().machine != "x86_64":
        return "the numbers of the profile's system calls are those of x86_64"
    if configuration == "plain":
        python = _reachable_python()
        if python is None or unreachable(_packages()) or unreachable(str(ROOT)):
            return "no interpreter of this version, or its packages, can be reached by a plain user"
        home.chmod(0o777)
        more = {"user": USER, "group": USER, "extra_groups": []}
    whole = {"WHOLE": os.environ["WHOLE"]} if "WHOLE" in os.environ else {}
    done = subprocess.run(
        [str(python), "-s", "-B", "-W", "error", str(Path(__file__).with_name("inside.py")), configuration],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{_packages()}", "HOME": str(home), **whole},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )
    if done.returncode != 0 or done.stderr:
        return Trouble(f"{configuration}: exit code {done.returncode}\n{done.stdout[-500:]}\n{done.stderr[-3000:]}")
    facts, *found = map(json.loads, done.stdout.splitlines())
    return Trial(facts, {f["attack"]: f for f in found})


@pytest.fixture(scope="session")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Trial]]:
    """Give what the table came to in a configuration; all of them start with the first question."""
    with ThreadPoolExecutor(2) as pool:
        running: dict[str, Future[Trial | Trouble | str]] = {
            name: pool.submit(_run, name, tmp_path_factory.mktemp(name)) for name in CONFIGURATIONS
        }

        def of(configuration: str) -> Trial:
            result = running[configuration].result()
            if isinstance(result, str):
                pytest.skip(result)
            if isinstance(result, Trouble):
                pytest.fail(result.said, pytrace=False)
            return result

        yield of
        for future in running.values():
            future.cancel()
