"""Samples hold each kind, are the same in each run, and leave nothing out where all are asked for."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import LONGEST, TOGETHER, left_out
from tests.sample import WHOLE, crossed, sample

ROOT = Path(__file__).parents[1]
WORDS = ("apple", "avocado", "apricot", "banana", "blueberry", "cherry")


def test_each_kind_is_in_a_sample_in_the_order_of_the_cases() -> None:
    assert sample(WORDS, 3, lambda word: word[0], whole=False) == ["apple", "banana", "cherry"]
    assert sample(WORDS, 4, whole=False) == ["apple", "blueberry"]
    assert sample(WORDS, 4, start=1, whole=False) == ["avocado", "cherry"]
    assert sample(WORDS, 4, whole=True) == list(WORDS)


@pytest.mark.parametrize("one_in", range(1, 8))
def test_samples_from_each_start_are_the_whole(one_in: int) -> None:
    samples = [sample(WORDS, one_in, lambda word: word[0], start, whole=False) for start in range(one_in)]
    assert sorted(word for chosen in samples for word in chosen) == sorted(WORDS)


@pytest.mark.parametrize(("rows", "columns"), list(product(range(1, 7), repeat=2)))
def test_each_row_and_each_column_is_in_a_pair(rows: int, columns: int) -> None:
    pairs = crossed(range(rows), range(columns), whole=False)
    assert {row for row, _ in pairs} == set(range(rows))
    assert {column for _, column in pairs} == set(range(columns))
    assert len(pairs) == len(set(pairs)) == max(rows, columns)
    assert crossed(range(rows), range(columns), whole=True) == list(product(range(rows), range(columns)))


def test_the_files_that_come_first_or_in_one_process_are_there() -> None:
    assert all((ROOT / name).exists() for name in (*LONGEST, *TOGETHER))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("word", WORDS)
def test_one_in_three_of_marked_cases_runs(word: str, request: pytest.FixtureRequest) -> None:
    cases = [i for i in request.session.items if i.nodeid.startswith(request.node.nodeid.partition("[")[0] + "[")]
    assert len(cases) in ({len(WORDS)} if WHOLE else {len(WORDS) // 3, 1})
    assert word in WORDS[:: 1 if WHOLE or len(cases) == 1 else 3]


def test_a_marked_case_that_is_asked_for_alone_runs(request: pytest.FixtureRequest) -> None:
    one = next(i for i in request.session.items if i.get_closest_marker("sampled"))
    assert list(left_out([one], whole=False)) == []
    assert list(left_out(request.session.items, whole=True)) == []


def test_only_the_helper_asks_whether_everything_is_to_be_tried() -> None:
    asked = re.compile(r"""["']WHOLE["'] (?:not )?in |(?:environ|getenv).{1,7}["']WHOLE["']""")
    found = {
        p.relative_to(ROOT).as_posix() for p in (ROOT / "tests").rglob("*.py") if asked.search(p.read_text("utf-8"))
    }
    assert "tests/sample.py" in found
    assert found <= {"tests/sample.py", "tests/attacks/conftest.py"}, "the second hands it on to another process"
