"""Every formula of the lessons without a network holds, and is what the reference computes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.author.lesson import CellKind, lesson
from tests.solutions.common import NETWORKS, PROBLEMS, reference
from tests.solutions.latex import Formula, Named, Network, UnreadError, equations, mutants
from tests.solutions.told import NOTHING, Told, Values

OTHERS = tuple(name for name in PROBLEMS if name not in NETWORKS)
SIZES = {"m": 4, "n": 2, "k": 3}
SEEDS = (17, 6)
"""In one of them q is larger than r and x than y, in the other one it is smaller."""
COUNTS: Mapping[str, Mapping[str, int]] = {
    "One neuron": {"i": 2},
    "2.": {"l": 3},
    "6.": {"q": 2},
    "8.": {"q": 2, "u": 2},
    "12.": {"k": 2},
    "13.": {"i": 2},
}
"""Sizes of one section, or what an index counts in it."""
SHAPES: Mapping[str, str] = {
    "One neuron": "w:n1 x:n1",
    "Mini-batch gradient descent": "w:1n x:nm y:1m",
    "2.": "z:km y:km",
    "3.": "W:kn x:nm b:k1 G:km",
    "4.": "W:kn G:kn",
    "5.": "A:km b:k1 c:1m G:km",
    "6.": "W1:kn b1:k1 W2:qk b2:q1 x:nm",
    "8.": "W1:kn b1:k1 W2:qk b2:q1 x:nm G:qm",
    "12.": "z:k1",
    "13.": "w:n1 x:n1",
}
"""What is not given as a number."""
BEHIND: Mapping[str, tuple[str, ...]] = {
    "Scalar operations": ("L = G z",),
    "3.": (r"L = \sum_{u,i} G_{ui} a_{ui}",),
    "4.": (r"L_0 = \sum_{u,f} G_{uf} W_{uf}",),
    "5.": (r"L = \sum_{u,i} G_{ui} z_{ui}",),
    "7.": (r"A = \lambda", r"\lambda_{\max} = \lambda"),
    "8.": (r"L = \sum_{u,i} G_{ui} z_{2,ui}",),
    "11.": ("w_1 = w", "w_2 = w"),
}
"""What a text leaves open: a loss with the upstream gradient G, and which names are the same."""
TIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Add": (("z", "add(x, y)"),),
    "Multiply": (("z", "multiply(x, y)"),),
    "Divide": (("z", "divide(x, y)"),),
    "Maximum": (("z", "maximum(x, y)"),),
    "Square": (("z", "square(x)"),),
    "Exponential": (("z", "exp(x)"),),
    "Logarithm": (("z", "log(x)"),),
    "Sigmoid": (("z", "sigmoid(x)"),),
    "Tanh": (("z", "tanh(x)"),),
    "ReLU": (("z", "relu(x)"),),
    "One neuron": (("z", "neuron(w[:, 0], x[:, 0], b)"),),
    "Gradient descent": (("p", "gradient_descent(dict(p=p), dict(p=g), alpha)['p']"),),
    "Momentum": tuple(
        (name, f"momentum(dict(p=p), dict(p=g), dict(p=v), alpha, beta)[{i}]['p']") for i, name in enumerate("pv")
    ),
    "RMSprop": tuple(
        (name, f"rmsprop(dict(p=p), dict(p=g), dict(p=s), alpha, beta, varepsilon)[{i}]['p']")
        for i, name in enumerate("ps")
    ),
    "Adam": tuple(
        (
            name,
            f"adam(dict(p=p), dict(p=g), dict(p=v), dict(p=s), t, alpha, beta1, beta2, varepsilon)[{i}]['p']",
        )
        for i, name in enumerate("pvs")
    ),
    "Mini-batch gradient descent": (("L", "minibatch_descent(x, y, dict(w=w, b=b), 0.1, 2, 1, rng)[1][0]"),),
    "1.": (("(slope('f', 'p'), slope('f', 'q'), slope('f', 'r'))", "max_circuit(p, q, r)"),),
    "2.": (
        ("y_hat", "softmax(z)"),
        ("L", "softmax_cross_entropy(z, y)[0]"),
        ("slope('L', 'z')", "softmax_cross_entropy(z, y)[1]"),
    ),
    "3.": tuple((f"slope('L', '{name}')", f"relu_layer_backward(G, x, W, b)['d{name}']") for name in "zWbx"),
    "4.": (("slope('L', 'W')", "regularized_gradient(G, W, lam, m)"),),
    "5.": tuple((f"slope('L', '{name}')", f"broadcast_backward(G)[{i}]") for i, name in enumerate("bcd")),
    "6.": (("W", "collapse(W1, b1, W2, b2)[0]"), ("b", "collapse(W1, b1, W2, b2)[1]")),
    "7.": (
        ("alpha_max", "largest_learning_rate(np.array([[lam]]))"),
        ("slope('L', 'w')", "lam * w"),
        ("w", "(1 - alpha * lam) ** 2 * w"),
    ),
    "8.": (
        ("z2", "W2 @ (1 / (1 + np.exp(-W1 @ x - b1))) + b2"),
        ("[slope('L', name).shape for name in ('W1', 'b1', 'a1', 'W2')]", "[*gradient_shapes(n, k, q, m).values()]"),
    ),
    "10.": (
        ("np.ceil(np.log(0.5) / np.log(r))", "steps_to_halve(alpha, lam)"),
        ("abs(1 - alpha * slope('L', 'w') / w)", "abs(1 - alpha * lam)"),
    ),
    "11.": (("slope('y_hat', 'w')", "shared_weight_gradient(w, x)"),),
    "12.": (("f", "log_sum_exp(z)"),),
    "13.": tuple(
        (f"slope('L', '{name}')", f"neuron_gradient(w[:, 0], b, x[:, 0], y)[{i}]") for i, name in enumerate("wb")
    ),
}
"""What the text says, and what the reference computes from the same numbers."""
EXAMPLES = ("z = f(x)", "h = 2x + 1", r"\hat y = 3h - 5", r"\alpha\lambda = 0.3", r"\alpha\lambda = 1.9")
"""A function in general, and one that the reader should put in for a moment."""


def at(text: str, **values: Any) -> bool:
    """Return whether a formula holds for these values."""
    return Formula(text).holds(Network({n: np.reshape(v, (1, 1)) for n, v in values.items()}, {}, NOTHING.derivative))


def is_a_bowl(text: str) -> bool:
    """Return whether the formula gives the loss whose derivative is A w."""
    a, w = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([[0.7], [-1.2]])
    moves = np.cumsum(np.full((1000, 2, 1), w / 1000), axis=0) - w / 2000
    values = {"L": np.reshape(sum((a @ at).T @ w / 1000 for at in moves), (1, 1)), "A": a, "w": w}
    return Formula(text.replace("L(w)", "L")).holds(Network(values, {}, NOTHING.derivative))


def settles(text: str, limit: int) -> bool:
    """Return whether the velocity goes to one of the limits that the reference states."""
    told = Told([text], {"g": np.full((1, 1), 1.7), "beta": np.full((1, 1), 0.6), "v": np.zeros((1, 1))}, {})
    for _ in range(100):
        told.given = {**told.given, "v": told.updated()["v"]}
    return bool(np.isclose(0.3 * told.given["v"], RUN["momentum_limit"](1.7, 0.3, 0.6)[limit]))


def measures(text: str) -> bool:
    """Return whether the central difference is that of the reference."""
    h, z = 0.1, np.array([[0.3], [-1.0], [0.7]])
    moved = text.replace(r"f(z + h\,e_j)", "a").replace(r"f(z - h\,e_j)", "b").partition(r"\approx")[2]
    up, down = (RUN["log_sum_exp"](z + by * np.eye(3))[0] for by in (h, -h))
    rows = zip(up, down, RUN["numerical_gradient"](z, h)[:, 0], strict=True)
    return all(at(f"d = {moved}", a=a, b=b, h=h, d=d) for a, b, d in rows)


def expands(text: str) -> bool:
    """Return whether the formula, up to its dots, is that of the sine near 0.4."""
    values = {"f": np.sin(0.4), "f1": np.cos(0.4), "f2": -np.sin(0.4), "f3": -np.cos(0.4), "h": 0.01}
    for i in (3, 2, 1):
        text = text.replace("f" + "'" * i, f"f_{i}")
    text = text.replace(r"f(z \pm h)", "g").replace(r"\pm \cdots", "").replace(r"+ \cdots", "")
    return all(at(text.replace(r"\pm", sign), g=np.sin(0.4 + by), **values) for sign, by in (("+", 0.01), ("-", -0.01)))


def largest_rate(text: str) -> bool:
    """Return whether the limit of the matrix is what the text says below it."""
    return bool(RUN["largest_learning_rate"](np.reshape([float(n) for n in re.findall(r"\d+", text)], (2, 2))) == 0.5)


RUN = reference("exercises").namespace
STATED = {"g": 1.7, "beta": 0.6}
BY_HAND: Mapping[str, Callable[[str], bool]] = {
    r"v \leftarrow \beta v + g": lambda text: settles(text, 0),
    r"v \leftarrow \beta v + (1 - \beta)\, g": lambda text: settles(text, 1),
    r"v = \beta v + g": lambda text: at(text, v=1.7 / 0.4, **STATED),
    r"v = g / (1 - \beta)": lambda text: at(text, v=1.7 / 0.4, **STATED),
    r"v = \beta v + (1 - \beta) g": lambda text: at(text, v=1.7, **STATED),
    r"v = g": lambda text: at(text, v=1.7, **STATED),
    r"v = g\,(1 + \beta + \beta^2 + \cdots) = g/(1 - \beta)": lambda text: at(
        text.replace(r"+ \cdots", "".join(rf"+ \beta^{{{i}}}" for i in range(3, 60))), v=1.7 / 0.4, **STATED
    ),
    r"\partial W_{uf}^2 / \partial W_{uf} = 2 W_{uf}": lambda text: at(
        text.replace(r"\partial W_{uf}^2 / \partial W_{uf}", "d").replace("W_{uf}", "w"),
        w=1.3,
        d=(1.4**2 - 1.2**2) / 0.2,
    ),
    r"\frac{\partial f}{\partial z_j} \approx \frac{f(z + h\,e_j) - f(z - h\,e_j)}{2h}": measures,
    r"f(z \pm h) = f \pm h f' + \frac{h^2}{2} f'' \pm \frac{h^3}{6} f''' + \cdots": expands,
    r"L(w) = \frac{1}{2}\, w^\top A\, w": is_a_bowl,
    r"A = \begin{pmatrix} 4 & 0 \\ 0 & 1 \end{pmatrix}": largest_rate,
}
"""Formulas with something in them that is not read, such as dots, each with what holds it."""


def texts(name: str) -> dict[str, list[str]]:
    """Return the equations of each section of a lesson, by the first word or words of its heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for part in lesson(reference(name)):
        if part.kind in (CellKind.PROSE, CellKind.WRITTEN, CellKind.WORKED):
            title = re.match(r"##? (\d+\.|.*)", part.source)
            heading = title[1] if title else heading
            found.setdefault(heading, []).extend(equations(part.source))
    return found


