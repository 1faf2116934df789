"""What all network problems share: functions `forward`, `loss`, `backward`, `train`, their questions and cases."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.alike import Alike, Params, TrainArgs, turned
from autograder.declare.descent import longer
from autograder.declare.draw import sizes, until
from autograder.declare.forms import Array, Fields, Like, Number, Parts, Series, Shape
from autograder.declare.network_case import Draw, NetworkCase, NetworkFunctions
from autograder.declare.problem import Call, Case, Check, Function, InapplicableError, Question, Rule, Steps
from autograder.declare.roles import Dense, Network, Roles

STEPS = (3, 5)
"""Few enough that a gradient m times too large stays finite, enough that a missing step shows."""
LR = 0.02
"""Small enough that a gradient m times too large stays finite, large enough that second-order updates show."""
NEAR = 0.03
"""Share of the error of the predictions that is left for the second loss. Rounded to 4 digits, a large loss is right to
1e-6 in a third of the draws of a two-layer network, and the small one too in none of 600."""


@dataclass(frozen=True, eq=False)
class Training:
    """The convergence case: its sizes, the learning rate as a function of x, the steps, and how it is judged.

    `accept` returns whether a draw of the arguments of train (x, y, params, lr, steps) is good enough. With `once`,
    one draw is accepted for all submissions, and each gets others with the same losses, made by `alike`.
    """

    sizes: dict[str, int]
    lr: Callable[[Any], float]
    steps: int
    check: Check
    accept: Callable[[Any, Any, Params, float, int], bool] = lambda *_: True
    once: bool = False
    alike: Alike = turned


Reference = NetworkFunctions
"""Its name in version 0.1.0."""


def functions(cache: Mapping[str, Shape], grads: Mapping[str, Shape]) -> tuple[Function, ...]:
    """Declare the four functions from the quantities of the cache and the gradients; the shape () means a number."""
    return (
        Function("forward", ("x", "params"), _fields(cache)),
        Function("loss", ("y_hat", "y"), Number("loss")),
        Function("backward", ("x", "y", "params", "cache"), _fields(grads), {"cache": ("forward", ("x", "params"))}),
        Function(
            "train",
            ("x", "y", "params", "lr", "steps"),
            Parts((Like("params", "params", change=True), Series("losses", "steps"))),
        ),
    )


def roles(grads: Mapping[str, Shape], *layers: Dense) -> Roles:
    """Declare the roles of the four functions; `layers`, if the network consists of such layers alone.

    A gradient is named after its variable: `dW1` is the gradient with respect to `W1`.
    """
    return Roles(
        Network(
            forward="forward",
            loss="loss",
            backward="backward",
            train="train",
            x="x",
            y="y",
            params="params",
            cache="cache",
            y_hat="y_hat",
            lr="lr",
            steps="steps",
            trained="params",
            losses="losses",
            gradients={name: name.removeprefix("d") for name in grads},
            layers=layers,
        )
    )


def _fields(quantities: Mapping[str, Shape]) -> Fields:
    return Fields(tuple(Array(name, shape) if shape else Number(name) for name, shape in quantities.items()))


def questions(cache: Mapping[str, Shape], grads: Mapping[str, Shape], check: Check) -> tuple[Question, ...]:
    """Return one question per quantity, one for the loss, and three for training, in the order of computation."""
    return (
        *(Question(f"forward.{name}") for name in cache),
        Question("loss"),
        *(Question(f"backward.{name}") for name in grads),
        Question("train.params"),
        Question("train.losses"),
        Question("train.converges", check=check),
    )


def cases(
    rng: np.random.Generator,
    reference: NetworkFunctions,
    draw: Draw,
    ranges: Mapping[str, tuple[int, int]],
    training: Training,
    lr: float = LR,
    near: float = NEAR,
) -> tuple[Case, ...]:
    """Draw two cases of all four functions, which have no size in common, and one of convergence.

    `lr` is the learning rate of the few steps that are compared. `near` is 1 for a loss with logarithms: in a small one
    an epsilon inside them would show. `backward` gets the reference's cache for inputs that `forward` is never called
    with: a wrong `forward` does not spoil it, and the cache gives nothing away. `loss` gets a y_hat that belongs to no
    `forward` question either.
    """
    drawn: list[Case] = []
    single = training.check is Check.LEAST_SQUARES_AT_RATE
    for steps in STEPS:
        of = _sizes(rng, ranges, steps, [case.sizes for case in drawn])
        first = {call.function: call.args for call in drawn[0].calls} if drawn else {}
        drawn.append(NetworkCase(rng, reference, draw, of, lr, near, first, single).drawn())
    if training.once:
        args, goal, losses, least = _accepted_once(reference, draw, training)
        call = Call("train", training.alike(rng, args), training.check, goal, losses, least)
    else:
        call = Call("train", _accepted(rng, draw, training), training.check)
    return (*drawn, Case(training.sizes, (call,)))


def _sizes(
    rng: np.random.Generator, ranges: Mapping[str, tuple[int, int]], steps: int, earlier: Sequence[Mapping[str, int]]
) -> dict[str, int]:
    """Draw other sizes than those of earlier cases, so that a hard-coded one shows."""
    drawn = until(lambda: sizes(rng, *earlier, **ranges), lambda drawn: steps not in drawn.values())
    return {**drawn, "steps": steps}


def _accepted(rng: np.random.Generator, draw: Draw, training: Training) -> TrainArgs:
    def arguments() -> TrainArgs:
        x, y, params = draw(rng, training.sizes)
        return x, y, params, training.lr(x), training.steps

    with np.errstate(all="ignore"):  # a draw may diverge and is then rejected
        return until(arguments, lambda given: training.accept(*given))


@functools.cache
def _accepted_once(
    reference: NetworkFunctions, draw: Draw, training: Training
) -> tuple[TrainArgs, float, tuple[float, ...], float]:
    """Return the one accepted draw, the loss that the reference reaches, its losses on the way, and one further on."""
    x, y, params, lr, steps = _accepted(np.random.default_rng(0), draw, training)
    _, losses = reference.train(x, y, params, lr, longer(steps) + 1)
    return (x, y, params, lr, steps), float(losses[steps]), tuple(losses[:steps]), float(losses[-1])


def train_params(x: Any, y: Any, params: Params, lr: float, steps: int) -> Steps[Params]:
    """Run gradient descent with the student's own forward and backward, doing the arithmetic here."""
    now = params
    for _ in range(steps):
        (cache,) = yield [("forward", x, now)]
        (grads,) = yield [("backward", x, y, now, cache)]
        now = {name: value - lr * grads[f"d{name}"] for name, value in now.items()}
    if _same(now, params):
        raise InapplicableError("gradients that vanish beside the parameters")  # they would justify no update at all
    return now


