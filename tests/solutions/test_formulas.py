"""Every formula of the lessons about networks holds: computed with numbers, derivatives measured."""

from __future__ import annotations

import ast
import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.author.drawing import PICTURE
from autograder.author.lesson import CellKind, lesson
from tests.solutions.common import NETWORKS, PROBLEMS, SOLUTIONS, reference
from tests.solutions.latex import Formula, Network, UnreadError, equations, mutants

H = 1e-5


def derivation(name: str) -> str:
    return Path(SOLUTIONS, "derivations", f"{name}.md").read_text(encoding="utf-8")


class Moved:
    """The forward pass and the loss of a reference, with one entry of one quantity moved on the way."""

    def __init__(self, name: str, examples: int | None) -> None:
        loaded = reference(name)
        case = next(c for c in loaded.problem.cases(np.random.default_rng(3)) if c.calls[0].function == "forward")
        self.given = loaded.problem.bind(case.calls[0])
        self.sizes = case.sizes
        (function,) = ast.parse(loaded.sources["forward"]).body
        assert isinstance(function, ast.FunctionDef)
        self.body = [s for s in function.body if not isinstance(s, ast.Expr)]
        self.namespace = loaded.namespace
        self.given["x"] = self.given["x"][:, :examples]
        self.y = 1.0 * np.array([np.arange(self.given["x"].shape[1]) % 3 > 0])
        self.y[0, -1] = 1.0

    def values(self, moved: str = "", place: tuple[int, int] = (0, 0), by: float = 0.0) -> dict[str, np.ndarray]:
        def after(name: str, value: Any) -> Any:
            if name == moved:
                value = value + by if np.ndim(value) == 0 else value.copy()
                if np.ndim(value):
                    value[place] += by
            return value

        params = {name: after(name, value) for name, value in self.given["params"].items()}
        space = {**self.namespace, "x": after("x", self.given["x"]), "params": params}
        made: dict[str, Any] = {}
        for statement in self.body:
            if isinstance(statement, ast.Assign):
                exec(ast.unparse(statement), space)
                name = ast.unparse(statement.targets[0])
                space[name] = made[name] = after(name, space[name])
            else:
                assert isinstance(statement, ast.Return)
                result = eval(ast.unparse(statement.value or ast.Constant(None)), space)
                made |= {name: value if name in made else after(name, value) for name, value in result.items()}
        made |= {"x": space["x"], "y": self.y, **params}
        made["L"] = self.namespace["loss"](made["y_hat"], self.y)
        return {n: np.reshape(v, np.shape(v) or (1, 1)) for n, v in made.items()}

    def derivative(self, of: str, at: tuple[int, int], by: str, place: tuple[int, int]) -> float:
        up, down = (self.values(by, place, step)[of][at] for step in (H, -H))
        return float(up - down) / (2 * H)


@cache
def measured(name: str, examples: int | None = None) -> Network:
    """Return a network with all its examples, or with the first few of them."""
    network = Moved(name, examples)
    values = network.values()
    sizes = {"m": values["x"].shape[1], "n": values["x"].shape[0], "k": values.get("W1", values["x"]).shape[0]}
    numbers = {letter: np.array([[float(size)]]) for letter, size in sizes.items()}
    return Network({**numbers, **values}, sizes, network.derivative)


def places(net: Network) -> list[Network]:
    """The same network looked at in several places: examples i, units or features j, features l."""
    inner = net.sizes["k"] if "W1" in net.values else net.sizes["n"]
    several = itertools.product((0, net.sizes["m"] - 1), (0, inner - 1), (0, net.sizes["n"] - 1))
    return [Network(**{**vars(net), "at": dict(zip("ijl", at, strict=True))}) for at in several]


def holds(text: str, net: Network) -> bool:
    """Return whether an equation holds in every place; one whose shapes do not fit holds nowhere."""
    formula = Formula(text)
    try:
        return all(formula.holds(place) for place in places(net))
    except ValueError:
        return False


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_formula_of_a_derivation_holds(name: str) -> None:
    net = measured(name)
    found = list(equations(derivation(name)))
    assert len(found) >= 2 * len(reference(name).problem.network.gradients)
    assert [text for text in found if not holds(text, net)] == []


