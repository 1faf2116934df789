# ruff: noqa: E501 - an attack reads best on one line
"""Exhausting: processes, memory, descriptors, output, time."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.EXHAUSTING)
_LOOP = "while True: pass"

EXHAUSTING = (
    _attack(
        "fork bomb",
        "forks as often as it can (here: at most 50 times)",
        "import time\nmade = 0\nfor _ in range(50):\n    pid = os.fork()\n    if pid == 0:\n        time.sleep(0.5)\n        os._exit(0)\n    made += 1\nreturn made",
        works=True,
    ),
    _attack(
        "daemon",
        "forks twice to outlive its grading",
        "import time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(3)\n    os._exit(0)\nreturn 1",
        works=True,
    ),
    _attack("vfork", "the same by another call", "return syscall(58) > 0", machine="x86_64"),
    _attack(
        "threads",
        "starts a thread, which a bomb would do for ever",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(0.2,), daemon=True).start()\nreturn 1",
        works=True,
    ),
    _attack("memory", "asks for 16 GB", "bytearray(1 << 34)\nreturn 1"),
    _attack(
        "memory by and by",
        "takes memory until there is none",
        "x = []\nwhile len(x) < 4096: x.append(bytearray(1 << 20))\nreturn 1",
    ),
    _attack(
        "memory in numpy",
        "makes arrays until there is no memory",
        "x = []\nwhile len(x) < 512: x.append(np.ones(1 << 20))\nreturn 1",
    ),
    _attack("memory mapped", "maps 16 GB", "import mmap\nmmap.mmap(-1, 1 << 34)\nreturn 1"),
    _attack(
        "memory shared",
        "maps shared memory, which outlives processes",
        "import mmap\nx = [mmap.mmap(-1, 1 << 28) for _ in range(64)]\nreturn 1",
    ),
    _attack(
        "memory in pipes",
        "fills pipes, whose memory is the kernel's",
        "import fcntl\nfor _ in range(1000):\n    r, w = os.pipe()\n    fcntl.fcntl(w, 1031, 1 << 20)\nreturn 1",
    ),
    _attack(
        "memory in sockets",
        "fills socket pairs",
        "import socket\nx = [socket.socketpair() for _ in range(1000)]\nreturn 1",
    ),
    _attack(
        "descriptors in flight",
        "sends descriptors to itself, where no limit counts them",
        "import array, socket\na, b = socket.socketpair()\na.sendmsg([b'x'], [(1, 1, array.array('i', [a.fileno()]))])\nreturn 1",
        works=True,
    ),
    _attack("locked memory", "locks its memory into RAM", "return libc('mlockall', 1) == 0"),
    _attack(
        "huge pages",
        "asks for pages of a gigabyte",
        "return syscall(9, 0, 1 << 30, 3, 0x40022 | (30 << 26), -1, 0) > 0",
        machine="x86_64",
    ),
    _attack("descriptors", "opens a thousand files", "x = [os.dup(0) for _ in range(1000)]\nreturn 1"),
    _attack(
        "raising its limits",
        "raises its own memory limit",
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nreturn 1",
    ),
    _attack(
        "raising the file size",
        "raises its own file size limit",
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\nreturn 1",
    ),
    _attack(
        "raising the processor time",
        "raises its own CPU limit",
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (-1, -1))\nreturn 1",
    ),
    _attack("output", "prints three gigabytes", "for _ in range(3000): print('x' * 10**6)\nreturn 0"),
    _attack(
        "output past Python",
        "writes to its standard output itself",
        "for _ in range(100): os.write(1, b'x' * 10**6)\nreturn 0",
    ),
    _attack(
        "output in a forged report",
        "hands over more output than there can be",
        cells=(
            "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ == 'Worker':\n        class Loud:\n            def take(self): return 'x' * 4_000_000\n            def write(self, text): return 0\n        o._output = Loud()\n",
            *["x = 1"] * 100,
        ),
    ),
    _attack("large answers", "returns four megabytes a call", cells=("def target(x): return np.ones(500_000)",)),
    _attack("endless cell", "never ends while the notebook is loaded", cells=(_LOOP, "def target(x): return 1")),
    _attack(
        "endless cells",
        "has five cells that wait for ever, which no limit of CPU time ends",
        cells=("import time", *["time.sleep(3600)"] * 5),
        spares=False,
    ),
    _attack("endless function", "never answers", "while True: pass"),
    _attack("endless in C: matrices", "multiplies matrices for ever", "a = np.ones((2000, 2000))\nwhile True: a @ a"),
    _attack(
        "endless in C: pattern",
        "runs a pattern that backtracks for ever",
        "import re\nre.match('(a+)+$', 'a' * 64 + 'b')",
    ),
    _attack("endless in C: integers", "computes one huge number", "return (7 ** (7 ** 9)) % 10"),
    _attack(
        "endless without signals",
        "never ends and ignores every signal",
        "import signal\nfor s in signal.valid_signals() - {9, 19}: signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
    ),
    _attack("sleeping", "sleeps for an hour", "import time\ntime.sleep(3600)"),
    _attack(
        "sleeping, then busy",
        "sleeps till just before the end and is busy then, to have the machine blamed",
        "import time\nwhile True:\n    time.sleep(0.25)\n    end = time.monotonic() + 0.04\n    while time.monotonic() < end: pass",
    ),
    _attack(
        "trickling",
        "answers a byte now and then",
        "import time\nwhile True:\n    os.write(3, b'A')\n    time.sleep(0.05)",
    ),
    _attack("stopped", "stops itself", "import signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    _attack("paused", "waits for a signal that never comes", "import signal\nsignal.pause()"),
    _attack(
        "not reading",
        "never reads what it is asked",
        cells=("import time\nwhile True: time.sleep(60)", "x = '" + "x" * 300_000 + "'"),
    ),
    _attack(
        "a long chain of attributes", "crashes old parsers", "compile('a' + '.a' * 200_000, 'x', 'eval')\nreturn 0"
    ),
    _attack("a cell that bloats the parser", "is a chain of 200,000 attributes itself", cells=("a" + ".a" * 200_000,)),
    _attack("brackets", "opens 100,000 brackets", cells=("(" * 100_000,)),
    _attack(
        "empty lines",
        "is 60,000 empty lines, which cost hours in a careless pattern",
        cells=("\n" * 60_000 + "def target(x): return 1",),
    ),
    _attack(
        "many lines of one name", "defines the function 20,000 times", cells=("def target(x): return 1\n" * 20_000,)
    ),
    _attack(
        "two megabytes of source", "is a list of half a million entries", cells=("x = [\n" + "1,\n" * 500_000 + "]",)
    ),
    _attack("many cells", "has 1,500 cells", cells=tuple(["x = 1"] * 1500)),
    _attack(
        "many deaths",
        "ends the process in each of 50 cells",
        cells=tuple(["import os\nos._exit(1)"] * 50),
        spares=False,
    ),
    _attack("recursion", "recurses past the end of the stack", "sys.setrecursionlimit(10**8)\ndef r(): r()\nr()"),
    _attack(
        "recursion in C",
        "nests objects deeper than C can compare",
        "a = b = ()\nfor _ in range(10**6): a, b = (a,), (b,)\nsys.setrecursionlimit(10**8)\nreturn 0 if a == b else 0",
    ),
    _attack("segmentation fault", "reads from address 0", "ctypes.string_at(0)"),
    _attack(
        "illegal instruction",
        "runs bytes that are no code",
        "import mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(b'\\x0f\\x0b')\nctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()",
    ),
    _attack(
        "stack",
        "uses up the stack in C",
        "import itertools\na = iter(())\nfor _ in range(200_000): a = itertools.chain(a)\nreturn list(a)",
    ),
    _attack(
        "waiting for itself",
        "locks a lock twice",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    ),
    _attack(
        "timers",
        "lets a timer ring ten thousand times a second",
        "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\nsignal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)\nreturn 0",
    ),
)
