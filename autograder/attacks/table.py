"""Every attack, class by class."""

from __future__ import annotations

import os

from autograder.attacks.attack import Attack
from autograder.attacks.exhausting import EXHAUSTING
from autograder.attacks.files import FILES
from autograder.attacks.hitting import HITTING
from autograder.attacks.leaving import LEAVING
from autograder.attacks.lying import LYING
from autograder.attacks.reaching import REACHING
from autograder.attacks.reading import READING
from autograder.attacks.speaking import SPEAKING
from autograder.attacks.writing import WRITING

EVERY: tuple[Attack, ...] = (
    *READING,
    *WRITING,
    *EXHAUSTING,
    *LEAVING,
    *REACHING,
    *HITTING,
    *LYING,
    *SPEAKING,
    *FILES,
)
"""The whole table."""


def attacks() -> tuple[Attack, ...]:
    """Return the attacks that apply to this machine."""
    machine = os.uname().machine if hasattr(os, "uname") else ""
    return tuple(a for a in EVERY if a.machine in (None, machine))