@pytest.mark.parametrize("name", NETWORKS)
def test_a_derivation_names_every_gradient_and_its_shape(name: str) -> None:
    text = derivation(name)
    for gradient in reference(name).problem.network.gradients:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{gradient}` |")]
        assert len(list(equations(row))) == 2, "in matrix form and by entry"


@pytest.mark.parametrize("name", NETWORKS)
def test_a_wrong_formula_is_found(name: str) -> None:
    net = measured(name)
    tried = 0
    for text in equations(derivation(name)):
        for wrong in mutants(text):
            tried += 1
            try:
                assert not holds(wrong, net), wrong
            except UnreadError:
                continue  # no formula any more
    assert tried >= 8


CHOSEN = ("y = 0", "y = 1", "k = m")
"""A value that the reader should put in for a moment."""
NORMAL = "v \\, X X^\\top = y X^\\top"
"""The normal equations, which have their own test."""
SHORT = {
    r"w_1 x_1^{(i)} + \dots + w_n x_n^{(i)}": r"\sum_{l=1}^{n} w_l x_l^{(i)}",
    r"\sigma'(z)": r"\frac{\partial s}{\partial z}",
}
"""What is not read, and the same in other signs."""


S = 1 / (1 + np.exp(-np.array([0.7, 0.7 + H, 0.7 - H])))
ANY_Z = Network({"z": np.array([[0.7]]), "s": S[:1, None]}, {}, lambda *_: (S[1] - S[2]) / (2 * H))
"""A number z and its sigmoid s."""


def is_right(text: str, name: str) -> bool:
    for short, long in SHORT.items():
        text = text.replace(short, long)
    if text.startswith((r"\sigma", r"\frac{\partial s}")):
        return Formula(text).holds(ANY_Z)
    return holds(text, measured(name)) or holds(text, measured(name, 1))


@pytest.mark.parametrize("name", NETWORKS)
def test_every_formula_of_a_lesson_about_a_network_holds(name: str) -> None:
    """A worked solution about one example may leave the 1/m out: then it holds for a network that sees one example."""
    kinds = (CellKind.PROSE, CellKind.WRITTEN, CellKind.WORKED)
    texts = [part.source for part in lesson(reference(name)) if part.kind in kinds]
    found = [text for source in texts for text in equations(source) if text not in (*CHOSEN, NORMAL)]
    assert len(found) >= 2
    assert [text for text in found if not is_right(text, name)] == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_number_that_a_lesson_states_is_right(name: str) -> None:
    """Equations without variables, such as log 2 and its digits."""
    empty = Network({}, {}, lambda *_: 0.0)
    for part in lesson(reference(name)):
        for text in equations(part.source if part.kind is not CellKind.FUNCTION else ""):
            try:
                right = Formula(text).holds(empty)
            except (UnreadError, KeyError, ValueError, IndexError):
                continue
            assert right, text


def test_a_wrong_number_is_found() -> None:
    empty = Network({}, {}, lambda *_: 0.0)
    assert Formula(r"\log 2 \approx 0.693").holds(empty)
    assert not Formula(r"\log 2 \approx 0.695").holds(empty)
    with pytest.raises(UnreadError):
        Formula(r"\int_0^1 x").holds(empty)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_lesson_has_a_worked_example_and_four_pitfalls(name: str) -> None:
    texts = [part.source for part in lesson(reference(name)) if part.kind is CellKind.PROSE]
    assert any(PICTURE in text or re.search(r"\*\*Example\.?|worked example", text) for text in texts)
    assert (name in NETWORKS) == any(PICTURE in text for text in texts)
    (pitfalls,) = [text.partition("**Four pitfalls.**")[2] for text in texts if "**Four pitfalls.**" in text]
    assert [line[:2] for line in pitfalls.splitlines() if re.match(r"\d\.", line)] == ["1.", "2.", "3.", "4."]


def test_the_worked_example_of_the_optimizers_is_what_they_compute() -> None:
    run = reference("optimizers").namespace
    text = next(part.source for part in lesson(reference("optimizers")) if "worked example" in part.source)
    for name, states in (("gradient_descent", 0), ("momentum", 1), ("rmsprop", 1), ("adam", 2)):
        (row,) = re.findall(rf"\| `{name}` \| (.*) \|", text)
        settings = {"momentum": (0.9,), "rmsprop": (0.9, 1e-8), "adam": (0.9, 0.999, 1e-8)}.get(name, ())
        params, memory = {"p": np.ones(1)}, [dict[str, Any]()] * states
        for step, (gradient, said) in enumerate(zip((2.0, 1.0, -1.0), row.split(" | "), strict=True), 1):
            counted = (step,) if name == "adam" else ()
            made = run[name](params, {"p": np.array([gradient])}, *memory, *counted, 0.1, *settings)
            params, *memory = made if states else (made,)
            assert round(float(params["p"][0]), 4) == float(said), f"{name}, step {step}"


def picture(name: str, words: str) -> str:
    return next(p.source for p in lesson(reference(name)) if p.kind is CellKind.PICTURE and words in p.source)


def test_the_normal_equations_give_the_least_loss() -> None:
    net = measured("multivariate_regression")
    run = reference("multivariate_regression").namespace
    space: dict[str, Any] = {**run, "np": np}
    source = picture("multivariate_regression", "normal_equations")
    exec(source[source.index("def normal_equations") : source.index("def timed")], space)
    x = np.random.default_rng(1).standard_normal((3, 9))
    y = np.random.default_rng(2).standard_normal((1, 9))
    exact = space["normal_equations"](x, y)
    grads = run["backward"](x, y, exact, run["forward"](x, exact))
    assert max(np.abs(grads[name]).max() for name in ("dw", "db")) < 1e-12
    ones = np.vstack([x, np.ones((1, 9))])
    v = np.append(exact["w"], exact["b"]).reshape(1, -1)
    (text,) = [t for p in lesson(reference("multivariate_regression")) for t in equations(p.source) if "X X" in t]
    assert Formula(text).holds(Network({**net.values, "X": ones, "v": v, "y": y}, net.sizes, net.derivative))


def test_the_perceptrons_loss_stays_before_it_falls() -> None:
    source = picture("two_layer_perceptron", "axhline")
    space: dict[str, Any] = {**reference("two_layer_perceptron").namespace, "np": np}
    exec("\n".join(line for line in source.splitlines() if "plt" not in line), space)
    losses = space["losses"]
    assert all(abs(value - np.log(2)) < 0.02 for value in losses[10:200])
    assert losses[-1] < 0.2


def test_random_search_gets_worse_with_the_dimension_and_descent_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    exec(picture("univariate_regression", "looks = 100"), {"np": np})
    rows = [[float(cell) for cell in line.split()] for line in capsys.readouterr().out.splitlines()[1:]]
    found = [row[1] for row in rows]
    assert sorted(found[:-1]) == found[:-1]
    assert found[-1] > 1000 * found[0]
    assert max(row[2] for row in rows) < 1e-8
