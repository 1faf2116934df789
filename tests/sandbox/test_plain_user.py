"""The tests that use a sandbox once more as a user without rights, when these run as root.

Those of deadlines, which no right changes, only with WHOLE=1.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.walls.readable_paths import unreachable
from tests.sample import WHOLE

ROOT = Path(__file__).parents[2]
USER = 59999


def _reachable_python() -> str | None:
    """Find an interpreter of this version that any user can start; the tests' own may lie in a private home."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    candidates = [os.path.realpath(sys.executable), f"/usr/bin/{version}", f"/usr/local/bin/{version}"]
    return next((p for p in candidates if Path(p).exists() and not unreachable(str(Path(p).parent))), None)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_everything_holds_for_a_plain_user_too(tmp_path: Path) -> None:
    python = _reachable_python()
    spec = importlib.util.find_spec("pytest")
    assert spec is not None
    assert spec.origin is not None
    packages = Path(spec.origin).resolve().parents[1]
    if python is None or unreachable(str(packages)) or unreachable(str(ROOT)):
        pytest.skip("no interpreter of this version, or its packages, can be reached by a plain user")
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o777)
    rooms = ("behaviour", "deadlines", "isolation") if WHOLE else ("behaviour", "isolation")
    tests = [str(Path(__file__).with_name(f"test_{room}.py")) for room in rooms]
    done = subprocess.run(
        [python, "-s", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path}/inner", *tests],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{packages}", "HOME": str(tmp_path), "PYTEST_ADDOPTS": ""},
        cwd=ROOT,
        user=USER,
        group=USER,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
