"""Reasons why a function cannot be judged at all: missing, unwritten, raising, too slow, crashing, differenced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.plain.evidence import (
    Absent,
    Cell,
    CellRun,
    Crashed,
    Failure,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    TooLarge,
)
from autograder.plain.numpy_words import in_words
from autograder.report.status import Status
from autograder.report.verdict import SourceLine

SHOWN_CODE = 200
MOST_CELLS = 5


@dataclass(frozen=True)
class Obstacle:
    """Why a function's questions get no points. `message` may quote the student's text."""

    status: Status
    message: str
    where: SourceLine | None = None


def obstacle(
    function: str,
    outcomes: Sequence[Outcome],
    cells: Mapping[int, Cell],
    runs: Sequence[CellRun] = (),
    uses: Sequence[str] = (),
) -> Obstacle | None:
    """Return the first obstacle in the order of the statuses, or None if every call returned something.

    A given function `uses` what the student writes.
    """
    if all(type(o) is Returned and o.value is not None and not o.strayed for o in outcomes):  # nearly always
        return None
    if any(isinstance(o, Absent) for o in outcomes):
        return Obstacle(Status.MISSING, _missing(function, cells, runs))
    absent = next((name for name in uses for o in outcomes if _lacks(name, o)), None)
    if absent is not None:
        return Obstacle(Status.MISSING, _missing(absent, cells, runs))
    if outcomes and all(_unwritten(function, o, uses) for o in outcomes):
        returns_none = any(isinstance(o, Returned) for o in outcomes)
        hint = " It returns None: is a return statement missing?" if returns_none else ""
        return Obstacle(Status.NOT_IMPLEMENTED, f"{function} is not written yet.{hint}")
    for kind in (Raised, TimedOut, Crashed, TooLarge):
        for outcome in outcomes:
            if isinstance(outcome, kind):
                return _described(function, outcome, cells)
    if any(isinstance(o, Returned) and o.strayed for o in outcomes):
        return not_analytic(function)
    return None


def not_analytic(function: str) -> Obstacle:
    """Return the obstacle of a function that takes differences."""
    return Obstacle(
        Status.NOT_ANALYTIC,
        f"{function} tries the forward pass at arguments that are moved a little, and takes differences. The "
        "derivatives are the exercise: work them out on paper, and keep the differences to check them.",
    )


def defining(function: str, cells: Iterable[Cell]) -> list[int]:
    """List the cells that seem to define a function: a guess from their text, for a message to the student."""
    return [c.index for c in cells if defined_on(function, c)]


def defined_on(function: str, cell: Cell) -> list[int]:
    """List the lines of a cell on which a function seems to be defined."""
    defines = re.compile(rf"^[ \t]*(?:async[ \t]+)?(?:(?:def|class)[ \t]+{function}\b|{function}[ \t]*=)", re.MULTILINE)
    return [cell.source.count("\n", 0, found.start()) + 1 for found in defines.finditer(cell.source)]


def failed_on(line: int, run: CellRun | None) -> Failure | None:
    """Return the failure of the statement on a line of a cell."""
    failures = run.failures if run is not None else ()
    return next((f for f in failures if f.first <= line <= f.last), None)


def _missing(function: str, cells: Mapping[int, Cell], runs: Sequence[CellRun]) -> str:
    found = defining(function, cells.values())
    if not found:
        return f"There is no function {function} in your notebook."
    known = {run.index: run for run in runs}
    for index in found:
        failure = failed_on(defined_on(function, cells[index])[-1], known.get(index))
        if failure is not None and isinstance(failure.cause, Raised):
            cause = failure.cause
            line = cause.where.line if cause.where is not None and cause.where.cell == index else failure.first
            said = f"{cause.type_name}: {cause.message}" if cause.message else cause.type_name
            return (
                f"There is no function {function}: its definition in cell {index + 1} failed on line {line} ({said})."
            )
    numbers = ", ".join(str(index + 1) for index in found[:MOST_CELLS])
    where = f"Cell {numbers} looks" if len(found) == 1 else f"Cells {numbers} look"
    return (
        f"After all cells have run, there is no function {function}. {where} as if it should be there: is it defined "
        f"inside something else, or is the name given to something that is no function, as in {function} = ...?"
    )


def _lacks(name: str, outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and outcome.type_name == "NameError" and f"'{name}'" in outcome.message


def _unwritten(function: str, outcome: Outcome, uses: Sequence[str]) -> bool:
    match outcome:
        case Returned(value=None):
            return True
        case Raised(type_name="NotImplementedError", where=where):
            return where is None or where.function == function or bool(uses)
        case _:
            return False


def _described(function: str, outcome: Outcome, cells: Mapping[int, Cell]) -> Obstacle:
    match outcome:
        case Raised(type_name, message, where):
            inside = ""
            if where is not None and where.function != function and not where.function.startswith("<"):
                inside = f" in {where.function}, which it calls"
            said = f": {in_words(message)}" if message else ""
            return Obstacle(Status.RAISED, f"{function} raised {type_name}{inside}{said}", _source(outcome, cells))
        case TimedOut(seconds, of="submission"):
            return Obstacle(Status.TIMEOUT, f"The {seconds:g} seconds for the whole notebook were used up.")
        case TimedOut(seconds):
            return Obstacle(
                Status.TIMEOUT, f"{function} gave no answer within {seconds:g} seconds: does a loop never end?"
            )
        case Crashed(reason):
            return Obstacle(Status.CRASHED, f"{function} ended the whole process: {reason}.")
        case TooLarge(limit):
            size = f"{limit / 2**20:g} MB"
            return Obstacle(
                Status.SHAPE,
                f"{function} returned more than {size} or thousands of single values: far more than any right answer.",
            )
        case _:
            raise AssertionError(outcome)


def _source(raised: Raised, cells: Mapping[int, Cell]) -> SourceLine | None:
    where = raised.where
    if where is None or where.cell not in cells:
        return None
    lines = cells[where.cell].source.splitlines()
    code = lines[where.line - 1].strip() if 0 < where.line <= len(lines) else ""
    return SourceLine(where.cell, where.line, where.function, code[:SHOWN_CODE])
