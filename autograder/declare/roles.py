"""The roles of functions and quantities in a problem, as its declaration states them.

Nothing else in the package recognizes a network, optimizer or derivative by name, or an argument by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

Names: TypeAlias = tuple[str, ...]
Signatures: TypeAlias = Mapping[str, tuple[Names, Names]]
"""The arguments of each declared function, and the pieces of what it returns."""


@dataclass(frozen=True)
class Dense:
    """One layer of a network: `sums` is `weights @ inputs + bias`.

    `sigmoid` names the sigmoid of the sums, if that is the layer's output. Another activation has no name here.
    """

    weights: str
    bias: str
    inputs: str
    sums: str
    sigmoid: str = ""


@dataclass(frozen=True, kw_only=True)
class Network:
    """The functions of a network, and the declared names of what they take and return.

    - `forward` returns values by name, including the prediction `y_hat`. `loss` computes a number from `y_hat` and
      `y`, `backward` returns the gradients of that number.
    - `gradients` names, for each gradient, the parameter or value that it is taken with respect to.
    - `train` returns the new parameters as `trained`, and `losses`; it is "" if nothing is trained.
    - `layers` are those of a network of `Dense` layers, starting at the inputs; other networks have none.

    Functions may take further arguments. An argument has the same name wherever it occurs.
    """

    forward: str
    loss: str
    backward: str
    x: str
    y: str
    params: str
    cache: str
    y_hat: str
    gradients: Mapping[str, str]
    train: str = ""
    lr: str = ""
    steps: str = ""
    trained: str = ""
    losses: str = ""
    layers: tuple[Dense, ...] = ()

    @property
    def functions(self) -> tuple[str, str, str]:
        """The functions that one forward and backward pass calls, in order."""
        return self.forward, self.loss, self.backward

    @cached_property
    def gradient_of(self) -> Mapping[str, str]:
        """The gradients, by the names of the parameters and values that they are taken with respect to."""
        return {of: gradient for gradient, of in self.gradients.items()}

    @cached_property
    def biases(self) -> frozenset[str]:
        """The gradients of the biases."""
        return frozenset(self.gradient_of[layer.bias] for layer in self.layers if layer.bias in self.gradient_of)

    def examples(self, given: Mapping[str, Any]) -> int:
        """Return the number of examples of a call, from its targets: the inputs may be of any kind."""
        return int((np.shape(given[self.y]) or (1,))[-1])

    def sizes(self, given: Mapping[str, Any]) -> dict[str, float]:
        """Return the sizes by which a mistake may multiply: m examples and, if the inputs are a matrix, n features."""
        shape = np.shape(given[self.x])
        return {"m": float(self.examples(given)), **({"n": float(shape[0])} if len(shape) == 2 else {})}

    def complaints(self, signatures: Signatures) -> Iterator[str]:
        """Return which roles name something that is not declared."""
        takes = {self.forward: (self.x, self.params), self.loss: (self.y_hat, self.y), self.backward: (self.params,)}
        gives = {self.forward: (self.y_hat,), self.backward: tuple(self.gradients)}
        if self.train:
            takes[self.train] = (self.x, self.y, self.params, self.lr, self.steps)
            gives[self.train] = (self.trained, self.losses)
        yield from _undeclared(signatures, takes, gives)


@dataclass(frozen=True)
class Operation:
    """A function `backward` that passes gradients back through another one, `forward`.

    It takes the gradient `upstream` and arguments of `forward`. If `forward` returns several pieces, `upstream` maps
    each gradient to its piece: `{"dnext_h": "next_h", "dnext_c": "next_c"}`. `gradients` names, for each piece of the
    backward's result, the argument that it is the gradient of, or the entry of the dict argument `params`; the piece is
    "" if it returns one thing. Other pieces of its result are values on the way.
    """

    forward: str
    backward: str
    upstream: str | Mapping[str, str]
    gradients: Mapping[str, str]
    params: str = ""

    @property
    def upstreams(self) -> Mapping[str, str]:
        """The upstream gradients, each with the piece of the forward's result that it belongs to ("" is all of it)."""
        return {self.upstream: ""} if isinstance(self.upstream, str) else self.upstream

    def at(self, given: Mapping[str, Any], name: str) -> Any:
        """Return an argument, or an entry of `params`, from the arguments of a call by name."""
        return given[name] if name in given else given[self.params][name]

    def moved(self, given: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
        """Return the arguments of a call with another value for an argument or an entry of `params`."""
        entry = {name: value} if name in given else {self.params: {**given[self.params], name: value}}
        return {**given, **entry}

    def complaints(self, signatures: Signatures) -> Iterator[str]:
        """Return which roles name something that is not declared."""
        named = (self.params,) if self.params else tuple(self.gradients.values())
        takes = {self.forward: named, self.backward: tuple(self.upstreams)}
        gives = {self.forward: tuple(p for p in self.upstreams.values() if p)}
        yield from _undeclared(signatures, takes, {**gives, self.backward: tuple(p for p in self.gradients if p)})
        given = {name: signatures[name][0] for name in takes if name in signatures}
        for arg in given.get(self.forward, ()):
            if arg not in given.get(self.backward, (arg,)):
                words = f"{self.backward} has no argument {arg!r}, which {self.forward} takes"
                yield f"roles: {words}; without it, nobody can measure its gradients"


@dataclass(frozen=True)
class Optimizer:
    """A function that takes one step downhill from `params`, along given gradients.

    `states` are the averages that it takes and returns under the same names. `decays` are their decay rates, in the
    order of the states; `t` counts steps from 1, `eps` keeps a divisor from zero. "" means no such argument.
    """

    function: str
    params: str = "params"
    grads: str = "grads"
    lr: str = "lr"
    states: Names = ()
    decays: Names = ()
    eps: str = ""
    t: str = ""

    def given(
        self, *, params: Any, grads: Any, lr: float, decays: tuple[float, ...], eps: float, state: Any = None
    ) -> dict[str, Any]:
        """Return the arguments of the first step by name; `decays` holds at least as many as there are states.

        With a `state`, that each of them is, they are those of the second step.
        """
        values = dict(zip(self.decays, decays, strict=False))
        t = 1 if state is None else 2
        return {self.params: params, self.grads: grads, self.lr: lr, self.eps: eps, self.t: t, **values} | {
            name: {} if state is None else dict(state) for name in self.states
        }

    def complaints(self, signatures: Signatures) -> Iterator[str]:
        """Return which roles name something that is not declared."""
        optional = tuple(name for name in (self.eps, self.t) if name)
        takes = (self.params, self.grads, self.lr, *self.states, *self.decays, *optional)
        yield from _undeclared(signatures, {self.function: takes}, {self.function: self.states})


@dataclass(frozen=True)
class Batching:
    """A function that cuts the examples `x` and their targets `y` into batches of `size`."""

    function: str
    x: str = "x"
    y: str = "y"
    size: str = "batch_size"

    def complaints(self, signatures: Signatures) -> Iterator[str]:
        """Return which roles name something that is not declared."""
        yield from _undeclared(signatures, {self.function: (self.x, self.y, self.size)}, {})


@dataclass(frozen=True)
class Roles:
    """All roles of a problem; empty if its functions have none."""

    network: Network | None = None
    operations: tuple[Operation, ...] = ()
    optimizers: tuple[Optimizer, ...] = ()
    batchings: tuple[Batching, ...] = ()

    def operation(self, backward: str) -> Operation | None:
        """Return the operation whose gradient `backward` computes, or None if it is not such a function."""
        return next((o for o in self.operations if o.backward == backward), None)

    def optimizer(self, function: str) -> Optimizer | None:
        """Return the roles of an optimizer, or None if the function is not one."""
        return next((o for o in self.optimizers if o.function == function), None)

    def batching(self, function: str) -> Batching | None:
        """Return the roles of a function that cuts batches, or None if it does not."""
        return next((b for b in self.batchings if b.function == function), None)

    def complaints(self, signatures: Signatures) -> Iterator[str]:
        """Return what is wrong with the roles, by the arguments and the pieces of each declared function."""
        if self.network is not None:
            yield from self.network.complaints(signatures)
        for several in (self.operations, self.optimizers, self.batchings):
            for one in several:
                yield from one.complaints(signatures)


def of_first_version(signatures: Signatures) -> Roles:
    """Return the roles of a declaration written for version 0.1.0, which had none: there, names and order said it."""
    network = None
    takes = {name: args for name, (args, _) in signatures.items()}
    called = {"forward": ("x", "params"), "loss": ("y_hat", "y"), "backward": ("x", "y", "params", "cache")}
    if all(takes.get(name) == args for name, args in called.items()) and "y_hat" in signatures["forward"][1]:
        same = ("forward", "loss", "backward", "x", "y", "params", "cache", "y_hat")
        trains = takes.get("train") == ("x", "y", "params", "lr", "steps")
        training = {"train": "train", "lr": "lr", "steps": "steps", "trained": "params", "losses": "losses"}
        gradients = {name: name.removeprefix("d") for name in signatures["backward"][1]}
        own: dict[str, Any] = {name: name for name in same} | (training if trains else {})
        network = Network(**own, gradients=gradients)
    operations = []
    for backward, (args, pieces) in signatures.items():
        forward = backward.removesuffix("_backward")
        values = signatures[forward][0] if forward != backward and forward in signatures else ()
        if values and args == ("dz", *values) and pieces in (tuple(f"d{v}" for v in values), ()):
            named = dict(zip(pieces or ("",), values, strict=False))
            operations.append(Operation(forward, backward, "dz", named))
    return Roles(network, tuple(operations))


def _undeclared(signatures: Signatures, takes: Mapping[str, Names], gives: Mapping[str, Names]) -> Iterator[str]:
    """Return which functions are not declared, and which arguments and pieces the declared ones lack."""
    for function in takes:
        if function not in signatures:
            yield f"roles: no function {function!r} is declared"
            continue
        args, pieces = signatures[function]
        yield from (f"roles: {function} has no argument {a!r}" for a in takes[function] if a not in args)
        yield from (f"roles: {function} returns no {p!r}" for p in gives.get(function, ()) if p not in pieces)
