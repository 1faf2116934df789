"""Digests of known wrong answers in a notebook: none is of an answer that another processor would not give."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from autograder.author.known_mistakes import known_mistakes
from autograder.judge.ill_scaled import changed, nudge
from tests.sample import WHOLE
from tests.student.common import public, reference

NAME = "exercises"
NOISY = ("softmax", "log_sum_exp")
"""Functions with variants that give the logarithm of what is left of 1 - 1."""


@pytest.mark.parametrize("times", range(-5, 6) if WHOLE else (1, 4))
def test_no_digest_is_of_what_rounding_decides(times: int) -> None:
    given = public(NAME)
    examples = [e for e in given.examples if e.call.function in NOISY]
    moved = [
        replace(e, call=replace(e.call, args=tuple(changed(a, partial(nudge, times=times)) for a in e.call.args)))
        for e in examples
    ]
    there, elsewhere = (
        known_mistakes(reference(NAME), replace(given, examples=tuple(some))).kinds for some in (examples, moved)
    )
    assert there == elsewhere
    assert set(there) == set(NOISY)
