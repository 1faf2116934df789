"""The check in the notebook sees differences in disguise too, without a solution, and accuses nobody who derives.

`WHOLE=1 pytest tests/student/test_disguise.py` tries every kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.notebook.checking import checked
from autograder.plain.evidence import Cell
from autograder.report.status import Status
from autograder.sandbox import Isolation, Sandbox
from autograder.student.checks import open_desk
from autograder.student.finding import CheckFinding
from tests import cheats, engines, right_derivatives
from tests.corpus import LIMITS
from tests.diagnose.common import source
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, reference
from tests.student.common import env, findings, public

EVERY = 1 if WHOLE else 9
TAKEN = [
    *((n, "backward", how, text) for n in NETWORKS for how, text in cheats.texts(reference(n)).items()),
    *((p, n, how, text) for p in cheats.OTHERS for (n, how), text in cheats.of_functions(reference(p)).items()),
]
DERIVED = [
    *((n, "backward", t) for n in NETWORKS for t in engines.texts(reference(n)).values()),
    *((p, *named) for p in cheats.OTHERS for named in right_derivatives.of_functions(reference(p))),
]
LOSSY = [(p, *named) for p in cheats.OTHERS for named in right_derivatives.lossy(reference(p))]
NOT_SEEN = {
    "logistic_regression": ("largest",),
    "add": ("complex",),
    "divide": ("complex", "relative"),
    "maximum": ("complex", "relative"),
    "exp": ("central, 1e-4", "four", "Richardson", "relative"),
    "sigmoid": ("central, 1e-4", "four", "Richardson", "relative"),
    "tanh": ("central, 1e-4", "four", "Richardson", "relative", "complex"),
    "relu": ("complex", "relative"),
}
"""Differences that the notebook does not see. No slope of an operation is public, so that only zeros show them."""
ONE_SIDED = "one-sided", "backwards"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


def seen(problem: str, name: str, how: str) -> bool:
    unseen = (
        *NOT_SEEN.get(problem, ()),
        *NOT_SEEN.get(name.removesuffix("_backward"), ()),
        *(ONE_SIDED if problem in cheats.OTHERS else ()),
    )
    return not any(word in how for word in unseen)


def found(problem: str, name: str, text: str, sandbox: Sandbox) -> tuple[CheckFinding, ...]:
    cell = Cell(0, source(reference(problem), **{name: text}))
    with sandbox.open([cell]) as run:
        return open_desk(public(problem), lambda probe: run.ask((probe,))[0], {0: cell}).findings(name)


@pytest.mark.parametrize(("problem", "name", "how", "text"), TAKEN[::EVERY])
def test_differences_are_seen_in_the_notebook(problem: str, name: str, how: str, text: str, sandbox: Sandbox) -> None:
    statuses = {f.status for f in found(problem, name, text, sandbox)}
    if seen(problem, name, how):
        assert statuses == {Status.NOT_ANALYTIC}


@pytest.mark.parametrize(("problem", "name", "text"), DERIVED[::EVERY] + LOSSY)
def test_derivatives_pass_in_the_notebook(problem: str, name: str, text: str, sandbox: Sandbox) -> None:
    assert not [(f.question, f.status, f.message) for f in found(problem, name, text, sandbox) if not f.passed]


@pytest.mark.parametrize(("problem", "name", "text"), DERIVED[:: 2 * EVERY] + LOSSY)
def test_derivatives_pass_in_a_notebook_that_runs(problem: str, name: str, text: str) -> None:
    assert Status.NOT_ANALYTIC not in in_ipython(problem, name, f"SMALL = 1e-5\n{text}")


@pytest.mark.parametrize(("problem", "name", "how", "text"), [one for one in TAKEN if "complex" in one[2]][::EVERY])
def test_complex_steps_are_seen_in_a_notebook_that_runs(problem: str, name: str, how: str, text: str) -> None:
    if seen(problem, name, how):
        assert in_ipython(problem, name, text) == {Status.NOT_ANALYTIC}


def in_ipython(problem: str, name: str, text: str) -> set[Status | None]:
    """Return the statuses of a function in the name space that IPython keeps, with the code of its cells."""
    shell = {**env(problem, **{name: text}), "In": ["", text]}
    with np.errstate(all="ignore"):  # which IPython only prints
        return {f.status for f in checked(public(problem), shell, [name]).findings}


WRONG = [
    (name, mistake, edited.sources["backward"])
    for name in NETWORKS
    for mistake, edited in list(reference(name).edits_of("backward"))[:: max(EVERY // 3, 1)]
]


@pytest.mark.parametrize(("name", "text"), [pytest.param(n, t, id=f"{n}, {m.name}") for n, m, t in WRONG])
def test_a_wrong_derivative_is_not_called_a_difference(name: str, text: str) -> None:
    """What follows from a wrong gradient changes by other factors than a right one."""
    found = findings(name, "backward", backward=text)
    assert [f.question for f in found.values() if f.status is Status.NOT_ANALYTIC] == []


@pytest.mark.parametrize("name", [n for n in NETWORKS if n.startswith("two_layer")])
def test_an_error_of_another_scale_is_not_called_a_difference(name: str) -> None:
    text = reference(name).sources["backward"]
    for old, new in (('y_hat"] - y)', 'y_hat"] - y) ** 2'), ('W2"].T @', 'W1"].sum(axis=1, keepdims=True) @')):
        if old in text:
            found = findings(name, "backward", backward=text.replace(old, new))
            assert Status.NOT_ANALYTIC not in {f.status for f in found.values()}
