"""Answers of every odd kind, from every function of a problem: none of them is a fault of the grader's own code."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.attacks.attack import notebook
from autograder.batch.folder import OutputFolder
from autograder.batch.worker import Job, Slot, open_slot
from autograder.submissions.gather import find
from tests.sample import WHOLE
from tests.solutions.common import COURSE

PROBLEMS = ("two_layer_perceptron", "optimizers")
"""Those with the most to judge; for the others this held when it was run once."""
EVERY = 1 if WHOLE else len(PROBLEMS) * 3
"""Of the changes, one in so many is tried with each form and problem, the others with another one."""
MAKE = """\
import numpy as np
def like(value, change):
    if isinstance(value, np.ndarray): return change(value)
    if isinstance(value, dict): return {k: like(v, change) for k, v in value.items()}
    if isinstance(value, (list, tuple)): return type(value)(like(v, change) for v in value)
    return change(np.asarray(value, float))
def everything(args):
    names = "y_hat z z1 a1 z2 h dz dz1 dz2 da1 dh dy_hat dw db dW1 dW2 db1 db2 w b W1 W2 b1 b2 dx dy dW".split()
    given = {k: v for a in args if isinstance(a, dict) for k, v in a.items()}
    arrays = [a for a in args if isinstance(a, np.ndarray)] or [np.ones((3, 4))]
    return {**{n: given.get(n, given.get(n[1:], arrays[0])) for n in names}, **given}
"""
CHANGES = {
    "huge": "v * 0 + 1e308",
    "huge of both signs": "np.where(np.arange(v.size).reshape(v.shape) % 2, 1e308, -1e308)",
    "tiny": "v * 0 + 5e-324",
    "nan": "v * np.nan",
    "inf": "v * 0 + np.inf",
    "one nan": "np.where(np.arange(v.size).reshape(v.shape) == 0, np.nan, v)",
    "zeros": "v * 0.0",
    "minus zero": "v * -0.0",
    "ones": "np.ones_like(v)",
    "float32": "v.astype('f4')",
    "float16": "v.astype('f2')",
    "unsigned bytes": "np.abs(v).astype('u1')",
    "large integers": "np.full(v.shape, 2**63, 'u8')",
    "complex": "v + 1j",
    "booleans": "v > 0",
    "empty": "np.zeros((0,) + v.shape)",
    "one axis more": "v[None]",
    "transposed": "v.T",
    "many axes": "v.reshape(v.shape + (1,) * (20 - v.ndim))",
    "a number": "1.0",
    "an integer of 200 bits": "2**200",
    "text": "'x'",
    "None": "None",
    "a list": "v.tolist()",
    "lists of different lengths": "[[1.0, 2.0], [3.0]]",
    "a dict": "{'v': v}",
    "nested": "[[[[v]]]]",
}
FORMS = {
    "a dict": "like(everything(args), change)",
    "a pair": (
        "(like(everything(args), change), [change(np.ones(()))] * int(args[-1] if isinstance(args[-1], int) else 3))"
    ),
    "bare": "change(next((a for a in args if isinstance(a, np.ndarray)), np.ones(())))",
}


@pytest.fixture(scope="module")
def slot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slot]:
    output = OutputFolder(tmp_path_factory.mktemp("out"))
    output.prepare()
    with open_slot(Job(COURSE, b"secret", output)) as one:
        yield one


LONG = "np.ones((1_000_000, 1, 1), 'i1')"
LONG_ANSWERS = {
    "a gradient": """
def backward(x, y, params, cache, right=backward):
    return {**right(x, y, params, cache), "dW2": LONG}""",
    "the first step of a training": """
def train(x, y, params, lr, steps, right=train):
    ended, losses = right(x, y, params, lr, steps)
    wrong = {name: value * 1.37 + np.sin(np.arange(value.size)).reshape(value.shape) for name, value in ended.items()}
    return (dict(wrong, W2=LONG) if lr == 1.0 and steps == 1 else wrong), losses""",
    "a text among parameters": """
calls = []
def train(x, y, params, lr, steps, right=train):
    ended, losses = right(x, y, params, lr, steps)
    calls.append(steps)
    wrong = {name: value * 1.37 + np.sin(np.arange(value.size)).reshape(value.shape) for name, value in ended.items()}
    return (wrong if len(calls) < 4 else dict(wrong, W1="x" * 1_000_000, W2=LONG)), losses""",
    "a text beside numbers": """
calls = []
def backward(x, y, params, cache, right=backward):
    calls.append(1)
    made = right(x, y, params, cache)
    return {**made, "dW2": made["dW2"].T if len(calls) < 4 else ["x" * 200_000] + [0.0] * 500}""",
}
MOST_BYTES = 64 << 20
"""Of the judge's memory; at four million entries, as many as an answer may have, it was more than the machine's."""


@pytest.mark.sampled(2)
@pytest.mark.parametrize("code", LONG_ANSWERS.values(), ids=LONG_ANSWERS)
def test_a_long_answer_takes_no_memory_to_explain(slot: Slot, tmp_path: Path, code: str) -> None:
    right = (Path(__file__).parents[1] / "corpus/two_layer_linear/right/matmul.py").read_text()
    (tmp_path / "x.ipynb").write_text(notebook((right, code.replace("LONG", LONG)), "two_layer_linear"))
    (source,) = find([tmp_path / "x.ipynb"])
    tracemalloc.start()
    report = slot.grade(source).report
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.gradable
    assert report.score < report.max_score
    assert most < MOST_BYTES, f"{most >> 20} MiB"


RAGGED = """
def train(x, y, params, lr, steps, right=train):
    return right(x, y, params, lr, steps)[0], [[1.0, 2.0], [3.0]]"""


def test_losses_in_lists_of_different_lengths_are_wrong_and_no_fault_of_ours(slot: Slot, tmp_path: Path) -> None:
    right = (Path(__file__).parents[1] / "corpus/two_layer_linear/right/matmul.py").read_text()
    (tmp_path / "x.ipynb").write_text(notebook((right, RAGGED), "two_layer_linear"))
    (report,) = [slot.grade(source).report for source in find([tmp_path / "x.ipynb"])]
    assert report.gradable, report.reason
    assert 0 < report.score < report.max_score


@pytest.mark.slow
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("form", FORMS)
def test_odd_answers_are_wrong_and_no_fault_of_ours(slot: Slot, tmp_path: Path, problem: str, form: str) -> None:
    names = " = ".join(f.name for f in COURSE.reference(problem).problem.functions)
    first = (PROBLEMS.index(problem) * len(FORMS) + list(FORMS).index(form)) % EVERY
    for name, change in list(CHANGES.items())[first::EVERY]:
        code = f"def change(v): return {change}\n{names} = lambda *args: {FORMS[form]}"
        path = tmp_path / "x.ipynb"
        path.write_text(notebook((MAKE, code), problem))
        (report,) = [slot.grade(source).report for source in find([path])]
        assert report.gradable, (name, report.reason)
        assert report.score < report.max_score / 2, (name, report.score)
