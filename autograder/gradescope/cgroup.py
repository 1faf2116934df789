"""A control group with Gradescope's limits, which also measures how much memory was used."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD = 100_000
SAMPLE_SECONDS = 0.01


@dataclass
class ControlGroup:
    """Folders of control groups, which a process joins by writing its id there; none if they are not available."""

    folders: tuple[Path, ...] = ()
    peak: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    @property
    def limits(self) -> bool:
        return bool(self.folders)

    @property
    def joining(self) -> str:
        """The commands with which a shell joins."""
        return "\n".join(f"echo $$ > {folder}/cgroup.procs" for folder in self.folders)

    def watch(self) -> None:
        """Record the largest anonymous memory (without file pages) until `stop`."""
        while not self._done.wait(SAMPLE_SECONDS):
            with contextlib.suppress(OSError, ValueError):
                self.peak = max(self.peak, self._now())

    def stop(self) -> None:
        self._done.set()

    def _now(self) -> int:
        text = (self.folders[0] / "memory.stat").read_text()
        rows = dict(line.split() for line in text.splitlines())
        return int(rows.get("total_rss") or rows["anon"])


@contextmanager
def limited(name: str, megabytes: int, cpus: float) -> Iterator[ControlGroup]:
    """Create a group, of version 2 or 1, and remove it at the end; without the rights for that it is empty."""
    folders = _make(name, megabytes << 20, int(cpus * PERIOD))
    group = ControlGroup(folders)
    watcher = threading.Thread(target=group.watch, daemon=True)
    if folders:
        watcher.start()
    try:
        yield group
    finally:
        group.stop()
        if folders:
            watcher.join()
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _make(name: str, memory: int, quota: int) -> tuple[Path, ...]:
    if os.geteuid() != 0:
        return ()
    if (ROOT / "cgroup.controllers").exists():
        settings = {ROOT / name: {"memory.max": str(memory), "cpu.max": f"{quota} {PERIOD}"}}
    else:
        settings = {
            ROOT / "memory" / name: {"memory.limit_in_bytes": str(memory)},
            ROOT / "cpu" / name: {"cpu.cfs_quota_us": str(quota)},
        }
    made: list[Path] = []
    try:
        for folder, values in settings.items():
            folder.mkdir()
            made.append(folder)
            for file, value in values.items():
                (folder / file).write_text(value)
    except OSError:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return ()
    return tuple(made)
