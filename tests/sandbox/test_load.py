"""The machine's load decides nothing: a process has its own seconds, and cannot have the machine blamed for them.

The load is real: busy processes on the one core of the sandbox. `WHOLE=1 pytest tests/sandbox/test_load.py` tries every
load with every kind of code, not a sample.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import product
from unittest.mock import Mock

import pytest

from autograder.plain.evidence import Cell, Probe, Returned, TimedOut
from autograder.sandbox import Isolation, Limits, Sandbox, SandboxError
from autograder.sandbox.host import own_time
from autograder.sandbox.host.own_time import OwnTime, Usage, read_usage
from tests.load import load
from tests.sample import WHOLE

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts what a process waits"),
    pytest.mark.slow,
]
CORE = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
QUICK = Limits(cell_seconds=0.5, call_seconds=0.5, submission_seconds=30.0)
LATE = TimedOut(QUICK.call_seconds, "call")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(QUICK, Isolation.BEST_EFFORT, cpu=CORE) as one:
        yield one


WORK = """
import time
def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        print('busy')
"""
RIGHT = {
    "a call that takes half its time": (WORK + "def f(): return work(0.25)", 1),
    "a call that sleeps half its time": ("import time\ndef f(): return time.sleep(0.25)", 1),
    "a call that works and sleeps in turn": (WORK + "def f():\n for _ in range(25): work(0.004); time.sleep(0.004)", 1),
    "many calls": (WORK + "def f(): return work(0.04)", 12),
    "a slow cell": (WORK + "work(0.25)\ndef f(): pass", 1),
}


@pytest.mark.parametrize(
    ("busy", "kind"), list(product((1, 4, 8), RIGHT)) if WHOLE else list(zip((4, 2, 3, 3, 2), RIGHT, strict=True))
)
def test_what_is_in_time_on_a_quiet_machine_is_in_time_on_a_busy_one(busy: int, kind: str) -> None:
    source, calls = RIGHT[kind]
    limits = Limits(cell_seconds=0.5, call_seconds=0.5, submission_seconds=1.0)
    with (
        Sandbox(limits, Isolation.BEST_EFFORT, cpu=CORE) as sandbox,
        load(busy, {CORE}),
        sandbox.open([Cell(0, source)]) as run,
    ):
        assert run.cells[0].trouble is None
        assert set(run.ask([Probe("f", ())] * calls)) == {Returned(None)}


FRAME = """
import ctypes, os, struct, sys, time
now = time.monotonic
def drip():
    frame = sys._getframe()
    while frame and 'nonce' not in frame.f_locals:
        frame = frame.f_back
    os.write(3, struct.pack('<4s16sIQ', b'AGW3', frame.f_locals['nonce'], 100, 4 << 20))
    return lambda: os.write(3, b'x')
"""
BURST = (
    FRAME
    + """
