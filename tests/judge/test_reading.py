from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.declare.forms import Array, Batches, Extents, Fields, Form, Like, Number, Parts, Series
from autograder.declare.problem import Function
from autograder.judge.reading import Expected, Fault, Leaf, array_at_once, read, take
from autograder.judge.values import identical
from autograder.plain.evidence import Opaque

SIZES = {"n": 3, "k": 4, "m": 7}
WANT = np.arange(12.0).reshape(4, 3) + 1


def expected(form: Form, value: Any, args: tuple[Any, ...] = (), names: tuple[str, ...] = ()) -> Expected:
    return Expected(Function("backward", names, form), args, value, SIZES)


GRADS = expected(Fields((Array("dW1", ("k", "n")), Number("db"))), {"dW1": WANT, "db": 2.0})


def fault(value: Any, piece: str, wanted: Expected) -> Fault:
    (leaf,) = read(value, piece, wanted)
    assert isinstance(leaf, Fault)
    return leaf


def test_a_wrong_shape_says_where_got_expected_and_sizes() -> None:
    made = fault({"dW1": np.ones((4, 7)), "db": 0.0}, "dW1", GRADS)
    assert made.message == 'backward()["dW1"]: got shape (4, 7), expected (k, n) = (4, 3); n=3, k=4, m=7'
    assert made.almost is None


@pytest.mark.parametrize("almost", [WANT.T, WANT.reshape(4, 1, 3)])
def test_a_transpose_or_an_axis_of_size_one_keeps_the_values_for_half_the_points(almost: Any) -> None:
    made = fault({"dW1": almost}, "dW1", GRADS)
    assert made.almost is not None
    assert np.array_equal(made.almost.got, WANT)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (WANT.tolist(), "a list of length 4"),
        (Opaque("numpy.matrix"), "numpy.matrix"),
        (WANT > 3, "an array of bool"),
        (WANT * 1j, "an array of complex128"),
        (2.0, "a float"),
        (None, "None"),
    ],
)
def test_other_types_are_faults_with_the_type_named(value: Any, named: str) -> None:
    said = fault({"dW1": value}, "dW1", GRADS).message
    assert f'backward()["dW1"]: got {named}' in said
    assert "expected an array of shape (k, n) = (4, 3)" in said


def test_a_complex_number_without_an_imaginary_part_is_real() -> None:
    """Since numpy 2.5, np.linalg.eigvals returns complex numbers for every matrix."""
    (leaf,) = read({"db": 2 + 0j}, "db", GRADS)
    assert isinstance(leaf, Leaf)
    assert (float(leaf.got), leaf.got.dtype) == (2.0, np.dtype(np.float64))
    assert "an array of complex128" in fault({"dW1": WANT + 0j}, "dW1", GRADS).message
    assert "an array of complex128" in fault({"dW1": WANT + 1e-300j}, "dW1", GRADS).message
    assert "a complex" in fault({"db": 2 + 1e-300j}, "db", GRADS).message


def test_no_dict_at_all_is_one_message_for_all_its_keys() -> None:
    messages = {fault((WANT, 2.0), piece, GRADS).message for piece in ("dW1", "db")}
    assert messages == {"backward(): got a tuple of length 2, expected a dict with the keys dW1, db"}


def test_a_key_in_other_letters_is_told_so() -> None:
    assert '"dW1" is missing (capitals count); got' in fault({"dw1": WANT, "db": 2.0}, "dW1", GRADS).message
    assert '"dW1" is missing; got' in fault({"dW": WANT, 1: 0, "db": 2.0}, "dW1", GRADS).message


def test_several_missing_keys_are_one_message() -> None:
    messages = {fault({"W1": WANT}, piece, GRADS).message for piece in ("dW1", "db")}
    assert messages == {"backward(): the keys dW1, db are missing; got a dict with the keys W1"}


