"""Try a zip in a Docker engine: the image is built from Gradescope's base image, as Gradescope does."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from autograder.gradescope.place import RUN_SECONDS, SETUP_SECONDS, Ran
from autograder.gradescope.prefix import shell

IMAGE = "gradescope/autograder-base:ubuntu-22.04"
_DOCKERFILE = f"""\
FROM {IMAGE}
COPY source /autograder/source
RUN cp /autograder/source/run_autograder /autograder/run_autograder && apt-get update \\
 && bash /autograder/source/setup.sh
"""


class Docker:
    """An image for one zip, and a container for each submission."""

    name = "docker"
    differs: tuple[str, ...] = ("the harness of Gradescope is left out",)

    def __init__(self, megabytes: int, cpus: float) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-try-")
        self.base = Path(self._folder.name) / "autograder"
        self.base.mkdir()
        self._tag = f"autograder-try-{os.getpid()}"
        self._limits = f"--memory {megabytes}m --cpus {cpus:g}"

    def setup(self) -> Ran:
        """Build the image."""
        (self.base / "Dockerfile").write_text(_DOCKERFILE, encoding="utf-8")
        return shell(f"exec docker build --tag {self._tag} {self.base}", SETUP_SECONDS, dict(os.environ))

    def run(self) -> Ran:
        """Run the container on the submission in the folder."""
        volumes = " ".join(
            f"-v {self.base / name}:/autograder/{name}"
            for name in ("submission", "results", "submission_metadata.json")
        )
        command = f"exec docker run --rm {self._limits} {volumes} --entrypoint /autograder/run_autograder {self._tag}"
        return shell(command, RUN_SECONDS, dict(os.environ))

    def close(self) -> None:
        """Remove the image and the folder."""
        shell(f"docker image rm --force {self._tag}", 60, dict(os.environ))
        self._folder.cleanup()


def trouble() -> str | None:
    """Return why there is no engine, or None if one answers."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    try:
        done = subprocess.run(["docker", "version"], capture_output=True, text=True, check=False, timeout=10)  # noqa: S607 - the user's own
    except (OSError, subprocess.TimeoutExpired):
        return "no Docker engine answers"
    return None if done.returncode == 0 else "no Docker engine answers"
