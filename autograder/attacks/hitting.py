# ruff: noqa: E501 - an attack reads best on one line
"""Hitting others: the grader, the fork server, another submission, the kernel."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.HITTING)

HITTING = (
    _attack("kill", "signals the grader", "os.kill(JUDGE, 0)\nreturn 1", works=True),
    _attack("kill the fork server", "kills the process above", "os.kill(os.getppid(), 0)\nreturn 1", works=True),
    _attack(
        "kill a neighbour",
        "signals another submission that runs at the same time",
        "os.kill(VICTIM, 0)\nreturn 1",
        works=True,
    ),
    _attack("kill a group", "signals the grader's group", "os.killpg(os.getpgid(JUDGE), 0)\nreturn 1", works=True),
    _attack("kill all", "signals everybody", "os.kill(-1, 0)\nreturn 1"),
    _attack(
        "kill a thread",
        "signals the grader's first thread",
        "return syscall(234, JUDGE, JUDGE, 0) == 0",
        machine="x86_64",
        works=True,
    ),
    _attack(
        "queue a signal",
        "queues a signal with data",
        "return syscall(129, JUDGE, 0, ctypes.create_string_buffer(128)) == 0",
        machine="x86_64",
    ),
    _attack("pidfd", "gets a handle on the grader", "os.pidfd_open(JUDGE)\nreturn 1", works=True),
    _attack(
        "pidfd_send_signal",
        "signals through a handle",
        "import signal\nsignal.pidfd_send_signal(os.pidfd_open(JUDGE), 0)\nreturn 1",
        works=True,
    ),
    _attack(
        "F_SETOWN",
        "has the kernel signal the grader when its socket is read",
        "import fcntl\nfcntl.fcntl(3, 8, JUDGE)\nreturn 1",
        works=True,
    ),
    _attack(
        "F_SETOWN_EX",
        "the same by the newer call",
        "import fcntl, struct\nfcntl.fcntl(3, 15, struct.pack('ii', 1, JUDGE))\nreturn 1",
        works=True,
    ),
    _attack("F_SETSIG", "chooses SIGKILL for it", "import fcntl\nfcntl.fcntl(3, 10, 9)\nreturn 1", works=True),
    _attack(
        "FIOSETOWN",
        "the same by ioctl",
        "import fcntl, struct\nfcntl.ioctl(3, 0x8901, struct.pack('i', JUDGE))\nreturn 1",
    ),
    _attack(
        "prlimit",
        "takes the grader's processor time away",
        "import resource\nresource.prlimit(JUDGE, resource.RLIMIT_CPU)\nreturn 1",
        works=True,
    ),
    _attack(
        "affinity",
        "sends the grader to a busy core",
        "os.sched_setaffinity(JUDGE, os.sched_getaffinity(JUDGE))\nreturn 1",
        works=True,
    ),
    _attack(
        "its own affinity",
        "moves itself to a neighbour's core",
        "os.sched_setaffinity(0, os.sched_getaffinity(0))\nreturn 1",
        works=True,
    ),
    _attack(
        "priority",
        "puts the grader last",
        "os.setpriority(os.PRIO_PROCESS, JUDGE, os.getpriority(os.PRIO_PROCESS, JUDGE))\nreturn 1",
        works=True,
    ),
    _attack(
        "real time",
        "puts itself before everybody",
        "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))\nreturn 1",
    ),
    _attack(
        "input and output priority",
        "puts the grader's disk last",
        "return syscall(251, 1, JUDGE, 0) == 0",
        machine="x86_64",
        works=True,
    ),
    _attack(
        "moving pages",
        "moves the grader's memory about",
        "return syscall(256, JUDGE, 8, ctypes.byref(ctypes.c_ulong(1)), ctypes.byref(ctypes.c_ulong(1))) >= 0",
        machine="x86_64",
    ),
    _attack(
        "oom score",
        "has the kernel take the grader first",
        "open(f'/proc/{JUDGE}/oom_score_adj', 'w').write('1000')\nreturn 1",
    ),
    _attack("dumpable", "opens itself for tracing again", "return libc('prctl', 4, 1, 0, 0, 0) == 0", works=True),
    _attack(
        "outliving the grader",
        "cancels its death with the fork server",
        "return libc('prctl', 1, 0, 0, 0, 0) == 0",
        works=True,
    ),
    _attack("reaper", "adopts other processes", "return libc('prctl', 36, 1, 0, 0, 0) == 0", works=True),
    _attack("unshare", "makes a user namespace, in which it is root", "return libc('unshare', 0x10000000) == 0"),
    _attack("setns", "enters another namespace", "return libc('setns', 3, 0) == 0"),
    _attack(
        "mount",
        "mounts a file system (with arguments that cannot work)",
        "return libc('mount', b'x', b'/proc/nonexistent', b'tmpfs', 0, 0) == 0 or ctypes.get_errno() == 2",
    ),
    _attack(
        "pivot_root",
        "swaps the root folder (with arguments that cannot work)",
        "return libc('pivot_root', b'/proc/nonexistent', b'/proc/nonexistent') == 0",
    ),
    _attack("chroot", "moves its root folder", "os.chroot('/')\nreturn 1"),
    _attack("chdir", "moves into a folder of the staff", "os.chdir(FOLDER)\nreturn 1", works=True),
    _attack(
        "bpf",
        "loads a program into the kernel",
        "return syscall(321, 0, ctypes.create_string_buffer(128), 128) >= 0",
        machine="x86_64",
    ),
    _attack(
        "io_uring",
        "has the kernel make its calls, past every filter",
        "return syscall(425, 1, ctypes.create_string_buffer(120)) >= 0",
        machine="x86_64",
    ),
    _attack("userfaultfd", "stops the kernel in the middle of a copy", "return syscall(323, 0) >= 0", machine="x86_64"),
    _attack(
        "perf",
        "watches the processor",
        "return syscall(298, ctypes.create_string_buffer(128), JUDGE, -1, -1, 0) >= 0",
        machine="x86_64",
    ),
    _attack("keyctl", "reads the kernel's keys", "return syscall(250, 0, -3, 0) >= 0", machine="x86_64"),
    _attack(
        "personality",
        "switches the random layout of memory off",
        "return libc('personality', 0x0040000) >= 0",
        works=True,
    ),
    _attack("modules", "loads a kernel module (none)", "return syscall(175, 0, 0, b'') == 0", machine="x86_64"),
    _attack(
        "reboot",
        "asks for a reboot (with a number that cannot work)",
        "return syscall(169, 0, 0, 0, 0) == 0",
        machine="x86_64",
    ),
    _attack(
        "the clock",
        "sets the clock back (with a time that cannot be)",
        "return syscall(227, 0, (ctypes.c_long * 2)(-1, -1)) == 0",
        machine="x86_64",
    ),
    _attack(
        "the host's name",
        "renames the machine to what it is called",
        "import socket\nname = os.uname().nodename.encode()\nreturn syscall(170, name, len(name)) == 0",
        machine="x86_64",
    ),
    _attack("setuid", "becomes root", "os.setuid(0)\nreturn 1"),
    _attack("setresgid", "joins the group of root", "os.setresgid(0, 0, 0)\nreturn 1"),
    _attack(
        "capabilities",
        "takes every capability",
        "return syscall(126, ctypes.byref((ctypes.c_uint32 * 2)(0x20080522, 0)), ctypes.byref((ctypes.c_uint32 * 6)(*[2**32 - 1] * 6))) == 0",
        machine="x86_64",
    ),
    _attack(
        "another filter",
        "replaces the filter by one that traps to it",
        "return syscall(317, 1, 8, ctypes.create_string_buffer(16)) >= 0",
        machine="x86_64",
    ),
    _attack(
        "strict seccomp",
        "locks itself up so that the grader waits",
        "return syscall(317, 0, 0, 0) == 0",
        machine="x86_64",
    ),
    _attack("x32", "calls by the numbers of another machine", "return syscall(0x40000000 + 39) >= 0", machine="x86_64"),
    _attack(
        "int 0x80",
        "calls by the numbers of a 32-bit machine",
        "import mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')\nreturn ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))() > 0",
        machine="x86_64",
        works=True,
    ),
    _attack(
        "a raw clone",
        "clones into a namespace",
        "return syscall(56, 0x10000000 | 17, 0, 0, 0, 0) > 0",
        machine="x86_64",
    ),
    _attack(
        "a raw clone3",
        "clones by flags that stand behind a pointer",
        "return syscall(435, (ctypes.c_uint64 * 8)(), 64) > 0",
        machine="x86_64",
    ),
    _attack(
        "the next student",
        "changes numpy for whoever comes next",
        "import builtins\nbuiltins.left = np.left = {'left by ' + 'somebody': 1}\nreturn 0",
    ),
    _attack(
        "writing into the neighbour",
        "writes into another student's memory",
        "return syscall(311, VICTIM, 0, 0, 0, 0, 0) > 0",
        machine="x86_64",
    ),
    _attack("a debug register", "traces a neighbour", "return libc('ptrace', 0x4206, VICTIM, 0, 0) == 0"),
)
