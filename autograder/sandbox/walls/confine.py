"""Confine a forked child before it runs a student's code; each step is irreversible, and their order matters."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from dataclasses import dataclass

from autograder.sandbox.walls import landlock, seccomp
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.walls.syscalls import Machine, libc

SESSION_FD, CONTROL_FD, RULES_FD, FIRST_ALIAS_FD = 3, 4, 5, 6
_OPEN_FILES = 64
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_NO_NEW_PRIVS = 1, 4, 38


@dataclass(frozen=True)
class ConfinementPlan:
    """The layers to put in force; prepared once, before any fork.

    `resources` are limits, each with its soft and hard value. A `uid`, `rules` or `system_calls` of None leaves that
    layer out.
    """

    aliases: int
    resources: tuple[tuple[int, tuple[int, int]], ...] = ()
    machine: Machine | None = None
    uid: int | None = None
    rules: bool = False
    system_calls: seccomp.Installer | None = None


def confine(session: int, parent: int, plan: ConfinementPlan) -> None:
    """Confine this process; afterwards the session socket on descriptor 3 is its only way out."""
    os.setsid()
    _keep_only(session, plan)
    _limit_resources(plan.resources)
    os.umask(0o077)
    os.chdir("/")
    if plan.uid is not None:
        drop_to(plan.uid)
    if plan.machine is not None:
        _prctl(_SET_NO_NEW_PRIVS, 1)
        _prctl(_SET_DUMPABLE, 0)  # no ptrace and no core dump, and /proc/PID belongs to root
        _prctl(_SET_PDEATHSIG, signal.SIGKILL)  # after the change of the user id, which clears it
        if os.getppid() != parent:
            os._exit(0)
    if plan.machine is not None and plan.rules:
        landlock.restrict(plan.machine, RULES_FD)
        os.close(RULES_FD)
    if plan.system_calls is not None:
        plan.system_calls.install()


def drop_to(uid: int) -> None:
    """Switch to a user and group without any rights. Raises OSError if that is not possible."""
    os.setgroups([])
    if hasattr(os, "setresgid"):
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    else:  # macOS: for root these set the saved ids as well
        os.setgid(uid)
        os.setuid(uid)


def silence() -> None:
    """Connect descriptors 0 to 2 to /dev/null; done in the fork server, so that children inherit it."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def _keep_only(session: int, plan: ConfinementPlan) -> None:
    os.dup2(session, SESSION_FD)
    os.close(CONTROL_FD)
    if not plan.rules:
        os.closerange(RULES_FD, FIRST_ALIAS_FD)
    os.closerange(FIRST_ALIAS_FD + plan.aliases, 1 << 16)


def resources(limits: Limits, base_bytes: int, aliases: int) -> tuple[tuple[int, tuple[int, int]], ...]:
    """Return the limits of a child; `base_bytes` is the address space of the fork server itself."""
    cpu = limits.cpu_seconds
    wanted = {
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NOFILE": (_OPEN_FILES + aliases,) * 2,
        "RLIMIT_MEMLOCK": (0, 0),
        "RLIMIT_MSGQUEUE": (0, 0),
        "RLIMIT_SIGPENDING": (64, 64),
        "RLIMIT_AS": (base_bytes + limits.memory_bytes,) * 2,
        "RLIMIT_CPU": (cpu, cpu + 1),
    }
    known = {getattr(resource, name): pair for name, pair in wanted.items() if hasattr(resource, name)}
    return tuple((which, _at_most(which, *pair)) for which, pair in known.items())


def _at_most(which: int, soft: int, hard: int) -> tuple[int, int]:
    _, most = resource.getrlimit(which)
    return (soft, hard) if most == resource.RLIM_INFINITY else (min(soft, most), min(hard, most))


def _limit_resources(limits: tuple[tuple[int, tuple[int, int]], ...]) -> None:
    for which, pair in limits:
        try:
            resource.setrlimit(which, pair)
        except ValueError:  # macOS refuses an address space below the present one
            if which != resource.RLIMIT_AS or _on_linux():
                raise
    with contextlib.suppress(OSError):
        file = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(file, b"1000")  # out of memory, the kernel kills the student's process before the judge
        os.close(file)


def _on_linux() -> bool:
    """Return whether a refused limit is an error here, which it is on Linux."""
    return os.uname().sysname == "Linux"


def reset_signals() -> None:
    """Reset every signal to its default action; done in the fork server, so that no child has to."""
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_DFL)
        except (OSError, ValueError):
            continue
    for quiet in (signal.SIGXFSZ, signal.SIGPIPE):
        signal.signal(quiet, signal.SIG_IGN)


def _prctl(option: int, value: int) -> None:
    if libc().prctl(option, value, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")
