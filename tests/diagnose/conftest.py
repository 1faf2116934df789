from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox import Isolation, Limits, Sandbox

LIMITS = Limits(cell_seconds=60.0, call_seconds=60.0, submission_seconds=300.0)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as one:
        yield one
