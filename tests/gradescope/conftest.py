"""A zip for all tests, and one base root a session, which is made while the other tests run."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.root import base_root, trouble
from tests.gradescope.common import ROOT, archive, stage

SUITES = ("jammy", "bookworm")
CACHE = ROOT / "build" / "roots"


class Making:
    """The base root, being made in a thread; `path`, or `why` there is none."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.why = "not started"
        self.thread = threading.Thread(target=self._make, daemon=True)

    def _make(self) -> None:
        for suite in SUITES:
            try:
                self.path = base_root(suite, CACHE, lambda _: None)
            except GradescopeError as error:
                self.why = str(error)
            else:
                return


MAKING = Making()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start with the base root at once where a test needs it: it takes a minute, most of it waiting."""
    wanted = any("base" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and trouble() is None and shutil.which("debootstrap") and not session.config.option.collectonly:
        MAKING.thread.start()


@pytest.fixture(scope="session")
def base() -> Path:
    if (reason := trouble()) is not None:
        pytest.skip(f"no root file system of its own: {reason}")
    if not shutil.which("debootstrap"):
        pytest.skip("debootstrap is missing (apt-get install debootstrap)")
    MAKING.thread.join()
    if MAKING.path is None:
        pytest.skip(MAKING.why)
    return MAKING.path


@pytest.fixture(scope="session")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    os.environ.pop("AUTOGRADER_SECRET", None)
    return archive(tmp_path_factory.mktemp("zip") / "autograder.zip")


@pytest.fixture
def autograder(tmp_path: Path, zipped: Path) -> Path:
    """What stands for the folder `/autograder`."""
    return stage(tmp_path, zipped)
