"""The questions of Otter's tests, which come one after the other: each function is checked once."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

from autograder.notebook.checking import checked
from autograder.plain.question_names import function_of
from autograder.student.public import from_text
from autograder.student.result import CheckResult, in_words


class Rounds:
    """The last round of questions.

    It lives as long as the functions of the notebook stay the same objects and no question is asked a second time;
    then everything is computed again.
    """

    def __init__(self) -> None:
        self._functions: dict[str, Any] = {}
        self._results: dict[str, tuple[CheckResult, set[str]]] = {}

    def finding(self, question: str, public: str, env: MutableMapping[str, Any]) -> tuple[bool, str]:
        """Return whether a question is right, as far as a notebook can tell, and the text about it."""
        function = function_of(question)
        functions = {"": public, **{n: v for n, v in env.items() if callable(v)}}
        if functions.keys() != self._functions.keys() or any(functions[n] is not self._functions[n] for n in functions):
            self._functions, self._results = functions, {}
        if function not in self._results or question in self._results[function][1]:
            self._results[function] = (checked(from_text(public), env, (function,)), set())
        shown, asked = self._results[function]
        asked.add(question)
        found = next((f for f in shown.findings if f.question == question), None)
        if found is None:
            return False, f"{question}: the public part of the problem has no such question"
        return found.passed or not (found.public or graded_by_otter()), in_words(found)


def graded_by_otter() -> bool:
    """Return whether Otter is grading: then its own tests run, and a question without a public check gets no point."""
    return bool(getattr(getattr(sys.modules.get("otter"), "Notebook", None), "_grading_mode", False))


ROUNDS = Rounds()
"""The only state of the package."""
