"""Each student's process starts warm and clean."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.plain.evidence import Returned
from tests.sandbox.conftest import Ask

SCATTERED = """
from autograder.sandbox.inside.rehearsal import fill_gaps
every = [bytes(100) for _ in range(50_000)]
thinned = [one for place, one in enumerate(every) if place % 9]
del every
kept = fill_gaps() if {fill} else []
made = [bytes(100) for _ in range(100)]
print(len({{id(one) >> 12 for one in made}}))
"""


def pages(*, fill: bool) -> int:
    source = SCATTERED.format(fill=fill)
    return int(subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="how CPython places small objects")
def test_new_objects_share_few_pages_once_the_gaps_are_filled() -> None:
    assert pages(fill=True) <= 5 < pages(fill=False)


def test_with_another_allocator_no_gap_is_filled() -> None:
    source = "from autograder.sandbox.inside.rehearsal import fill_gaps\nprint(len(fill_gaps()))"
    other = {**os.environ, "PYTHONMALLOC": "malloc"}
    ended = subprocess.run([sys.executable, "-c", source], env=other, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "0"


FORK = """
import os, random
from autograder.sandbox.walls.syscalls import plain_fork
os.register_at_fork(after_in_child=lambda: os._exit(1))
random.seed(0)
expected = random.random()
random.seed(0)
pid = plain_fork()
if pid == 0:
    os._exit(0 if random.random() == expected else 2)
print(os.waitpid(pid, 0)[1])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_plain_fork_runs_none_of_the_handlers() -> None:
    ended = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "0"


def test_nothing_of_the_rehearsal_is_left(ask: Ask) -> None:
    source = """
import gc, types
def f():
    gc.unfreeze()
    names = [n for n in ("squash", "forward", "backward", "train", "fail", "np") if n in globals()]
    functions = [o for o in gc.get_objects() if type(o) is types.FunctionType]
    found = {o.__name__ for o in functions if "<cell" in o.__code__.co_filename}
    return names, sorted(name for name in found if name[0] != "<")
"""
    outcome = ask(source)
    assert isinstance(outcome, Returned)
    assert outcome.value == ([], ["f"])
