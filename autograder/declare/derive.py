"""Derive the declaration of a problem from its right functions, and from how their inputs are drawn."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare import network as net
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import Floats, normal, sizes, until
from autograder.declare.forms import Array, Shape
from autograder.declare.long_training import LongTraining
from autograder.declare.network import Training
from autograder.declare.network_case import Draw, NetworkFunctions
from autograder.declare.problem import (
    Call,
    Case,
    Function,
    Misconception,
    Problem,
    Question,
    Rule,
    Written,
)
from autograder.declare.roles import Dense
from autograder.declare.rule import parameters
from autograder.declare.search import Search
from autograder.declare.underivable import check_predictions

SPREAD, LARGEST = 6, 30
"""Of the numbers that an activation is called with: it is nearly flat at some of them, and overflows at none."""
TINY = 1e-12
Ranges = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Extra:
    """A function beside those of the network, its questions, how it is called, and rules if they are not derived."""

    function: Function
    questions: tuple[Question, ...]
    cases: Callable[[np.random.Generator], Sequence[Case]]


@dataclass(frozen=True)
class Activation:
    """A function that is applied to each entry of an array, such as a sigmoid; `ranges` are those of its axes."""

    reference: Callable[..., Any]
    ranges: Ranges

    def asked(self, shape: Shape) -> Extra:
        """Return how students' functions are asked. `shape` is that of the array in the network."""
        name = self.reference.__name__
        (arg,) = inspect.signature(self.reference).parameters
        return Extra(Function(name, (arg,), Array(name, shape)), (Question(name),), lambda rng: self._cases(rng, shape))

    def _cases(self, rng: np.random.Generator, shape: Shape) -> Sequence[Case]:
        first = self._case(rng, shape)
        return first, self._case(rng, shape, first.sizes)

    def _case(self, rng: np.random.Generator, shape: Shape, *earlier: Mapping[str, int]) -> Case:
        drawn = sizes(rng, *earlier, **self.ranges)
        extents = [drawn[d] if isinstance(d, str) else d for d in shape]

        def draw() -> Floats:
            z = SPREAD * normal(rng, *extents)
            return self._with_zero(z) if earlier else z

        def spread(z: Floats) -> bool:
            return bool(np.abs(z).max() <= LARGEST and z.min() < 0 < z.max())

        return Case(drawn, (Call(self.reference.__name__, (until(draw, spread),)),))

    def _with_zero(self, z: Floats) -> Floats:
        """Return z with a zero in it, which is neither positive nor negative, unless the function jumps there."""
        below, at, above = (np.where(np.abs(z) == np.abs(z).min(), by, z) for by in (-TINY, 0.0, TINY))
        return at if np.allclose(self.reference(below), self.reference(above)) else z


def derive(
    *,
    name: str,
    title: str,
    functions: tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any], Callable[..., Any]],
    inputs: Draw,
    ranges: Ranges,
    training: Training | LongTraining,
    lr: float = net.LR,
    near: float = net.NEAR,
    activation: Activation | None = None,
    search: Search | None = None,
    extras: Sequence[Extra] = (),
    rules: Mapping[str, Rule | tuple[Rule, ...]] | None = None,
    misconceptions: Sequence[Misconception] = (),
    mistakes: str = "",
    written: Sequence[Written] = (),
) -> Problem:
    """Declare a network by its functions forward, loss, backward and train, in this order.

    `inputs` draws x, y and the parameters for sizes in `ranges`; `training` says the sizes of a long training, from
    which the rest of it is derived, or all of it. `lr` and `near` are those of `network.cases`. The forms, questions,
    roles and local rules are read off the functions and off what they return; named mistakes are made by the shared
    vocabulary of networks. `search` and `extras` come before the network. Say `rules` for questions whose rule is not
    derived, or wrong, and `mistakes` of your own in the notation of `declare.mistakes`, as the name of a shared
    vocabulary, or as edits (`misconceptions`).
    """
    references = NetworkFunctions(*functions)
    seen = observed(references, inputs, ranges)
    long = training.of(references, seen.layers) if isinstance(training, LongTraining) else training
    before, own_rules = list(extras), dict(rules or {})
    if search is not None:
        of = search.function(seen.params)
        before.append(Extra(of, (search.question,), lambda rng: search.cases(rng, inputs)))
        own_rules |= search.rules(references, seen.params)
    if activation is not None:
        before.append(activation.asked(seen.cache[seen.activated]))
    declared = (*(e.function for e in before), *net.functions(seen.cache, seen.grads))
    given = {f.__name__: f for f in functions}
    if activation is not None:
        given[activation.reference.__name__] = activation.reference

    def cases(rng: np.random.Generator) -> tuple[Case, ...]:
        first = [case for extra in before for case in extra.cases(rng)]
        return *first, *net.cases(rng, references, inputs, ranges, long, lr, near)

    return Problem(
        name=name,
        title=title,
        functions=declared,
        questions=(
            *(q for extra in before for q in extra.questions),
            *net.questions(seen.cache, seen.grads, long.check),
        ),
        roles=net.roles(seen.grads, *seen.layers),
        cases=cases,
        rules=DerivedRules(
            {f.name: f for f in declared if f.name in given},
            given,
            forward="forward",
            backward="backward",
            by_hand={**net.RULES, **own_rules},
            last=dict(_of_own_loss(references, seen, activation)),
        ),
        misconceptions=tuple(misconceptions),
        vocabulary=("network", mistakes) if mistakes else ("network",),
        written=tuple(written),
    )


