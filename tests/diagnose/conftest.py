from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox import Isolation, Limits, Sandbox

LIMITS = Limits(cell_seconds=5.0, call_seconds=2.0, submission_seconds=30.0)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as one:
        yield one
