"""Runs the table of attacks in one configuration, and prints a line of JSON for each: started by `conftest`."""

from __future__ import annotations

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
from tests.sample import sample

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
"""Every second attack of those classes meets one of the two older versions of Landlock; with WHOLE=1, all meet both."""
ELSEWHERE = ("plain", "docker", "no_open")
"""Each attack on the sandbox meets one of the three too, in turn, and those beside it meet a plain user. WHOLE=1 tries
all in each."""


def chosen(configuration: str) -> list[Any]:
    """Choose the attacks for a configuration: the renderers and readers are the same in all of them."""
    every = attacks()
    if configuration == "open":
        return [a for a in every if a.works]
    if configuration in OLDER:
        files_and_rights = [a for a in every if a.group in FILES_AND_RIGHTS]
        return sample(files_and_rights, 2 * len(OLDER), start=OLDER.index(configuration))
    if configuration == "here":
        return list(every)
    others = [a for a in every if a.group not in (AttackClass.SPEAKING, AttackClass.FILES, *BESIDE)]
    turn = sample(others, len(ELSEWHERE), lambda attack: attack.group, start=ELSEWHERE.index(configuration))
    beside = [a for a in every if a.group in BESIDE and a.group is not AttackClass.OTTER]
    return [*turn, *(beside if configuration == "plain" else ())]


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