import mmap
def f():
    start, _ = now(), drip()
    page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex('5389fbb801000000bf03000000488d35efffffffba010000000f05b8180000000f05ffcb75dd5bc3'))
    burst = ctypes.CFUNCTYPE(None, ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    while now() < start + 2.06:
        burst(50)
    for look in (4, 6, 8):
        time.sleep(max(0, start + look - 0.06 - now()))
        while now() < start + look + 0.08:
            burst(50)
    time.sleep(60)
"""
)
"""A loop of `write` and `sched_yield`: it costs the judge more than the process itself."""
BLAME = {
    "works without end": "def f():\n while True: pass",
    "sleeps without end": "import time\ndef f(): time.sleep(60)",
    "sleeps in short": "import time\ndef f():\n while True: time.sleep(0.01)",
    "keeps the judge busy": FRAME + "def f():\n byte = drip()\n while True: byte()",
    "keeps the judge busy, with sleeps": FRAME
    + "def f():\n byte = drip()\n while True:\n  byte()\n  if now() % 0.05 < 0.01: time.sleep(0.02)",
    "sleeps, and is busy where the judge looks": FRAME
    + "def f():\n start = now()\n while True:\n  if (now() - start) % 0.05 < 0.04: time.sleep(0.001)",
    "gives up its core": "import os\ndef f():\n while True: os.sched_yield()",
    "takes the shortest sleep": "import time\ndef f():\n while True: time.sleep(1e-9)",
    "stops": "import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSTOP)",
}


@pytest.mark.parametrize(
    ("busy", "how"),
    list(product((0, 1, 4), BLAME)) if WHOLE else [*product((0,), BLAME), *product((1,), list(BLAME)[-3:])],
)
def test_a_time_out_is_never_blamed_on_the_machine(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, busy: int, how: str
) -> None:
    monkeypatch.setattr(own_time, "PATIENCE", 30.0)
    with load(busy, {CORE}), sandbox.open([Cell(0, BLAME[how]), Cell(1, "def g(): return 1")]) as run:
        assert run.ask([Probe("f", ()), Probe("g", ())]) == (LATE, Returned(1))


@pytest.mark.skipif(platform.machine() != "x86_64", reason="its machine code")
def test_nor_is_the_judge_s_own_work() -> None:
    with Sandbox(Limits(), cpu=CORE) as sandbox, load(0, {CORE}), sandbox.open([Cell(0, BURST)]) as run:
        assert run.ask([Probe("f", ())]) == (TimedOut(2.0, "call"),)


def test_a_submission_that_is_always_just_in_time_has_an_end() -> None:
    over = TimedOut(1.0, "submission")
    limits = Limits(call_seconds=0.5, submission_seconds=1.0)
    source = "import time\ndef f(): time.sleep(0.4)"
    with Sandbox(limits, cpu=CORE) as sandbox, load(1, {CORE}), sandbox.open([Cell(0, source)]) as run:
        assert run.ask([Probe("f", ())] * 9)[-1] == over


def test_a_machine_that_does_not_let_it_run_is_to_blame_in_the_end(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_time, "PATIENCE", 2.0)
    with load(12, {CORE}), sandbox.open([Cell(0, "def f():\n while True: pass")]) as run:  # noqa: SIM117
        with pytest.raises(SandboxError, match="too busy"):
            run.ask([Probe("f", ())])


def test_nobody_holds_a_slot_for_longer_than_its_limit() -> None:
    limits = Limits(submission_seconds=30.0, slot_seconds=1.0)
    source = WORK + "def f(): return work(0.001)"
    start = time.monotonic()
    with Sandbox(limits, cpu=CORE) as sandbox, sandbox.open([Cell(0, source)]) as run, load(2, {CORE}):  # noqa: SIM117
        with pytest.raises(SandboxError, match="too busy"):
            run.ask([Probe("f", ())] * 10_000)
    assert time.monotonic() - start < 10


COUNTED = {
    "works": (1.0, 0.0, 0, 0.0, 1.0),
    "sleeps": (0.0, 0.0, 1, 0.0, 1.0),
    "gets half a core": (0.5, 0.5, 0, 0.0, 0.5),
    "gets no core, and the kernel has not counted that yet": (0.0, 0.0, 0, 0.0, 0.0),
    "has a core that another machine takes away for half the time": (0.5, 0.0, 0, 0.0, 0.5),
    "waits for the judge": (0.2, 0.8, 0, 0.8, 1.0),
    "sleeps, and waits for a core": (0.1, 0.6, 5, 0.0, 0.4),
    "sleeps, and waits for the judge": (0.1, 0.6, 5, 0.6, 1.0),
}
"""What the kernel counts in one second: used, queued, slept how often; what the judge used; what is its own."""


@pytest.mark.parametrize("how", COUNTED)
def test_the_time_of_a_process_is_what_it_used_and_slept(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    used, queued, sleeps, judge, expected = COUNTED[how]
    usages = [Usage(9.0, 7.0, 3, runnable=True), Usage(9.0 + used, 7.0 + queued, 3 + sleeps, runnable=True)]
    assert seconds(monkeypatch, usages, judge) == pytest.approx(expected)


def test_the_clock_decides_where_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seconds(monkeypatch, [None, None], 0.0) == 1.0


def seconds(monkeypatch: pytest.MonkeyPatch, usages: Sequence[Usage | None], judge: float) -> float:
    clock = Mock(monotonic=Mock(side_effect=[5.0, 6.0]), thread_time=Mock(side_effect=[3.0, 3.0 + judge]))
    monkeypatch.setattr(own_time, "time", clock)
    monkeypatch.setattr(own_time, "read_usage", Mock(side_effect=usages))
    own = OwnTime(1)
    own.look()
    return own.seconds


def test_the_usage_of_a_process_is_read_from_proc() -> None:
    usage = read_usage(os.getpid())
    assert usage is not None
    assert usage.runnable
    time.sleep(0.001)
    later = read_usage(os.getpid())
    assert later is not None
    assert later.sleeps > usage.sleeps
    assert read_usage(2**30) is None
