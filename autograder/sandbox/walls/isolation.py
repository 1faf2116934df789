"""The isolation of a sandbox: what is required, what is in force, what is missing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum

_SECCOMP_NEEDS = (
    "needs a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64, and a container runtime that allows the seccomp "
    "system call (Docker's default profile does)"
)
_LANDLOCK_NEEDS = (
    "needs Linux 5.13 with landlock in the lsm= list; without it no file can be opened while grading, which is as safe "
    "but lets students import only the preloaded modules"
)
_UID_NEEDS = (
    "runs as root but cannot change the user id: give the container CAP_SETUID and CAP_SETGID and a full range of user "
    "ids, or do not run as root"
)


class Isolation(str, Enum):
    """What the user requires."""

    REQUIRED = "required"
    BEST_EFFORT = "best-effort"


@dataclass(frozen=True)
class Switches:
    """Layers that tests switch off, to see that another one replaces it or that grading is refused.

    A `no_open` of None means: only if Landlock is missing.
    """

    landlock: bool = True
    seccomp: bool = True
    uid_drop: bool = True
    max_abi: int = 99
    no_open: bool | None = None
    fork_server: bool = True


@dataclass(frozen=True)
class Layers:
    """The layers in force around a student's process.

    A `landlock_abi` of 0 means none. `no_open` means that no file can be opened at all, which replaces Landlock.
    `interpreter_alias` means that the interpreter's folders are closed to the student's user id and are reached
    through open directory descriptors. `leaks` names what the self-test was able to do and should not be.
    """

    root: bool = False
    uid_drop: bool = False
    seccomp: bool = False
    landlock_abi: int = 0
    no_open: bool = False
    rlimits: bool = False
    no_new_privs: bool = False
    interpreter_alias: bool = False
    leaks: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps the isolation from being full, in words."""
        words = []
        if not self.seccomp:
            words.append("seccomp")
        if not (self.landlock_abi or self.no_open):
            words.append("Landlock")
        if self.root and not self.uid_drop:
            words.append("a separate user id")
        if not self.no_new_privs:
            words.append("no_new_privs")
        if not self.rlimits:
            words.append("resource limits")
        words += [f"the self-test was able to {leak}" for leak in self.leaks]
        return tuple(words)

    @property
    def description(self) -> str:
        return "full" if self.full else "missing: " + ", ".join(self.missing)

    def advice(self) -> list[tuple[str, bool, str]]:
        """Return (layer, in force?, what to do about it) for each layer, for `autograder doctor`."""
        linux = sys.platform == "linux"
        kernel = "" if linux else "only available on Linux: grade in a Linux container or virtual machine"
        return [
            (
                "seccomp",
                self.seccomp,
                kernel or _SECCOMP_NEEDS,
            ),
            (
                "Landlock",
                self.landlock_abi > 0,
                kernel or _LANDLOCK_NEEDS,
            ),
            (
                "no file can be opened",
                self.no_open,
                kernel or "replaces Landlock; seccomp does it automatically if Landlock is missing",
            ),
            (
                "a separate user id",
                self.uid_drop or not self.root,
                _UID_NEEDS,
            ),
            ("resource limits", self.rlimits, "this system has no setrlimit: only time limits bound a submission"),
            ("no_new_privs", self.no_new_privs, kernel or "needs Linux 3.5"),
            (
                "self-test",
                not self.leaks,
                f"a student's process can {' and '.join(self.leaks)}: report this" if self.leaks else "nothing to do",
            ),
        ]
