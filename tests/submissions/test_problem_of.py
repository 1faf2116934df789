from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submissions.problem_of import problem_of
from autograder.submissions.submission import Document

KNOWN = ("linear", "two_layer_linear", "two_layer_nonlinear", "optimizers", "scalar_operations")


def named(name: str, declared: str | None = None, fallback: str | None = None) -> str | None:
    return problem_of(Document(name, declared, ()), KNOWN, fallback)


def test_a_known_declaration_comes_before_the_name() -> None:
    assert named("linear.ipynb", declared="optimizers", fallback="linear") == "optimizers"


def test_an_unknown_declaration_is_no_problem_at_all() -> None:
    assert named("linear.ipynb", declared="homework_7", fallback="linear") is None


@pytest.mark.parametrize("problem", KNOWN)
@pytest.mark.parametrize(
    "pattern",
    [
        "{}.ipynb",
        "{}.py",
        "alice_{}-Copy1.ipynb",
        "{} (1).ipynb",
        "part1/{}.ipynb",
        "hw3-{}-final.v2.ipynb",
        "{}.ipynb.ipynb",
    ],
)
def test_a_known_problem_in_the_name_counts_whatever_stands_around_it(problem: str, pattern: str) -> None:
    for spelled in (problem, problem.upper(), problem.replace("_", "-"), problem.replace("_", " ").title()):
        assert named(pattern.format(spelled)) == problem


@pytest.mark.parametrize(
    "name",
    [
        "alice.ipynb",
        "nonlinear.ipynb",
        "linear2.ipynb",
        "two_layer.ipynb",
        "optimizers_and_scalar_operations.ipynb",
        "linear_two_layer_linear.ipynb",
        "linear/alice.ipynb",
        "",
        "...",
    ],
)
def test_no_problem_or_two_in_the_name_leave_the_fallback(name: str) -> None:
    assert named(name, fallback="optimizers") == "optimizers"
    assert named(name) is None


def test_of_names_inside_each_other_the_longest_wins() -> None:
    assert named("two_layer_linear.ipynb") == "two_layer_linear"


def test_full_width_letters_are_letters() -> None:
    assert named("\uff4fptimizers.ipynb") == "optimizers"


@given(st.text(max_size=40), st.none() | st.text(max_size=10), st.sampled_from([None, "linear"]))
@settings(max_examples=100)
def test_any_name_gives_a_known_problem_or_the_fallback(name: str, declared: str | None, fallback: str | None) -> None:
    assert named(name, declared, fallback) in {*KNOWN, fallback, None}
