"""Names do not hang on one way of writing: the vocabulary's mistakes, made in right solutions of other styles.

`WHOLE=1 pytest tests/diagnose/test_other_ways.py` makes all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest

from autograder.author.generated import generated
from autograder.author.inside import Trial, rewritten, trial
from autograder.declare.mistakes.derived import derived_mistakes
from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from tests.sample import WHOLE
from tests.solutions.common import PROBLEMS, reference

EVERY = 1 if WHOLE else 60
NAMED = 0.97
"""Share that has its own name (of all 3,866: 99.6 %). The others have none: they change one of two equal factors, which
no mistake in the reference does, or `math.sqrt` raises where `np.sqrt` gives nan."""
SYNONYMS = {
    ("minibatch_descent", "missing-mean", "sum-for-mean"),
    ("exp_backward", "slope-at-activation", "slope-at-output"),
}
"""Left out in a loss that a training computes itself, the mean has the name that its update would get. What comes out
of an operation is its activation."""


def made(of: Reference, draw: Trial) -> Iterator[tuple[Misconception, Reference]]:
    """Yield the mistakes that the vocabulary makes in the reference written in other styles."""
    functions = {f.name: f for f in of.problem.functions}
    written = ((style, name, text) for style in generated(of, draw) for name, text in style.texts.items())
    every = (
        (style, mistake, name, text)
        for style, name, text in written
        for mistake in derived_mistakes(of.problem, functions[name], text, of.path.parent)
    )
    for style, mistake, name, text in islice(every, 0, None, EVERY):
        yield mistake, rewritten(style.student, name, text.replace(mistake.old, mistake.new))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_mistake_has_the_same_name_in_other_styles(name: str) -> None:
    of = reference(name)
    draw = trial(of, 3)
    count: Counter[str] = Counter()
    for mistake, student in made(of, draw):
        names = {n for v in draw.judged(student) for n in v.misconceptions}
        others = {n for n in names - {mistake.name} if (mistake.function, mistake.name, n) not in SYNONYMS}
        assert not others, (mistake, others)
        count["named" if names else "not"] += 1
    assert count["named"] >= NAMED * count.total() - 1  # in a small sample, one is more than a tenth
