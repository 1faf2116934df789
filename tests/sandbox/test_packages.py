"""Packages that staff list in the policy: they work with all that they need; every other one says that it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.plain.evidence import Cell, Outcome, Probe, Raised, Returned
from autograder.sandbox import Sandbox, Switches
from autograder.sandbox.inside.unavailable import message

FILES = {
    "listed/__init__.py": "import needed\n",
    "listed/late.py": "from needed import later\nx = later.x\n",
    "needed/__init__.py": "",
    "needed/later.py": "x = 7\n",
    "seaborn/__init__.py": "real = True\n",
    "closed/__init__.py": "",
}


@pytest.fixture(scope="module", params=["landlock", "no_open"])
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("site")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        (folder / name).chmod(0o644)  # readable to the student's user id, whatever the umask
        (folder / name).parent.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        switches = Switches(landlock=request.param == "landlock")
        with Sandbox(packages=("numpy", "listed", "seaborn"), switches=switches) as one:
            yield one


def done(sandbox: Sandbox, body: str) -> Outcome:
    with sandbox.open([Cell(0, f"def f():\n    {body}\n")]) as run:
        return run.ask([Probe("f", ())])[0]


def test_a_listed_package_works_with_what_it_needs(sandbox: Sandbox) -> None:
    outcome = done(sandbox, "import listed.late; return listed.late.x")
    if sandbox.layers.no_open:
        assert isinstance(outcome, Raised), "what is not loaded yet cannot be opened"
    else:
        assert outcome == Returned(7)


def test_a_listed_package_is_not_inert(sandbox: Sandbox) -> None:
    assert done(sandbox, "import seaborn; return seaborn.real") == Returned(value=True)
    assert done(sandbox, "import plotly; return repr(plotly.x)") == Returned("<inert>")


@pytest.mark.parametrize("name", ["closed", "torch", "tensorflow", "hypothesis"])
def test_another_one_says_that_it_is_closed(sandbox: Sandbox, name: str) -> None:
    outcome = done(sandbox, f"import {name}")
    assert isinstance(outcome, Raised)
    assert outcome.message == message(name)


def test_whoever_only_asks_whether_a_package_is_there_is_told_no(sandbox: Sandbox) -> None:
    assert done(sandbox, "import importlib.util; return importlib.util.find_spec('torch') is None") == Returned(
        value=True
    )


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_nothing_beside_a_listed_package_can_be_read(sandbox: Sandbox) -> None:
    for body in (
        "return os.listdir(os.path.dirname(listed.__path__[0]))",
        "return open(listed.__path__[0] + '/../closed/__init__.py').read()",
    ):
        assert isinstance(done(sandbox, f"import os, listed; {body}"), Raised)
