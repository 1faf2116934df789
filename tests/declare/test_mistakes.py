"""The notation of mistakes: what it makes of right functions, what it leaves alone, and what it refuses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.declare.forms import Number
from autograder.declare.mistakes.code_names import CodeNames
from autograder.declare.mistakes.derived import FunctionCode
from autograder.declare.mistakes.vocabulary import MistakeOperator, NotationError, shared_files, vocabulary
from autograder.declare.problem import Function
from tests.solutions.common import NETWORKS, PROBLEMS, SOLUTIONS, reference

SOURCE = '''def f(x, y):
    """Add up."""
    total = x + 2 * y
    other = total / y
    return total - other
'''


def made(lines: str, source: str = SOURCE) -> list[list[str]]:
    """Return, for each mistake, the lines that it changes."""
    changed = [source.replace(old, new).splitlines() for old, new in edits(lines, source)]
    return [[line.strip() for line in one if line not in source.splitlines()] for one in changed]


def edits(lines: str, source: str = SOURCE) -> list[tuple[str, str]]:
    text = f"# f\nname\n    Is this a hint?\n{lines}"
    code = FunctionCode(source, CodeNames(Function("f", ("x", "y"), Number("f"))))
    return [(e.old, e.new) for operator in vocabulary(text).of("f", "") for e in code.edits(operator)]


def test_each_match_is_a_mistake_of_its_own() -> None:
    assert made("    e_ + d_ -> e_ - d_\n    e_ / d_ -> e_") == [["total = x - 2 * y"], ["other = total"]]


def test_a_name_stands_for_the_same_code_everywhere() -> None:
    assert edits("    e_ * e_ -> e_") == []
    assert made("    e_ * e_ -> e_", "def f(x, y):\n    return x * x\n") == [["return x"]]


def test_what_would_be_read_otherwise_gets_parentheses() -> None:
    assert made("    2 * e_ -> e_ + 1") == [["total = x + (y + 1)"]]


def test_changes_that_are_joined_are_one_edit() -> None:
    lines = "    total = e_ -> total = -e_\n    & other = e1_ / d_ -> other = e1_ * d_"
    assert made(lines) == [["total = -(x + 2 * y)", "other = total * y"]]


def test_a_line_that_changes_nothing_says_where_the_others_apply() -> None:
    assert edits("    total = z_ ** 2 -> total = z_ ** 2\n    & 2 * e_ -> e_") == []
    assert made("    total = e_ + d_ -> total = e_ + d_\n    & 2 * y -> y") == [["total = x + y"]]


def test_all_changes_every_match_and_any_may_change_none() -> None:
    assert made("    all y -> x") == [["total = x + 2 * x", "other = total / x"]]
    assert edits("    all e_ ** 2 -> e_\n    & 2 * y -> y") == []
    assert made("    any e_ ** 2 -> e_\n    & 2 * y -> y") == [["total = x + y"]]


def test_statements_can_be_added_and_moved() -> None:
    ((old, new),) = edits("    total = e_; other = d_ -> other = d_; total = e_")
    assert SOURCE.replace(old, new).index("other =") < SOURCE.replace(old, new).index("total =")


def test_a_text_that_stands_there_twice_is_widened_until_it_is_one() -> None:
    twice = "def f(x, y):\n    a = x + y\n    b = x + y\n    return a * b\n"
    assert made("    e_ + d_ -> e_ - d_", twice) == [["a = x - y"], ["b = x - y"]]


@pytest.mark.parametrize(
    "text",
    [
        "name\n    A hint?\n    a -> b",
        "# f\nName of Mistake\n    A hint?\n    a -> b",
        "# f\nname\n    a -> b",
        "# f\nname\n    A hint?\n    -> b",
        "# f\nname\n    A hint?\n    a = b",
        "# f\nname\n    A hint?\n    a = b\nother\n    A hint?\n    a -> b",
        "# f\nname\n    A hint?\n# g\nother\n    A hint?\n    a -> b",
        "# f\nname\n    A hint?",
    ],
)
def test_what_is_not_in_the_notation_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        vocabulary(text)


def test_sections_are_taken_for_other_functions_whole_or_in_part() -> None:
    text = "# g < f: two\n# h < f\n# f\none\n    A hint?\n    a -> b\ntwo\n    A hint?\n    a -> c"
    words = vocabulary(text)
    assert [o.name for o in words.of("g", "")] == ["two"]
    assert [o.name for o in words.of("h", "")] == ["one", "two"]


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_derived_edit_applies_and_changes_the_function(name: str) -> None:
    of = reference(name)
    for mistake in of.mistakes:
        assert of.sources[mistake.function].count(mistake.old) == 1, mistake
        ast.parse(of.edited(mistake).sources[mistake.function])
        assert mistake.new != mistake.old


def operators(path: Path) -> list[MistakeOperator]:
    return [o for section in vocabulary(path.read_text(encoding="utf-8")).sections.values() for o in section]


def test_every_operator_of_the_shared_vocabularies_has_a_function_that_it_changes() -> None:
    """The references are its examples: an operator that never applies is a slip of the pen."""
    made = {m.name for name in PROBLEMS for m in reference(name).mistakes}
    said = {o.name for path in shared_files(SOLUTIONS).values() for o in operators(path)}
    assert said <= made


@pytest.mark.parametrize("name", NETWORKS)
def test_a_hint_speaks_of_the_quantities_of_its_layer(name: str) -> None:
    of = reference(name)
    assert not [m.hint for m in of.mistakes if "_" in m.hint.replace("y_hat", "") or "{" in m.hint.replace("{}", "")]
    layers = of.problem.network.layers
    hints = [m.hint for m in of.mistakes if (m.function, m.name) == ("forward", "bias-subtracted")]
    assert hints == [f"Look at the sign of the bias {layer.bias}." for layer in layers]
