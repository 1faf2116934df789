"""Calls that are sent with the cells: the answers are those of calls that are asked for later."""

import time

import numpy as np
import pytest

from autograder.plain.evidence import Absent, Cell, Crashed, Probe, Raised, Returned, TimedOut
from autograder.sandbox import Limits, Sandbox
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.host import replies

CELLS = [Cell(0, "import os\nn = 0"), Cell(1, "def f(x):\n    global n\n    n += 1\n    return n, os.getpid(), x")]
FIRST = [Probe("f", (np.ones(2),)), Probe("f", (3,)), Probe("g", ())]


def test_they_are_made_in_the_first_process_and_only_once(sandbox: Sandbox) -> None:
    with sandbox.open(CELLS, FIRST) as run:
        pid = run.pid
        one, two, three = run.ask(FIRST)
        (four,) = run.ask(FIRST[1:2])
        assert run.pid == pid
    assert isinstance(one, Returned)
    assert isinstance(two, Returned)
    assert isinstance(four, Returned)
    assert [one.value[0], two.value[0], four.value[0]] == [1, 2, 3]
    assert len({answer.value[1] for answer in (one, two, four)}) == 1
    assert isinstance(three, Absent)


@pytest.mark.parametrize("other", [FIRST[:1], [*FIRST, FIRST[0]], FIRST[::-1], []], ids=["fewer", "more", "turned", ""])
def test_who_asks_for_something_else_is_answered_that(sandbox: Sandbox, other: list[Probe]) -> None:
    with sandbox.open(CELLS, FIRST) as run:
        before = run.pid
        answers = run.ask(other)
        assert run.pid != before
        (last,) = run.ask(FIRST[1:2])
    made = [a.value[0] for a in answers if isinstance(a, Returned)]
    assert made == list(range(1, len(made) + 1))
    assert len(answers) == len(other)
    assert isinstance(last, Returned)
    assert last.value[0] == len(made) + 1


def test_after_a_cell_that_ends_the_process_they_are_made_in_the_next_one(sandbox: Sandbox) -> None:
    cells = [*CELLS, Cell(2, "os._exit(5)"), Cell(3, "1 / 0")]
    with sandbox.open(cells, FIRST) as run:
        one, two, _ = run.ask(FIRST)
        assert isinstance(run.cells[2].trouble, Crashed)
        assert isinstance(run.cells[3].trouble, Raised)
    assert isinstance(one, Returned)
    assert isinstance(two, Returned)
    assert (one.value[0], two.value[0]) == (1, 2)


def test_a_function_that_never_ends_is_given_up_and_the_others_answer() -> None:
    cells = [*CELLS, Cell(2, "def g():\n    while True: pass")]
    with Sandbox(Limits(call_seconds=3.0), slot=2) as sandbox, sandbox.open(cells, [FIRST[2], *FIRST[:2]]) as run:
        late, one, two = run.ask(run._first)
    assert isinstance(late, TimedOut)
    assert isinstance(one, Returned)
    assert isinstance(two, Returned)
    assert (one.value[0], two.value[0]) == (1, 2)


def test_the_seconds_add_up_to_those_that_were_waited(sandbox: Sandbox) -> None:
    source = """
import time
def slept(seconds):
    start = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - start
cell = slept(0.2)
def f():
    return cell, slept(0.4)
"""
    probes = [Probe("f", ())]
    start = time.monotonic()
    with sandbox.open([Cell(0, source)], probes) as run:
        (answer,) = run.ask(probes)
        waited = time.monotonic() - start
    assert isinstance(answer, Returned)
    cell, call = answer.value  # the judge may begin to wait after they began
    assert 0 < run.cells_seconds < waited - call
    assert 0 < run.probes_seconds < waited - cell
    assert run.spawn_seconds > 0  # on a busy machine the cell has begun before the judge sees that there is a process
    assert cell + call <= run.cells_seconds + run.probes_seconds + run.spawn_seconds
    assert run.spawn_seconds + run.cells_seconds + run.probes_seconds <= waited


LYING = """
import sys
frame = sys._getframe()
while frame.f_globals["__name__"] != "autograder.sandbox.inside.worker":
    frame = frame.f_back
frame.f_globals["monotonic"] = lambda: {}
def f():
    return 1
"""
"""A cell that gives the worker another clock."""


def test_seconds_that_cannot_have_been_are_those_that_were_waited(sandbox: Sandbox) -> None:
    probes = [Probe("f", ())]
    start = time.monotonic()
    with sandbox.open([Cell(0, LYING.format("1e12")), Cell(1, "")], probes) as run:
        answers = run.ask(probes)
    assert answers == (Returned(1),)
    assert min(run.spawn_seconds, run.cells_seconds, run.probes_seconds) >= 0
    assert 0 < run.spawn_seconds + run.cells_seconds + run.probes_seconds <= time.monotonic() - start


@pytest.mark.parametrize("clock", ["float('nan')", "float('inf')", "-1.0", "'much'", "None"])
def test_seconds_of_no_clock_are_no_trouble_of_the_judge(sandbox: Sandbox, clock: str) -> None:
    probes = [Probe("f", ())]
    start = time.monotonic()
    with sandbox.open([Cell(0, LYING.format(clock)), Cell(1, "")], probes) as run:
        (answer,) = run.ask(probes)
    assert isinstance(run.cells[0].trouble, Crashed)
    assert answer == Returned(1)  # of a fresh process, in which only the definitions of that cell were run
    assert 0 < run.spawn_seconds + run.cells_seconds + run.probes_seconds <= time.monotonic() - start


@pytest.mark.parametrize("said", [float("nan"), float("inf"), -1.0, 1, "1", None, (1.0,)])
def test_seconds_of_another_form_are_a_protocol_error(said: object) -> None:
    with pytest.raises(ProtocolError):
        replies.cell(("ran", [], [], "", said), Cell(0, ""), Limits(), 10)