SECTIONS = [
    (name, heading)
    for name in OTHERS
    for heading, several in texts(name).items()
    if several and heading != "A worked example"
]


def given(heading: str, sizes: Mapping[str, int], seed: int) -> dict[str, np.ndarray]:
    """Return random values: learning rates and averages of squares below 1, targets with a 1 per column."""
    rng = np.random.default_rng(seed)
    values = {name: rng.standard_normal((1, 1)) for name in ("x", "y", "p", "q", "r", "w", "b", "d", "g", "v", "G")}
    values |= {
        name: rng.uniform(0.2, 0.9, (1, 1)) for name in (*"st", "alpha", "beta", "beta1", "beta2", "varepsilon", "lam")
    }
    for name, _, shape in (one.partition(":") for one in SHAPES.get(heading, "").split()):
        values[name] = rng.standard_normal([sizes.get(letter, 1) for letter in shape])
    if heading == "2.":
        values["y"] = np.eye(sizes["k"])[:, np.arange(sizes["m"]) % sizes["k"]]
    values = {name: value for name, value in values.items() if name not in sizes}
    return {**values, "x": np.abs(values["x"])} if heading == "Logarithm" else values


def told(heading: str, several: list[str], seed: int, examples: int = 4) -> Told:
    sizes = {**SIZES, "m": examples, **COUNTS.get(heading, {})}
    read = [text for text in several if text not in (*EXAMPLES, *BY_HAND)]
    behind = BEHIND.get(heading, ())
    return Told([*behind, *read], given(heading, sizes, seed), sizes)


