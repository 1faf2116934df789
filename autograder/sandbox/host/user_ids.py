"""User ids for students' processes: one per slot, not used by anything else on this machine."""

from __future__ import annotations

import contextlib
import os

from autograder.sandbox.errors import SandboxError

# Above the usual ids of people and containers, below systemd's dynamic users (61184-65519) and nobody (65534).
_FIRST, _STEP, _LAST = 58000, 100, 61183


def uid_for(slot: int) -> int:
    """Return an id without account and without process; a slot gets the same one as long as it is free."""
    used = _running()
    for uid in range(_FIRST + slot % _STEP, _LAST, _STEP):
        if uid not in used and not _has_account(uid):
            return uid
    raise SandboxError("every user id that a student's process could have is in use")


def _has_account(uid: int) -> bool:
    import pwd  # noqa: PLC0415 - only exists on Unix

    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _running() -> frozenset[int]:
    """Return the real user ids of all visible processes."""
    found = set()
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):  # noqa: PTH208
            if not name.isdigit():
                continue
            with contextlib.suppress(OSError), open(f"/proc/{name}/status", "rb") as file:  # noqa: PTH123
                line = next((row for row in file if row.startswith(b"Uid:")), b"Uid: 0")
                found.add(int(line.split()[1]))
    return frozenset(found)
