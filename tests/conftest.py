"""For all tests: invented examples are the same in each run, the checkout and the home folder stay as they were.

Two processes share the tests file by file, the slow ones first, so that both end at the same time.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from autograder.sandbox.host import own_time
from tests.caller import foreign
from tests.checkout import State, changes, state
from tests.sample import WHOLE, sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("steady", deadline=None, derandomize=True, database=None)  # a machine may pause for seconds
settings.load_profile("steady")

# A home of our own: the real one may be missing, full of settings, or nobody's. Downloads are kept where they can be.
_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
_home = tempfile.mkdtemp(prefix="autograder-home-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in foreign(os.environ):
    del os.environ[_name]
os.environ["HOME"] = _home
if os.access(_cache, os.W_OK | os.X_OK):  # False, too, where it cannot even be looked for
    os.environ["XDG_CACHE_HOME"] = str(_cache)

TOGETHER = {
    **dict.fromkeys(
        ("tests/test_corpus.py", "tests/judge/test_foresight.py", "tests/diagnose/test_named_mistakes.py"),
        "the reports of the corpus",
    ),
    **dict.fromkeys(("tests/author/test_notebooks.py", "tests/student/test_public.py"), "the public parts"),
}
"""Files that look at the same things, and share them in one process."""


LONGEST = (
    "tests/attacks/test_table.py",
    "tests/author/test_verify.py",
    "tests/test_processors.py",
    "tests/author/test_other_courses.py",
)
"""What takes half a minute and more comes first, then the other slow files, and what is short fills the end."""


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return TOGETHER.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = set(left_out(items))
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (place.get(item.nodeid.partition("::")[0], len(place)), item.path not in slow))


def left_out(items: Iterable[pytest.Item], *, whole: bool = WHOLE) -> Iterator[pytest.Item]:
    """Yield the cases that the marker `sampled` leaves out. One that is asked for alone stays."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for several in cases.values():
        marker = several[0].get_closest_marker("sampled")
        if marker is not None and len(several) > 1:
            kept = set(sample(several, *marker.args, **marker.kwargs, whole=whole))
            yield from (item for item in several if item not in kept)


def pytest_collection_finish() -> None:
    """Have the garbage collector pass over the tests themselves: they are a million objects, and stay to the end.

    It runs less often, too: after 700 new objects each, as usual, it takes a seventh of the CPU of some folders.
    """
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(autouse=True, scope="session")
def _patient() -> Iterator[None]:
    """However busy the machine is, a process of a student's gets its seconds in the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_time, "PATIENCE", 100.0)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file: while it is there, asyncio has a loop in this thread, which other files do not want."""
    from tests.browser import launched

    with launched() as opened:
        yield opened


BEFORE = pytest.StashKey[State | None]()


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # once, not in each process of pytest-xdist
        session.config.stash[BEFORE] = state(session.config.rootpath)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a test has written into the checkout."""
    before = session.config.stash.get(BEFORE, None)
    changed = changes(before, state(session.config.rootpath)) if before is not None else []
    if changed:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"\nTests wrote into the checkout: {', '.join(changed)}", red=True)