class Numbers(dict[str, Any]):
    """Values as Python has them: those of one entry are numbers."""

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.values_ = values

    def __missing__(self, name: str) -> Any:
        if name not in self.values_:
            raise KeyError(name)
        value = self.values_[name]
        return float(value[0, 0]) if value.size == 1 else value


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def complaints(name: str, heading: str, several: list[str], seed: int) -> Iterator[str]:
    """Yield what of a section is not right, and which of its definitions nothing is held against."""
    section = told(heading, several, seed)
    for claim in section.claims:
        if not section.holds(claim) and not told(heading, several, seed, examples=1).holds(claim):
            yield claim.text
    run, after = reference(name).namespace, section.updated()
    first = section.values({})

    def slope(of: str, by: str) -> Any:
        return np.asarray(section.network({}).slope(Named(of), Named(by)))

    for ours, theirs in TIES.get(heading, ()):
        space = {**run, "np": np, "slope": slope, "rng": np.random.default_rng(1)}
        one, other = (eval(text, space, Numbers(values)) for text, values in ((ours, after), (theirs, first)))
        if not all(
            np.allclose(np.ravel(a), np.ravel(b), rtol=1e-6) for a, b in zip(listed(one), listed(other), strict=True)
        ):
            yield f"{ours} is not {theirs}"
    yield from (f"nothing is held against {name}" for name in section.defined if name not in section.read)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "heading"), SECTIONS)
