"""What is wrong with the arguments of `operations`, in words that lead to the fix."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.plain.nearest import near

SMALLEST = 2


class UnderivableError(ValueError):
    """A declaration from which nothing can be derived; the message says what is wrong with it and the way out."""


def check_functions(functions: Any) -> None:
    """Raise UnderivableError unless these are groups of one, two or three functions, each listed once."""
    if not isinstance(functions, tuple | list) or not functions:
        found = "empty" if isinstance(functions, tuple | list) else f"a {type(functions).__name__}"
        raise UnderivableError(f"functions is {found}; list them: functions=(one, (other, other_backward))")
    names = []
    for group in functions:
        members = group if isinstance(group, tuple | list) else (group,)
        if not 1 <= len(members) <= 3:
            raise UnderivableError(
                f"functions: a group of {len(members)}; a pair is (f, f_backward), a network (forward, loss, backward)"
            )
        for function in members:
            if not inspect.isfunction(function):
                found = f"{function!r} is a {type(function).__name__}"
                raise UnderivableError(f"functions: {found}; list the functions themselves, without quotes or brackets")
            names.append(function.__name__)
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice is not None:
        raise UnderivableError(f"functions: {twice} is listed twice; once is enough, also in a group")


def check_predictions(cache: Any) -> None:
    """Raise UnderivableError unless what the forward function of `derive` returns holds y_hat, the predictions."""
    if not isinstance(cache, dict) or "y_hat" not in cache:
        held = f"a dict of {', '.join(cache)}" if isinstance(cache, dict) else f"a {type(cache).__name__}"
        way = "declare a network with other names by operations(functions=((forward, loss, backward), train), ...)"
        raise UnderivableError(f"forward returns {held}, but the predictions are 'y_hat' in derive(); {way}")


def check_ranges(ranges: Any) -> None:
    """Raise UnderivableError unless each size has a smallest and a largest value of at least 2."""
    if not isinstance(ranges, Mapping):
        raise UnderivableError(f'ranges is a {type(ranges).__name__}; write {{"n": (3, 5), "m": (6, 9)}}')
    for name, ends in ranges.items():
        whole = isinstance(ends, tuple | list) and len(ends) == 2 and all(type(end) is int for end in ends)
        if not whole or ends[0] > ends[1]:
            raise UnderivableError(f"ranges: {name} is {ends!r}; write the smallest and the largest size: (3, 5)")
        if ends[0] < SMALLEST:
            words = f"ranges: {name} may be {ends[0]}, which hides a missing sum or mean"
            raise UnderivableError(f"{words}; let it begin at {SMALLEST} or more")


def check_names(what: str, names: Iterable[str] | None, known: Sequence[str]) -> None:
    """Raise UnderivableError if an argument such as `points` says something about a name that is not there."""
    for name in names or ():
        if name not in known:
            raise UnderivableError(f"{what}: there is no {name}{near(name, known)}")


def check_uses(uses: Mapping[str, Any] | None, known: Sequence[str]) -> None:
    """Raise UnderivableError unless `uses` gives for declared functions the names that they use."""
    check_names("uses", uses, known)
    for name, used in (uses or {}).items():
        if not isinstance(used, tuple | list) or not all(isinstance(one, str) for one in used):
            raise UnderivableError(f'uses: {name} has {used!r}; write a tuple of names: ("{name}_forward",)')


def check_mistakes(mistakes: Any) -> None:
    """Raise UnderivableError unless the mistakes are text in the notation, or none."""
    if not isinstance(mistakes, str) or (mistakes and "\n" not in mistakes):
        held = f"one line, {mistakes!r}" if isinstance(mistakes, str) else f"a {type(mistakes).__name__}"
        words = f"mistakes is {held}; write a text: `# function`, below it a name, then indented its hint and patterns"
        raise UnderivableError(words)


def called(label: str, run: Callable[..., Any], *args: Any, hint: str = "") -> Any:
    """Call a function of the author's. Raises UnderivableError with what it raised."""
    try:
        with np.errstate(all="ignore"):
            return run(*args)
    except Exception as error:
        raise UnderivableError(f"{label} raised {type(error).__name__}: {error}{hint}") from error
