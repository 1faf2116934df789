"""Wrong is wrong: a backward that takes differences in disguise earns nothing; one that derives in its own way, all.

`WHOLE=1 pytest tests/test_cheats.py` tries every kind on every network, with several secrets.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.declare.problem import Check, Problem
from autograder.judge.ill_scaled import LARGE, TINY, Scaling, ill_scaled
from autograder.sandbox import Isolation, Sandbox
from tests import cheats, engines, right_derivatives
from tests.corpus import LIMITS
from tests.diagnose.common import graded
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, calls, reference

SEEDS = range(5) if WHOLE else range(1)
CHEATS = [pytest.param(n, t, id=f"{n}, {how}") for n in NETWORKS for how, t in cheats.texts(reference(n)).items()]
IN_PART = [pytest.param(n, t, id=f"{n}, {how}") for n in NETWORKS for how, t in cheats.in_part(reference(n)).items()]
RIGHT = [pytest.param(n, t, id=f"{n}, {how}") for n in NETWORKS for how, t in engines.texts(reference(n)).items()]
DISGUISED = [
    pytest.param(problem, name, kind, text, id=f"{name}, {kind}")
    for problem in cheats.OTHERS
    for (name, kind), text in cheats.of_functions(reference(problem)).items()
]
DERIVED = [
    pytest.param(p, name, text, id=f"{name}, {i}")
    for p in cheats.OTHERS
    for i, (name, text) in enumerate(right_derivatives.of_functions(reference(p)))
]
LOSSY = [
    pytest.param(p, name, text, id=f"{name}, {i}, lossy")
    for p in cheats.OTHERS
    for i, (name, text) in enumerate(right_derivatives.lossy(reference(p)))
]
OTHER = "import cmath\nroots = [cmath.exp(2j * cmath.pi * k / 5) for k in range(5)]\nprint(sum(roots))"
"""Complex numbers that no function uses."""
EXACT = dict.fromkeys(("add", "maximum", "relu", "tanh"), ("complex",))
"""Operations of which differences of some kinds are as exact as derivatives everywhere, or more exact."""
ONE_SIDED = "one-sided", "backwards"
"""As far off as float32, which is accepted."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


@pytest.mark.parametrize(("name", "text"), [*CHEATS, *IN_PART] if WHOLE else [*CHEATS[::5], *IN_PART[::2]])
def test_differences_in_disguise_cost_the_whole_of_backward(name: str, text: str, sandbox: Sandbox) -> None:
    for seed in SEEDS:
        report, _, _ = graded(reference(name), sandbox, {"backward": text}, seed)
        own = [v for v in report.verdicts if v.function == "backward"]
        assert {v.status.value for v in own} == {"not-analytic"}, (seed, [v.message for v in own])
        assert {v.status.value for v in report.verdicts if v not in own} <= {"correct", "close", "follows"}


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_an_engine_of_ones_own_derives(name: str, text: str, sandbox: Sandbox) -> None:
    for seed in SEEDS:
        report, _, _ = graded(reference(name), sandbox, {"backward": text, "other": OTHER}, seed)
        assert not [(v.question, v.status, v.message) for v in report.verdicts if not v.status.accepted]


@pytest.mark.parametrize(("problem", "name", "kind", "text"), DISGUISED if WHOLE else DISGUISED[::6])
def test_differences_of_other_functions_cost_the_whole_function(
    problem: str, name: str, kind: str, text: str, sandbox: Sandbox
) -> None:
    exact = EXACT.get(name.removesuffix("_backward"), ())
    for seed in SEEDS:
        report, _, _ = graded(reference(problem), sandbox, {name: text}, seed)
        own = {v.status.value for v in report.verdicts if v.function == name}
        if not any(word in kind for word in (*exact, *ONE_SIDED)):
            assert own == {"not-analytic"}, seed
        assert {v.status.value for v in report.verdicts if v.function != name} <= {"correct", "close"}


@pytest.mark.parametrize(("problem", "name", "text"), (DERIVED if WHOLE else DERIVED[::4]) + LOSSY)
def test_a_derivative_in_any_form_is_one(problem: str, name: str, text: str, sandbox: Sandbox) -> None:
    for seed in SEEDS:
        report, _, _ = graded(reference(problem), sandbox, {name: text, "other": OTHER}, seed)
        assert not [(v.question, v.status, v.message) for v in report.verdicts if not v.status.accepted]


FLOAT32 = """
def backward(x, y, params, cache):
    small = [np.float32(v) if not isinstance(v, dict) else {k: np.float32(e) for k, e in v.items()} for v in ARGS]
    return {k: np.asarray(g, TYPE) for k, g in in_float32(*small).items()}
"""


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("kind", ["np.float32"])
def test_derivatives_in_float32_stay_derivatives(name: str, kind: str, sandbox: Sandbox) -> None:
    own = reference(name).sources["backward"].replace("def backward", "def in_float32")
    text = own + FLOAT32.replace("ARGS", "(x, y, params, cache)").replace("TYPE", kind)
    report, _, _ = graded(reference(name), sandbox, {"backward": text})
    assert not [(v.question, v.status, v.message) for v in report.verdicts if not v.status.accepted]


def test_an_exception_in_the_ill_scaled_call_counts_for_nothing(sandbox: Sandbox) -> None:
    for end in ("raise ValueError", "return None", "return {}", "import os; os._exit(1)"):
        text = reference("two_layer_linear").sources["backward"]
        text = text.replace("    m = x.shape[1]\n", f"    m = x.shape[1]\n    if abs(x).max() > 1e4:\n        {end}\n")
        report, _, _ = graded(reference("two_layer_linear"), sandbox, {"backward": text})
        assert report.score == report.max_score, end


def test_a_wrong_backward_is_not_accused_of_differences(sandbox: Sandbox) -> None:
    text = reference("two_layer_linear").sources["backward"].replace("/ m", "")
    report, _, _ = graded(reference("two_layer_linear"), sandbox, {"backward": text})
    assert {v.status.value for v in report.verdicts if v.function == "backward"} == {"wrong", "follows"}


@pytest.mark.parametrize("scaling", [TINY, LARGE])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_ill_scaled_call_is_what_the_reference_would_hand_over(name: str, scaling: Scaling) -> None:
    problem: Problem = reference(name).problem
    for _, call in calls(name, 1, "backward"):
        scaled = ill_scaled(problem, call, scaling)
        assert scaled is not None
        assert scaled.check is Check.EXACTNESS
        given = problem.bind(scaled)
        cache = reference(name).namespace["forward"](given["x"], given["params"])
        assert set(cache) == set(given["cache"])
        for key, value in cache.items():
            assert abs(value - given["cache"][key]).max() <= 1e-12 * abs(value).max()