def test_every_formula_of_a_section_holds(name: str, heading: str) -> None:
    for seed in SEEDS:
        assert list(complaints(name, heading, texts(name)[heading], seed)) == []


def test_a_formula_that_nothing_is_held_against_is_found() -> None:
    assert list(complaints("scalar_operations", "Unknown", ["z = x + y"], 6)) == ["nothing is held against z"]


@pytest.mark.parametrize("text", BY_HAND)
def test_what_is_held_by_hand_stands_in_a_lesson_and_is_right(text: str) -> None:
    assert text in [one for name in OTHERS for several in texts(name).values() for one in several]
    assert BY_HAND[text](text)
    for wrong in mutants(text):
        try:
            assert not BY_HAND[text](wrong), wrong
        except ValueError:
            continue  # other shapes


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "heading"), SECTIONS)
def test_a_wrong_formula_of_a_section_is_found(name: str, heading: str) -> None:
    several = texts(name)[heading]
    for i, text in enumerate(several):
        for wrong in mutants(text) if text not in (*EXAMPLES, *BY_HAND) else ():
            try:
                changed = [*several[:i], wrong, *several[i + 1 :]]
                assert any([*complaints(name, heading, changed, seed)] for seed in SEEDS), wrong
            except (UnreadError, ValueError, RuntimeWarning):
                continue  # no formula any more, one of other shapes, or the root of a negative number
