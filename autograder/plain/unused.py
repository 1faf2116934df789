"""What was read of a hand-in and not used, each with its reason: nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reason(str, Enum):
    """Why something was not used, in words for staff."""

    OTHER_FILE = "another file about the same problem is graded"
    NO_PROBLEM = "a file about no problem of the course"
    NOT_ASSIGNED = "a file about a problem that is not part of the assignment"
    NOT_READ = "a file that is not read"
    UNREADABLE = "a file that cannot be read"
    PACKAGE = "a package that is not available"
    FAILED = "a statement that raised an exception"
    NO_PYTHON = "lines that are not Python"
    NOT_CODE = "a function in a cell of text"
    TOO_LONG = "a statement that was stopped, or ended the process"
    REPLACED = "a value under the name of a function"
    STUB = "an empty stub below a written function"


@dataclass(frozen=True)
class Unused:
    """One thing that was not used; `what` is a sentence for the student, which may quote hostile text."""

    reason: Reason
    what: str
