"""A function that draws from a generator of its own is told that it does not use the one it is given."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from tests.diagnose.common import diagnosed, undeclared
from tests.solutions.common import reference
from tests.student.common import findings


@pytest.mark.parametrize(("drawn", "own"), [("np.random.default_rng(0))", True), ("rng)[:1]", False)])
def test_an_own_generator_is_named_in_grading_and_in_the_check(drawn: str, *, own: bool) -> None:
    of = undeclared(reference("optimizers"))
    text = of.sources["minibatch_descent"].replace("rng):\n            dy_hat", f"{drawn}:\n            dy_hat")
    assert text != of.sources["minibatch_descent"]
    verdict = diagnosed(rewritten(of, "minibatch_descent", text), of)["minibatch_descent.params"]
    assert (verdict.misconceptions == ("generator-unused",)) == own, verdict
    found = findings("optimizers", "minibatch_descent", minibatch_descent=text)["params"]
    assert (found.name == "generator-unused") == own, found
