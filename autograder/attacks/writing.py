# ruff: noqa: E501 - an attack reads best on one line
"""Writing: results, links for the grader to follow, things for the next run to find."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import KEY, MARK, Attack, AttackClass

_attack = partial(Attack, AttackClass.WRITING)

WRITING = (
    _attack("a new file", "plants a file", "open(FOLDER + '/planted', 'w')\nreturn 1", works=True),
    _attack("an old file", "overwrites a result", "open(SECRET, 'r+').write('x')\nreturn 1"),
    _attack("appending", "adds to a result", "open(SECRET, 'a')\nreturn 1", works=True),
    _attack(
        "creat",
        "creates through the oldest call",
        "return syscall(85, (FOLDER + '/planted').encode(), 0o600) >= 0",
        machine="x86_64",
        works=True,
    ),
    _attack(
        "openat2",
        "opens with flags that stand behind a pointer",
        "how = (ctypes.c_uint64 * 3)(os.O_WRONLY | os.O_CREAT, 0o600, 0)\nreturn syscall(437, -100, (FOLDER + '/planted').encode(), how, 24) >= 0",
        machine="x86_64",
        works=True,
    ),
    _attack("rename", "renames a result", "os.rename(SECRET, FOLDER + '/y')\nreturn 1", works=True),
    _attack(
        "exchange",
        "swaps two files",
        "return syscall(316, -100, SECRET.encode(), -100, (FOLDER + '/other').encode(), 2) == 0",
        machine="x86_64",
    ),
    _attack("unlink", "deletes a result", "os.unlink(SECRET)\nreturn 1", works=True),
    _attack("truncate", "empties a result", "os.truncate(SECRET, 0)\nreturn 1", works=True),
    _attack("chmod", "opens a result to everybody", "os.chmod(SECRET, 0o777)\nreturn 1", works=True),
    _attack(
        "fchmodat2",
        "the same by the newest call",
        "return syscall(452, -100, SECRET.encode(), 0o777, 0) == 0",
        machine="x86_64",
    ),
    _attack("chown", "takes a result over", "os.chown(SECRET, os.getuid(), os.getgid())\nreturn 1", works=True),
    _attack("utime", "dates a result back", "os.utime(SECRET, (1, 1))\nreturn 1", works=True),
    _attack("setxattr", "marks a result", "os.setxattr(SECRET, 'user.x', b'1')\nreturn 1"),
    _attack(
        "symlink",
        "plants a link for the grader to follow",
        "os.symlink('/etc/passwd', FOLDER + '/y')\nreturn 1",
        works=True,
    ),
    _attack("hard link", "plants a second name of a result", "os.link(SECRET, FOLDER + '/y')\nreturn 1", works=True),
    _attack("mkdir", "plants a folder", "os.mkdir(FOLDER + '/y')\nreturn 1", works=True),
    _attack("fifo", "plants a pipe that hangs whoever opens it", "os.mkfifo(FOLDER + '/y')\nreturn 1", works=True),
    _attack("device", "plants a device", "os.mknod(FOLDER + '/y', 0o20666, os.makedev(1, 1))\nreturn 1"),
    _attack("temporary file", "writes into /tmp", "import tempfile\ntempfile.TemporaryFile()\nreturn 1"),
    _attack(
        "unnamed file",
        "writes a file without a name",
        "os.open('/tmp', os.O_TMPFILE | os.O_RDWR)\nreturn 1",
        works=True,
    ),
    _attack(
        "the disk",
        "fills the disk",
        "with open(FOLDER + '/big', 'wb') as file:\n    for _ in range(64): file.write(bytes(1 << 20))\nreturn 1",
    ),
    _attack(
        "reserving the disk",
        "reserves the disk without writing",
        "fd = os.open(FOLDER + '/big', os.O_CREAT | os.O_RDWR)\nos.posix_fallocate(fd, 0, 1 << 26)\nreturn 1",
    ),
    _attack(
        "bytecode",
        "leaves a .pyc for the next run",
        "import importlib.util, py_compile\nreturn py_compile.compile(SECRET, cfile=FOLDER + '/x.pyc', doraise=True)",
    ),
    _attack(
        "site-packages",
        "plants a module that every Python would import",
        "import sysconfig\nopen(sysconfig.get_paths()['purelib'] + '/autograder_attack.pth', 'w').close()\nreturn 1",
    ),
    _attack(
        "the standard library",
        "plants a module beside os",
        "open(os.path.dirname(os.__file__) + '/autograder_attack.py', 'x').close()\nreturn 1",
    ),
    _attack(
        "shared memory",
        "leaves a piece of shared memory",
        f"from multiprocessing import shared_memory as s\ns.SharedMemory('{MARK}', create=True, size=10)\nreturn 1",
    ),
    _attack("a file in memory", "leaves a file in /dev/shm", f"open('/dev/shm/{MARK}', 'x').close()\nreturn 1"),
    _attack(
        "SysV memory",
        "leaves System V memory",
        f"return libc('shmget', {KEY}, 4096, 0o1600) >= 0 and libc('shmctl', libc('shmget', {KEY}, 0, 0), 0, 0) == 0",
        works=True,
    ),
    _attack(
        "SysV queue",
        "leaves a System V queue",
        f"return libc('msgget', {KEY}, 0o1600) >= 0 and libc('msgctl', libc('msgget', {KEY}, 0), 0, 0) == 0",
        works=True,
    ),
    _attack(
        "SysV semaphore",
        "leaves a System V semaphore",
        f"return libc('semget', {KEY}, 1, 0o1600) >= 0 and libc('semctl', libc('semget', {KEY}, 0, 0), 0, 0) == 0",
        works=True,
    ),
    _attack(
        "posix queue", "leaves a POSIX queue", f"return syscall(240, b'{MARK}', 66, 0o600, 0) >= 0", machine="x86_64"
    ),
    _attack(
        "keyring",
        "leaves a key in the kernel",
        f"return syscall(248, b'user', b'{MARK}', b'y', 1, -3) >= 0",
        machine="x86_64",
    ),
    _attack("memfd", "makes a file in memory, which no file limit sees", "os.memfd_create('x')\nreturn 1", works=True),
    _attack(
        "secret memory", "makes memory that not even the kernel reads", "return syscall(447, 0) >= 0", machine="x86_64"
    ),
    _attack(
        "a lock",
        "locks a file that the grader waits for",
        "import fcntl\nfcntl.flock(os.open(SECRET, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)\nreturn 1",
        works=True,
    ),
    _attack(
        "a lease",
        "has itself told of everybody who opens a file",
        "import fcntl\nfcntl.fcntl(os.open(SECRET, os.O_RDONLY), 1024, 0)\nreturn 1",
    ),
    _attack(
        "core dump",
        "leaves its memory on the disk",
        "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (-1, -1))\nreturn resource.getrlimit(resource.RLIMIT_CORE)[1] != 0",
    ),
)
