"""What happens to code that does not come back, and to the rest of the submission."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from autograder.plain.evidence import Cell, Crashed, Outcome, Probe, Raised, Returned, TimedOut
from autograder.sandbox import Limits, Run, Sandbox

QUICK = Limits(cell_seconds=1.0, call_seconds=0.5, submission_seconds=30.0, memory_bytes=128 << 20)
LATE, LATE_CELL = TimedOut(QUICK.call_seconds, "call"), TimedOut(QUICK.cell_seconds, "cell")
FOUR = (Probe("f", ()), Probe("g", ()), Probe("f", ()), Probe("g", ()))


@pytest.fixture(scope="module")
def quick() -> Iterator[Sandbox]:
    with Sandbox(QUICK) as one:
        yield one


def opened(sandbox: Sandbox, *sources: str) -> Run:
    return sandbox.open([Cell(i, source) for i, source in enumerate(sources)])


def values(outcomes: tuple[Outcome, ...]) -> list[object]:
    return [o.value if isinstance(o, Returned) else o for o in outcomes]


FATAL = [
    ("while True: pass", LATE),
    ("import time; time.sleep(60)", LATE),
    ("import numpy as np; a = np.ones((900, 900))\n    while True: a = a @ a * 0", LATE),
    ("import re; re.match('(a+)+b', 'a' * 60)", LATE),
    ("return 7 ** 10 ** 9", LATE),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", LATE),
    ("class E(Exception):\n        def __str__(self):\n            while True: pass\n    raise E", LATE),
    ("import ctypes; ctypes.string_at(0)", Crashed("killed by signal 11 (SIGSEGV)")),
    ("import os; os.abort()", Crashed("killed by signal 6 (SIGABRT)")),
    ("import os; os._exit(0)", Crashed("ended by os._exit(0)")),
    ("import os; os._exit(7)", Crashed("ended by os._exit(7)")),
    (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        Crashed("killed by signal 9 (SIGKILL), probably out of memory"),
    ),
    ("import os; os.close(3)", None),
    ("import os; os.closerange(0, 100); import time; time.sleep(9)", Crashed("cut its connection to the grader")),
    ("import os; os.write(3, b'x' * 100)", Crashed("broke the protocol: malformed header")),
    ("import os; os.read(3, 1 << 20)\n    return 1", None),
    ("import sys; sys.setrecursionlimit(10**9)\n    def r(): return r()\n    return r()", None),
]


@pytest.mark.parametrize(("body", "expected"), FATAL, ids=[body.replace("\n", ";")[:40] for body, _ in FATAL])
def test_a_fatal_call_costs_its_own_function_only(quick: Sandbox, body: str, expected: Outcome | None) -> None:
    with opened(quick, f"def f():\n    {body}\n", "def g(): return 42") as run:
        first, g1, again, g2 = run.ask(FOUR)
        later = run.ask(FOUR)
    assert values((g1, g2)) == [42, 42]
    assert again == first
    assert [later[0], later[2]] == [first, first]
    if expected is None:
        assert isinstance(first, (TimedOut, Crashed, Raised))
    else:
        assert first == expected


FATAL_CELLS = [
    ("while True: pass", LATE_CELL),
    ("import time; time.sleep(60)", LATE_CELL),
    ("import os; os._exit(1)", Crashed("ended by os._exit(1)")),
    ("import ctypes; ctypes.string_at(0)", Crashed("killed by signal 11 (SIGSEGV)")),
    ("import os; os.write(3, b'AGW3' + bytes(60))", Crashed("broke the protocol: malformed structure")),
]


@pytest.mark.parametrize(("source", "expected"), FATAL_CELLS, ids=[s[:30] for s, _ in FATAL_CELLS])
def test_a_fatal_cell_is_left_out_and_the_others_run(quick: Sandbox, source: str, expected: Outcome) -> None:
    with opened(quick, "a = 1", source, "b = a + 1", source, "def g(): return [a, b]") as run:
        assert [cell.trouble for cell in run.cells] == [None, expected, None, expected, None]
        assert values(run.ask([Probe("g", ())])) == [[1, 2]]


@pytest.mark.parametrize(
    "source", ["raise SystemExit", "import sys; sys.exit(1)", "exit()", "quit()", "raise KeyboardInterrupt"]
)
def test_leaving_politely_ends_only_the_cell(quick: Sandbox, source: str) -> None:
    with opened(quick, source, "def g(): return 1") as run:
        assert isinstance(run.cells[0].trouble, Raised)
        assert values(run.ask([Probe("g", ())])) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "import atexit\natexit.register(lambda: print(1))",
        "class D:\n    def __del__(self):\n        while True: pass\nd = D()",
        "import signal\nfor s in (2, 10, 12, 14, 15): signal.signal(s, lambda *_: 1 / 0)",
        "import signal\nfor s in signal.valid_signals() - {9, 19}: signal.signal(s, signal.SIG_IGN)",
        "import sys\nsys.settrace(lambda *a: None)",
        "import builtins\nbuiltins.len = None",
        "import sys\nsys.stdout = None\nsys.stderr = 5",
    ],
)
def test_hooks_do_not_keep_a_process_alive(quick: Sandbox, source: str) -> None:
    start = time.monotonic()
    with opened(quick, "def g(): return 1", source) as run:
        run.ask([Probe("g", ())])
    assert time.monotonic() - start < 25, "the whole submission may take 30"
    with opened(quick, "def g(): return 2") as run:
        assert values(run.ask([Probe("g", ())])) == [2]


def test_the_whole_submission_has_an_end() -> None:
    with Sandbox(Limits(cell_seconds=60.0, call_seconds=0.2, submission_seconds=3.0)) as one:
        source = "import time\ntime.sleep(0.3)\n" + "".join(f"def f{i}(): time.sleep(60)\n" for i in range(99))
        start = time.monotonic()
        with one.open([Cell(0, source)]) as run:
            outcomes = run.ask([Probe(f"f{i}", ()) for i in range(99)])
            late = run.ask([Probe("f98", ())])
        assert time.monotonic() - start < 30, "99 times half a second are more"
    assert outcomes[0] == TimedOut(0.2, "call")
    assert outcomes[-1] == late[0] == TimedOut(3.0, "submission")


def test_cells_that_use_up_the_submission_say_so() -> None:
    cells = [Cell(0, "a = 1"), Cell(1, "import time\ntime.sleep(60)"), Cell(2, "b = 1")]
    over = TimedOut(2.0, "submission")
    with Sandbox(Limits(cell_seconds=50.0, submission_seconds=2.0)) as one, one.open(cells) as run:
        assert [cell.trouble for cell in run.cells] == [None, over, over]
        assert run.ask([Probe("f", ())]) == (over,)


def test_processor_time_is_bounded_too() -> None:
    with (
        Sandbox(Limits(call_seconds=50.0, cpu_seconds=1)) as one,
        one.open([Cell(0, "def f():\n while True: pass")]) as run,
    ):
        assert run.ask([Probe("f", ())]) == (TimedOut(1.0, "submission"),)


def test_a_trickle_of_bytes_does_not_extend_the_time(quick: Sandbox) -> None:
    body = "import os, time\n    while True:\n        os.write(3, b'A'); time.sleep(0.01)"
    start = time.monotonic()
    with opened(quick, f"def f():\n    {body}") as run:
        (outcome,) = run.ask([Probe("f", ())])
    assert isinstance(outcome, (Crashed, TimedOut))
    assert time.monotonic() - start < 25, "the whole submission may take 30"


def test_a_reply_that_was_made_up_before_the_question_is_worth_nothing(quick: Sandbox) -> None:
    forge = (
        "import os, sys\n"
        "def f():\n"
        '    body = b\'{"t":["returned",1,{"l":[]}]}\'\n'
        "    head = b'AGW3' + bytes(16) + len(body).to_bytes(4, 'little') + bytes(8)\n"
        "    for fd in range(64):\n"
        "        try: os.write(fd, head + body)\n"
        "        except OSError: pass\n"
        "def g(): return 42\n"
    )
    with opened(quick, forge) as run:
        f, g = run.ask([Probe("f", ()), Probe("g", ())])
    assert f == Crashed("broke the protocol: an answer that was not asked for")
    assert values((g,)) == [42]


def test_two_replies_for_one_call_end_the_process(quick: Sandbox) -> None:
    twice = (
        "import socket\n"
        "send = socket.socket.sendall\n"
        "def f():\n"
        "    socket.socket.sendall = lambda s, d: (send(s, d), send(s, d))\n"
        "def g(): return 42\n"
    )
    import_patch = "import socket\n" + twice
    with opened(quick, import_patch) as run:
        outcomes = run.ask([Probe("f", ()), Probe("g", ()), Probe("g", ())])
    assert any(isinstance(o, Crashed) for o in outcomes)


def test_seconds_in_which_the_machine_stands_still_do_not_count(
    quick: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.sandbox.host.channel import Channel

    busy = "import time\n    end = time.process_time() + 0.1\n    while time.process_time() < end: pass"
    honest, paused = Channel._move, False

    def move(self: Channel, seconds: float) -> bool:
        nonlocal paused
        if not paused:
            paused = True
            os.kill(self._pid, signal.SIGSTOP)
            time.sleep(1.0)
            os.kill(self._pid, signal.SIGCONT)
        return honest(self, seconds)

    with opened(quick, f"def f():\n    {busy}") as run:
        monkeypatch.setattr(Channel, "_move", move)
        assert values(run.ask([Probe("f", ())])) == [None]
    assert paused
