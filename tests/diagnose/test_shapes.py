"""Words for wrong shapes are about the shape: the same shape in another type gets none."""

from typing import Any

import numpy as np
import pytest

from autograder.diagnose.shapes import shape_relation

RIGHT = np.array([[1.0], [2.0], [3.0]])


@pytest.mark.parametrize("shape", [(3, 1), (1, 3), (3,), ()])
def test_a_list_of_the_right_numbers_has_no_wrong_shape(shape: tuple[int, ...]) -> None:
    right: Any = np.arange(1.0, 1.0 + np.prod(shape, dtype=int)).reshape(shape)
    assert shape_relation(right.tolist(), right, {}, {}) is None


def test_a_lost_axis_and_a_sum_are_named() -> None:
    lost, summed = shape_relation(RIGHT.ravel(), RIGHT, {}, {}), shape_relation(6.0, RIGHT, {}, {})
    assert lost is not None
    assert summed is not None
    assert (lost.kind, summed.kind) == ("axis-lost", "bias-summed-to-number")
