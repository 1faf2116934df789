"""What the machine lacks, in one line: files or processes that this user may have."""

from __future__ import annotations

import errno

LEAST_FILES = 64
"""Files that a command opens at once: 24 were enough for two slots; each slot and each library needs some more."""
REASONS = {
    errno.EMFILE: "this process may not open more files: raise `ulimit -n`",
    errno.ENFILE: "the system cannot open more files",
    errno.EAGAIN: "no more processes can be started: raise `ulimit -u`, or use --jobs 1",
    errno.ENOMEM: "the system is out of memory",
}
NO_THREAD = "can't start new thread"
"""What Python says, and only says: there is no class and no number for it."""
GO_ON = "; what was graded is stored, run the same command again to continue"


def require_files() -> str | None:
    """Raise the number of files that may be open if it is too low; return the message if that is not possible."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows
        return None

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= LEAST_FILES:
        return None
    if hard != resource.RLIM_INFINITY and hard < LEAST_FILES:
        return f"{soft} open files are too few for this command: raise `ulimit -n` to {LEAST_FILES} or more"
    resource.setrlimit(resource.RLIMIT_NOFILE, (LEAST_FILES, hard))
    return None


def exhausted(error: Exception) -> str | None:
    """Return what the machine lacks, None if the error is about something else."""
    if isinstance(error, OSError):
        said = REASONS.get(error.errno or 0)
    else:
        said = REASONS[errno.EAGAIN] if str(error).startswith(NO_THREAD) else None
    return None if said is None else said + GO_ON
