"""Ungradable at will: a submission that is not graded could try again, or escape a zero. It must be graded."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.UNGRADABLE)

UNGRADABLE = (
    _attack(
        "without a fork server",
        "kills the process that starts submissions",
        "import signal\nos.kill(os.getppid(), signal.SIGKILL)",
        works=True,
    ),
    _attack("stopped", "stops itself for good", "import signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    _attack("late everywhere", "is late in each call", "import time\ntime.sleep(100)"),
    _attack(
        "late and busy by turns",
        "waits, and is busy for a moment whenever it could be looked at",
        "import time\nwhile True:\n    time.sleep(0.05)\n    end = time.monotonic() + 0.01\n"
        "    while time.monotonic() < end: pass",
    ),
    _attack(
        "a mass of arrays",
        "returns 4 MB each time, more than is kept",
        cells=("def target(x): return list(np.random.default_rng().normal(size=(100, 4900)))",),
    ),
    _attack(
        "deep answers", "returns lists in lists", "x = []\nfor _ in range(100_000): x = [x]\nglobals()['deep'] = x"
    ),
    _attack(
        "a mass of output",
        "prints without end",
        "import time\nend = time.monotonic() + 0.1\nwhile time.monotonic() < end: print('x' * 10_000)",
    ),
    _attack("a frame of its own", "answers twice", "os.write(3, b'AGW3' + bytes(24) + b'x' * 4096)"),
    _attack("a frame without end", "begins an answer of 4 GB", "os.write(3, b'AGW3' + bytes(16) + b'\\xff' * 12)"),
    _attack(
        "names that cannot be written",
        "raises a class whose name is a lone surrogate",
        "raise type('\\ud800' * 9, (Exception,), {})('\\ud800')",
    ),
    _attack(
        "a cell that cannot be compiled",
        "nests 1,000 brackets",
        cells=("x = " + "(" * 1000 + ")" * 1000, "def target(x): return 0.0"),
    ),
)
