"""Whole submissions before the notebook's checks: nothing right is marked wrong, what is wrong is caught.

`make test` checks every third submission of each problem, WHOLE=1 all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import files, label
from tests.sample import WHOLE, sample
from tests.solutions.common import reference
from tests.student.battery import FUNCTIONS, Attempt, Said, declared, right_forms, said_of, variants
from tests.student.catches import PAGE, RIGHT_ONES, Catch, batteries, beginning, catch, page, rows, shown
from tests.student.common import Checker, checking
from tests.student.real_kernel import RealKernel, real_kernel

pytestmark = pytest.mark.slow


ALL = WHOLE or "UPDATE_DOCS" in os.environ


def of_problem(path: Path) -> Path:
    return path.parent


RIGHT = sample(files("right"), 3, of_problem)


@pytest.fixture(scope="module")
def check() -> Iterator[Checker]:
    with checking() as check:
        yield check


@pytest.fixture(scope="module")
def kernel() -> Iterator[RealKernel]:
    with real_kernel() as kernel:
        yield kernel


@pytest.mark.parametrize("path", RIGHT, ids=label)
def test_nothing_right_is_marked_wrong(path: Path, check: Checker) -> None:
    assert not [f"{f.question}: {f.words}. {' '.join(f.sentences)}" for f in check(path) if not f.passed]


def test_the_page_of_catches_is_what_the_checks_say_and_all_are_caught(check: Checker, kernel: RealKernel) -> None:
    assert len(shown()) >= 60
    catches = [catch(path, check(path)) for path in sample(shown(), 3, of_problem, whole=ALL)]
    assert not [c.mistake for c in catches if not c.question]
    stale = "stale: run UPDATE_DOCS=1 pytest tests/student/test_corpus.py"
    if ALL:
        tried = {"declared mistakes": declared(kernel), "variants": variants(kernel), RIGHT_ONES: right_forms(kernel)}
        text = page(catches) + batteries({name: list(attempts) for name, attempts in tried.items()})
        if "UPDATE_DOCS" in os.environ:
            PAGE.write_text(text, encoding="utf-8")
        assert PAGE.read_text(encoding="utf-8") == text, stale
    assert PAGE.read_text(encoding="utf-8").startswith(beginning()), stale
    assert set(rows(catches)) <= set(PAGE.read_text(encoding="utf-8").splitlines()), stale


def test_no_declared_mistake_and_no_variant_is_called_right(kernel: RealKernel) -> None:
    some = sample(FUNCTIONS, 5, lambda function: function[0])
    attempts = [*declared(kernel, every=40, start=7), *variants(kernel, 8, some)]
    assert not [a for a in attempts if a.said is Said.GREEN]
    assert sum(a.said is Said.DIFFERS for a in attempts) <= len(attempts) / 20
    assert len(attempts) > 25


def test_a_right_function_and_right_ones_of_other_forms_are_called_right(kernel: RealKernel) -> None:
    right = reference("logistic_regression").sources["backward"]
    assert said_of(kernel.check("logistic_regression", "backward", right)) is Said.GREEN
    tried = list(right_forms(kernel, every=24))
    assert len({a.function for a in tried}) > 7
    assert not [a for a in tried if a.said is not Said.GREEN]


def test_a_right_one_that_is_not_accepted_would_show_on_the_page() -> None:
    text = batteries({RIGHT_ONES: [Attempt("optimizers", "a subclass", Said.DIFFERS)]})
    assert "| right ones | 1 | 0 | 0 | 1 | 0 |" in text
    assert text.endswith("\n\nRight and not called right: `optimizers`, a subclass.\n")


def test_a_wrong_submission_that_passes_every_check_would_show_on_the_page() -> None:
    missed = catch(shown()[0], ())
    assert "**not caught**" in page([missed])
    assert page([missed]) != page([Catch(missed.problem, missed.mistake, "`loss`", "wrong", named=False, told=False)])
