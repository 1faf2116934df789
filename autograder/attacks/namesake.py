"""Notice other distributions that install an `autograder` package or command: a package index has one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import Distribution, distributions

from autograder import DISTRIBUTION


def namesakes(path: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return name and version of each other distribution on `path` that has our import name or our command.

    `path` is a list of folders such as sys.path, which is the default.
    """
    every = distributions() if path is None else distributions(path=list(path))
    found = {f"{d.metadata['Name']} {d.version}" for d in every if _takes_our_name(d)}
    return tuple(sorted(found))


def _takes_our_name(distribution: Distribution) -> bool:
    name = str(distribution.metadata["Name"])
    if re.sub(r"[-_.]+", "-", name).lower() == DISTRIBUTION:
        return False
    files = f"{distribution.read_text('RECORD') or ''}\n{distribution.read_text('installed-files.txt') or ''}"
    return (
        any(line.startswith("autograder/") for line in files.splitlines())
        or "autograder" in (distribution.read_text("top_level.txt") or "").split()
        or any(e.name == "autograder" for e in distribution.entry_points if e.group == "console_scripts")
    )
