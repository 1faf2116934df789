"""`docs/security.md` says what is so: its tests exist, its figures are those of the table and of the filter."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from autograder.attacks.attack import AttackClass
from autograder.attacks.table import EVERY
from autograder.sandbox.inside.exceptions import _BY_ERRNO
from autograder.sandbox.walls import seccomp
from tests.sandbox.test_each_rule import SPECIAL

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|autograder|benchmarks)/[\w/.]+)`", PAGE))))
def test_every_path_on_the_page_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_promise_names_its_test() -> None:
    rows = PAGE.partition("| promise | test |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(rows) >= 15
    for row in rows:
        assert "`tests/" in row or "the table" in row, row


def test_the_counts_are_those_of_the_table() -> None:
    counted = Counter(a.group for a in EVERY)
    assert re.findall(r"class \*([A-Za-z ]+)\* \((\d+)\)", PAGE) == [(g.value, str(counted[g])) for g in _order(PAGE)]
    assert set(_order(PAGE)) == set(AttackClass)
    assert f"{len(EVERY)} attacks in {len(AttackClass)} classes" in PAGE
    assert f"{sum(a.works for a in EVERY)} attacks are run once more" in PAGE
    spoiling = sum(not a.spares for a in EVERY if a.group is not AttackClass.FILES)
    assert f"all but {spoiling} attacks" in PAGE


def _order(page: str) -> list[AttackClass]:
    return [AttackClass(name) for name in re.findall(r"class \*([A-Za-z ]+)\* \(", page)]


def test_the_number_of_system_calls_is_right() -> None:
    calls = len(seccomp._FREE) + len(seccomp._READ_LINK) + len(SPECIAL)
    assert f"a list of {calls}" in PAGE


def test_the_words_for_students_are_those_of_the_sandbox() -> None:
    for words in _BY_ERRNO.values():
        assert words in PAGE or words == "not available while grading"


def test_no_figure_is_missing() -> None:
    assert "@" not in PAGE
