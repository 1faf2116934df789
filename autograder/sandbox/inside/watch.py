"""Watch whether a student's function computes differences of their other functions at shifted arguments.

Two signs show that: a watched function is called with numbers that were not among the arguments, and the answer depends
on what it returns. The second is found by running again with those results perturbed slightly. A student's own check,
which only looks at the difference, leaves the answer unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from autograder.plain.evidence import COUNTED, ONLY_NEAR

SHAKE = 1e-14
"""Relative, about 50 roundings: a difference with h = 1e-5 is off by 1e-9, which the student's check allows."""
SHAKE_COMPLEX = 1e-11
"""A complex step does not amplify a perturbation."""
UNMOVED = 1e-14
"""Relative to the largest number of an answer: sums over arrays elsewhere in memory differ by 1e-15."""
UNEVEN = 0.6180339887
"""Makes each perturbation different: what both sides of a difference have in common cancels."""
HARMLESS = (0.0, 1.0)
"""Numbers that may be added to inputs, such as a row of ones for the bias."""
LITTLE = 0.02
"""A difference shifts a number by at most this, absolute or relative. Identities shift it further: sigmoid(-x)."""
LEAST = 1e-9
"""A difference shifts a number by at least this. Another order of the same sums shifts it less, and so does working out
again what a notebook's public cache holds rounded."""


