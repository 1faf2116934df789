"""A small class of which half is hostile; `python -m benchmarks.load` is the large one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.sandbox import Limits
from benchmarks.load import loaded
from tests.sample import WHOLE


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the pool forks on Linux only")
def test_every_honest_report_is_the_same_beside_hostile_ones(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    honest, hostile = (20, 40) if WHOLE else (8, 16)
    load = loaded(honest, hostile, tmp_path, Limits())  # none of these never ends, so nothing is waited for
    assert (load.honest, load.hostile) == (honest, hostile)
    assert load.different == (), load.ungradable
    assert load.bait
