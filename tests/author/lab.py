"""JupyterLab on loopback, and a browser in front of it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import launched

SETTINGS = (
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--ServerApp.open_browser=False",
    "--LabApp.extension_manager=readonly",
)
PREFERENCES = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is there, seen or not
}
OTHERS = {"disabledExtensions": {"@jupyter/nbgrader": True}}
"""What is installed for other tests, and stays out of the way."""
PATIENCE = 240
"""Seconds for a start on a machine that does other things too."""


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder; gives the address with its token. The server has a home of its own, and ends with the block."""
    token = secrets.token_hex(16)
    runtime = home / "runtime"
    environment = {**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(runtime), "JUPYTER_TOKEN": token}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
        environment[name] = str(home / name.lower())
    environment["JUPYTERLAB_SETTINGS_DIR"] = str(home / "settings")
    for name, values in PREFERENCES.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    path = home / "jupyter_config_dir" / "labconfig" / "page_config.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(OTHERS))
    command = [sys.executable, "-m", "jupyterlab", *SETTINGS, f"--ServerApp.root_dir={folder}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    try:
        yield f"{_address(runtime, server, home / 'log')}{{}}?token={token}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _address(runtime: Path, server: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server says where it is, and answers there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        for path in runtime.glob("jpserver-*.json"):
            try:
                url = str(json.loads(path.read_text())["url"])
                with urllib.request.urlopen(f"{url}api", timeout=5):
                    return url
            except (ValueError, KeyError, OSError, HTTPException):
                pass
        time.sleep(0.2)
    raise AssertionError(log.read_text())


@contextmanager
def browser() -> Iterator[Page]:
    """Open a page in the system's Chromium, without a window."""
    with launched() as chromium:
        page = chromium.new_page(viewport={"width": 900, "height": 820})
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        yield page