def test_arrays_are_never_broadcast() -> None:
    assert fault({"dW1": np.ones((4, 1))}, "dW1", GRADS).almost is None
    assert fault({"dW1": np.float64(1.0)}, "dW1", GRADS).almost is None


NUMBERS = [2, 2.0, np.float32(2), np.int64(2), np.array(2.0), np.array([2.0]), np.array([[2]]), 2 + 0j, np.complex64(2)]


@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_may_be_any_real_number_or_array_of_size_one(value: Any) -> None:
    (leaf,) = read({"db": value}, "db", GRADS)
    assert isinstance(leaf, Leaf)
    assert leaf.got.shape == ()
    assert float(leaf.got) == 2.0


@pytest.mark.parametrize("value", [True, np.True_, "2", 2j, np.array([2.0, 2.0]), [2.0], Opaque("Fraction")])
def test_other_things_are_no_numbers(value: Any) -> None:
    assert "expected a number" in fault({"db": value}, "db", GRADS).message


def test_a_huge_integer_is_not_finite_rather_than_an_error() -> None:
    (leaf,) = read({"db": 10**400}, "db", GRADS)
    assert isinstance(leaf, Leaf)
    assert np.isinf(leaf.got)


def test_a_missing_key_costs_its_question_and_more_keys_are_ignored() -> None:
    value = {"dW1": WANT, "extra": Opaque("object")}
    assert isinstance(read(value, "dW1", GRADS)[0], Leaf)
    assert 'the key "db" is missing' in fault(value, "db", GRADS).message


@pytest.mark.parametrize("value", [WANT, [WANT, 2.0], (WANT, 2.0), "dW1", Opaque("Grads")])
def test_what_is_no_dict_costs_every_question(value: Any) -> None:
    assert "expected a dict with the keys dW1, db" in fault(value, "dW1", GRADS).message
    assert "expected a dict with the keys dW1, db" in fault(value, "db", GRADS).message


TRAINED = expected(
    Parts((Like("params", "params", change=True), Series("losses", "steps"))),
    ({"w": WANT, "b": 1.0}, [9.0, 8.0, 7.5]),
    ({"w": WANT - 0.5, "b": 0.75},),
    ("params",),
)


def test_parameters_are_compared_by_their_change() -> None:
    leaves = read(({"w": WANT, "b": np.array([[1.0]])}, [9.0, 8.0, 7.5]), "params", TRAINED)
    assert all(isinstance(leaf, Leaf) for leaf in leaves)
    assert [float(leaf.want.max()) for leaf in leaves if isinstance(leaf, Leaf)] == [0.5, 0.25]


@pytest.mark.parametrize(
    "losses", [[9.0, 8.0, 7.5], (9, 8, 7.5), np.array([9.0, 8.0, 7.5]), [np.array([[9.0]]), np.float64(8), 7.5]]
)
def test_losses_are_read_as_the_first_and_the_changes_since(losses: Any) -> None:
    first, changes = read(({}, losses), "losses", TRAINED)
    assert isinstance(first, Leaf)
    assert isinstance(changes, Leaf)
    assert changes.got.tolist() == [-1.0, -1.5]


def test_too_few_losses_are_a_fault_with_both_lengths() -> None:
    assert "got 2 numbers, expected steps = 3" in fault(({}, [9.0, 8.0]), "losses", TRAINED).message


def test_a_loss_that_is_no_number_is_named() -> None:
    assert fault(({}, [9.0, "8.0", 7.5]), "losses", TRAINED).message.endswith("losses[1]: got a str, expected a number")
    assert "got a str, expected steps = 3 numbers" in fault(({}, "987"), "losses", TRAINED).message


@pytest.mark.parametrize("value", [({"w": WANT, "b": 1.0},), {"params": 1}, WANT, None, (1, 2, 3)])
def test_a_wrong_number_of_results_is_a_fault(value: Any) -> None:
    assert "expected a tuple (params, losses)" in fault(value, "params", TRAINED).message


SHAPES = expected(Fields((Extents("dW1"), Extents("db1"))), {"dW1": (4, 3), "db1": (4, 1)})


