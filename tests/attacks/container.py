"""This process as Docker would start it with its defaults: its capabilities, and a filter like its seccomp profile."""

from __future__ import annotations

import ctypes
import errno
import struct

from autograder.sandbox.walls.syscalls import X86_64, syscall

CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw, sys_chroot, mknod,
audit_write, setfcap."""
DENIED = """acct 163 add_key 248 bpf 321 clock_adjtime 305 clock_settime 227 delete_module 176 fanotify_init 300
 finit_module 313 fsconfig 431 fsmount 432 fsopen 430 fspick 433 get_mempolicy 239 init_module 175 ioperm 173 iopl 172
 io_uring_enter 426 io_uring_register 427 io_uring_setup 425 kexec_file_load 320 kexec_load 246 keyctl 250
 lookup_dcookie 212 mbind 237 mount 165 mount_setattr 442 move_mount 429 move_pages 279 open_by_handle_at 304
 open_tree 428 perf_event_open 298 pivot_root 155 quotactl 179 reboot 169 request_key 249 set_mempolicy 238
 sethostname 170 setdomainname 171 setns 308 settimeofday 164 swapoff 168 swapon 167 syslog 103 umount2 166 unshare 272
 userfaultfd 323 vhangup 153""".split()
_CLONE, _CLONE3, _NAMESPACES = 56, 435, 0x7E020000
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_CAPBSET_DROP = 24


def enter() -> None:
    """Give up for good what a container does not have, for this process and all that it starts."""
    _install(_program())  # first, for without no_new_privs it takes a right that goes with the rest
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in set(range(41)) - set(CAPABILITIES):
        libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)
    kept = sum(1 << capability for capability in CAPABILITIES)
    header = struct.pack("=Ii", 0x20080522, 0)
    low, high = kept & 0xFFFFFFFF, kept >> 32
    syscall(126, header, struct.pack("=6I", low, low, 0, high, high, 0))


def _program() -> bytes:
    lines = [(0x20, 0, 0, 4), (0x15, 1, 0, X86_64.audit_arch), (0x06, 0, 0, _ALLOW), (0x20, 0, 0, 0)]
    for number in DENIED[1::2]:
        lines += [(0x15, 0, 1, int(number)), (0x06, 0, 0, _ERRNO | errno.EPERM)]
    lines += [(0x15, 0, 1, _CLONE3), (0x06, 0, 0, _ERRNO | errno.ENOSYS)]
    lines += [(0x15, 0, 3, _CLONE), (0x20, 0, 0, 16), (0x45, 0, 1, _NAMESPACES), (0x06, 0, 0, _ERRNO | errno.EPERM)]
    lines += [(0x06, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _install(code: bytes) -> None:
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    syscall(317, 1, 0, program)
