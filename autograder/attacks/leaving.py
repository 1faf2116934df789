# ruff: noqa: E501 - an attack reads best on one line
"""Leaving early: exits, hooks that run at the end, signal handlers, threads left running."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.LEAVING)

LEAVING = (
    _attack("sys.exit", "leaves in the function", "sys.exit(0)"),
    _attack("SystemExit", "raises it in the function", "raise SystemExit('10/10')"),
    _attack("os._exit", "ends the process at once in the function", "os._exit(0)"),
    _attack("abort", "aborts in the function", "os.abort()"),
    _attack("kill itself", "kills itself", "os.kill(os.getpid(), 9)"),
    _attack("exit in a cell", "leaves in a cell", cells=("import sys\nsys.exit(0)", "def target(x): return 1")),
    _attack("SystemExit in a cell", "raises it in a cell", cells=("raise SystemExit", "def target(x): return 1")),
    _attack(
        "os._exit in a cell",
        "ends the process at once in a cell",
        cells=("import os\nos._exit(0)", "def target(x): return 1"),
    ),
    _attack("KeyboardInterrupt", "pretends that somebody pressed Ctrl-C", "raise KeyboardInterrupt"),
    _attack("GeneratorExit", "raises what most code lets through", "raise GeneratorExit"),
    _attack(
        "an exception that cannot be shown",
        "raises an exception whose text raises",
        "class E(BaseException):\n    def __str__(self): raise E\n    __repr__ = __str__\nraise E",
    ),
    _attack(
        "an exception that never ends",
        "raises an exception whose text never ends",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
    ),
    _attack(
        "an exception of a lying class",
        "raises a class that lies about its name",
        "class M(type):\n    __name__ = 5\n    def __getattribute__(self, name): raise SystemExit\nclass E(Exception, metaclass=M): pass\nraise E",
    ),
    _attack(
        "atexit",
        "has a hook run at the end",
        cells=("import atexit\ndef hook():\n    while True: pass\natexit.register(hook)\ndef target(x): return 1",),
    ),
    _attack(
        "__del__",
        "never ends when it is deleted",
        cells=(
            "class D:\n    def __del__(self):\n        while True: pass\nd = D()\ndef target(x):\n    global d\n    d = None\n",
        ),
    ),
    _attack(
        "threading's hook",
        "has threading wait at the end",
        cells=("import threading\nthreading._register_atexit(lambda: print(1))\ndef target(x): sys.exit(0)",),
    ),
    _attack(
        "weak references",
        "has a finalizer run at the end",
        cells=(
            "import weakref\nclass C: pass\nc = C()\nweakref.finalize(c, lambda: os._exit(0))\ndef target(x):\n    global c\n    c = None\n",
        ),
    ),
    _attack(
        "signal handlers",
        "raises in the grader's own loop when a signal comes",
        cells=(
            "import signal\ndef raising(*_): raise ZeroDivisionError\nfor s in signal.valid_signals() - {9, 19}: signal.signal(s, raising)\ndef target(x):\n    signal.setitimer(signal.ITIMER_REAL, 0.001)\n    return 1\n",
        ),
        spares=False,
    ),
    _attack(
        "ignoring every signal",
        "ignores whatever can be ignored",
        cells=(
            "import signal\nfor s in signal.valid_signals() - {9, 19}: signal.signal(s, signal.SIG_IGN)\ndef target(x):\n    while True: pass\n",
        ),
    ),
    _attack(
        "blocking every signal",
        "blocks whatever can be blocked",
        cells=(
            "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\ndef target(x):\n    while True: pass\n",
        ),
    ),
    _attack(
        "threads left running",
        "leaves a thread behind",
        cells=(
            "import threading, time\nthreading.Thread(target=time.sleep, args=(30,)).start()",
            "def target(x): return 1",
        ),
    ),
    _attack(
        "an event loop left running",
        "leaves an event loop that never ends",
        cells=(
            "import asyncio\nasync def forever():\n    while True: await asyncio.sleep(0)\nawait forever()",
            "def target(x): return 1",
        ),
    ),
    _attack(
        "tracing",
        "has every line of the grader's loop traced",
        cells=(
            "import sys\ndef trace(*_):\n    raise SystemExit\nsys.settrace(trace)\nsys.setprofile(trace)\ndef target(x): return 1",
        ),
        spares=False,
    ),
    _attack("closing the connection", "closes the socket to the grader", "os.close(3)\nreturn 0"),
    _attack(
        "closing half of the connection",
        "shuts the socket down",
        "import socket\nsocket.socket(fileno=os.dup(3), family=1, type=1).shutdown(2)\nreturn 0",
    ),
    _attack("closing everything", "closes every descriptor", "os.closerange(0, 64)\nreturn 0"),
    _attack(
        "another file in its place",
        "puts a pipe in the place of the socket",
        "r, w = os.pipe()\nos.dup2(w, 3)\nreturn 0",
    ),
)
