# ruff: noqa: E501 - an attack reads best on one line
"""Reading: answers, hidden tests, the grader's memory, another student's data."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.READING)

READING = (
    _attack("a file", "opens a file of the staff by its name", "return open(SECRET).read()", works=True),
    _attack(
        "a file by its descriptor",
        "opens it past Python",
        "return os.read(os.open(SECRET, os.O_RDONLY), 100)",
        works=True,
    ),
    _attack("a file through numpy", "lets numpy read it", "return bytes(np.fromfile(SECRET, 'u1'))", works=True),
    _attack("a file mapped", "maps it into memory", "return bytes(np.memmap(SECRET, 'u1', 'r'))", works=True),
    _attack(
        "a file through a link",
        "opens it through /proc/self/root",
        "return open('/proc/self/root' + SECRET).read()",
        works=True,
    ),
    _attack("a folder", "lists a folder of the staff", "return os.listdir(FOLDER)", works=True),
    _attack(
        "above an open folder",
        "climbs out of the interpreter's own folders",
        "for n in range(3, 16):\n    try: return open(f'/proc/self/fd/{n}/' + '../' * 9 + SECRET).read()\n    except OSError: pass",
    ),
    _attack(
        "beside an open folder",
        "lists what lies beside the interpreter's own folders",
        "for n in range(3, 16):\n    for up in ('..', '../..', '../site-packages'):\n        try: return os.listdir(f'/proc/self/fd/{n}/{up}')\n        except OSError: pass",
    ),
    _attack("the accounts", "opens /etc/passwd", "return open('/etc/passwd').read()", works=True),
    _attack(
        "the solutions",
        "looks for solution files from the root",
        "return [p for p in ('/autograder', '/solutions', '/home', '/root', '/tmp') if os.listdir(p)]",
    ),
    _attack(
        "hidden tests in a package",
        "imports the grader's own judge",
        "import importlib\nreturn importlib.import_module('autograder.judge.judge').__file__",
    ),
    _attack(
        "the reference in a package",
        "imports the course from the installed package",
        "import importlib.util\nspec = importlib.util.find_spec('autograder.attacks.course')\nreturn spec and open(spec.origin).read()",
    ),
    _attack(
        "site-packages",
        "lists what else is installed",
        "import msgspec\nreturn os.listdir(os.path.dirname(os.path.dirname(msgspec.__file__)))",
    ),
    _attack(
        "site-packages beside numpy",
        "lists the folder above numpy",
        "return os.listdir(os.path.dirname(os.path.dirname(np.__file__)))",
        works=True,
    ),
    _attack("the grader's memory", "opens /proc/PID/mem", "return open(f'/proc/{JUDGE}/mem', 'rb').fileno()"),
    _attack(
        "the grader's maps", "reads where its memory lies", "return open(f'/proc/{JUDGE}/maps').read()", works=True
    ),
    _attack(
        "the grader's environment", "reads its variables", "return open(f'/proc/{JUDGE}/environ').read()", works=True
    ),
    _attack(
        "the grader's command line", "reads its arguments", "return open(f'/proc/{JUDGE}/cmdline').read()", works=True
    ),
    _attack(
        "the grader's descriptors",
        "lists and opens what it has open",
        "return os.listdir(f'/proc/{JUDGE}/fd')",
        works=True,
    ),
    _attack("the grader's folder", "lists its working folder", "return os.listdir(f'/proc/{JUDGE}/cwd')", works=True),
    _attack(
        "the fork server",
        "reads the arguments of the process above",
        "return open(f'/proc/{os.getppid()}/cmdline').read()",
        works=True,
    ),
    _attack(
        "a neighbour's memory",
        "opens the memory of another student's process",
        "return open(f'/proc/{VICTIM}/mem', 'rb').fileno()",
        works=True,
    ),
    _attack(
        "its own memory by file",
        "opens /proc/self/mem, which writes past every protection",
        "return open('/proc/self/mem', 'rb').fileno()",
        works=True,
    ),
    _attack("ptrace", "stops the grader and looks into it", "return libc('ptrace', 0x4206, JUDGE, 0, 0) == 0"),
    _attack(
        "process_vm_readv",
        "copies from the grader's memory",
        "buffer = ctypes.create_string_buffer(8)\nclass V(ctypes.Structure): _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]\nhere = V(ctypes.addressof(buffer), 8)\nthere = V(id(None), 8)\nreturn syscall(310, JUDGE, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0",
        machine="x86_64",
    ),
    _attack(
        "process_vm_readv of a neighbour",
        "copies from another student's memory",
        "buffer = ctypes.create_string_buffer(8)\nclass V(ctypes.Structure): _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]\nhere = V(ctypes.addressof(buffer), 8)\nthere = V(id(None), 8)\nreturn syscall(310, VICTIM, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0",
        machine="x86_64",
    ),
    _attack(
        "pidfd_getfd",
        "takes a copy of the grader's descriptor",
        "pidfd = syscall(434, JUDGE, 0)\nreturn pidfd >= 0 and syscall(438, pidfd, 0, 0) >= 0",
        machine="x86_64",
    ),
    _attack(
        "kcmp",
        "compares the grader's files with its own",
        "return syscall(312, JUDGE, os.getpid(), 0, 0, 0) >= 0",
        machine="x86_64",
        works=True,
    ),
    _attack(
        "the environment",
        "looks for secrets in its own variables",
        "return [k for k in os.environ if 'SECRET' in k or 'AUTOGRADER' in k or 'TOKEN' in k]",
    ),
    _attack(
        "the first environment",
        "looks below the stack, where the variables of the exec stand",
        "stack = ctypes.c_char_p.in_dll(ctypes.CDLL(None), '__progname_full')\nwords = [ctypes.string_at(ctypes.addressof(stack.contents) if hasattr(stack, 'contents') else ctypes.cast(stack, ctypes.c_void_p).value + i, 1) for i in range(64)]\nreturn b'SECRET' in b''.join(words)",
    ),
    _attack("arguments", "looks for paths in its own arguments", "return [a for a in sys.argv + sys.orig_argv if a]"),
    _attack(
        "frames",
        "climbs the frames of whoever called it",
        "found, frame = [], sys._getframe()\nwhile frame:\n    found += [k for k in frame.f_locals if k in ('reference', 'secret', 'expected', 'answers', 'course')]\n    frame = frame.f_back\nreturn found",
    ),
    _attack(
        "the collector",
        "searches every object for references of the course",
        "import gc\nreturn [type(o).__name__ for o in gc.get_objects() if type(o).__name__ in ('Reference', 'Problem', 'Course', 'Grader', 'Judge')]",
    ),
    _attack(
        "closures",
        "searches closures and modules for the grader's own rooms",
        "return [m for m in sys.modules if m.startswith('autograder.') and not m.startswith('autograder.sandbox') and m != 'autograder.plain.evidence' and type(sys.modules[m]).__name__ == 'module']",
    ),
    _attack(
        "memory of another student",
        "scans its own heap for what an earlier submission left",
        "needle = ('left by ' + 'somebody').encode()\nimport gc\nreturn [o for o in gc.get_objects() if isinstance(o, dict) and needle.decode() in o]",
    ),
    _attack(
        "inputs to come",
        "reads ahead what it will be asked, and looks for answers there",
        "import socket\nlink = socket.socket(fileno=os.dup(3), family=1, type=1)\nlink.setblocking(False)\ntry: return b'expected' in link.recv(1 << 20, socket.MSG_PEEK)\nexcept BlockingIOError: return 0",
    ),
    _attack(
        "raw disk",
        "opens a block device",
        "return [d for d in ('/dev/sda', '/dev/vda', '/dev/nvme0n1', '/dev/mem', '/dev/kmem') if os.open(d, os.O_RDONLY)]",
    ),
    _attack(
        "the kernel's log",
        "reads what the kernel says",
        "return libc('klogctl', 3, ctypes.create_string_buffer(100), 100) > 0",
    ),
    _attack(
        "file handles",
        "opens a file by its handle, past every folder",
        "return syscall(304, -100, ctypes.create_string_buffer(128), 0) >= 0",
        machine="x86_64",
    ),
    _attack(
        "a file in asynchronous reading",
        "lets io_uring open it",
        "return syscall(425, 8, ctypes.create_string_buffer(120)) >= 0",
        machine="x86_64",
    ),
)
