"""Try a zip in a temporary folder: no root file system, only the files of the zip and a virtual environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.gradescope.cgroup import limited
from autograder.gradescope.place import RUN_SECONDS, SETUP_SECONDS, Ran


class Prefix:
    """A temporary folder; `differs` lists what it cannot imitate."""

    name = "prefix"
    differs: tuple[str, ...] = (
        "it runs on this system and its Python, not in an Ubuntu image",
        "/autograder is a temporary folder, and Docker's limits on rights are not imitated",
    )

    def __init__(self, megabytes: int, cpus: float) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-try-")
        self._limits = (megabytes, cpus)
        self.base = Path(self._folder.name) / "autograder"
        self.base.mkdir()

    def setup(self) -> Ran:
        """Run setup.sh with the Python of this process."""
        return self._shell("source/setup.sh", SETUP_SECONDS, AUTOGRADER_PYTHON=sys.executable)

    def run(self) -> Ran:
        """Run run_autograder, within the limits if a control group can be created."""
        with limited(f"autograder-try-{os.getpid()}", *self._limits) as group:
            ran = self._shell("run_autograder", RUN_SECONDS, joining=group.joining)
            return Ran(ran.code, ran.output, ran.seconds, group.peak or None)

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def _shell(self, script: str, seconds: int, joining: str = "", **more: str) -> Ran:
        return shell(f"{joining}\ncd {self.base}\nexec bash {self.base / script}", seconds, {**os.environ, **more})


def shell(script: str, seconds: int, environment: dict[str, str], *before: str) -> Ran:
    """Run a script with bash, with stdout and stderr combined, for at most `seconds`."""
    started = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            [*before, "/bin/bash", "-c", script],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=seconds,
            umask=0o022,
        )
    except subprocess.TimeoutExpired as error:
        return Ran(124, f"stopped after {error.timeout:g} s", time.monotonic() - started)
    except OSError as error:
        return Ran(127, str(error), time.monotonic() - started)
    return Ran(done.returncode, done.stdout.decode(errors="replace"), time.monotonic() - started)
