"""Call the student's own functions while judging: live in the sandbox, or from recorded answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from autograder.plain.evidence import Answer, Outcome, Plain, Probe
from autograder.plain.foresight import complete, concrete

Ask = Callable[[Probe], Outcome]
_SHARED = (dict, np.ndarray)
"""The types of the arguments that several calls share."""


class UnrecordedError(Exception):
    """The stored evidence does not hold the answer to this call."""


Written: TypeAlias = dict[int, tuple[Plain, bytes]]
"""The bytes of arguments by their ids; keeping the argument keeps its id valid."""


def key(probe: Probe, known: Written | None = None) -> bytes:
    """Return a key that is equal for equal calls: a digest of the function's name and all bits of the arguments.

    An argument that is `known` is not written again: most are arguments of several calls.
    """
    written = [probe.function.encode("utf-8", "surrogatepass")]
    for argument in probe.args:
        if known is None or type(argument) not in _SHARED:
            _write(argument, written)
            continue
        if id(argument) not in known:
            own: list[bytes] = []
            _write(argument, own)
            known[id(argument)] = argument, b"".join(own)
        written.append(known[id(argument)][1])
    if probe.instead is not None:
        _write(probe.instead.parts, written)
    return hashlib.sha256(b"".join(written)).digest()


def _write(value: Plain, written: list[bytes]) -> None:
    """Append the bytes of a value. The keys of stored calls depend on them, so they must never change."""
    kind = type(value)
    if kind is np.ndarray:  # the frequent types first
        written += (_head(value.dtype, value.shape), value.tobytes())
    elif kind is dict:
        written.append(f"d{len(value)}".encode())
        for name, entry in value.items():
            written.append(_name(name) if type(name) is str else f"{name!r}:".encode("utf-8", "surrogatepass"))
            if type(entry) is np.ndarray:  # as nearly all are: no call for each
                written += (_head(entry.dtype, entry.shape), entry.tobytes())
            else:
                _write(entry, written)
    elif kind is list or kind is tuple:
        written.append(f"l{len(value)}".encode())
        for entry in value:
            _write(entry, written)
    else:
        written.append(f"{value!r};".encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1024)
def _name(name: str) -> bytes:
    return f"{name!r}:".encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1024)
def _head(dtype: np.dtype[Any], shape: tuple[int, ...]) -> bytes:
    return f"a{dtype.str}{shape}".encode()


class Recorder:
    """Asks through `ask`, which takes several questions at once, and remembers every answer.

    `foresees` says whether `ask` takes calls whose arguments are still to be computed.
    """

    def __init__(self, ask: Callable[[Sequence[Probe]], Sequence[Outcome]], *, foresees: bool = False) -> None:
        self._ask = ask
        self.foresees = foresees
        self._known: dict[bytes, Answer] = {}
        self._written: Written = {}

    def __call__(self, probe: Probe) -> Outcome:
        return self.each((probe,))[0]

    def each(self, probes: Sequence[Probe], foreseen: Sequence[Probe] = ()) -> tuple[Outcome, ...]:
        """Return the answer to each question, asking all new ones at once.

        The calls in `foreseen` are made with them, and their answers are remembered.
        """
        keys = [key(probe, self._written) for probe in probes]
        ahead = {id(probe): key(probe, self._written) for probe in foreseen if complete(probe)}
        asked = self._known.keys() | ahead.values()
        new = {at: probe for at, probe in zip(keys, probes, strict=True) if at not in asked}
        if new or foreseen:
            outcomes = self._ask((*new.values(), *foreseen))
            own, others = outcomes[: len(new)], outcomes[len(new) :]
            self._known |= {at: Answer(p, o) for (at, p), o in zip(new.items(), own, strict=True)}
            for probe, outcome in concrete(foreseen, others):
                self._known.setdefault(ahead.get(id(probe)) or key(probe), Answer(probe, outcome))
        return tuple(self._known[at].outcome for at in keys)

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(self._known.values())


def one_by_one(ask: Ask) -> Callable[[Sequence[Probe]], tuple[Outcome, ...]]:
    """Turn a function that asks one question into one that asks several."""
    return lambda probes: tuple(ask(probe) for probe in probes)


def ask_each(ask: Ask, probes: Sequence[Probe], foreseen: Sequence[Probe] = ()) -> tuple[Outcome, ...]:
    """Ask several questions, at once if possible: a round trip to the sandbox costs more than the call in it.

    `foreseen` are questions that will be asked later, included if that saves another round trip.
    """
    if isinstance(ask, Recorder):
        return ask.each(probes, foreseen if ask.foresees else ())
    return one_by_one(ask)(probes)


class Replay:
    """Answers from stored evidence. Raises UnrecordedError for what was never asked, and sets `missing` to True."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._known = {key(a.probe): a.outcome for a in answers}
        self.missing = False

    def __call__(self, probe: Probe) -> Outcome:
        try:
            return self._known[key(probe)]
        except KeyError:
            self.missing = True
            raise UnrecordedError(probe.function) from None


def digest(probes: Iterable[Probe]) -> str:
    """Return a digest of a plan: evidence answers all plans with the same digest.

    An array or a dict that is an argument of several calls is written once, and then referred to by number.
    """
    written: list[bytes] = []
    known: dict[int, tuple[bytes, Plain]] = {}  # by id; keeping the object here keeps its id valid
    for probe in probes:
        written.append(f"{probe.function!r} {len(probe.args)} {probe.watch};".encode("utf-8", "surrogatepass"))
        for argument in probe.args:
            if id(argument) in known:
                written.append(known[id(argument)][0])
                continue
            if isinstance(argument, np.ndarray | dict):
                known[id(argument)] = f"#{len(known)};".encode(), argument
            _write(argument, written)
    return hashlib.sha256(b"".join(written)).hexdigest()
