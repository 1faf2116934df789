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
from tests.student.battery import FUNCTIONS, Said, declared, said_of, variants
from tests.student.catches import PAGE, Catch, batteries, beginning, catch, page, rows, shown
from tests.student.common import Checker, checking, findings

pytestmark = pytest.mark.slow


ALL = WHOLE or "UPDATE_DOCS" in os.environ


def of_problem(path: Path) -> Path:
    return path.parent


RIGHT = sample(files("right"), 3, of_problem)


@pytest.fixture(scope="module")
def check() -> Iterator[Checker]:
    with checking() as check:
        yield check


@pytest.mark.parametrize("path", RIGHT, ids=label)
def test_nothing_right_is_marked_wrong(path: Path, check: Checker) -> None:
    assert not [f"{f.question}: {f.words}. {' '.join(f.sentences)}" for f in check(path) if not f.passed]


def test_the_page_of_catches_is_what_the_checks_say_and_all_are_caught(check: Checker) -> None:
    assert len(shown()) >= 60
    catches = [catch(path, check(path)) for path in sample(shown(), 3, of_problem, whole=ALL)]
    assert not [c.mistake for c in catches if not c.question]
    stale = "stale: run UPDATE_DOCS=1 pytest tests/student/test_corpus.py"
    if ALL:
        text = page(catches) + batteries({"declared mistakes": list(declared()), "variants": list(variants())})
        if "UPDATE_DOCS" in os.environ:
            PAGE.write_text(text, encoding="utf-8")
        assert PAGE.read_text(encoding="utf-8") == text, stale
    assert PAGE.read_text(encoding="utf-8").startswith(beginning()), stale
    assert set(rows(catches)) <= set(PAGE.read_text(encoding="utf-8").splitlines()), stale


def test_no_declared_mistake_and_no_variant_is_called_right() -> None:
    some = sample(FUNCTIONS, 5, lambda function: function[0])
    attempts = [*declared(every=40, start=7), *variants(8, some)]
    assert not [a for a in attempts if a.said is Said.GREEN]
    assert sum(a.said is Said.DIFFERS for a in attempts) <= len(attempts) / 20
    assert len(attempts) > 25


def test_a_right_function_is_called_right() -> None:
    assert said_of(list(findings("logistic_regression", "backward").values())) is Said.GREEN


def test_a_wrong_submission_that_passes_every_check_would_show_on_the_page() -> None:
    missed = catch(shown()[0], ())
    assert "**not caught**" in page([missed])
    assert page([missed]) != page([Catch(missed.problem, missed.mistake, "`loss`", "wrong", named=False, told=False)])
