"""The questions of one problem as test code for other graders: the same calls, compared by shape and to nine digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.declare.forms import Fields, Parts
from autograder.declare.problem import Call, Check, Question
from autograder.declare.reference import Reference
from autograder.judge.probes import draw_cases
from autograder.plain.evidence import Probe

SEED = 1
HELPERS = '''\
import numpy as np


def same(got, want):
    """Equal in shape and to nine digits."""
    if isinstance(want, dict):
        assert isinstance(got, dict)
        for key in want:
            same(got[key], want[key])
        return
    got, want = np.asarray(got, float), np.asarray(want, float)
    assert got.shape == want.shape, f"shape {got.shape}, expected {want.shape}"
    assert np.allclose(got, want, rtol=1e-9, atol=1e-12 * np.abs(want).max())
'''


def tests(reference: Reference) -> dict[str, str]:
    """Give the body of each question's test, which finds the student's functions in `env`, and `same` beside it."""
    cases = draw_cases(reference.problem, SEED)
    return {
        q.name: "\n".join(
            line
            for case in cases
            for call in case.calls
            if call.function == q.function and call.check is q.check
            for line in _lines(reference, q, call)
        )
        for q in reference.problem.questions
    }


def _lines(reference: Reference, question: Question, call: Call) -> list[str]:
    args = ", ".join(_code(a) for a in call.args)
    got = f"got = env[{question.function!r}]({args})"
    if question.check is not Check.VALUE:
        x, y = (_code(a) for a in call.args[:2])
        reached = f"float(np.mean((env['forward']({x}, got[0])['y_hat'] - {y}) ** 2))"
        return [got, f"assert {reached} <= 1.05 * {call.goal!r}"]
    want: Any = reference.answer(Probe(call.function, call.args))
    match reference.problem.function(call.function).result:
        case Fields() if question.piece:
            return [got, f"same(got[{question.piece!r}], {_code(want[question.piece])})"]
        case Parts(parts=parts) if question.piece:
            at = [p.name for p in parts].index(question.piece)
            return [got, f"same(got[{at}], {_code(want[at])})"]
        case _:
            return [got, f"same(got, {_code(want)})"]


def _code(value: Any) -> str:
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r})"
        case dict():
            return "{" + ", ".join(f"{k!r}: {_code(v)}" for k, v in value.items()) + "}"
        case _:
            return repr(value)
