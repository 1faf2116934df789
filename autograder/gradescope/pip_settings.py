"""This machine's pip settings, so that pip works the same in a separate root file system."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINE = re.compile(r"^(?P<where>[^=]*?)\.(?P<key>[a-z][a-z-]*)=(?P<value>.*)$")


@dataclass(frozen=True)
class PipSettings:
    """Environment variables for pip, and the local files and folders that they name."""

    environment: dict[str, str]
    paths: tuple[Path, ...]


def pip_settings() -> PipSettings:
    """Return the settings of this interpreter's pip; empty if there is none."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    return settings_of(done.stdout)


def settings_of(listing: str) -> PipSettings:
    """Return the settings printed by `pip config list`, where the environment's own come last and win."""
    environment: dict[str, str] = {}
    rows = [match for line in listing.splitlines() if (match := _LINE.match(line))]
    for row in sorted(rows, key=lambda r: r["where"].startswith(":env:")):
        try:
            value = str(ast.literal_eval(row["value"]))
        except (ValueError, SyntaxError):
            continue
        key = row["key"].replace("-", "_").upper()
        environment[f"PIP_{key}"] = " ".join(value.split())
    words = [word for value in environment.values() for word in value.split()]
    return PipSettings(environment, tuple(dict.fromkeys(path for word in words if (path := _local(word)))))


def _local(word: str) -> Path | None:
    """Return the folder or file that a setting names; for an index its parent, which often contains the files."""
    if word.startswith("file://"):
        folder = Path(unquote(urlsplit(word).path))
        if not folder.is_dir():
            return None
        return folder if folder.parent == Path("/") else folder.parent
    return Path(word) if word.startswith("/") and Path(word).exists() else None
