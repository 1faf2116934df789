"""Runs the table of attacks in one configuration, and prints a line of JSON for each: started by `conftest`."""

from __future__ import annotations

import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

from autograder.attacks.attack import BESIDE, AttackClass
from autograder.attacks.table import attacks
from autograder.attacks.trial import LIMITS, tried
from autograder.sandbox import Isolation, Sandbox, Switches
from tests.attacks import container

OPEN = Switches(landlock=False, seccomp=False, uid_drop=False, no_open=False)
SWITCHES = {
    "no_open": Switches(landlock=False),
    "abi1": Switches(max_abi=1),
    "abi4": Switches(max_abi=4),
    "open": OPEN,
}
FILES_AND_RIGHTS = (AttackClass.READING, AttackClass.WRITING, AttackClass.REACHING, AttackClass.HITTING)
"""What an older Landlock could let through; the other classes do not depend on it."""
OLDER = ("abi1", "abi4")
"""Each attack of those classes meets one of the two older versions of Landlock; with WHOLE=1, both."""
ELSEWHERE = ("plain", "docker", "no_open")
"""Those four classes are tried here too, as a whole, and of the others each attack in one of the three, in turn:
whatever uses up time, leaves early or lies meets the same limits in all of them. WHOLE=1 tries all in each."""


def chosen(configuration: str) -> list[Any]:
    """Choose the attacks for a configuration: the renderers and readers are the same in all of them."""
    every = attacks()
    if configuration == "open":
        return [a for a in every if a.works]
    if configuration in OLDER:
        files_and_rights = [a for a in every if a.group in FILES_AND_RIGHTS]
        return files_and_rights if "WHOLE" in os.environ else files_and_rights[OLDER.index(configuration) :: 2]
    if configuration == "here":
        return list(every)
    others = [a for a in every if a.group not in (AttackClass.SPEAKING, AttackClass.FILES)]
    beside = (AttackClass.OTTER,) if configuration == "plain" else BESIDE
    others = [a for a in others if a.group not in beside]
    if "WHOLE" in os.environ:
        return others
    turns = {g: itertools.cycle(ELSEWHERE) for g in AttackClass}
    return [a for a in others if next(turns[a.group]) == configuration or a.group in (*FILES_AND_RIGHTS, *BESIDE)]


def main(configuration: str) -> None:
    if configuration == "docker":
        container.enter()
    switches = SWITCHES.get(configuration, Switches())
    isolation = Isolation.BEST_EFFORT if configuration == "open" else Isolation.REQUIRED
    with Sandbox(LIMITS, isolation, switches=switches) as sandbox:
        layers = sandbox.layers
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    facts = {"uid": os.getuid(), "capabilities": status["CapEff"], "filters": status["Seccomp_filters"]}
    print(json.dumps({**facts, "full": layers.full, "landlock": layers.landlock_abi, "no_open": layers.no_open}))
    for finding in tried(chosen(configuration), isolation, switches):
        found = {"attack": str(finding.attack), "faults": finding.faults, "said": finding.said}
        print(json.dumps({**found, "seconds": finding.seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
