"""Messages of numpy that do not say what to do, put into words."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograder.plain.numpy_words import in_words


def said(first: object, second: object) -> str:
    with pytest.raises(ValueError, match="matmul") as raised:
        np.matmul(first, second)  # type: ignore[call-overload]
    return in_words(str(raised.value))


def test_inner_sizes_that_do_not_agree_are_said_with_both_sizes() -> None:
    text = said(np.ones((4, 7)), np.ones((3, 2)))
    assert "the first factor has 7 columns, the second 3 rows" in text
    assert "gufunc" not in text


@pytest.mark.parametrize(
    ("first", "second", "which"), [(2.0, np.ones((2, 2)), "first"), (np.ones((2, 2)), 2.0, "second")]
)
def test_a_number_in_a_matrix_product_is_said_to_be_one(first: object, second: object, which: str) -> None:
    text = said(first, second)
    assert f"the {which} factor of the product has 0 axes" in text
    assert "gufunc" not in text


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (lambda a: a * np.ones((3, 5)), "with shapes (2,3) (3,5): the matrix product is @, not *"),
        (lambda a: a ^ 2, "^ is no power in Python: the square of z is z**2"),
        (math.exp, ": math.exp takes one number, np.exp whole arrays"),
    ],
    ids=["a product entry by entry", "a power", "a function of one number"],
)
def test_a_usual_slip_gets_the_way_out(mistake: Callable[[np.ndarray], object], words: str) -> None:
    with pytest.raises((ValueError, TypeError)) as raised:
        mistake(np.ones((2, 3)))
    assert in_words(str(raised.value)).endswith(words)


@pytest.mark.parametrize("other", [np.ones((2, 4)), np.ones((4, 3))])
def test_other_messages_stay_as_they_are(other: np.ndarray) -> None:
    with pytest.raises(ValueError, match="broadcast together") as raised:
        np.ones((2, 3)) + other
    assert in_words(str(raised.value)) == str(raised.value)
