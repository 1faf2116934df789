from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.plain.evidence import Cell, Outcome, Probe
from autograder.sandbox import Limits, Run, Sandbox, Switches

LIMITS = Limits(cell_seconds=60.0, call_seconds=60.0, submission_seconds=300.0, memory_bytes=256 << 20)
"""Nothing in it is endless: late is only what hangs."""
Ask = Callable[..., Outcome]
Open = Callable[..., Run]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as one:
        yield one


@pytest.fixture(scope="session")
def without_landlock() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, switches=Switches(landlock=False), slot=1) as one:
        yield one


@pytest.fixture(params=["landlock", "no_open"])
def either(request: pytest.FixtureRequest) -> Sandbox:
    """Both ways to be fully isolated."""
    name = "sandbox" if request.param == "landlock" else "without_landlock"
    one: Sandbox = request.getfixturevalue(name)
    return one


@pytest.fixture
def opened(sandbox: Sandbox) -> Iterator[Open]:
    """Open sources as cells; whatever was opened is closed."""
    runs: list[Run] = []

    def open_cells(*sources: str) -> Run:
        runs.append(sandbox.open([Cell(i, source) for i, source in enumerate(sources)]))
        return runs[-1]

    yield open_cells
    for run in runs:
        run.close()


@pytest.fixture
def ask(opened: Open) -> Ask:
    """Run one cell and make one call."""

    def one(source: str, function: str = "f", *args: Any) -> Outcome:
        return opened(source).ask([Probe(function, args)])[0]

    return one
