"""The calls made to a submission and everything they returned: plain data that can be stored and is not trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from autograder.plain.record import record

Plain: TypeAlias = Any
"""None, bool, int, float, complex, str, list, tuple, dict, a numpy array or scalar of a plain dtype, `Opaque`."""


@dataclass(frozen=True)
class Opaque:
    """A value that cannot be sent; only its type is known (`numpy.matrix`, `generator`, `Tensor`)."""

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


ONLY_NEAR, COUNTED = "~", "="


@dataclass(frozen=True)
class OwnFile:
    """A Python file that a student handed in beside the notebook; `path` is relative to it."""

    path: str
    source: str


GIVEN = -1
"""The index of the cell that holds the given functions: no cell of the student's."""


@dataclass(frozen=True)
class Program:
    """What is run of one document: its cells, the files that they can import, and the names that will be called.

    `given` is the source of functions of the course's that call the student's: it runs after the cells.
    """

    cells: tuple[Cell, ...]
    files: tuple[OwnFile, ...] = ()
    functions: tuple[str, ...] = ()
    given: str = ""

    @property
    def all_cells(self) -> tuple[Cell, ...]:
        """The cells in the order in which they run."""
        return (*self.cells, Cell(GIVEN, self.given)) if self.given else self.cells


@dataclass(frozen=True)
class StandIns:
    """What replaces something of the student's own during a call.

    - `forms` are the functions that are replaced (see `plain.stand_ins`), each with a value of the form that it
      returns. None stands for a function that works entry by entry.
    - `values` are those with which the called function goes on once it has computed its own (see
      `plain.going_on`); `pieces` are the names of all that it returns.
    - `reported` are the functions whose calls are reported (see `plain.reported_calls`), but for the first ones: those
      return `results`.
    """

    seed: int
    forms: dict[str, Plain] = field(default_factory=dict)
    values: dict[str, Plain] = field(default_factory=dict)
    pieces: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    results: tuple[Plain, ...] = ()

    @property
    def parts(self) -> tuple[Plain, ...]:
        """All of it as plain values. The keys of stored calls depend on them."""
        reports = (self.reported, self.results) if self.reported else ()
        return self.seed, self.forms, self.values, self.pieces, *reports


@record(frozen=True)
class Probe:
    """One call to make in the sandbox. `watch` names the student's functions that it must not take differences of.

    Names after `COUNTED` are the entries of the result that count: those that it adds may be differences.
    With `little`, or with `ONLY_NEAR` before its name, such a function may be called anywhere else than at arguments
    that are shifted a little. `instead` is what replaces something of the student's own meanwhile.
    """

    function: str
    args: tuple[Plain, ...]
    watch: tuple[str, ...] = ()
    little: bool = field(default=False, compare=False)
    instead: StandIns | None = None


@dataclass(frozen=True)
class Location:
    """Where in the student's source an exception was raised; `line` counts from 1 inside the cell."""

    cell: int
    line: int
    function: str


@record(frozen=True)
class Returned:
    """The function returned. `changed`: positions of the arguments that it changed in place.

    `strayed`: how many calls of watched functions, at arguments other than the given ones, the result depends on.
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
    """No answer in time. `seconds` is the limit that was exceeded, `of` its kind: "call", "cell" or "submission"."""

    seconds: float
    of: str = "call"


@dataclass(frozen=True)
class Crashed:
    """The process ended or broke the protocol; `reason` is a short text of the grader's, never the student's."""

    reason: str


@dataclass(frozen=True)
class Absent:
    """There is no such function, or the name is not callable."""


@dataclass(frozen=True)
class TooLarge:
    """The answer exceeds the limit for one answer."""

    limit_bytes: int


Outcome: TypeAlias = Returned | Raised | TimedOut | Crashed | Absent | TooLarge


@dataclass(frozen=True)
class Failure:
    """A statement that did not run to its end, on lines `first` to `last`; both are 0 if it is the whole cell."""

    cause: Raised | TimedOut | Crashed
    first: int = 0
    last: int = 0


STUB = "empty stub"
"""The type of a function that is as it was handed out."""


@dataclass(frozen=True)
class Replaced:
    """A function's name that stands for something else now, of this type, or for nothing (""). It is put back."""

    name: str
    type_name: str


@record(frozen=True)
class CellRun:
    """How one cell ran; it has no failures if all its statements ran to their end.

    `replaced` are the names that no longer stand for the last function under them, as of the end of this cell.
    """

    index: int
    failures: tuple[Failure, ...] = ()
    replaced: tuple[Replaced, ...] = ()

    @property
    def trouble(self) -> Raised | TimedOut | Crashed | None:
        """Return the cause of the first failure."""
        return self.failures[0].cause if self.failures else None


@record(frozen=True)
class Answer:
    """One probe and its outcome."""

    probe: Probe
    outcome: Outcome


@dataclass(frozen=True)
class Timings:
    """Seconds that each stage of one submission took; the only part of a report that may differ between runs.

    The judge measures how long it waits. How that divides into `spawn`, `cells` and `probes` is reported by the
    student's process and not verified.
    """

    spawn: float = 0.0
    cells: float = 0.0
    probes: float = 0.0
    judging: float = 0.0
    rendering: float = 0.0


@dataclass(frozen=True)
class Evidence:
    """All answers of one submission for one problem: first the `planned` calls, then those made during judging."""

    problem: str
    seed: int
    cells: tuple[CellRun, ...] = ()
    answers: tuple[Answer, ...] = ()
    output: str = ""
    timings: Timings = field(default_factory=Timings, compare=False)
    planned: int = 0
