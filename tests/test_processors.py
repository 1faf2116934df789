"""The same on every processor: what is committed, and what a submission earns.

`make test` builds each problem under one of the kernels that differ for certain, one problem under each of some
others, and grades a sample of the corpus. WHOLE=1 builds everything under every kernel, and grades the whole corpus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograder.author.rounding import block
from tests.corpus import files
from tests.kernels import ROOT, Kernel, available
from tests.sample import WHOLE, crossed, sample
from tests.solutions.common import PROBLEMS

KERNELS = available()
DIFFERENT = [k for k in KERNELS if k.core in ("Nehalem", "Haswell")]
"""Kernels that differ for certain: some builds of OpenBLAS take the same one for Zen and for Haswell."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(len(KERNELS) < 4, reason="this processor can run fewer than four of the kernels"),
]

BUILD = """
import json, sys
from autograder.author.build import stale
from autograder.author.public import public_spec
from tests.author.built import ASSIGNMENTS, ROOT, built, reference
from tests.kernels import in_force
made = {}
for name in sys.argv[2:]:
    path = f"autograder/student/problems/{name}.public.json"
    made[path] = (ROOT / path).read_text("utf-8") == public_spec(reference(name)) + chr(10)
    if sys.argv[1] == "notebooks":
        made[f"assignments/{name}.ipynb"] = not stale(built(name), ASSIGNMENTS)
print(json.dumps({"kernel": in_force(), "made": made}))
"""
"""Prints the kernel, and for each file that it makes whether it is the committed one."""
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


def by_kernel(commands: Mapping[Kernel, Sequence[str]]) -> dict[str, Any]:
    """Run a command under each kernel, two at a time, and return what each has printed."""
    with ThreadPoolExecutor(2) as threads:
        printed = threads.map(lambda kernel: said(kernel, *commands[kernel]), commands)
        return dict(zip(map(str, commands), printed, strict=True))


def build(kernels: Sequence[Kernel], what: str, problems: Sequence[str] = PROBLEMS) -> dict[Kernel, list[str]]:
    """Return for each kernel the command that builds its problems."""
    pairs = crossed(kernels, problems)
    return {k: ["-c", BUILD, what, *(name for other, name in pairs if other == k)] for k in kernels}


@cache
def built() -> dict[str, Any]:
    """Build the public parts under the kernels, and also the notebooks under those that differ."""
    others = sample([k for k in KERNELS if k not in DIFFERENT], 3)
    some = PROBLEMS if WHOLE else PROBLEMS[: len(others)]
    return by_kernel({**build(DIFFERENT, "notebooks"), **build(others, "public", some)})


def test_every_kernel_makes_what_is_committed() -> None:
    made = [(path, kernel, same) for kernel, found in built().items() for path, same in found["made"].items()]
    for folder in ("autograder/student/problems", "assignments"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).iterdir()}
        assert {path for path, _, _ in made if path.startswith(folder)} == files
    differing = [f"{path} under {kernel}" for path, kernel, same in made if not same]
    assert differing == [], "if they are all: run autograder build --package"


def test_the_kernels_are_in_force_and_numbers_depend_on_them() -> None:
    """Without this the test above could pass by computing everything with one kernel."""
    in_force = {found["kernel"] for found in built().values()}
    assert len(in_force) >= 4 or in_force == {""}
    assert len({str(made) for made in by_kernel({k: ["-c", UNROUNDED] for k in DIFFERENT}).values()}) > 1


def test_a_grade_does_not_depend_on_the_processor() -> None:
    """Of the right and of the wrong submissions of each problem, one in twenty."""
    paths = sample([p for side in ("right", "wrong") for p in files(side)], 20, lambda p: p.parent)
    command = ["-m", "tests.graded", *map(str, paths)]
    first, second = by_kernel(dict.fromkeys((DIFFERENT[0], DIFFERENT[-1]), command)).values()
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
