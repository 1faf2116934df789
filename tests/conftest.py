"""For all tests: invented examples are the same in each run, and the checkout stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.checkout import State, changes, state

settings.register_profile("steady", deadline=None, derandomize=True, database=None)  # a machine may pause for seconds
settings.load_profile("steady")

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
