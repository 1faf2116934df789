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
ATTEMPTS = 2
"""On a busy machine a browser may end without a page, and print it when asked again."""
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
    with tempfile.TemporaryDirectory(prefix="autograder-pdf-") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_bytes(page)
        unconfined = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []  # root has no other way
        profile = f"--user-data-dir={folder}/profile"
        command = [program, *_HEADLESS, *unconfined, profile, f"--print-to-pdf={target}", source.as_uri()]
        said: list[str] = []
        for _ in range(ATTEMPTS):
            try:
                done = subprocess.run(  # noqa: S603 - our own words
                    command, capture_output=True, check=False, timeout=PATIENCE, env=_environment(folder)
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise OutputError(f"{program} does not print: {error}") from error
            if not done.returncode and target.is_file():
                return target.read_bytes()
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [
                f"it ended with {done.returncode}"
            ]
        raise OutputError(f"{program} does not print: {said[0]}")


def _environment(home: str) -> Mapping[str, str]:
    """Return an environment in which the browser writes nothing into anybody's home."""
    return {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
