"""A student, as the learning platform or the roster describes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """One student; unknown fields are "". All of them are hostile text.

    `name` is the full name. `sid` is the university's number (Gradescope's SID, Canvas's SIS User ID, Moodle's ID
    number), `login` the user name, `lms_id` the platform's own number (Canvas's ID, Moodle's participant number).
    """

    name: str = ""
    email: str = ""
    sid: str = ""
    login: str = ""
    lms_id: str = ""
