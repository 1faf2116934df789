"""What a checkout holds besides what git ignores, to see that no test writes into it."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

State = dict[str, str]
"""The files that differ from the last commit, each with a digest of what it holds, "" where it is gone."""


def state(root: Path) -> State | None:
    """Return what differs from the last commit; None where this is no git checkout."""
    command = ["git", "-C", str(root), "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, text=True)
    except OSError:
        return None
    if done.returncode:
        return None
    names = (entry[3:] for entry in done.stdout.split("\0") if entry)
    return {name: _digest(root / name) for name in names}


def changes(before: State | None, after: State | None) -> list[str]:
    """Return the files that are not what they were."""
    if before is None or after is None:
        return []
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
