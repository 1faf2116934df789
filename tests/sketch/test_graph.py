"""The computation graph: every quantity, the right arrows, the marks of the verdicts."""

from __future__ import annotations

from collections import Counter

import pytest

from autograder.declare.forms import Fields
from autograder.report.picture import NodeMark
from autograder.report.status import Status
from autograder.sketch.graph import MARKS
from tests.sketch.students import NETWORKS, PROBLEMS, pictures, reference, student, the_graph, with_mistake

LINEAR = (
    {("x", "y_hat"), ("w", "y_hat"), ("b", "y_hat"), ("y_hat", "loss"), ("y", "loss")},
    {("loss", "y_hat"), ("y_hat", "w"), ("y_hat", "b")},
)
ARROWS = {
    "univariate_regression": LINEAR,
    "multivariate_regression": LINEAR,
    "two_layer_linear": (
        {("x", "h"), ("W1", "h"), ("b1", "h"), ("h", "y_hat"), ("W2", "y_hat"), ("b2", "y_hat")}
        | {("y_hat", "loss"), ("y", "loss")},
        {("loss", "y_hat"), ("y_hat", "W2"), ("y_hat", "b2"), ("y_hat", "h"), ("h", "W1"), ("h", "b1")},
    ),
    "two_layer_nonlinear": (
        {("x", "z1"), ("W1", "z1"), ("b1", "z1"), ("z1", "a1"), ("a1", "y_hat"), ("W2", "y_hat"), ("b2", "y_hat")}
        | {("y_hat", "loss"), ("y", "loss")},
        {
            ("loss", "y_hat"),
            ("y_hat", "W2"),
            ("y_hat", "b2"),
            ("y_hat", "a1"),
            ("a1", "z1"),
            ("z1", "W1"),
            ("z1", "b1"),
        },
    ),
    "logistic_regression": (
        {("x", "z"), ("w", "z"), ("b", "z"), ("z", "y_hat"), ("y_hat", "loss"), ("y", "loss")},
        {("loss", "z"), ("z", "w"), ("z", "b")},
    ),
    "two_layer_perceptron": (
        {("x", "z1"), ("W1", "z1"), ("b1", "z1"), ("z1", "a1"), ("a1", "z2"), ("W2", "z2"), ("b2", "z2")}
        | {("z2", "y_hat"), ("y_hat", "loss"), ("y", "loss")},
        {("loss", "z2"), ("z2", "W2"), ("z2", "b2"), ("z2", "a1"), ("a1", "z1"), ("z1", "W1"), ("z1", "b1")},
    ),
}


def named(name: str, function: str) -> set[str]:
    result = reference(name).problem.function(function).result
    assert isinstance(result, Fields)
    return {e.name for e in result.entries}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_quantity_of_a_network_is_there_once(name: str) -> None:
    graph = the_graph(pictures(student(name)))
    values = Counter(n.name for n in graph.nodes)
    gradients = Counter(n.gradient for n in graph.nodes if n.gradient)
    assert set(values.values()) == set(gradients.values()) == {1}
    assert named(name, "forward") | {"x", "y", "loss"} <= values.keys()
    assert named(name, "backward") == gradients.keys()


@pytest.mark.parametrize("name", NETWORKS)
def test_arrows_go_from_what_is_used_to_what_is_made(name: str) -> None:
    graph = the_graph(pictures(student(name)))
    values, gradients = ARROWS[name]
    assert set(graph.values) == values
    assert set(graph.gradients) == gradients


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_stands_on_anything_else_and_values_flow_to_the_right(name: str) -> None:
    graph = the_graph(pictures(student(name)))
    assert len({(n.column, n.row) for n in graph.nodes}) == len(graph.nodes)
    at = {n.name: n for n in graph.nodes}
    for source, made in graph.values:
        assert at[source].column < at[made].column or at[source].row != at[made].row == 0


@pytest.mark.parametrize("name", sorted(set(PROBLEMS) - set(NETWORKS)))
def test_only_networks_have_a_graph(name: str) -> None:
    assert not [p for p in pictures(student(name)) if p.about == ""]


def test_every_status_has_a_mark() -> None:
    assert set(MARKS) == {status.kind for status in Status}


def test_all_right_is_marked_right_and_what_is_given_is_plain() -> None:
    for node in the_graph(pictures(student("two_layer_nonlinear"))).nodes:
        assert node.mark is (NodeMark.PLAIN if node.column == 0 or node.row else NodeMark.RIGHT)
        assert node.gradient is None or node.gradient_mark is NodeMark.RIGHT


def test_the_first_wrong_value_is_told_from_those_that_follow_and_those_that_are_wrong_too() -> None:
    graph = the_graph(pictures(with_mistake("two_layer_nonlinear", "backward", "sigmoid-slope-missing")))
    marks = {n.gradient: n.gradient_mark for n in graph.nodes if n.gradient}
    assert marks["dz1"] is NodeMark.FIRST
    assert marks["dW1"] is marks["db1"] is NodeMark.FOLLOWS
    assert {marks[g] for g in ("dy_hat", "dW2", "db2", "da1")} == {NodeMark.RIGHT}

    graph = the_graph(pictures(with_mistake("univariate_regression", "backward", "last-example-dropped")))
    marks = {n.gradient: n.gradient_mark for n in graph.nodes if n.gradient}
    assert (marks["dw"], marks["db"]) == (NodeMark.FIRST, NodeMark.WRONG)


def test_what_is_not_written_is_no_first_wrong_value() -> None:
    def stub(*_: object) -> None:
        raise NotImplementedError

    graph = the_graph(pictures(student("univariate_regression", {"backward": stub})))
    assert {n.gradient_mark for n in graph.nodes if n.gradient} == {NodeMark.UNWRITTEN}
    assert NodeMark.FIRST not in {n.mark for n in graph.nodes}


def test_a_helper_function_stands_outside_the_graph_and_what_it_spoils_follows() -> None:
    graph = the_graph(pictures(with_mistake("two_layer_nonlinear", "sigmoid", "tanh-for-sigmoid")))
    marks = {n.name: n.mark for n in graph.nodes}
    assert marks["a1"] is NodeMark.FOLLOWS
    assert NodeMark.FIRST not in marks.values()


def test_a_function_that_raised_has_no_first_wrong_value() -> None:
    def backward(*_: object) -> None:
        raise ValueError("shapes")

    graph = the_graph(pictures(student("univariate_regression", {"backward": backward})))
    assert {n.gradient_mark for n in graph.nodes if n.gradient} == {NodeMark.WRONG}
