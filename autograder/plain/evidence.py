"""What is asked of a submission and everything that comes back: plain data, storable, believed by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Plain: TypeAlias = Any
"""None, bool, int, float, complex, str, list, tuple, dict, a numpy array or scalar of a plain dtype, `Opaque`."""


@dataclass(frozen=True)
class Opaque:
    """A value that does not travel; only its type is known (`numpy.matrix`, `generator`, `Tensor`)."""

    type_name: str


@dataclass(frozen=True)
class Rng:
    """A random generator as an argument: `numpy.random.default_rng(seed)` in the sandbox.

    For each m in `skip`, one `permutation(m)` has been drawn from it already.
    """

    seed: int
    skip: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One piece of a student's source; `index` is its place in the file, counted from 0."""

    index: int
    source: str


@dataclass(frozen=True)
class Probe:
    """One call to make in the sandbox. `watch` names others of the student's functions that it may not difference.

    With `little`, their calls count only where they move an argument by a little. That is not kept with the answer.
    """

    function: str
    args: tuple[Plain, ...]
    watch: tuple[str, ...] = ()
    little: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Location:
    """Where in the student's source an exception was raised; `line` counts from 1 inside the cell."""

    cell: int
    line: int
    function: str


@dataclass(frozen=True)
class Returned:
    """The function came back. `changed`: positions of the arguments that it changed in place.

    `strayed`: how many calls of watched functions, with arguments other than the given ones, the answer is made from.
    """

    value: Plain
    changed: tuple[int, ...] = ()
    strayed: int = 0


@dataclass(frozen=True)
class Raised:
    """An exception; `type_name` and `message` are the student's text, capped but not escaped."""

    type_name: str
    message: str
    where: Location | None = None


@dataclass(frozen=True)
class TimedOut:
    """No answer in time. `seconds` is the limit that was passed, `of` says whose: "call", "cell", "submission"."""

    seconds: float
    of: str = "call"


@dataclass(frozen=True)
class Crashed:
    """The process ended, or broke the protocol; `reason` is our own short text."""

    reason: str


@dataclass(frozen=True)
class Absent:
    """No such function, or nothing callable under that name."""


@dataclass(frozen=True)
class TooLarge:
    """The answer exceeds the limit for one answer."""

    limit_bytes: int


Outcome: TypeAlias = Returned | Raised | TimedOut | Crashed | Absent | TooLarge


@dataclass(frozen=True)
class CellRun:
    """How one cell ran; `trouble` is None where it ran to its end."""

    index: int
    trouble: Raised | TimedOut | Crashed | None = None


@dataclass(frozen=True)
class Answer:
    """One probe and what came of it."""

    probe: Probe
    outcome: Outcome


@dataclass(frozen=True)
class Timings:
    """Seconds that the stages of one submission took; the only part of a report that may differ between runs.

    The judge measures what it waits; how that divides into `spawn`, `cells` and `probes` is the word of the student's
    process.
    """

    spawn: float = 0.0
    cells: float = 0.0
    probes: float = 0.0
    judging: float = 0.0
    rendering: float = 0.0


@dataclass(frozen=True)
class Evidence:
    """All that one submission answered for one problem: first the `planned` calls, then those that judging made."""

    problem: str
    seed: int
    cells: tuple[CellRun, ...] = ()
    answers: tuple[Answer, ...] = ()
    output: str = ""
    timings: Timings = field(default_factory=Timings, compare=False)
    planned: int = 0
