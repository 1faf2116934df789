"""Run the checks of some functions in the student's own kernel."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.judge.notebook_notes import changes_in_place
from autograder.plain.evidence import Cell
from autograder.plain.safe_text import plain
from autograder.report.status import Kind
from autograder.student.checks import open_desk
from autograder.student.drawing import ALL_FIT, Drawn, draw
from autograder.student.kernel import Kernel
from autograder.student.printed import MOST
from autograder.student.public import Public
from autograder.student.result import CheckResult, of_function, together
from autograder.student.undisturbed import undisturbed

CAP = 2 * MOST
"""Characters that are shown of what one function printed."""


ALONE = "For this one example every number is right. What is different when there are several?"


def checked(public: Public, env: MutableMapping[str, Any], functions: Sequence[str]) -> CheckResult:
    """Check all questions of these functions with what `env` defines, and leave everything else as it was."""
    kernel = Kernel(env, public.given)
    with undisturbed(env):
        desk = open_desk(public, kernel, kernel.cells, history=_history(env))
        found = together([of_function(desk, function) for function in functions])
    alone = functions if len(functions) == 1 else ()  # many at once would print more than anybody reads
    printed = {name: plain(str(kernel.printed[name]), CAP) for name in alone if name in kernel.printed}
    drawn = _drawn(public, env, found)
    changed = {name: set[int]().union(*kernel.changed.get(name, ())) for name in functions}
    notes = tuple(_changed(public, name, places) for name, places in changed.items() if places)
    return replace(found, printed={name: text for name, text in printed.items() if text}, drawn=drawn, notes=notes)


def _changed(public: Public, function: str, places: set[int]) -> str:
    return changes_in_place(function, [public.problem.function(function).args[i] for i in sorted(places)])


def _history(env: Mapping[str, Any]) -> list[Cell]:
    """Return the cells that ran so far, which IPython keeps; none elsewhere."""
    ran = env.get("In")
    return [Cell(i, str(text)) for i, text in enumerate(ran)] if isinstance(ran, list) else []


def _drawn(public: Public, env: MutableMapping[str, Any], found: CheckResult) -> Drawn | None:
    """Draw one example on its way through the network, if the check found one of its values wrong."""
    net = public.problem.roles.network
    wrong = {f.function for f in found.findings if f.kind is Kind.WRONG}
    passes = () if net is None else tuple(name for name in (net.backward, net.forward) if name in wrong)
    drawing = draw(passes[0], public, env) if passes else None
    if not isinstance(drawing, Drawn) or drawing.calculation is None:
        return None
    return replace(drawing, said=ALONE) if drawing.said == ALL_FIT else drawing
