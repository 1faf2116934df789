"""Run a command with the rights that Docker's default profile leaves to root: `-m ... [--user UID] COMMAND...`.

Fourteen capabilities are kept. What the default seccomp profile refuses without CAP_SYS_ADMIN is refused; `clone` only
if it creates a namespace. AppArmor, which Docker adds on some machines, is not imitated.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

from autograder.sandbox.walls.seccomp import ALLOW, Filter, Installer, fails_with
from autograder.sandbox.walls.syscalls import AARCH64, X86_64, libc, syscall, this_machine

# chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw, sys_chroot, mknod,
# audit_write, setfcap
KEPT = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
LAST_CAPABILITY = 63
CAPBSET_DROP = 24
CAPABILITY_VERSION_3 = 0x20080522
NEW_NAMESPACE = 0x7E020000
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06

# Name: (x86_64, aarch64).
REFUSED = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pivot_root": (155, 41),
    "quotactl": (179, 60),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}
CLONE, CLONE3, CAPSET = (56, 220), (435, 435), (126, 91)


def profile(column: int) -> Filter:
    """Return the filter for one machine, x86_64 (0) or aarch64 (1)."""
    lines: list[tuple[int, int, int, int]] = [(LOAD, 0, 0, 0)]
    for numbers in REFUSED.values():
        lines += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, fails_with(errno.EPERM))]
    lines += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, fails_with(errno.ENOSYS))]  # its flags are in memory
    lines += [
        (EQUAL, 0, 3, CLONE[column]),
        (LOAD, 0, 0, 16),
        (ANY_BIT, 0, 1, NEW_NAMESPACE),
        (RETURN, 0, 0, fails_with(errno.EPERM)),
    ]
    lines.append((RETURN, 0, 0, ALLOW))
    return Filter(b"".join(struct.pack("=HBBI", *line) for line in lines), ())


def shut_in(user: int | None) -> None:
    """Drop the rights, and switch to a user if one is given. Raises OSError if that is not possible."""
    machine = this_machine()
    if machine not in (X86_64, AARCH64):
        raise OSError(errno.ENOSYS, "only x86_64 and aarch64 are supported")
    Installer(machine, profile(machine.column)).install()  # first, while that is still allowed
    for capability in range(LAST_CAPABILITY + 1):
        if capability not in KEPT:
            libc().prctl(CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0)  # fails for one that the kernel lacks
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        return
    low = sum(1 << capability for capability in KEPT if capability < 32)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    syscall(CAPSET[machine.column], header, struct.pack("=6I", low, low, 0, 0, 0, 0))


def main(arguments: list[str]) -> None:
    """Replace this process by the command."""
    user = None
    if arguments[:1] == ["--user"]:
        user, arguments = int(arguments[1]), arguments[2:]
    shut_in(user)
    os.execvp(arguments[0], arguments)  # noqa: S606 - the caller's own command


if __name__ == "__main__":
    main(sys.argv[1:])
