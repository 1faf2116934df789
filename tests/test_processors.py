"""The same on every processor: what is committed, and what a submission earns.

`WHOLE=1 pytest tests/test_processors.py` grades the whole corpus, not a sample of it.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.author.rounding import block
from tests.corpus import files, head
from tests.kernels import ROOT, Kernel, available

KERNELS = available()
DIFFERENT = [k for k in KERNELS if k.core in ("Nehalem", "Haswell")]
"""Kernels that differ for certain: some builds of OpenBLAS take the same one for Zen and for Haswell."""
EVERY = 1 if "WHOLE" in os.environ else 5
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(len(KERNELS) < 4, reason="this processor can run fewer than four of the kernels"),
]

BUILD = """
import hashlib, json, sys
from autograder.author.build import build
from autograder.author.public import public_spec
from autograder.declare.course import open_course
from tests.kernels import in_force
course = open_course()
made = {"kernel": in_force()}
for name in course.names:
    reference = course.reference(name)
    made[f"autograder/student/problems/{name}.public.json"] = public_spec(reference) + chr(10)
    if "notebooks" in sys.argv:
        made[f"assignments/{name}.ipynb"] = build(reference).text
print(json.dumps({name: text if name == "kernel" else hashlib.sha256(text.encode()).hexdigest()
                  for name, text in made.items()}))
"""
UNROUNDED = """
import json
from autograder.declare.course import open_course
from autograder.judge.probes import draw_cases
from autograder.plain.evidence import Probe
reference = open_course().reference("two_layer_nonlinear")
calls = [c for case in draw_cases(reference.problem, 1) for c in case.calls if c.function == "train"]
print(json.dumps([repr(reference.answer(Probe(c.function, c.args))) for c in calls]))
"""


def said(kernel: Kernel, *command: str) -> Any:
    done = kernel.run(*command)
    assert done.returncode == 0, f"{kernel}: {done.stderr[-2000:]}"
    return json.loads(done.stdout)


def by_kernel(kernels: list[Kernel], *command: str) -> dict[str, Any]:
    with ThreadPoolExecutor(2) as threads:
        return {
            str(k): made for k, made in zip(kernels, threads.map(lambda k: said(k, *command), kernels), strict=True)
        }


@cache
def built() -> dict[str, dict[str, str]]:
    """Build the public part of every problem under every kernel, and the notebooks under those that differ."""
    others = [k for k in KERNELS if k not in DIFFERENT]
    return by_kernel(DIFFERENT, "-c", BUILD, "notebooks") | by_kernel(others, "-c", BUILD)


def test_everything_that_is_committed_is_the_same_under_every_kernel() -> None:
    for name in {name for made in built().values() for name in made} - {"kernel"}:
        assert len({made[name] for made in built().values() if name in made}) == 1, name


def test_what_is_committed_is_what_the_kernels_make() -> None:
    import hashlib

    made = next(iter(built().values()))
    for path in sorted((ROOT / "autograder" / "student" / "problems").iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert made[path.relative_to(ROOT).as_posix()] == digest, f"{path.name}: run autograder build --package"


def test_the_kernels_are_in_force_and_numbers_depend_on_them() -> None:
    """Without this the test above could pass by computing everything with one kernel."""
    in_force = {made["kernel"] for made in built().values()}
    assert len(in_force) >= 4 or in_force == {""}
    assert len({str(made) for made in by_kernel(DIFFERENT, "-c", UNROUNDED).values()}) > 1


def sample() -> list[Path]:
    """Return every fifth file of the corpus, of each problem and side."""
    paths = [p for side in ("right", "wrong") for p in files(side)]
    kinds = {(head(p).problem, p.parent.name) for p in paths}
    return [p for k in sorted(kinds) for p in [p for p in paths if (head(p).problem, p.parent.name) == k][::EVERY]]


def test_a_grade_does_not_depend_on_the_processor() -> None:
    kernels = [DIFFERENT[0], DIFFERENT[-1]]
    first, second = by_kernel(kernels, "-m", "tests.graded", *map(str, sample())).values()
    assert len(first) >= 18
    differing = {
        f"{file}: {q}": (first[file][q], second[file][q])
        for file in first
        for q in first[file]
        if first[file][q] != second[file][q]
    }
    assert differing == {}


@pytest.mark.parametrize("seed", range(20))
def test_rounding_takes_away_what_kernels_differ_by(seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.standard_normal(200) * 10.0 ** rng.integers(-14, 3, 200)
    noise = rng.uniform(-1, 1, 200) * 1e-15 * np.abs(numbers).max()
    same = block(numbers) == block(numbers + noise)
    assert same.mean() > 0.98, "all but those that lie next to the middle between two steps"
    assert np.all(np.abs(block(numbers) - numbers) <= 6e-10 * np.abs(numbers) + 1e-12 * np.abs(numbers).max())
    assert not np.array_equal(numbers, numbers + noise)
