"""The check in the notebook sees differences in disguise too, without a solution, and accuses nobody who derives.

`WHOLE=1 pytest tests/student/test_disguise.py` tries every kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
from tests.student.common import findings, public

EVERY = 1 if WHOLE else 9
SQUARES = "differences of squares"
"""A right product that loses digits in ill-scaled calls. Grading knows that it loses none else; the notebook does not,
as it holds no solution."""
TAKEN = [
    *((n, "backward", how, text) for n in NETWORKS for how, text in cheats.texts(reference(n)).items()),
    *((p, n, how, text) for p in cheats.OTHERS for (n, how), text in cheats.of_functions(reference(p)).items()),
]
DERIVED = [
    *((n, "backward", t) for n in NETWORKS for how, t in engines.texts(reference(n)).items() if how != SQUARES),
    *((p, *named) for p in cheats.OTHERS for named in right_derivatives.of_functions(reference(p))),
]
NOT_SEEN = {
    "add": ("complex",),
    "divide": ("complex", "relative"),
    "maximum": ("complex", "relative"),
    "exp": ("central, 1e-4", "four", "Richardson", "relative"),
    "sigmoid": ("central, 1e-4", "four", "Richardson", "relative"),
    "tanh": ("central, 1e-4", "four", "Richardson", "relative", "complex"),
    "relu": ("complex", "relative"),
}
"""Differences of operations that the notebook does not see: no slope is public, so that only zeros show them."""
ONE_SIDED = "one-sided", "backwards"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


def found(problem: str, name: str, text: str, sandbox: Sandbox) -> tuple[CheckFinding, ...]:
    cell = Cell(0, source(reference(problem), **{name: text}))
    with sandbox.open([cell]) as run:
        return open_desk(public(problem), lambda probe: run.ask((probe,))[0], {0: cell}).findings(name)


@pytest.mark.parametrize(("problem", "name", "how", "text"), TAKEN[::EVERY])
def test_differences_are_seen_in_the_notebook(problem: str, name: str, how: str, text: str, sandbox: Sandbox) -> None:
    statuses = {f.status for f in found(problem, name, text, sandbox)}
    unseen = (*NOT_SEEN.get(name.removesuffix("_backward"), ()), *(ONE_SIDED if problem in cheats.OTHERS else ()))
    if not any(word in how for word in unseen):
        assert statuses == {Status.NOT_ANALYTIC}


@pytest.mark.parametrize(("problem", "name", "text"), DERIVED[::EVERY])
def test_derivatives_pass_in_the_notebook(problem: str, name: str, text: str, sandbox: Sandbox) -> None:
    assert not [(f.question, f.status, f.message) for f in found(problem, name, text, sandbox) if not f.passed]


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
