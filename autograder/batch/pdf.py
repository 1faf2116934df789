"""Students' pages as PDF files, printed by the Chromium or Chrome that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.batch.folder import OutputError

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PATIENCE = 120.0
"""Seconds for one page; one takes about a second."""
LONGEST_FOLDER = 40
"""Characters of the folder for temporary files: below it the browser makes a socket, whose path has 108 at most."""
_HEADLESS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page makes no requests, and could not
)


def browser() -> str:
    """Return the path of a Chromium. Raises OutputError if there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise OutputError(
            "PDFs need Chromium or Chrome, and neither is installed here: install one (Debian: apt install chromium), "
            "or print a page of DIR/feedback from any browser"
        )
    return found


def to_pdf(program: str, page: bytes) -> bytes:
    """Return a page as PDF. Raises OutputError if the browser does not print it."""
    with tempfile.TemporaryDirectory(prefix="autograder-pdf-", dir=_temporary()) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page)
        unconfined = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # root has no other way
        profile = f"--user-data-dir={folder}/profile"
        command = [program, *_HEADLESS, *unconfined, profile, f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env=_environment(folder))  # noqa: S603 - our own words
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OutputError(f"{program} does not print: {error}") from error
        if done.returncode or not target.is_file():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise OutputError(f"{program} does not print: {said[-1] if said else f'it ended with {done.returncode}'}")
        return target.read_bytes()


def _temporary() -> str | None:
    """Return a folder for temporary files whose path is short enough, or None for the usual one."""
    short = len(tempfile.gettempdir()) <= LONGEST_FOLDER
    return None if short or not os.access("/tmp", os.W_OK) else "/tmp"  # noqa: S108 - made there by mkdtemp


def _environment(home: str) -> Mapping[str, str]:
    """Return an environment in which the browser writes nothing into anybody's home."""
    return {**os.environ, "HOME": home, "TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
