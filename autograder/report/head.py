"""What a report says above everything else: the assignment, when it was handed in, and when it was graded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lateness:
    """How late a hand-in came.

    `seconds` after the due time, or None if the learning platform only says that it is late. `share` is the share of
    its points that this costs, 0 to 1. `rule` says so in words, or is "" if being late costs nothing.
    """

    seconds: int | None
    share: float = 0.0
    rule: str = ""


@dataclass(frozen=True)
class Head:
    """What a report says above everything else; "" for what is not known.

    `due` and `handed_in` are times in ISO 8601, `graded` is a date. A `handed_in` without an offset is in the time zone
    of the due time. `marked_late`: the learning platform says that the hand-in was late. `over`: the due time had
    passed when it was graded; None if there is no due time. `extended`: `due` is later than that of the class.
    """

    course: str = ""
    assignment: str = ""
    due: str = ""
    handed_in: str = ""
    marked_late: bool = False
    graded: str = ""
    over: bool | None = None
    late: Lateness | None = None
    extended: bool = False
