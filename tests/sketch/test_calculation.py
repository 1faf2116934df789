"""The calculation of one example: every number follows from those before it, and one that does not is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.render.svg.calculation import draw
from autograder.sketch.calculation import Calculation, OnePass, number
from autograder.sketch.calculation_places import calculation
from autograder.sketch.calculation_steps import sentences
from tests.sketch.students import NETWORKS, reference
from tests.student.common import public
from tests.student.drawn import forward_and_backward


def pass_of(name: str) -> OnePass:
    return forward_and_backward(public(name), reference(name).namespace)


def drawn(name: str) -> Calculation:
    return calculation(name, pass_of(name))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_of_the_reference_is_what_its_arrows_bring(name: str) -> None:
    shown = drawn(name)
    assert shown.misfit is None
    with_arithmetic = [a for step in shown.steps[1:] for a in step.amounts if a.made is not None]
    assert len(with_arithmetic) >= 4


@pytest.mark.parametrize("name", NETWORKS)
def test_every_entry_of_every_array_is_in_the_drawing_once(name: str) -> None:
    done, shown = pass_of(name), drawn(name)
    names = [a.name for step in shown.steps for a in step.amounts]
    assert len(set(names)) == len(names)
    arrays = (*done.given.values(), *done.values.values(), *done.grads.values())
    asked = [a for step in shown.steps if step.asked for a in step.amounts]
    assert len(asked) == sum(a.size for a in arrays) + 1, "and the loss"
    places = {s.name for s in shown.spots} | {s.gradient for s in shown.spots}
    on_arrows = {n for link in shown.links for n in (link.weight, link.gradient, link.slope)}
    assert set(names) == (places | on_arrows) - {""}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_first_wrong_number_is_found_and_none_after_it(name: str) -> None:
    """Each quantity in turn is doubled; what is computed from it is judged by the doubled one."""
    done = pass_of(name)
    for quantity, values in (*done.values.items(), *done.grads.items()):
        wrong = {quantity: 2 * values + 1}
        if quantity in done.values:
            changed = replace(done, values={**done.values, **wrong})
        else:
            changed = replace(done, grads={**done.grads, **wrong})
        found = calculation(name, changed).misfit
        assert found is not None
        assert found.name.partition("[")[0] == quantity
        step = next(s for s in calculation(name, changed).steps if s.name == quantity)
        assert any(", but " in sentence for sentence in sentences(step))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_arrow_but_that_of_the_target_carries_a_number_backward(name: str) -> None:
    bare = [link.start for link in drawn(name).links if not (link.weight or link.gradient or link.slope)]
    assert bare == ["y"]
    ones = draw(drawn(name)).svg("a").count(">×1<")  # noqa: RUF001 - the sign of mathematics
    assert ones == sum(len(pass_of(name).known(layer.bias)) for layer in pass_of(name).net.layers)
    loss = next(s for s in drawn(name).spots if s.name == "loss")
    assert next(a.value for s in drawn(name).steps for a in s.amounts if a.name == loss.gradient) == 1.0


@pytest.mark.parametrize("name", NETWORKS)
def test_boxes_and_what_arrows_carry_keep_clear_of_each_other(name: str) -> None:
    shown = drawn(name)
    boxes = [(s.column, s.row) for s in shown.spots]
    assert len(set(boxes)) == len(boxes)
    for one in boxes:
        assert all(one == other or one[0] != other[0] or abs(one[1] - other[1]) >= 1 for other in boxes)
    picture = draw(shown)
    assert picture.svg("a").count("<text") > len(boxes)
    assert "nan" not in picture.svg("a")


def test_huge_numbers_and_zeros_are_drawn() -> None:
    done = pass_of("two_layer_perceptron")
    for factor in (0.0, 1e300, -1e300):
        grads = {name: np.full_like(g, factor) for name, g in done.grads.items()}
        assert draw(calculation("", replace(done, grads=grads))).svg("a")
    assert number(-1e300) == "−1e+300"  # noqa: RUF001 - the minus sign of mathematics


def test_a_layer_with_many_units_is_refused() -> None:
    done = pass_of("two_layer_linear")
    with pytest.raises(ValueError, match="small layers"):
        calculation("", replace(done, given={**done.given, "W1": np.zeros((3, 2))}))
