"""Landlock: restricts which files a student's process may read; it may write none and use no TCP port."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from autograder.sandbox.walls.syscalls import Machine, syscall

_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
READ = _READ_FILE | _READ_DIR
_RULE_PATH_BENEATH = 1
_VERSION_FLAG = 1


def abi(machine: Machine | None) -> int:
    """Return the Landlock version of this kernel, or 0 if it has none."""
    if machine is None:
        return 0
    try:
        return syscall(machine.number("landlock_create_ruleset") or 0, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def handled(version: int) -> tuple[int, int, int]:
    """Return all rights on files and on the network, and all scopes, that this version can restrict."""
    files = (1 << 13) - 1
    if version >= 2:
        files |= 1 << 13  # REFER
    if version >= 3:
        files |= 1 << 14  # TRUNCATE
    if version >= 5:
        files |= 1 << 15  # IOCTL_DEV
    network = 0b11 if version >= 4 else 0  # BIND_TCP, CONNECT_TCP
    scopes = 0b11 if version >= 6 else 0  # abstract unix sockets, signals
    return files, network, scopes


def ruleset(machine: Machine, version: int, read: Iterable[str]) -> int:
    """Make a rule set that grants reading at and below `read`; return its descriptor.

    Rules are hierarchical and cannot be revoked further down, so name a folder only if everything in it may be read.
    Paths that do not exist are skipped. Raises OSError if the kernel refuses.
    """
    files, network, scopes = handled(version)
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("=QQQ", files, network, scopes)[:size]
    rules = syscall(machine.number("landlock_create_ruleset") or 0, attributes, size, 0)
    for path in read:
        _allow(machine, rules, path, READ)
    return rules


def _allow(machine: Machine, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _READ_FILE
        if rights:
            rule = struct.pack("=Qi", rights, place)
            syscall(machine.number("landlock_add_rule") or 0, rules, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)


def restrict(machine: Machine, rules: int) -> None:
    """Apply a rule set to this process, irreversibly; needs no_new_privs."""
    syscall(machine.number("landlock_restrict_self") or 0, rules, 0)