def questions(functions: Sequence[Function], points: Mapping[str, float] | None = None) -> tuple[Question, ...]:
    """Return a question for each piece of each function, in their order; `points` are those of the ones not worth 1."""
    names = [f"{f.name}.{piece}" if piece else f.name for f in functions for piece in tuple(f.pieces) or ("",)]
    return tuple(Question(name, (points or {}).get(name, 1.0)) for name in names)


def in_order(asked: Sequence[Question], rules: DerivedRules) -> tuple[Question, ...]:
    """Return the questions of each function in the order of computation, and else as they are."""
    left, made = list(asked), list[Question]()
    while left:
        here = [q for q in left if q.function == left[0].function]
        pieces = {q.piece: q for q in here}

        def waits(question: Question, pieces: Mapping[str, Question] = pieces) -> bool:
            given = rules.declared[question.function].args if question.function in rules.declared else ()
            names = {p for rule in rules.get(question.name, ()) for p in parameters(rule) if p not in given}
            return any(p.removeprefix("new_") in pieces.keys() - {question.piece} for p in names)

        made.append(next((q for q in here if not waits(q)), here[0]))
        left.remove(made[-1])
    return tuple(made)


@dataclass(frozen=True)
class NetworkQuantities:
    """What a network returns, seen in one call: the shapes of its values, and the layers that these fit."""

    cache: dict[str, Shape]
    grads: dict[str, Shape]
    params: tuple[str, ...]
    layers: tuple[Dense, ...]

    @property
    def activated(self) -> str:
        """The first value that goes into a sigmoid."""
        return next((layer.sums for layer in self.layers if layer.sigmoid), next(iter(self.cache)))


def observed(references: NetworkFunctions, inputs: Draw, ranges: Ranges) -> NetworkQuantities:
    """Call a network once, and read its shapes and layers off the numbers. All sizes are different there."""
    rng = np.random.default_rng(0)
    of = sizes(rng, **ranges)
    x, y, params = inputs(rng, of)
    with np.errstate(all="ignore"):
        cache = references.forward(x, params)
        check_predictions(cache)
        grads = references.backward(x, y, params, cache)
    symbols = {size: symbol for symbol, size in of.items()}
    values, gradients = ({n: _shape(value, symbols) for n, value in some.items()} for some in (cache, grads))
    return NetworkQuantities(values, gradients, tuple(params), _complete(tuple(_layers(x, params, cache)), cache))


def _shape(value: Any, symbols: Mapping[int, str]) -> Shape:
    return tuple(symbols.get(extent, extent) for extent in np.shape(value))


def _layers(x: Any, params: Mapping[str, Any], cache: Mapping[str, Any]) -> Iterator[Dense]:
    """Yield the layers: values that are weights times the inputs or a value, plus a bias."""
    inputs = {"x": x, **cache}
    for sums, value in cache.items():
        found = (
            Dense(weights, bias, given, sums, _sigmoid_of(value, cache))
            for given, array in inputs.items()
            if given != sums
            for weights, factor in params.items()
            for bias, term in params.items()
            if bias != weights and _is_layer(value, factor, array, term)
        )
        yield from list(found)[:1]


def _is_layer(value: Any, factor: Any, array: Any, term: Any) -> bool:
    if np.ndim(factor) == 2 and np.shape(factor)[1] == np.shape(array)[0]:
        made = factor @ array
    elif np.ndim(factor) == 0:
        made = factor * array
    else:
        return False
    fitting = np.shape(term) in ((), (np.shape(made)[0], 1))
    return fitting and np.shape(made) == np.shape(value) and np.allclose(made + term, value)


def _sigmoid_of(value: Any, cache: Mapping[str, Any]) -> str:
    with np.errstate(all="ignore"):
        made = 1 / (1 + np.exp(-value))
    return next((n for n, v in cache.items() if np.shape(v) == np.shape(made) and np.allclose(v, made)), "")


def _complete(layers: tuple[Dense, ...], cache: Mapping[str, Any]) -> tuple[Dense, ...]:
    """Return the layers if each takes what comes out of the one before, else none."""
    order = ["x", *cache]
    ends = ["x", *(layer.sigmoid or layer.sums for layer in layers)]
    joined = all(order.index(layer.inputs) >= order.index(end) for layer, end in zip(layers, ends, strict=False))
    return layers if joined and layers and layers[0].inputs == "x" else ()


def _of_own_loss(
    references: NetworkFunctions, seen: NetworkQuantities, activation: Activation | None
) -> Iterator[tuple[str, Rule]]:
    """Yield the rule of the first gradient: the slope of the student's own loss."""
    first = next(iter(seen.grads))
    of = first.removeprefix("d")
    squash = None if activation is None else activation.reference
    ends = any(layer.sums == of and layer.sigmoid == "y_hat" for layer in seen.layers)
    if of == "y_hat":
        yield f"backward.{first}", lambda y_hat, y: net.slope_of_own_loss(references.loss, y_hat, y)
    elif ends and squash is not None:
        of_sums = _renamed(of, lambda z, y: net.slope_of_own_loss(references.loss, z, y, squash))
        yield f"backward.{first}", of_sums


def _renamed(sums: str, rule: Callable[[Any, Any], Any]) -> Rule:
    """Let a rule of the pre-activations ask for them by the name that they have in the cache."""

    def renamed(**given: Any) -> Any:
        return rule(given[sums], given["y"])

    kind = inspect.Parameter.KEYWORD_ONLY
    renamed.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in (sums, "y")])  # type: ignore[attr-defined]
    return renamed
