"""User ids for students' processes: one a slot, used by nobody else on this machine."""

from __future__ import annotations

import contextlib
import os

from autograder.sandbox.errors import SandboxError

# Above people's and containers' usual ids, below systemd's dynamic users (61184-65519) and nobody (65534).
_FIRST, _STEP, _LAST = 58000, 100, 61183


def uid_for(slot: int) -> int:
    """Return an id that has no account and no process, the same one for a slot as long as it is free."""
    used = _running()
    for uid in range(_FIRST + slot % _STEP, _LAST, _STEP):
        if uid not in used and not _has_account(uid):
            return uid
    raise SandboxError("every user id that a student's process could have is in use")


def _has_account(uid: int) -> bool:
    import pwd  # noqa: PLC0415 - only where there are such accounts

    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _running() -> frozenset[int]:
    """Return the real user ids of every process that can be seen."""
    found = set()
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):  # noqa: PTH208
            if not name.isdigit():
                continue
            with contextlib.suppress(OSError), open(f"/proc/{name}/status", "rb") as file:  # noqa: PTH123
                line = next((row for row in file if row.startswith(b"Uid:")), b"Uid: 0")
                found.add(int(line.split()[1]))
    return frozenset(found)
