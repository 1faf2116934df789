"""The chain of gradients of a network: from the loss back, each made from the one before it. Needs no solution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.diagnose.backprop import Backprop, backprop
from autograder.diagnose.candidates import HIDDEN, LAST


def network(x: Any, params: Mapping[str, Any], cache: Mapping[str, Any], grads: Mapping[str, Any]) -> Backprop:
    """Put the network together from its gradients; KeyError or ValueError where it is none."""
    last = grads[_last(grads)]
    hidden = next((grads[name] for name in HIDDEN if name in grads), None)
    deltas = {"b": last} if hidden is None else {"b1": hidden, "b2": last}
    return backprop(x, params, cache, deltas)


def following(
    piece: str,
    x: Any,
    params: Mapping[str, Any],
    cache: Mapping[str, Any],
    grads: Mapping[str, Any],
    student: Mapping[str, Any],
) -> Backprop | None:
    """Give the network with the student's own gradients in the place of the true ones, as far as before `piece`."""
    own = {**grads, **student}
    last = _last(grads)
    hidden = next((name for name in HIDDEN if name in grads), None)
    if piece == last:
        return None
    if piece == hidden:
        reached = own.get("da1", params["W2"].T @ own[last])
        slope = cache["a1"] * (1 - cache["a1"]) if "a1" in cache else 1.0
        own[hidden] = reached * slope
    return network(x, params, cache, own)


def _last(grads: Mapping[str, Any]) -> str:
    for name in LAST:
        if name in grads:
            return name
    raise KeyError(LAST[0])
