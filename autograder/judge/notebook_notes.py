"""Notes for the student on how the notebook ran, besides the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from autograder.declare.problem import Problem
from autograder.judge.obstacle import MOST_CELLS, defined_on, defining, failed_on
from autograder.plain.evidence import STUB, Answer, Cell, CellRun, Crashed, Failure, Raised, Returned, TimedOut
from autograder.plain.unused import Reason, Unused

IMPORT_ERRORS = ("ModuleNotFoundError", "ImportError")
NO_PYTHON = ("SyntaxError", "IndentationError", "TabError")


def notes(
    problem: Problem, cells: Sequence[Cell], runs: Sequence[CellRun], answers: Sequence[Answer]
) -> tuple[str, ...]:
    """Return the notes of one problem: failed imports first, then other failed statements, then the rest."""
    failed = [(run.index, failure) for run in runs for failure in run.failures]
    first = {run.index: run.failures[0] for run in runs if run.failures}
    failed.sort(key=lambda f: (not _is_import(f[1]), first[f[0]] is not f[1]))
    shown = [_failed(index, failure) for index, failure in failed[:MOST_CELLS]]
    if len(failed) > MOST_CELLS:
        more = len(failed) - MOST_CELLS
        shown.append(
            f"{more} more statement{'s' if more > 1 else ''} did not run to {'their' if more > 1 else 'its'} end."
        )
    names = problem.written_names
    replaced = (said for _, said in _replaced(names, runs))
    return (*shown, *_stale(names, cells, runs), *replaced, *_changed(answers))


def unused(problem: Problem, runs: Sequence[CellRun]) -> tuple[Unused, ...]:
    """Return every statement that did not run to its end, and values that were given a function's name."""
    failed = [Unused(_reason(f), _failed(run.index, f)) for run in runs for f in run.failures]
    replaced = (Unused(reason, said) for reason, said in _replaced(problem.written_names, runs))
    return (*failed, *replaced)


def _reason(failure: Failure) -> Reason:
    if not isinstance(failure.cause, Raised):
        return Reason.TOO_LONG
    if _is_import(failure):
        return Reason.PACKAGE
    return Reason.NO_PYTHON if failure.cause.type_name in NO_PYTHON else Reason.FAILED


def _is_import(failure: Failure) -> bool:
    return isinstance(failure.cause, Raised) and failure.cause.type_name in IMPORT_ERRORS


def _failed(index: int, failure: Failure) -> str:
    cell = f"Cell {index + 1}"
    place = f"{cell}, line {failure.first}" if failure.first else cell
    rest = "what comes after it was run" if failure.first else "at most its functions, classes and imports were used"
    match failure.cause:
        case Raised(type_name, message, where):
            line = f", line {where.line}" if where is not None and where.cell == index else ""
            said = f": {message}" if message else ""
            return f"{cell}{line} raised {type_name}{said}"
        case TimedOut(seconds, of="submission"):
            return f"{cell} was stopped after the {seconds:g} seconds for the whole notebook; it was left out."
        case TimedOut(seconds):
            return f"{place} was stopped after the {seconds:g} seconds for one cell; {rest}."
        case Crashed(reason):
            return f"{place} ended the whole process ({reason}); {rest}."


def _stale(names: Sequence[str], cells: Sequence[Cell], runs: Sequence[CellRun]) -> Iterator[str]:
    """Yield which functions are graded in an earlier form because the statement that redefines them failed."""
    failed = {run.index: run for run in runs if run.failures}
    for cell in (c for c in cells if c.index in failed):
        for name in names:
            lines = defined_on(name, cell)
            if not lines or failed_on(lines[-1], failed[cell.index]) is None:
                continue
            earlier = [index for index in defining(name, cells) if index < cell.index]
            if earlier:
                yield (
                    f"Cell {cell.index + 1} should define {name} again but failed there; the {name} of cell "
                    f"{earlier[-1] + 1} is graded."
                )


def _replaced(names: Sequence[str], runs: Sequence[CellRun]) -> Iterator[tuple[Reason, str]]:
    """Yield which functions are graded although their names stand for something else at the end of the notebook."""
    found = [r for r in (runs[-1].replaced if runs else ()) if r.name in names]
    for replaced in sorted(found, key=lambda r: names.index(r.name)):
        since = next(run.index for run in runs if any(r.name == replaced.name for r in run.replaced))
        if replaced.type_name == STUB:
            said = f"Cell {since + 1} defines {replaced.name} again as the empty stub"
        else:
            what = f"stands for something else ({replaced.type_name})" if replaced.type_name else "is deleted"
            said = f"At the end of your notebook the name {replaced.name} {what}, since cell {since + 1}"
        reason = Reason.STUB if replaced.type_name == STUB else Reason.REPLACED
        yield reason, f"{said}. The function {replaced.name} that was defined before it is graded."


def _changed(answers: Sequence[Answer]) -> list[str]:
    changed: dict[str, set[int]] = {}
    for answer in answers:
        if isinstance(answer.outcome, Returned) and answer.outcome.changed:
            changed.setdefault(answer.probe.function, set()).update(answer.outcome.changed)
    return [
        changes_in_place(function, [f"number {i + 1}" for i in sorted(positions)])
        for function, positions in changed.items()
    ]


def changes_in_place(function: str, arguments: Iterable[str]) -> str:
    """Return what is said of a function that changes some of its arguments."""
    return (
        f"{function} changes its arguments in place ({', '.join(arguments)}). "
        "It costs nothing here, because each call gets copies, but whoever calls it may be surprised."
    )
