"""The functions that student notebooks call. The module imports nothing else of the package; checks need numpy alone.

The tests inside a notebook call `check`, which says in plain words what is not right. In Jupyter and Colab the table
and the picture appear below the cell's own output. The student's names, random numbers and settings do not change.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.student.public import Public
    from autograder.student.result import CheckResult


class NotRight(AssertionError):  # noqa: N818 - the name is shown to students
    """A question that is not right yet; the text says what and where."""


def check(question: str, public: str, env: MutableMapping[str, Any]) -> None:
    """Check one question, such as `backward.dW1`, with the functions in `env`.

    `public` is the text of the problem's public part. Raises NotRight if the answer is not accepted: with one line if
    the result is shown below the cell, else with everything. All questions of a function are checked together, once
    per round of questions.
    """
    passed, words = _ROUNDS.finding(question, public, env)
    if not passed:
        raise NotRight(words.partition("\n")[0] if _shell() is not None and not _graded() else words)


def result(function: str, public: str, env: MutableMapping[str, Any]) -> CheckResult:
    """Check all questions of one function. The result is shown as a table in a notebook, as text in a terminal."""
    return _work_out(function, _read(public), env)


def points(function: str, public: str, env: MutableMapping[str, Any]) -> float:
    """Check all questions of one function, show the result, and return the points, for a test cell of nbgrader.

    nbgrader takes the value of a test cell for its points, and gives none for a cell that writes to standard error. So
    what the student's functions write there, warnings too, is dropped.
    """
    import io  # noqa: PLC0415
    import warnings  # noqa: PLC0415
    from contextlib import redirect_stderr  # noqa: PLC0415

    with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        found = result(function, public, env)
    if _shell() is None:
        print(found)  # noqa: T201 - there is no other place for it
    else:
        from IPython.display import display  # noqa: PLC0415

        display(found)
    return round(found.points, 6)


class _Rounds:
    """The last round of checks: a notebook asks one question after the other.

    This is the only state of the package. It lives as long as the functions of the notebook stay the same objects and
    no question is asked a second time; then everything is computed again.
    """

    def __init__(self) -> None:
        self._functions: dict[str, Any] = {}
        self._results: dict[str, tuple[CheckResult, set[str]]] = {}
        self._waiting: list[CheckResult] = []

    def finding(self, question: str, public: str, env: MutableMapping[str, Any]) -> tuple[bool, str]:
        """Return whether a question is right, as far as a notebook can tell, and the text about it."""
        from autograder.plain.question_names import function_of  # noqa: PLC0415
        from autograder.student.result import in_words  # noqa: PLC0415

        function = function_of(question)
        functions = {"": public, **{n: v for n, v in env.items() if callable(v)}}
        if functions.keys() != self._functions.keys() or any(functions[n] is not self._functions[n] for n in functions):
            self._functions, self._results = functions, {}
        if function not in self._results or question in self._results[function][1]:
            shown = _work_out(function, _read(public), env)
            self._results[function] = (shown, set())
            self._show_below(shown)
        shown, asked = self._results[function]
        asked.add(question)
        found = next((f for f in shown.findings if f.question == question), None)
        if found is None:
            return False, f"{question}: the public part of the problem has no such question"
        return found.passed or not (found.public or _graded()), in_words(found)

    def _show_below(self, shown: CheckResult) -> None:
        """Show it after the cell's own result, so that Otter's verdict comes first."""
        shell = _shell()
        if shell is None:
            return
        if not self._waiting:
            shell.events.register("post_execute", self._show)
        self._waiting.append(shown)

    def _show(self) -> None:
        from IPython.display import display  # noqa: PLC0415

        from autograder.student.result import together  # noqa: PLC0415

        shell = _shell()
        if shell is not None:
            shell.events.unregister("post_execute", self._show)
        waiting, self._waiting = self._waiting, []
        display(together(waiting))


_ROUNDS = _Rounds()


def _shell() -> Any:
    """Return the running IPython, which shows the result below its cell, or None if there is none."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def _graded() -> bool:
    """Return whether Otter is grading: then only its own text is shown, and must say everything."""
    return bool(getattr(getattr(sys.modules.get("otter"), "Notebook", None), "_grading_mode", False))


def _read(public: str) -> Public:
    from autograder.student.public import from_text  # noqa: PLC0415

    return from_text(public)


def _work_out(function: str, public: Public, env: MutableMapping[str, Any]) -> CheckResult:
    from autograder.student.checks import open_desk  # noqa: PLC0415
    from autograder.student.kernel import Kernel  # noqa: PLC0415
    from autograder.student.result import of_function  # noqa: PLC0415
    from autograder.student.undisturbed import undisturbed  # noqa: PLC0415

    kernel = Kernel(env, public.given)
    with undisturbed(env):
        return of_function(open_desk(public, kernel, kernel.cells), function)
