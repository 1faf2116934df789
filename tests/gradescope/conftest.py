"""A zip for all tests, and one base root a session, which is made while the other tests run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.gradescope.root import trouble
from tests.gradescope.common import ROOT, archive, stage

SUITES = ("jammy", "bookworm")
CACHE = ROOT / "build" / "roots"
# In a process of its own: a thread in this one would be there when a test forks.
MAKE = """
import sys
from pathlib import Path
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.root import base_root
for suite in sys.argv[2:]:
    try:
        print(base_root(suite, Path(sys.argv[1]), lambda _: None))
        break
    except GradescopeError as error:
        print(error, file=sys.stderr)
"""


class Making:
    """The base root in the making."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.path: Path | None = None
        self.why = ""

    def start(self) -> None:
        command = [sys.executable, "-c", MAKE, str(CACHE), *SUITES]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
        )

    def finish(self) -> None:
        """Wait for it, at most once."""
        process, self.process = self.process, None
        if process is not None:
            made, self.why = process.communicate()
            self.path = Path(made.strip()) if made.strip() else None

    def give_up(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)  # debootstrap too, which unmounts what it has mounted
            self.process.communicate()
            self.process = None


MAKING = Making()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start with the base root at once where a test needs it: it takes a minute, half of it waiting."""
    wanted = any("base" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and trouble() is None and shutil.which("debootstrap") and not session.config.option.collectonly:
        MAKING.start()


def pytest_sessionfinish() -> None:
    """Leave no process behind where the session ended early."""
    MAKING.give_up()


@pytest.fixture(scope="session")
def base() -> Path:
    if (reason := trouble()) is not None:
        pytest.skip(f"no root file system of its own: {reason}")
    if not shutil.which("debootstrap"):
        pytest.skip("debootstrap is missing (apt-get install debootstrap)")
    MAKING.finish()
    if MAKING.path is None:
        pytest.skip(" ".join(MAKING.why.split()) or "no base root")
    return MAKING.path


@pytest.fixture(scope="session")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("zip") / "autograder.zip")


@pytest.fixture
def autograder(tmp_path: Path, zipped: Path) -> Path:
    """What stands for the folder `/autograder`."""
    return stage(tmp_path, zipped)
