# ruff: noqa: E501 - an attack reads best on one line
"""Reaching out: networks, sockets of the machine, other programs, the terminal."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import MARK, PORT, Attack, AttackClass

_attack = partial(Attack, AttackClass.REACHING)

REACHING = (
    _attack(
        "TCP",
        "makes a TCP socket and connects to this machine",
        "import socket\ns = socket.socket()\ns.settimeout(0.2)\nreturn s.connect_ex(('127.0.0.1', 9)) != 101",
        works=True,
    ),
    _attack(
        "TCP version 6", "the same with IPv6", "import socket\nsocket.create_connection(('::1', 22), 0.2)\nreturn 1"
    ),
    _attack(
        "metadata",
        "asks the cloud for its credentials",
        "import urllib.request as u\nu.urlopen('http://169.254.169.254/', timeout=0.2)\nreturn 1",
    ),
    _attack(
        "listening",
        "waits for somebody to connect",
        f"import socket\nsocket.create_server(('127.0.0.1', {PORT}))\nreturn 1",
        works=True,
    ),
    _attack(
        "UDP",
        "sends a datagram",
        "import socket\nsocket.socket(2, 2).sendto(b'x', ('127.0.0.1', 53))\nreturn 1",
        works=True,
    ),
    _attack(
        "UDP on the socket it has",
        "sends with an address on its own socket",
        "import socket\nsocket.socket(fileno=os.dup(3), family=1, type=1).sendto(b'x', '\\0x')\nreturn 1",
    ),
    _attack(
        "DNS",
        "asks for a name, which carries data out",
        "import socket\nsocket.gethostbyname('autograder-attack.invalid')\nreturn 1",
    ),
    _attack("raw", "makes a raw socket", "import socket\nsocket.socket(2, 3, 1)\nreturn 1"),
    _attack(
        "netlink", "asks the kernel about its networks", "import socket\nsocket.socket(16, 3, 0)\nreturn 1", works=True
    ),
    _attack("packet", "listens on the wire", "import socket\nsocket.socket(17, 3, 0)\nreturn 1"),
    _attack(
        "AF_ALG",
        "uses the kernel's cryptography, a frequent way in",
        "import socket\nsocket.socket(38, 5, 0)\nreturn 1",
    ),
    _attack("vsock", "talks to the machine's host", "import socket\nsocket.socket(40, 1, 0)\nreturn 1"),
    _attack(
        "bluetooth and others",
        "tries every family of sockets",
        "import socket\nfound = []\nfor family in range(1, 46):\n    for kind in (1, 2, 3, 5):\n        try: found.append(socket.socket(family, kind).family)\n        except (OSError, ValueError): pass\nreturn found",
        works=True,
    ),
    _attack(
        "unix by path",
        "connects to the Docker daemon",
        "import socket\nsocket.socket(1).connect('/var/run/docker.sock')\nreturn 1",
    ),
    _attack(
        "abstract",
        "binds an abstract unix socket",
        f"import socket\nsocket.socket(1).bind('\\0{MARK}')\nreturn 1",
        works=True,
    ),
    _attack(
        "datagram pair",
        "makes a pair of sockets that can send anywhere",
        "import socket\nsocket.socketpair(1, 2)\nreturn 1",
        works=True,
    ),
    _attack(
        "a stream pair that connects",
        "connects one end of a pair elsewhere",
        "import socket\na, b = socket.socketpair()\na.connect('\\0x')\nreturn 1",
    ),
    _attack("a shell", "becomes a shell", "os.execv('/bin/sh', ['sh', '-c', 'exit 7'])"),
    _attack(
        "a shell by descriptor",
        "runs a file that it has open",
        "fd = os.open('/bin/sh', os.O_RDONLY)\nos.execve(fd, ['sh', '-c', 'exit 7'], {})",
    ),
    _attack("a setuid file", "runs a program that becomes root", "os.execv('/usr/bin/su', ['su', '-c', 'true'])"),
    _attack("system", "runs a command", "return os.system('exit 0') == 0", works=True),
    _attack(
        "subprocess",
        "runs a command and reads its output",
        "import subprocess\nreturn subprocess.run(['echo', 'x'], capture_output=True).stdout",
        works=True,
    ),
    _attack(
        "spawn",
        "runs a command without a fork of its own",
        "os.posix_spawn('/bin/true', ['true'], {})\nreturn 1",
        works=True,
    ),
    _attack(
        "python without the sandbox",
        "starts a fresh interpreter",
        "os.execv('/proc/self/exe', ['python', '-c', 'pass'])",
    ),
    _attack("loading a library", "loads a library that it has written", "return ctypes.CDLL(SECRET)"),
    _attack(
        "the loader",
        "lets the dynamic loader run a file",
        "os.execv('/lib64/ld-linux-x86-64.so.2', ['ld', '/bin/true'])",
    ),
    _attack(
        "the terminal", "opens the terminal of whoever started the grader", "return os.open('/dev/tty', os.O_RDWR)"
    ),
    _attack("typing", "types into that terminal", "import fcntl\nfcntl.ioctl(0, 0x5412, b'x')\nreturn 1"),
    _attack("the console", "redirects the console", "import fcntl\nfcntl.ioctl(0, 0x541D, 0)\nreturn 1"),
    _attack("a web browser", "opens a page", "import webbrowser\nreturn webbrowser.open('http://127.0.0.1/')"),
)