@pytest.mark.parametrize("shape", [(4, 3), [4, 3], np.array([4, 3]), np.array([[4], [3]]), (np.int64(4), 3.0)])
def test_a_shape_as_an_answer_may_be_any_row_of_real_numbers(shape: Any) -> None:
    (leaf,) = read({"dW1": shape, "db1": None}, "dW1", SHAPES)
    assert isinstance(leaf, Leaf)
    assert leaf.label == 'backward()["dW1"]'
    assert leaf.got.tolist() == leaf.want.tolist() == [4.0, 3.0]


@pytest.mark.parametrize(
    ("shape", "named"),
    [((4,), "a tuple of length 1"), ((4, 3, 1), "a tuple of length 3"), (12, "a int"), ("43", "a str"), (None, "None")],
)
def test_a_shape_with_another_number_of_axes_is_a_fault_that_keeps_the_answer(shape: Any, named: str) -> None:
    made = fault({"dW1": shape}, "dW1", SHAPES)
    assert f"got {named}, expected a tuple of 2 whole numbers" in made.message
    assert made.almost is None


def test_shapes_are_taken_as_tuples() -> None:
    taken = take(SHAPES.function.result, {"dW1": [4.0, 3], "db1": np.array([4, 1])}, SHAPES.value)
    assert taken == {"dW1": (4, 3), "db1": (4, 1)}


BATCHES = expected(Batches("minibatches"), [(np.ones((3, 2)), np.ones((1, 2))), (np.ones((3, 1)), np.ones((1, 1)))])


def test_batches_are_counted_before_they_are_compared() -> None:
    (made,) = read([(np.ones((3, 2)), np.ones((1, 2)))], "", BATCHES)
    assert isinstance(made, Fault)
    assert "got 1 batches, expected 2" in made.message
    assert isinstance(read((1, 2), "", BATCHES)[0], Fault)
    assert isinstance(read(7, "", BATCHES)[0], Fault)


def test_float32_is_noticed() -> None:
    (leaf,) = read({"dW1": WANT.astype(np.float32)}, "dW1", GRADS)
    assert isinstance(leaf, Leaf)
    assert leaf.narrow


def test_take_gives_what_formulas_take() -> None:
    form = TRAINED.function.result
    value = ({"w": WANT.astype(np.int64), "b": np.array([[1.0]])}, (9, 8, 7.5))
    taken = take(form, value, TRAINED.value)
    assert taken["params"]["b"] == 1.0
    assert taken["params"]["w"].dtype == np.float64
    assert taken["losses"] == [9.0, 8.0, 7.5]


@pytest.mark.parametrize(
    "value", [{"dW1": 2 * WANT}, {"dW1": WANT.T}, {"dW1": WANT.astype(np.float32)}, {}, [WANT], None]
)
def test_what_is_taken_at_once_is_what_is_read(value: Any) -> None:
    at_once = array_at_once(value, "dW1", GRADS)
    (leaf,) = read(value, "dW1", GRADS)
    if at_once is None:
        assert isinstance(leaf, Fault) or leaf.narrow
    else:
        assert isinstance(leaf, Leaf)
        assert np.array_equal(leaf.got, at_once)


def test_values_are_identical_only_in_every_bit() -> None:
    value: dict[str, Any] = {"a": np.array([1.0, np.nan]), "b": [1.0, (2, None)]}
    assert identical(value, {"a": value["a"].copy(), "b": [1.0, (2, None)]})
    others: list[Any] = [
        {**value, "a": np.array([1.0, 2.0])},
        {**value, "a": np.array([[1.0, np.nan]])},
        {**value, "a": np.array([1.0, np.nan], np.float32)},
        {**value, "b": [1.0, (2.0, None)]},
        {**value, "b": [1.0, [2, None]]},
        {**value, "c": 1.0},
        {"a": value["a"]},
    ]
    assert not any(identical(value, other) or identical(other, value) for other in others)
