"""`grader` of a student's notebook: `check`, `check_all`, `export` and `progress`. It needs numpy and nothing else."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from autograder.notebook.checking import checked
from autograder.notebook.hand_in import export, notebooks_here
from autograder.notebook.packing import unpacked
from autograder.notebook.progress import CourseProgress, course_progress
from autograder.notebook.shell import FailedCells
from autograder.student.derivation import Derivation, derivation
from autograder.student.drawing import Drawn, DrawnRates, draw
from autograder.student.order import reordered
from autograder.student.outside_names import outside_names
from autograder.student.public import Public
from autograder.student.result import CheckResult


class NotebookChecks:
    """The checks of one problem, with the functions that the names in `env` define."""

    def __init__(self, public: Public, env: MutableMapping[str, Any], shell: Any = None) -> None:
        self._public, self._env = public, env
        self._failed = FailedCells()
        self._results: dict[str, CheckResult] = {}
        if shell is not None:
            shell.events.register("post_run_cell", self._failed.note)

    def check(self, function: str | Callable[..., Any]) -> CheckResult | None:
        """Check one function, or that of this name. The result is shown if this is the last line of a cell."""
        function = getattr(function, "__name__", str(function))
        if function not in self._functions:
            print(f"There is no function {function} here; there is {', '.join(self._functions)}.")  # noqa: T201
            return None
        return self._checked((function,))

    def check_all(self) -> CheckResult:
        """Check all functions, in the order of the lesson."""
        return self._checked(self._functions)

    def export(self, *_: Any, **__: Any) -> None:
        """Write the zip to hand in, beside the notebook, and say so. Options of Otter's `export` are accepted."""
        print(export(self._public.problem.name, datetime.now(timezone.utc).astimezone()))  # noqa: T201

    def draw(self, function: str) -> Drawn | DrawnRates:
        """Draw one example on its way through the functions of the notebook, forward or backward."""
        return draw(function, self._public, self._env)

    def derivation(self, function: str, text: str) -> Derivation:
        """Show the derivation of a function's gradients, once it has been tried."""
        return derivation(function, unpacked(text)["derivation"], self._public, self._env)

    def progress(self) -> CourseProgress:
        """Show how far the notebooks of this folder are, by the checks that are saved in them."""
        return course_progress(self._public.problem.name, self._results, notebooks_here())

    @property
    def _functions(self) -> tuple[str, ...]:
        return tuple(f.name for f in self._public.problem.functions)

    def _checked(self, functions: tuple[str, ...]) -> CheckResult:
        found = checked(self._public, self._env, functions)
        notes = [self._failed.about(name, defined=callable(self._env.get(name))) for name in functions]
        notes += [outside_names(self._public, n, self._env) for n in functions if not found.of(n).passed]
        notes += [reordered(self._public.problem.function(name), self._env.get(name)) for name in functions]
        found = replace(found, notes=(*filter(None, notes), *found.notes))
        self._results |= {name: found.of(name) for name in functions}
        return found
