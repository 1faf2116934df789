"""What one submission may use: time, memory, size of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

_MIB = 1 << 20
_LEAST_MEMORY = 64 * _MIB
CELL_PATIENCE = 2.0
"""How many times `cell_seconds` the judge waits for a cell: a slow statement is stopped from inside, others go on."""


@dataclass(frozen=True)
class Limits:
    """Bounds for one submission and one problem.

    Seconds are those that a process used or slept by itself, however busy the machine is. Only `slot_seconds` is by
    the clock: the most for which a submission may keep its slot waiting. `cell_seconds` is for the first slow statement
    of a cell; the whole cell may take twice as long. `memory_bytes` is address space beyond what the fork server itself
    uses. `cpu_seconds` is for one process; a fresh one after a crash starts from zero, and `submission_seconds` bounds
    them together. `result_bytes` is for one answer, `answers_bytes` for all of them: the judge keeps them in memory.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 2.0
    submission_seconds: float = 60.0
    slot_seconds: float = 600.0
    cpu_seconds: int = 60
    memory_bytes: int = 512 * _MIB
    result_bytes: int = 4 * _MIB
    answers_bytes: int = 64 * _MIB
    output_chars: int = 8000


def fit_to_container(limits: Limits, slots: int = 1, root: Path = Path("/")) -> Limits:
    """Return limits whose memory is lowered to what the container's control group allows each of `slots` sandboxes.

    A quarter of the group's limit is left for the judge and the fork servers. Reads control groups of version 1
    and 2 below `root`; without a group or a limit, nothing changes.
    """
    allowed = min(_group_limits(root), default=None)
    if allowed is None:
        return limits
    share = max(_LEAST_MEMORY, allowed * 3 // 4 // max(1, slots))
    return replace(limits, memory_bytes=min(limits.memory_bytes, share))


def _group_limits(root: Path) -> Iterator[int]:
    """Yield the memory limit of every control group above this process, in bytes."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, group = [*line.split(":", 2), "", ""][:3]
        if controllers == "":
            mounts, name = [root / "sys/fs/cgroup", root / "sys/fs/cgroup/unified"], "memory.max"
        elif "memory" in controllers.split(","):
            mounts, name = [root / "sys/fs/cgroup/memory"], "memory.limit_in_bytes"
        else:
            continue
        inner = PurePosixPath(group.lstrip("/"))
        for mount in mounts:
            # Inside a container the group's path is often not visible; the top of the mount is then the container.
            for folder in (inner, *inner.parents):
                yield from _number(mount / folder / name)


def _number(path: Path) -> Iterator[int]:
    """Yield the number in a file, unless it is missing, the word `max`, or so large that it means no limit."""
    try:
        text = path.read_text().strip()
    except OSError:
        return
    if text.isdigit() and int(text) < 1 << 60:
        yield int(text)
