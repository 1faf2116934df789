"""docs/fairness.md says what is counted: a few cells of each table here, all of them with WHOLE=1.

`UPDATE_DOCS=1 pytest tests/test_fairness.py` counts everything and writes the page; `-k slips` and the like, one table.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.sandbox import Isolation, Limits, Sandbox
from tests.fairness import HEAD, PAGE, TABLES, Table, sections
from tests.sample import WHOLE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="a load needs Linux")]
IMPATIENT = Limits(cell_seconds=2.0, call_seconds=0.5)
"""For what never ends, with 20 draws. Right forms have the limits of grading: on a slow processor, one that prints
whole arrays in every step of a training needs more than this."""
UPDATE = "UPDATE_DOCS" in os.environ
ALL = WHOLE or UPDATE
SAMPLE = {
    "slips": {("one too few", "optimizers"), ("axis moved", "two_layer_linear"), ("overflow", "logistic_regression")},
    "forms": {("printing", "in grading"), ("big-endian", "in the notebook")},
    "draws": {(row, "submissions") for row in ("the corpus, right", "the corpus, wrong", "slips, one in twenty")},
    "load": set[tuple[str, str]](),  # tests/sandbox/test_load.py has a load on each run
    "disguise": {
        ("copy, central, 1e-5", "two_layer_linear"),
        ("alias, partial", "logistic_regression"),
        ("copy, Richardson", "exercises"),
        ("copy, four points", "univariate_regression"),
        ("copy, four points", "scalar_operations"),
    },
}
"""The cells that are counted again by `make test`."""
HARMLESS = {"submissions", "problems"}


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    limits = Limits() if "forms" in request.node.name else IMPATIENT
    with Sandbox(limits, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "table"), list(zip(SAMPLE, TABLES, strict=True)), ids=list(SAMPLE))
def test_the_page_shows_what_is_counted(name: str, table: Table, sandbox: Sandbox) -> None:
    every = [(row, column) for row in table.rows() for column in table.columns]
    assert SAMPLE[name] <= set(every)
    counted = {cell: table.count(*cell, sandbox) for cell in every if ALL or cell in SAMPLE[name]}
    if UPDATE:
        known = {**sections(page()), table.title: table.text(counted).removeprefix("## ")}
        parts = [f"## {known[t.title].rstrip()}\n" for t in TABLES if t.title in known]
        PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")
    shown = table.shown(page())
    assert list(shown) == every
    assert {cell: shown[cell] for cell in counted} == counted
    assert table.text(shown).removeprefix("## ").rstrip() == sections(page())[table.title].rstrip()


def test_nothing_on_the_page_is_unfair() -> None:
    slips, forms, draws, load, _ = TABLES
    assert not [cell for cell in slips.shown(page()).items() if cell[1] and not cell[1].endswith(" + 0")]
    for table in (forms, draws):
        shown = table.shown(page())
        assert not [cell for cell in shown.items() if cell[0][1] not in HARMLESS and cell[1] != "0"]
    assert not [cell for cell in load.shown(page()).items() if not cell[1].startswith("0 of ")]


def test_a_cell_that_is_counted_otherwise_shows(sandbox: Sandbox) -> None:
    table = replace(TABLES[1], count=lambda *_: "1")
    with pytest.raises(AssertionError):
        test_the_page_shows_what_is_counted("forms", table, sandbox)
