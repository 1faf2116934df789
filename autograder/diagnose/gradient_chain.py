"""The chain of gradients of a network, each computed from the one before, starting at the loss. Needs no solution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.declare.roles import Network
from autograder.diagnose.backprop import Backprop, backprop


def network(net: Network, given: Mapping[str, Any], grads: Mapping[str, Any]) -> Backprop:
    """Build a network from the arguments of `backward` by name and the gradients.

    Raises LookupError or ValueError if it does not consist of dense layers or lacks the gradient of a layer's sums.
    """
    return backprop(net, given, {layer.bias: grads[net.gradient_of[layer.sums]] for layer in net.layers})


def following(
    net: Network, piece: str, given: Mapping[str, Any], grads: Mapping[str, Any], student: Mapping[str, Any]
) -> Backprop | None:
    """Return the network with the student's own gradients instead of the true ones, up to those before `piece`.

    Returns None for the first gradient of the chain, and behind an activation that is not known.
    """
    own = {**grads, **student}
    sums = [net.gradient_of[layer.sums] for layer in net.layers]
    if piece == sums[-1]:
        return None
    if piece in sums:
        i = sums.index(piece)
        layer, behind = net.layers[i], net.layers[i + 1]
        if not layer.sigmoid and layer.sums != behind.inputs:
            return None
        inputs = net.gradient_of.get(behind.inputs, piece)
        reached = given[net.params][behind.weights].T @ own[sums[i + 1]] if inputs == piece else own[inputs]
        outputs = given[net.cache][layer.sigmoid] if layer.sigmoid else None
        own[piece] = reached if outputs is None else reached * outputs * (1 - outputs)
    return network(net, given, own)
