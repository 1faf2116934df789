"""Notes for the student on how the notebook ran, besides the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.declare.problem import Problem
from autograder.judge.obstacle import MOST_CELLS, defining
from autograder.plain.evidence import Answer, Cell, CellRun, Crashed, Raised, Returned, TimedOut

IMPORT_ERRORS = ("ModuleNotFoundError", "ImportError")


def notes(
    problem: Problem, cells: Sequence[Cell], runs: Sequence[CellRun], answers: Sequence[Answer]
) -> tuple[str, ...]:
    """Return the notes of one problem: failed imports first, then other failed cells, then changed arguments."""
    failed = [r for r in runs if r.trouble is not None]
    imports = [r for r in failed if isinstance(r.trouble, Raised) and r.trouble.type_name in IMPORT_ERRORS]
    others = [r for r in failed if r not in imports]
    shown = [_failed(r) for r in (*imports, *others)[:MOST_CELLS]]
    if len(failed) > MOST_CELLS:
        shown.append(f"{len(failed) - MOST_CELLS} more cells did not run to their end.")
    return (*shown, *_stale(problem, cells, failed), *_changed(answers))


def _failed(run: CellRun) -> str:
    cell = f"Cell {run.index + 1}"
    match run.trouble:
        case Raised(type_name, message, where):
            line = f", line {where.line}" if where is not None and where.cell == run.index else ""
            said = f": {message}" if message else ""
            return f"{cell}{line} raised {type_name}{said}"
        case TimedOut(seconds, of):
            whose = "for the whole notebook" if of == "submission" else "for one cell"
            return f"{cell} was stopped after the {seconds:g} seconds {whose}; it was left out."
        case Crashed(reason):
            return f"{cell} ended the whole process ({reason}); it was left out."
        case None:
            raise AssertionError(run)


def _stale(problem: Problem, cells: Sequence[Cell], failed: Sequence[CellRun]) -> list[str]:
    """Return which functions are graded in an earlier form because the cell that should redefine them failed."""
    said = []
    indices = {run.index for run in failed}
    suspects = [cell for cell in cells if cell.index in indices]
    for function in problem.functions:
        if not defining(function.name, suspects):  # nearly always
            continue
        places = defining(function.name, cells)
        for run in failed:
            earlier = [i for i in places if i < run.index]
            if earlier and run.index in places:
                said.append(
                    f"Cell {run.index + 1} should define {function.name} again but did not run to its end. If it "
                    f"failed before the definition, the {function.name} of cell {earlier[-1] + 1} is graded."
                )
    return said


def _changed(answers: Sequence[Answer]) -> list[str]:
    changed: dict[str, set[int]] = {}
    for answer in answers:
        if isinstance(answer.outcome, Returned) and answer.outcome.changed:
            changed.setdefault(answer.probe.function, set()).update(answer.outcome.changed)
    return [
        f"{function} changes its arguments in place ({', '.join(f'number {i + 1}' for i in sorted(positions))}). "
        "It costs nothing here, because each call gets copies, but whoever calls it may be surprised."
        for function, positions in changed.items()
    ]
