"""Whether an edited reference gives a student's answers, also when it returns what no student could."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from autograder.diagnose.matching import gives_the_same
from autograder.judge.probes import Answered, draw_cases
from autograder.plain.evidence import Probe
from tests.solutions.common import reference

OF = reference("two_layer_linear")
CASE, CALL = next((case, c) for case in draw_cases(OF.problem, 0) for c in case.calls if c.function == "train")


@pytest.mark.parametrize("returned", ["{0.5: 1.0}, []", "{None: params}, losses", "params, None", "None", "print, {}"])
def test_an_edit_that_returns_anything_explains_nothing(returned: str) -> None:
    answered = Answered(CASE, CALL, OF.outcome(Probe(CALL.function, CALL.args)))
    odd = rewritten(OF, "train", f"def train(x, y, params, lr, steps):\n    losses = []\n    return {returned}\n")
    assert gives_the_same(OF, [answered])
    assert not gives_the_same(odd, [answered])
