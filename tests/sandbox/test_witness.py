"""What a call has changed in place is found, and no code of a student's is run to find it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import pytest

from autograder.plain.evidence import Opaque, Plain, Probe, Rng
from autograder.plain.foresight import Later, Moved
from autograder.sandbox.inside.witness import changed
from autograder.sandbox.wire.frames import HEADER, NONCE_BYTES
from autograder.sandbox.wire.request import Calls, read_request, write_calls

ARGUMENTS: dict[str, Plain] = {
    "array": np.arange(6.0).reshape(2, 3),
    "array of float32": np.arange(3, dtype=np.float32),
    "no numbers": np.zeros((0, 2)),
    "not a number": np.array([np.nan, 1.0]),
    "dict": {"W": np.ones((2, 2)), "b": 0.5, "deeper": {"v": [1.0, np.zeros(2)]}, 3: None},
    "list": [1.0, np.arange(3.0), (2.0, np.float64(1.5))],
    "tuple": (np.arange(2.0), [1.0, {"a": float("nan")}]),
    "empty": {"d": {}, "l": [], "t": ()},
    "numbers": [1, True, None, "text", 1 + 2j, np.float32(2.0)],
    "generator": Rng(3, (5,)),
    "what cannot be sent": [Opaque("set")],
}


class Hostile:
    """Something of a student's that must not be asked."""

    def __eq__(self, other: object) -> NoReturn:
        raise AssertionError

    __hash__ = None  # type: ignore[assignment]
    __len__ = __iter__ = __bool__ = __getattr__ = __eq__


def calls_with(*args: Plain) -> Calls:
    first = Probe("g", (np.ones(2),))
    later = (Later(first, ("a",)), Moved({"w": 1.0}["w"], 0.5, 2.0))
    frame = write_calls([Probe("f", (*args, *later)), first], bytes(NONCE_BYTES))
    size = HEADER.unpack_from(frame)[2]
    calls = read_request(frame[HEADER.size : HEADER.size + size], frame[HEADER.size + size :])
    assert isinstance(calls, Calls)
    calls.keep(1, {"a": [np.arange(3.0), 1.5]})
    return calls


@pytest.mark.parametrize("value", ARGUMENTS.values(), ids=ARGUMENTS)
def test_what_a_call_leaves_alone_is_not_changed(value: Plain) -> None:
    calls = calls_with(value)
    given = calls[0][1]
    assert changed(calls, 0, given) == []


def set_first(array: Any) -> None:
    array.flat[0] += 1


def reorder(mapping: Any) -> None:
    mapping["W"] = mapping.pop("W")


CHANGES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "an entry": ("array", set_first),
    "the shape": ("array", lambda a: setattr(a, "shape", (3, 2))),
    "an entry of float32": ("array of float32", set_first),
    "nan by a number": ("not a number", lambda a: a.fill(1.0)),
    "an array in a dict": ("dict", lambda d: set_first(d["W"])),
    "a number in a dict": ("dict", lambda d: d.update(b=0.75)),
    "a key more": ("dict", lambda d: d.update(c=1.0)),
    "a key less": ("dict", lambda d: d.pop("b")),
    "another key": ("dict", lambda d: d.update(c=d.pop("b"))),
    "the order of keys": ("dict", reorder),
    "a value by a student's own": ("dict", lambda d: d.update(b=Hostile())),
    "an array by a student's own": ("dict", lambda d: d.update(W=Hostile())),
    "a dict by a student's own": ("dict", lambda d: d.update(deeper=Hostile())),
    "a list in a dict": ("dict", lambda d: d["deeper"]["v"].append(1.0)),
    "an array in a list": ("list", lambda v: set_first(v[1])),
    "a number in a list": ("list", lambda v: v.__setitem__(0, 2.0)),
    "a tuple in a list": ("list", lambda v: v.__setitem__(2, [2.0, 1.5])),
    "an array in a tuple": ("tuple", lambda v: set_first(v[0])),
    "a list in a tuple": ("tuple", lambda v: v[1].pop()),
    "an empty dict": ("empty", lambda d: d["d"].update(a=1)),
    "True by 1": ("numbers", lambda v: v.__setitem__(1, 1)),
    "a complex number": ("numbers", lambda v: v.__setitem__(4, 2j)),
}


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES)
def test_what_a_call_changes_is_found(name: str, change: Callable[[Any], Any]) -> None:
    calls = calls_with(1.0, ARGUMENTS[name])
    given = calls[0][1]
    change(given[1])
    assert changed(calls, 0, given) == [1]


def test_a_changed_result_of_another_call_is_found() -> None:
    calls = calls_with()
    given = calls[0][1]
    given[0][0][0] = 7.0
    assert changed(calls, 0, given) == [0]


def test_a_changed_copy_leaves_the_request_alone() -> None:
    calls = calls_with(np.arange(3.0))
    set_first(calls[0][1][0])
    np.testing.assert_array_equal(calls[0][1][0], np.arange(3.0))
