"""What student notebooks call: `start` gives them their checks. Importing it imports nothing else; checks need numpy.

The student's names, random numbers and settings do not change.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import autograder

if TYPE_CHECKING:
    from autograder.student.result import CheckResult


NAMESAKE = (
    "Another package called autograder has overwritten parts of backprop-autograder. If a check fails, run "
    "`pip uninstall --yes autograder backprop-autograder`, restart the kernel, and run this cell again."
)


class NotRight(AssertionError):  # noqa: N818 - the name is shown to students
    """A question that is not right yet; the text says what and where."""


def start(problem: str, digest: str = "", packed: str = "", env: MutableMapping[str, Any] | None = None) -> Any:
    """Return the checks of a notebook: `check`, `check_all`, `draw`, `export`, `progress`.

    `digest` is that of the problem's public part. It comes with this package or, as the problem of another course, in
    the text `packed`. The functions are those of `env`, the caller's own globals if None. While Otter grades, its own
    `Notebook` is returned, which runs Otter's tests.
    """
    caller = sys._getframe(1).f_globals  # noqa: SLF001 - the notebook's names, without an argument in its set-up cell
    if not hasattr(autograder, "DISTRIBUTION"):  # then this package's __init__.py is the other's
        print(NAMESAKE)  # noqa: T201 - the set-up cell's word to the student
    from autograder.notebook.starting import started  # noqa: PLC0415

    return started(problem, digest, packed, caller if env is None else env)


def check(question: str, public: str, env: MutableMapping[str, Any]) -> None:
    """Check one question, such as `backward.dW1`, with the functions in `env`: a test of Otter's.

    `public` is the text of the problem's public part. Raises NotRight with the whole finding if the answer is not
    accepted. All questions of a function are checked together, once per round of questions.
    """
    from autograder.notebook.rounds import ROUNDS  # noqa: PLC0415

    passed, words = ROUNDS.finding(question, public, env)
    if not passed:
        raise NotRight(words)


def result(function: str, public: str, env: MutableMapping[str, Any]) -> CheckResult:
    """Check all questions of one function. The result is shown as a table in a notebook, as text in a terminal."""
    from autograder.notebook.checking import checked  # noqa: PLC0415
    from autograder.student.public import from_text  # noqa: PLC0415

    return checked(from_text(public), env, (function,))


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
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(found)
    else:
        print(found)  # noqa: T201 - there is no other place for it
    return round(found.points, 6)
