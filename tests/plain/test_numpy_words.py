"""Messages of numpy about matrix products, put into words."""

from __future__ import annotations

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


def test_other_messages_stay_as_they_are() -> None:
    assert in_words("operands could not be broadcast together") == "operands could not be broadcast together"