@contextmanager
def standing_in(namespace: dict[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    """Put functions into a namespace inside this block; what they have replaced comes back after it."""
    before = {name: namespace[name] for name in functions if name in namespace}
    namespace.update(functions)
    try:
        yield
    finally:
        for name in functions.keys() - before.keys():
            namespace.pop(name, None)
        namespace.update(before)


class Watch:
    """Counts the calls of some functions in a namespace that stray from the given arguments.

    `fresh` makes the arguments as they were before the call. With `little`, only calls that shift an argument a little
    count as stray; code that uses an identity shifts it far.
    Names after `ONLY_NEAR` are watched like that too; those after `COUNTED` are the entries of the result that count.
    Of the other functions, one call elsewhere counts for nothing: it takes two for a difference, and inputs may be
    standardized or rounded first.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        names: tuple[str, ...],
        fresh: Callable[[], tuple[Any, ...]],
        *,
        little: bool = False,
    ) -> None:
        self._namespace, self._little = namespace, little
        self._counted = {n.lstrip(COUNTED) for n in names if n.startswith(COUNTED)}
        near = {n.lstrip(ONLY_NEAR): little or n.startswith(ONLY_NEAR) for n in names if not n.startswith(COUNTED)}
        self._near = {n: only for n, only in near.items() if callable(namespace.get(n))}
        self._fresh = fresh
        self._returned: list[Any] = []
        self._shaken = self._inside = False
        self._nearby = self._elsewhere = 0

    @property
    def strayed(self) -> int:
        """How many calls strayed, or 0 if they cannot be those of a difference."""
        return self._nearby + (self._elsewhere if self._elsewhere > 1 or self._nearby else 0)

    def on(self, *, shaken: bool = False) -> AbstractContextManager[None]:
        """Watch inside a block. With `shaken`, the results of stray calls are perturbed."""
        self._shaken, self._returned = shaken, []
        self._nearby = self._elsewhere = 0
        space = self._namespace
        return standing_in(space, {name: Watched(space[name], self._call, near) for name, near in self._near.items()})

    def depends(self, target: Callable[..., Any], value: Any) -> bool:
        """Return whether `value`, the result of a run with stray calls, depends on what those calls returned."""
        before = np.array(self._counting(value))
        try:
            with self.on(shaken=True):
                after = self._counting(target(*self._fresh()))
        except Exception:  # noqa: BLE001 - whatever it is, the perturbation caused it
            return True
        if before.shape != after.shape:
            return True
        with np.errstate(all="ignore"):
            moved = np.nan_to_num(np.abs(after - before)).max(initial=0.0)
            return bool(moved > UNMOVED * np.nan_to_num(np.abs(before)).max(initial=0.0))

    def _counting(self, value: Any) -> Any:
        """Return all numbers of a result that count."""
        if self._counted and isinstance(value, dict):
            value = {name: entry for name, entry in value.items() if name in self._counted}
        return _numbers(value)

    def _call(self, original: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any], *, near: bool) -> Any:
        if self._inside:  # a watched function may call another one as it likes
            return original(*args, **named)
        strays = any(self._strays(arg, near=near) for arg in (*args, *named.values()))
        self._inside = True
        try:
            value = original(*args, **named)
        finally:
            self._inside = False
        if strays:
            self._nearby, self._elsewhere = self._nearby + near, self._elsewhere + (not near)
            if self._shaken:
                value = _shaken(value, (1 + (self._nearby + self._elsewhere) * UNEVEN) % 1)
        self._returned.append(_numbers(value))  # a call with the result is no further one
        return value

    def _strays(self, arg: Any, *, near: bool) -> bool:
        """Return whether an argument contains a number that was not given; parameters are compared by name."""
        if isinstance(arg, dict):
            return any(not _among(value, self._entries.get(name, self._given)) for name, value in arg.items())
        if type(arg) is np.ndarray and arg.dtype.char == "d" and (arg.shape, arg.tobytes()) in self._arrays:
            return False  # the usual case, in a tenth of the time
        strays = not _among(arg, np.concatenate([self._given, *self._returned]))
        return strays and (not near or any(_near(arg, given) for given in self._origins))

    @cached_property
    def _args(self) -> tuple[Any, ...]:
        return self._fresh()

    @cached_property
    def _origins(self) -> list[Any]:
        """All arguments, and the entries of those that are dicts."""
        return [*self._args, *(value for arg in self._args if type(arg) is dict for value in arg.values())]

    @cached_property
    def _arrays(self) -> set[tuple[tuple[int, ...], bytes]]:
        """The arrays of floats among them."""
        return {(a.shape, a.tobytes()) for a in self._origins if type(a) is np.ndarray and a.dtype.char == "d"}

    @cached_property
    def _entries(self) -> dict[Any, Any]:
        return {name: _numbers(value) for arg in self._args if type(arg) is dict for name, value in arg.items()}

    @cached_property
    def _given(self) -> Any:
        return np.concatenate([np.array(HARMLESS), _numbers(self._args)])


class Watched:
    """A student's function whose calls are watched; it keeps its attributes."""

    def __init__(self, original: Any, call: Callable[..., Any], near: bool) -> None:  # noqa: FBT001
        object.__setattr__(self, "_watched", (original, call, near))

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call the function and count the call."""
        original, call, near = object.__getattribute__(self, "_watched")
        return call(original, args, named, near=near)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_watched")[0], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_watched")[0], name, value)


def _among(value: Any, given: Any) -> bool:
    """Return whether all numbers of a value were given, exactly or rounded to float32."""
    numbers = _numbers(value)
    return _all_in(numbers, given) or _all_in(numbers, given.real.astype(np.float32))


def _all_in(numbers: Any, given: Any) -> bool:
    """Return `np.isin(...).all()`, which imports numpy's masked arrays: 9 ms in each student's process."""
    ordered = np.sort(given)
    places = np.searchsorted(ordered, numbers)
    return bool((ordered[np.minimum(places, len(ordered) - 1)] == numbers).all())


def _near(value: Any, given: Any) -> bool:
    """Return whether a value is a given one whose numbers are shifted a little."""
    numbers, origin = _numbers(value), _numbers(given)
    if numbers.shape != origin.shape:
        return False
    moved = np.abs(numbers - origin) / (1 + np.abs(origin))
    return bool((moved <= LITTLE).all()) and (np.iscomplexobj(numbers) or bool((moved > LEAST).any()))


def _numbers(value: Any) -> Any:
    """Return all numbers of a value in one array."""
    if isinstance(value, np.ndarray | np.number):
        return np.ravel(value) if value.dtype.kind in "fiuc" else np.zeros(0)
    if isinstance(value, dict):
        return np.concatenate([np.zeros(0), *map(_numbers, value.values())])
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros(0), *map(_numbers, value)])
    return np.array([value]) if isinstance(value, float | complex) else np.zeros(0)


def _shaken(value: Any, by: float) -> Any:
    if isinstance(value, dict):
        return {k: _shaken(v, by) for k, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_shaken(v, by) for v in value)
    if isinstance(value, complex) or (isinstance(value, np.ndarray | np.number) and value.dtype.kind == "c"):
        return value * (1 + SHAKE_COMPLEX * by)
    if isinstance(value, float) or (isinstance(value, np.ndarray | np.number) and value.dtype.kind == "f"):
        return value * (1 + SHAKE * by)
    return value
