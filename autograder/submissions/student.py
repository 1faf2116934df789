"""Who handed something in, as the learning platform or the roster tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """One student; what is not known is "". All of it is hostile text.

    `name` is the full name. `sid` is the university's number (Gradescope's SID, Canvas's SIS User ID, Moodle's ID
    number), `login` the user name, `lms_id` the platform's own number (Canvas's ID, Moodle's participant number).
    """

    name: str = ""
    email: str = ""
    sid: str = ""
    login: str = ""
    lms_id: str = ""
