"""Remarks of several graders merge: nothing is lost, an empty cell leaves what is there, contradictions are decided."""

from __future__ import annotations

import random
from itertools import product

import pytest

from autograder.staff.given import (
    By,
    GivenHint,
    GivenMark,
    Key,
    OnConflict,
    merge_hints,
    merge_marks,
)
from autograder.staff.policy import PolicyError
from autograder.staff.remarks import Hint, Mark

A, B = By("A.csv", "/x/A.csv", "1"), By("B.csv", "/x/B.csv", "2")
KEY = ("ada", "p", "why")


def mark(points: float | None, comment: str = "", by: By = A, slug: str = "ada", answer: str = "") -> GivenMark:
    return GivenMark(Mark(slug, "p", "why", points, comment, answer), by, (), comment)


def after(held: dict[Key, GivenMark], *news: GivenMark, how: OnConflict = OnConflict.REFUSE) -> dict[Key, GivenMark]:
    return held | {one.key: one for one in merge_marks(held, news, {KEY: "now"}, how).marks}


def said(given: GivenMark) -> tuple[float | None, str]:
    return given.mark.points, given.mark.comment


VALUES = [(points, comment) for points, comment in product((None, 1.0, 2.0), ("", "x", "y"))]


@pytest.mark.parametrize("how", OnConflict)
def test_of_two_tables_each_cell_is_the_one_that_is_filled_in_or_a_contradiction(how: OnConflict) -> None:
    for old, new in product(VALUES, VALUES):
        held = {KEY: mark(*old)}
        contradicts = [bool(o) and bool(n) and o != n for o, n in zip(old, new, strict=True)]
        if any(contradicts) and how is OnConflict.REFUSE:
            with pytest.raises(PolicyError) as raised:
                after(held, mark(*new, by=B), how=how)
            assert str(raised.value).count("by A.csv") == str(raised.value).count("by B.csv") == sum(contradicts)
            continue
        second = how is OnConflict.REPLACE
        wanted = tuple((n or o) if second else (o or n) for o, n in zip(old, new, strict=True))
        assert said(after(held, mark(*new, by=B), how=how)[KEY]) == wanted


def test_a_table_of_the_same_grader_corrects_the_one_before() -> None:
    assert said(after({KEY: mark(1, "x")}, mark(2, "y"))[KEY]) == (2, "y")
    assert said(after({KEY: mark(1, "x", By("Bo"))}, mark(2, "", By("Bo", "/else/where.csv")))[KEY]) == (2, "x")
    with pytest.raises(PolicyError, match=r"/x/A.csv.*/y/A.csv"):
        after({KEY: mark(1)}, mark(2, by=By("A.csv", "/y/A.csv")))


@pytest.mark.parametrize("how", OnConflict)
def test_a_table_that_says_two_things_about_one_answer_is_refused(how: OnConflict) -> None:
    for one, two in product(VALUES, VALUES):
        contradicts = any(bool(a) and bool(b) and a != b for a, b in zip(one, two, strict=True))
        if contradicts:
            with pytest.raises(PolicyError, match="a table contradicts itself"):
                after({}, mark(*one), mark(0.5, slug="bo"), mark(*two), how=how)
        else:
            found = after({}, mark(*one), mark(*two), how=how)
            wanted = tuple(a or b for a, b in zip(one, two, strict=True))
            assert (said(found[KEY]) if found else (None, "")) == wanted


def test_marks_of_different_answers_never_meet() -> None:
    rng = random.Random(3)
    tables = [[mark(rng.randint(0, 3), by=By(f"g{n}"), slug=f"s{n}-{i}") for i in range(25)] for n in range(4)]
    rng.shuffle(tables)
    held: dict[Key, GivenMark] = {}
    for table in tables:
        held = after(held, *table)
    assert held == {one.key: one for table in tables for one in table}


def test_a_mark_for_an_earlier_text_neither_counts_nor_contradicts() -> None:
    assert said(after({KEY: mark(1, answer="old")}, mark(2, by=B, answer="now"))[KEY]) == (2, "")
    merged = merge_marks({KEY: mark(1, answer="now")}, [mark(2, by=B, answer="old")], {KEY: "now"}, OnConflict.REFUSE)
    assert merged.marks == ()
    assert "was given for another text" in merged.said[0]


def hint(text: str, by: By = A, group: str = "g", points: float | None = None) -> GivenHint:
    return GivenHint(Hint("loss", group, text, points), by)


def test_hints_of_two_files_add_up_and_each_file_takes_back_its_own() -> None:
    held = {one.key: one for one in (hint("a", A, "1"), hint("b", B, "2"))}
    merged = merge_hints(held, [hint("c", B, "3")], B, OnConflict.REFUSE)
    assert [one.hint.text for one in merged.hints] == ["c"]
    assert merged.gone == (("", "loss", "2"),)
    with pytest.raises(PolicyError, match=r'"a" by A.csv, "z" by B.csv'):
        merge_hints(held, [hint("z", B, "1")], B, OnConflict.REFUSE)
    assert merge_hints(held, [hint("z", B, "1")], B, OnConflict.KEEP).hints == ()
    assert merge_hints(held, [hint("z", B, "1")], B, OnConflict.REPLACE).hints == (hint("z", B, "1"),)
