"""Every attack, class by class."""

from __future__ import annotations

import os
from importlib.util import find_spec

from autograder.attacks.attack import Attack
from autograder.attacks.cluster import CLUSTER
from autograder.attacks.exhausting import EXHAUSTING
from autograder.attacks.files import FILES
from autograder.attacks.folder import FOLDER
from autograder.attacks.hitting import HITTING
from autograder.attacks.leaving import LEAVING
from autograder.attacks.lying import LYING
from autograder.attacks.otter import OTTER
from autograder.attacks.reaching import REACHING
from autograder.attacks.reading import READING
from autograder.attacks.speaking import SPEAKING
from autograder.attacks.store import STORE
from autograder.attacks.ungradable import UNGRADABLE
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
    *UNGRADABLE,
    *STORE,
    *FOLDER,
    *CLUSTER,
    *OTTER,
)
"""The whole table."""


def attacks() -> tuple[Attack, ...]:
    """Return the attacks that apply to this machine."""
    machine = os.uname().machine if hasattr(os, "uname") else ""
    here = (a for a in EVERY if a.machine in (None, machine))
    return tuple(a for a in here if a.needs is None or find_spec(a.needs) is not None)
