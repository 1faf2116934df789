"""Run checks without side effects: output, warnings, random numbers and the student's names stay as they were."""

from __future__ import annotations

import contextlib
import random
import sys
import warnings
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import numpy as np

from autograder.student.printed import Printed

MOST_BYTES = 1 << 20
"""Largest size of a student's array that is saved, in case a function changes it in place."""
NOT_THE_STUDENTS = ("In", "Out")
"""IPython's own names, besides those that start with an underscore."""

Undo = Callable[[], None]


@contextlib.contextmanager
def undisturbed(env: MutableMapping[str, Any] | None = None) -> Iterator[None]:
    """Run checks of functions in `env`, and restore everything that they changed."""
    undo = [*_random_numbers(env or {}), *([] if env is None else _names(env))]
    silent = Printed(0)
    try:
        with contextlib.redirect_stdout(silent), contextlib.redirect_stderr(silent), warnings.catch_warnings():
            yield
    finally:
        for put_back in undo:
            put_back()


def _random_numbers(env: MutableMapping[str, Any]) -> Iterator[Undo]:
    state = random.getstate()
    yield lambda: random.setstate(state)
    if "numpy.random" not in sys.modules:
        return
    legacy = np.random.get_state()  # noqa: NPY002 - students use it
    yield lambda: np.random.set_state(legacy)  # noqa: NPY002
    for value in [*env.values()]:
        if isinstance(value, np.random.Generator):
            yield _rewound(value.bit_generator)


def _rewound(bits: Any) -> Undo:
    state = bits.state

    def put_back() -> None:
        bits.state = state

    return put_back


def _names(env: MutableMapping[str, Any]) -> Iterator[Undo]:
    """Save the values of the names, and the contents of the student's own lists, dicts and arrays."""
    before = {name: value for name, value in env.items() if _is_the_students(name)}

    def put_back() -> None:
        for name in [n for n in env if _is_the_students(n) and n not in before]:
            del env[name]
        for name, value in before.items():
            if env.get(name) is not value:
                env[name] = value

    yield put_back
    for value in before.values():
        if type(value) in (list, dict):
            yield _refilled(value)
        elif type(value) is np.ndarray and value.nbytes <= MOST_BYTES and value.flags.writeable:
            yield _rewritten(value)


def _is_the_students(name: str) -> bool:
    return not name.startswith("_") and name not in NOT_THE_STUDENTS


def _refilled(value: Any) -> Undo:
    kept = value.copy()

    def put_back() -> None:
        if isinstance(value, list):
            value[:] = kept
        else:
            value.clear()
            value.update(kept)

    return put_back


def _rewritten(array: Any) -> Undo:
    kept = array.copy()

    def put_back() -> None:
        array[...] = kept

    return put_back
