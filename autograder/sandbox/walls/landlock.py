"""Landlock: the files a student's process may read; nothing may be written, and no TCP port used."""

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
    """Return the version of Landlock that this kernel speaks, 0 where it has none."""
    if machine is None:
        return 0
    try:
        return syscall(machine.number("landlock_create_ruleset") or 0, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def handled(version: int) -> tuple[int, int, int]:
    """Return the rights on files, on the network and the scopes that this version can take away: all of them."""
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

    Rules are hierarchical and cannot be taken back below, so a folder is named only where all below may be read.
    Paths that are not there are passed over. Raises OSError where the kernel refuses.
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
    """Put this process under a rule set, for good; needs no_new_privs."""
    syscall(machine.number("landlock_restrict_self") or 0, rules, 0)
