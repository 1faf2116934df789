"""Right code has all points, whatever is drawn."""

from __future__ import annotations

import pytest

from autograder.report.status import Status
from tests.inside import judged
from tests.solutions.common import PROBLEMS, reference

SEEDS = range(50)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_reference_judged_by_itself_has_all_points(name: str) -> None:
    of = reference(name)
    for seed in SEEDS:
        verdicts = judged(of, of, seed)
        assert set(verdicts) == {q.name for q in of.problem.questions}
        for verdict in verdicts.values():
            assert verdict.status is Status.CORRECT, (seed, verdict)
            assert verdict.score == verdict.max_score
