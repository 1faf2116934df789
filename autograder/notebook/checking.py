"""Run the checks of some functions in the student's own kernel."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.plain.safe_text import plain
from autograder.student.checks import open_desk
from autograder.student.kernel import Kernel
from autograder.student.printed import MOST
from autograder.student.public import Public
from autograder.student.result import CheckResult, of_function, together
from autograder.student.undisturbed import undisturbed

CAP = 2 * MOST
"""Characters that are shown of what one function printed."""


def checked(public: Public, env: MutableMapping[str, Any], functions: Sequence[str]) -> CheckResult:
    """Check all questions of these functions with what `env` defines, and leave everything else as it was."""
    kernel = Kernel(env, public.given)
    with undisturbed(env):
        desk = open_desk(public, kernel, kernel.cells)
        found = together([of_function(desk, function) for function in functions])
    alone = functions if len(functions) == 1 else ()  # many at once would print more than anybody reads
    printed = {name: plain(str(kernel.printed[name]), CAP) for name in alone if name in kernel.printed}
    return replace(found, printed={name: text for name, text in printed.items() if text})
