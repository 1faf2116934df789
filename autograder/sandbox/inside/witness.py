"""Find the arguments that a call has changed in place: those that are no longer what the request says."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from autograder.sandbox.wire.request import Calls

_LEAVES = (float, int, bool, str, complex, np.float64, type(None))


def changed(calls: Calls, order: int, given: tuple[Any, ...]) -> list[int]:
    """Return the positions of the changed arguments of one call.

    Students' objects may be inside by now, so nothing of theirs is called: no `==` of keys or leaves.
    """
    nodes = calls.calls[order][1]
    return [i for i, node in enumerate(nodes) if type(node) is list and not _as_sent(calls, node, given[i])]


def _as_sent(calls: Calls, node: Any, value: Any) -> bool:
    if type(node) is not list:
        return value is node
    mark = node[0]
    if mark == "a":
        return _is_array(value, *calls.table[node[1]])
    if mark == "d":
        return _is_dict(calls, node, value)
    if mark in ("t", "l"):
        if type(value) is not (tuple if mark == "t" else list) or len(value) != len(node) - 1:
            return False
        return all(_as_sent(calls, entry, part) for entry, part in zip(node[1:], value, strict=True))
    return mark == "r" or alike(value, calls.value(node))


def _is_dict(calls: Calls, node: list[Any], value: Any) -> bool:
    if type(value) is not dict or 2 * len(value) != len(node) - 1:
        return False
    place = 1
    for key, part in value.items():
        if not (key is node[place] or _as_sent(calls, node[place], key)) or not _as_sent(calls, node[place + 1], part):
            return False
        place += 2
    return True


def _is_array(value: Any, shape: tuple[int, ...], kind: Any, data: bytes, start: int) -> bool:
    if type(value) is not ndarray or value.shape != shape or value.dtype != kind:
        return False
    return value.tobytes() == data[start : start + value.nbytes]


def alike(value: Any, sent: Any) -> bool:
    """Return whether two values are equal, of which the first may be a student's."""
    kind = type(value)
    if kind is not type(sent):
        return False
    if kind is ndarray:
        return _is_array(value, sent.shape, sent.dtype, sent.tobytes(), 0)
    if kind is dict:
        pairs = zip(value.items(), sent.items(), strict=False)
        return len(value) == len(sent) and all(alike(k, s) and alike(v, t) for (k, v), (s, t) in pairs)
    if kind is tuple or kind is list:
        return len(value) == len(sent) and all(map(alike, value, sent))
    return kind not in _LEAVES or value == sent or (value != value and sent != sent)  # noqa: PLR0124 - nan
