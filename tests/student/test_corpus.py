"""Whole submissions before the notebook's checks: nothing right is marked wrong, what is wrong is caught."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import files, label
from tests.student.battery import Said, declared, said_of, variants
from tests.student.catches import BATTERIES, PAGE, Catch, batteries, catch, page, shown
from tests.student.common import Checker, checking, findings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def check() -> Iterator[Checker]:
    with checking() as check:
        yield check


@pytest.mark.parametrize("path", files("right"), ids=label)
def test_nothing_right_is_marked_wrong(path: Path, check: Checker) -> None:
    assert not [f"{f.question}: {f.words}. {' '.join(f.sentences)}" for f in check(path) if not f.passed]


def test_the_page_of_catches_is_what_the_checks_say_and_all_are_caught(check: Checker) -> None:
    catches = [catch(path, check(path)) for path in shown()]
    assert len(catches) >= 60
    assert not [c.mistake for c in catches if not c.question]
    tables = _batteries()
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page(catches) + tables, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(catches) + tables, "stale: run UPDATE_DOCS=1 pytest tests/student"


def _batteries() -> str:
    """Return the tables of the batteries, which take two minutes: what the page says, unless they are to be tried."""
    if not {"UPDATE_DOCS", "WHOLE"} & os.environ.keys():
        text = PAGE.read_text(encoding="utf-8")
        return text[text.index(BATTERIES) :]
    return batteries({"declared mistakes": list(declared()), "variants": list(variants())})


def test_no_declared_mistake_and_no_variant_is_called_right() -> None:
    attempts = [*declared(every=40, start=7), *variants(8)]
    assert not [a for a in attempts if a.said is Said.GREEN]
    assert sum(a.said is Said.DIFFERS for a in attempts) <= len(attempts) / 20
    assert len(attempts) > 25


def test_a_right_function_is_called_right() -> None:
    assert said_of(list(findings("logistic_regression", "backward").values())) is Said.GREEN


def test_a_wrong_submission_that_passes_every_check_would_show_on_the_page() -> None:
    missed = catch(shown()[0], ())
    assert "**not caught**" in page([missed])
    assert page([missed]) != page([Catch(missed.problem, missed.mistake, "`loss`", "wrong", named=False, told=False)])