def _same(one: Params, other: Params) -> bool:
    return all(np.array_equal(one[name], value) for name, value in other.items())


def train_losses(x: Any, y: Any, params: Params, lr: float, steps: int) -> Steps[list[float]]:
    """Compute the student's own loss at the parameters that the student's own train visits."""
    trained = yield [("train", x, y, params, lr, done) for done in range(1, steps)]
    visited = [params, *(one["params"] for one in trained)]
    if _same(visited[-1], params):
        raise InapplicableError("training that never moves")
    caches = yield [("forward", x, p) for p in visited]
    predicted = [cache["y_hat"] for cache in caches]
    losses = yield [("loss", y_hat, y) for y_hat in predicted]
    if max(losses) == min(losses):
        (elsewhere,) = yield [("loss", predicted[0] + 1, y)]
        if elsewhere == losses[0]:
            raise InapplicableError("a loss that does not look at the predictions")
    if not np.isfinite(losses).any():
        (middling,) = yield [("loss", np.full_like(y, 0.5), y)]
        if not np.isfinite(middling):
            raise InapplicableError("a loss that is never finite")
    return losses


SLOPE_STEP = 1e-3
"""Of the 4-point rule: 2e-10 on a two-layer network."""


def slope_of_own_loss(
    right: Callable[[Any, Any], float], z: Any, y: Any, squash: Callable[[Any], Any] = lambda z: z
) -> Steps[Any]:
    """Return the derivative of the student's own loss with respect to `z`, where `y_hat = squash(z)`.

    Nothing follows from a loss that is right.
    """
    (here,) = yield [("loss", squash(z), y)]
    if not np.isfinite(here) or np.isclose(here, right(squash(z), y), rtol=1e-6):
        raise InapplicableError("a loss that is right, or no number")
    moves = [SLOPE_STEP * move.reshape(z.shape) for move in np.eye(z.size)]
    losses = yield [("loss", squash(z + k * move), y) for move in moves for k in (-2, -1, 1, 2)]
    before, back, on, after = np.reshape(losses, (-1, 4)).T
    return ((8 * (on - back) - (after - before)) / (12 * SLOPE_STEP)).reshape(z.shape)


RULES: Mapping[str, Rule] = {"train.params": train_params, "train.losses": train_losses}
"""The rules of training, the same for every network."""
