from __future__ import annotations

import numpy as np
import pytest

from autograder.judge.numeric import Agreement, agree, compare, finite


def test_equal_blocks_are_correct_with_error_zero() -> None:
    block = np.array([[1.0, -2.0], [3.0, 0.0]])
    made = compare(block.copy(), block)
    assert (made.agreement, made.error, made.worst) == (Agreement.CORRECT, 0.0, None)


@pytest.mark.parametrize(
    ("factor", "agreement"),
    [(1 + 1e-10, Agreement.CORRECT), (1 + 1e-8, Agreement.CLOSE), (1 + 1e-5, Agreement.WRONG)],
)
def test_the_ladder_of_agreement(factor: float, agreement: Agreement) -> None:
    block = np.array([1.0, 2.0, 4.0])
    assert compare(block * factor, block).agreement is agreement


def test_a_gradient_wrong_by_a_thousandth_is_wrong_also_for_float32() -> None:
    block = np.linspace(1, 2, 5)
    assert compare(block * 1.001, block, narrow=True).agreement is Agreement.WRONG


def test_float32_is_close_only_where_it_is_allowed() -> None:
    block = np.linspace(1, 2, 5) / 3
    single = block.astype(np.float32).astype(np.float64)
    assert compare(single, block, narrow=True).agreement is Agreement.CLOSE
    off = block * (1 + 2e-5)
    assert compare(off, block, narrow=True).agreement is Agreement.CLOSE
    assert compare(off, block).agreement is Agreement.WRONG


def test_one_wrong_entry_of_many_is_found_and_named() -> None:
    want = np.ones((3, 4))
    got = want.copy()
    got[2, 1] = 1.5
    made = compare(got, want)
    assert made.agreement is Agreement.WRONG
    assert made.error == pytest.approx(0.5)
    assert made.worst is not None
    assert (made.worst.index, made.worst.got, made.worst.expected) == ((2, 1), 1.5, 1.0)


def test_a_small_entry_beside_a_large_one_still_counts() -> None:
    want = np.array([1.0, 1e-4])
    assert compare(np.array([1.0, 2e-4]), want).agreement is Agreement.WRONG


def test_against_zeros_only_zeros_are_right() -> None:
    zeros = np.zeros(3)
    assert compare(zeros, zeros).agreement is Agreement.CORRECT
    assert compare(np.array([0.0, 1e-3, 0.0]), zeros).agreement is Agreement.WRONG


def test_a_number_has_an_empty_index() -> None:
    made = compare(np.array(2.0), np.array(1.0))
    assert made.worst is not None
    assert made.worst.index == ()


@pytest.mark.parametrize("block", [np.array(3.0), np.zeros((0, 3)), np.array([1e200, -1e300]), np.ones((3, 4)).T])
def test_numbers_are_finite_however_large_they_are(block: np.ndarray) -> None:
    assert finite(block)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_one_odd_entry_is_not_finite(odd: float) -> None:
    assert not finite(np.array(odd))
    assert not finite(np.array([[1.0, odd], [1e300, 2.0]]))


def test_blocks_agree_where_they_are_odd_in_the_same_places() -> None:
    block = np.array([1.0, np.nan, np.inf])
    assert agree(block, block.copy())
    assert agree(block * [1 + 1e-12, 1, 1], block)
    assert not agree(np.array([1.0, np.inf, np.nan]), block)
    assert not agree(np.array([1.1, np.nan, np.inf]), block)
