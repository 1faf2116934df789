"""Started by `run_autograder`: a keeper process that always leaves a result, and the grading in a child process.

The keeper loads neither numpy nor a solution. It survives if the grading is killed, for example by the kernel for lack
of memory, and it ends the grading at our deadline, before Gradescope would.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path

from autograder.gradescope.results import ResultFile, Results, ResultsError, from_json
from autograder.staff.policy import GradescopePolicy

POLL_SECONDS = 0.02
SET_PDEATHSIG = 1
NOTHING_KNOWN = Results(score=0.0, tests=(), output="")


def main(arguments: list[str]) -> int:
    """Run with the arguments `BASE`, or `--check SOURCE` as setup.sh does; return the exit code."""
    if arguments[:1] == ["--check"]:
        return _check(Path(arguments[1]))
    started = time.monotonic()
    base = Path(arguments[0]).resolve()
    close_to_others(base / "source")
    file = ResultFile(base / "results" / "results.json")
    deadline = _deadline(base / "source")
    pid = os.fork()
    if pid == 0:
        _grade(base, started)
    reason = _watch(pid, started + deadline)
    if reason is None:
        return 0
    print(f"NOT COMPLETELY GRADED: {reason}", flush=True)
    _say(file, base / "source", reason, time.monotonic() - started)
    return 0


def close_to_others(source: Path) -> None:
    """Make the answers and the secret readable by the owner only; files that we may not change stay as they are."""
    for folder, _, names in os.walk(source):
        with contextlib.suppress(OSError):
            Path(folder).chmod(0o700)
        for name in names:
            with contextlib.suppress(OSError):
                path = Path(folder) / name
                path.chmod(path.stat().st_mode & 0o700)


def _grade(base: Path, started: float) -> None:
    """Grade in this process, in a separate process group, and end with the keeper; never returns."""
    os.setsid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    code = 1
    try:
        from autograder.gradescope.container import Paths, grade, read_contents  # noqa: PLC0415 - loads numpy

        paths = Paths(base)
        grade(paths, read_contents(paths.source), started)
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, it must reach the keeper
        print(f"{type(error).__name__}: {error}", flush=True)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _watch(pid: int, end: float) -> str | None:
    """Wait for the grading; return the reason if it did not finish, else None."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return _reason(status)
        if stopped or time.monotonic() > end:
            _kill(pid)
            return "the container was told to stop" if stopped else "our own deadline was reached"
        time.sleep(POLL_SECONDS)


def _kill(pid: int) -> None:
    """End the grading and its group; the fork server then ends by itself, and the student's process with it."""
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _reason(status: int) -> str | None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        memory = ": probably out of memory, give the container more" if number == signal.SIGKILL else ""
        return f"the grading was killed by signal {number}{memory}"
    code = os.waitstatus_to_exitcode(status)
    return f"the grading ended with code {code}" if code else None


def _say(file: ResultFile, source: Path, reason: str, seconds: float) -> None:
    """Write the reason above the last results."""
    from autograder.gradescope.compose import with_message  # noqa: PLC0415 - only where something failed
    from autograder.gradescope.container import OURS  # noqa: PLC0415 - the same

    try:
        known = file.read()
    except (OSError, ResultsError):
        known = _ungraded(source)
    file.write(with_message(known, OURS, graded=False, attempt=False, reason=reason), seconds)


def _ungraded(source: Path) -> Results:
    try:
        return from_json((source / "ungraded.json").read_bytes())
    except (OSError, ResultsError):
        return NOTHING_KNOWN


def _deadline(source: Path) -> float:
    """Return the deadline in seconds; if the policy cannot be read, the grading will report that."""
    try:
        return float(json.loads((source / "policy.json").read_bytes())["gradescope"]["deadline_seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return GradescopePolicy.deadline_seconds


def _check(source: Path) -> int:
    """Compare the files with the manifest and load every problem: the last step of setup.sh."""
    from autograder.declare.reference import CourseError  # noqa: PLC0415
    from autograder.gradescope.container import read_contents  # noqa: PLC0415 - loads numpy
    from autograder.gradescope.contents import verify  # noqa: PLC0415
    from autograder.gradescope.errors import GradescopeError  # noqa: PLC0415

    try:
        manifest = verify(source)
        contents = read_contents(source)
        for name in contents.plan.names:
            contents.course.reference(name)
    except (GradescopeError, CourseError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 1
    built = f"autograder {manifest.autograder}: {len(manifest.files)} files as built"
    print(f"{built}; problems: {', '.join(manifest.problems)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
