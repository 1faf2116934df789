"""Right is right: the reference in every form that the contract accepts loses nothing, in grading and in the notebook.

`WHOLE=1 pytest tests/test_right_forms.py` tries every form of every problem, not a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.declare.problem import Problem
from autograder.grading import examine
from autograder.plain.evidence import Cell, Evidence, Plain, Probe, Rng
from autograder.report.report import ProblemReport
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.student.checks import check_all, open_desk
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.submission import Document
from tests.corpus import LIMITS, files, head
from tests.right_forms import texts
from tests.sample import WHOLE
from tests.solutions.common import PROBLEMS, calls, reference
from tests.student.common import public

EVERY = 1 if WHOLE else 6
FORMS = [pytest.param(n, text, id=f"{n}, {form}") for n in PROBLEMS for form, text in texts(reference(n)).items()]
WRONG = [p for p in files("wrong") if p.suffix == ".py"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


def graded(document: Document, sandbox: Sandbox) -> tuple[ProblemReport, Evidence]:
    assert document.declared is not None
    return examine(document, reference(document.declared), sandbox, 11, Policy())


@pytest.mark.parametrize(("name", "text"), FORMS[::EVERY])
def test_every_form_that_the_contract_accepts_gets_full_points(name: str, text: str, sandbox: Sandbox) -> None:
    report, _ = graded(Document("student.py", name, (Cell(0, text),)), sandbox)
    assert not [(v.question, v.status, v.message) for v in report.verdicts if v.score < v.max_score]
    assert not report.notes


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("name", "text"), FORMS[1::EVERY])
def test_the_check_in_the_notebook_accepts_them_too(name: str, text: str, sandbox: Sandbox) -> None:
    cell = Cell(0, text)
    with sandbox.open([cell]) as run:
        found = check_all(open_desk(public(name), lambda probe: run.ask((probe,))[0], {0: cell}))
    assert not [(f.question, f.status, f.message) for f in found if not f.passed]


def test_what_is_another_type_is_not_accepted(sandbox: Sandbox) -> None:
    for code in ("np.matrix(a)", "np.ma.masked_array(a)", "a.tolist()", "a.astype(object)", "a.astype(complex)"):
        text = texts(reference("two_layer_linear"))["a subclass"].replace("a.view(Named)", code)
        report, _ = graded(Document("student.py", "two_layer_linear", (Cell(0, text),)), sandbox)
        assert {v.status.value for v in report.verdicts if v.question == "forward.h"} == {"shape"}, code


Form = Any


def form(value: Plain) -> Form:
    """Return what the contract says of a value: its type. An array has at least one axis."""
    match value:
        case np.ndarray():
            return "array" if value.ndim else "an array without axes"
        case dict():
            return {key: form(entry) for key, entry in value.items()}
        case Rng():
            return "generator"
        case bool() | np.generic():
            return "not a plain number"
        case float():
            return "float"
        case _:
            return type(value).__name__


def promised(problem: Problem, probe: Probe, form_of: dict[tuple[str, int], Form]) -> Iterator[str]:
    """Yield what a call hands over although the contract promises something else."""
    function = problem.function(probe.function)
    for i, value in enumerate(probe.args):
        want, got = form_of[probe.function, i], form(value)
        if function.args[i] in function.recomputed:
            continue  # what the student's own functions handed on, in whatever form
        if isinstance(want, dict) and isinstance(got, dict):
            fits = {*want.values()} == {*got.values()} | {"array"} == {"array"}
            fits |= got.keys() >= want.keys() and all(_fits(got[key], want[key]) for key in want)
        else:
            fits = got == want
        if not fits:
            yield f"{probe.function}, {function.args[i]}: {got} for {want}"


def _fits(got: Form, want: Form) -> bool:
    """A call that was only predicted may hold the student's own array of size 1: its answer is not used then."""
    return bool(got == want or (want == "float" and got == "array"))


def test_follow_through_and_pictures_call_a_function_only_with_what_the_contract_promises(sandbox: Sandbox) -> None:
    for path in WRONG[:: 1 if EVERY == 1 else 24]:
        name = head(path).problem
        form_of = {(call.function, i): form(v) for _, call in calls(name, 5) for i, v in enumerate(call.args)}
        (document,) = read(find([path])[0]).documents
        _, evidence = graded(document, sandbox)
        problem = reference(name).problem
        said = [line for a in evidence.answers for line in promised(problem, a.probe, form_of) if a.probe.args]
        assert not said, (path.name, said[:3])
