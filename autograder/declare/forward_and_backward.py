"""A function and one that passes gradients back through it: what the second takes and returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Fields, Number, Parts
from autograder.declare.observed_form import form_of_result, variables_returned
from autograder.declare.problem import Function
from autograder.declare.roles import Network, Operation
from autograder.declare.underivable import UnderivableError

AnyFunction = Callable[..., Any]


@dataclass(frozen=True)
class ForwardAndBackward:
    """A function, one that passes gradients back through it, and what the second takes and returns."""

    forward: Function
    backward: Function
    upstreams: Mapping[str, str]
    gradients: Mapping[str, str]
    params: str = ""

    def network(self, loss: Function) -> Network:
        """Return the role of these functions with a loss. Raises UnderivableError if an argument has no part in it."""
        y_hat = next((a for a in loss.args if a in self.forward.pieces), None)
        if y_hat is None or not self.params:
            lacks = f"{loss.name} takes nothing that {self.forward.name} returns"
            raise UnderivableError(lacks if y_hat is None else f"{self.forward.name} takes no dict of parameters")
        others = [a for a in loss.args if a not in (y_hat, self.params)]
        x = next(a for a in self.forward.args if a != self.params)
        cache = next(iter(self.backward.recomputed), "")
        if not cache or not others:
            lacks = f"{self.backward.name} takes no argument for what {self.forward.name} returns"
            raise UnderivableError(lacks if not cache else f"{loss.name} takes no targets")
        return Network(
            forward=self.forward.name,
            loss=loss.name,
            backward=self.backward.name,
            x=x,
            y=others[0],
            params=self.params,
            cache=cache,
            y_hat=y_hat,
            gradients=self.gradients,
        )

    @property
    def role(self) -> Operation:
        whole = tuple(self.upstreams.values()) == ("",)
        upstream = next(iter(self.upstreams)) if whole else self.upstreams
        return Operation(self.forward.name, self.backward.name, upstream, self.gradients, self.params)


DRAW_FLOATS = "whole numbers have no gradient: draw floats, as with normal(rng, n)"


def _moving(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that have a gradient: floats and arrays of them, not sizes, labels or masks."""
    return {n: v for n, v in values.items() if isinstance(v, float | np.ndarray) and np.asarray(v).dtype.kind == "f"}


def pair_of(
    reference: AnyFunction,
    made: Any,
    of: Mapping[str, int],
    given: Mapping[str, Any],
    forward: Function,
    upstreams: Mapping[str, str],
) -> ForwardAndBackward:
    """Declare a function that passes gradients back. A gradient has the form of what it is the gradient of."""
    symbols = {size: symbol for symbol, size in of.items()}
    dicts = {arg: _moving(value) for arg, value in given.items() if isinstance(value, dict)}
    holders = {arg: held for arg, held in dicts.items() if held and arg in forward.args}
    moving = _moving({arg: value for arg, value in given.items() if arg in forward.args})
    entries = {n: v for held in holders.values() for n, v in held.items()} | moving
    if not upstreams:  # a loss has gradients by the values on the way, too
        entries = {n: v for held in dicts.values() for n, v in held.items()} | entries

    def gradient(arg: str) -> Array | Number:
        shape = tuple(symbols.get(extent, extent) for extent in np.shape(entries[arg]))
        return Array(f"d{arg}", shape) if shape else Number(f"d{arg}")

    name, args = reference.__name__, tuple(given)
    if not isinstance(made, dict | tuple | list) and not holders:
        alike = [arg for arg in moving if len(moving) == 1 or np.shape(moving[arg]) == np.shape(made)]
        if len(alike) == 1:
            return ForwardAndBackward(forward, Function(name, args, gradient(alike[0])), upstreams, {"": alike[0]})
    named = {f"d{entry}" for entry in entries}.intersection(variables_returned(reference))
    if isinstance(made, tuple) and len(made) == len(moving) and not named:
        result: Any = Parts(tuple(map(gradient, moving)))
    else:
        result = form_of_result(reference, made, of, given)
    if not isinstance(result, Fields | Parts):
        has = f"has {', '.join(entries)}; return a dict or tuple" if entries else f"takes no floats; {DRAW_FLOATS}"
        raise UnderivableError(f"{name} returns one value, but {forward.name} {has}")
    entry_forms = result.entries if isinstance(result, Fields) else result.parts
    gradients = {p.name: p.name[1:] for p in entry_forms if p.name.startswith("d") and p.name[1:] in entries}
    forms = tuple(gradient(gradients[p.name]) if p.name in gradients else p for p in entry_forms)
    form = Fields(forms) if isinstance(result, Fields) else Parts(forms)  # type: ignore[arg-type]
    entries_in_capitals = {f"d{entry}".lower(): f"d{entry}" for entry in entries}
    for piece in entry_forms:
        meant = entries_in_capitals.get(piece.name.lower())
        if piece.name not in gradients and meant is not None:
            raise UnderivableError(f"{name} returns {piece.name}, the gradient of nothing; did you mean {meant}?")
    if not gradients:
        wanted = ", ".join(f"d{arg}" for arg in entries)
        raise UnderivableError(f"{name} returns no gradient of what {forward.name} takes; name pieces {wanted}")
    cache = [a for a in args if a not in forward.args and a not in upstreams and isinstance(given[a], dict)]
    recomputed = {a: (forward.name, forward.args) for a in cache if forward.returned_by_name}
    params = next((a for a, held in holders.items() if held.keys() & set(gradients.values())), "")
    return ForwardAndBackward(forward, Function(name, args, form, recomputed), upstreams, gradients, params)
