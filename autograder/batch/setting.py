"""The names of what an output folder remembers."""

from __future__ import annotations

from enum import Enum


class Setting(str, Enum):
    """What the folder remembers between two commands: mostly the staff's own texts.

    `PROBLEMS` says how the assignment's problems were found, and names them. `COMPLETE`: no hand-in of the last run is
    still to be graded. `ROWS`: which submissions staff removed or gave to another student.
    `SCALED`: what questions are worth to which marks were scaled in a regrading that has not ended.
    """

    POLICY = "policy"
    HINTS = "hints"
    MARKS = "marks"
    ROSTER = "roster"
    ASSIGNMENT = "assignment"
    DIGEST = "assignment-sha256"
    PROBLEMS = "problems"
    COMPLETE = "complete"
    ROWS = "rows"
    SCALED = "scaled"
