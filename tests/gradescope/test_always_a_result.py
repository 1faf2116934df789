"""Whatever happens to the grader, there is a valid result with what was known, and never a silent zero."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.gradescope.common import PROBLEMS, put, right, submit, validated

UNI, LINEAR = PROBLEMS
BOUND = 120
"""Seconds after which something hangs, on a machine that does other things too."""


def start(base: Path, files: dict[str, str]) -> subprocess.Popen[str]:
    put(base, files, {"created_at": "2026-11-27T12:00:00Z", "previous_submissions": []})
    return subprocess.Popen([base / "run_autograder"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def results(base: Path) -> dict[str, Any]:
    return validated((base / "results" / "results.json").read_text(encoding="utf-8"))


def endless(problem: str) -> str:
    """Write a script of cells that never end: ten seconds each, till the submission's minute is over."""
    return f"# autograder: problem = {problem}\n" + "# %%\nwhile True:\n    pass\n" * 9


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def judged(base: Path) -> set[str]:
    """Give the problems that have scores; the file is valid each time it is looked at."""
    try:
        found = results(base)
    except FileNotFoundError:
        return set()
    return {t["tags"][0] for t in found["tests"] if "score" in t}


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:  # it has ended
        return []
    return [int(word) for word in text.split()]


def gone(pid: int) -> bool:
    """Tell whether a process has ended; one whose new parent has not heard of it yet is a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in ("Z", "X")
    except OSError:
        return True


def descendants(pid: int) -> list[int]:
    """Give the processes below one: the grading, the fork server, the student's."""
    found = children(pid)
    return found + [below for child in found for below in descendants(child)]


def slow(base: Path) -> subprocess.Popen[str]:
    """Start a run that judges one problem at once and needs a minute for the other."""
    running = start(base, {f"{LINEAR}.py": right(LINEAR), f"{UNI}.py": endless(UNI)})
    wait_until(lambda: LINEAR in judged(base))
    return running


def is_kept(found: dict[str, Any]) -> None:
    """The judged problem keeps its points, the other is ungraded and has no zero."""
    linear = [t for t in found["tests"] if t["tags"][0] == LINEAR]
    other = [t for t in found["tests"] if t["tags"][0] == UNI]
    assert found["score"] == sum(t["max_score"] for t in linear) > 0
    assert other
    assert all("score" not in t for t in other)
    assert all("Not graded" in t["output"] for t in other)
    assert found["extra_data"]["graded"] is False
    assert "no grade yet" in found["output"]


def costs_no_attempt(found: dict[str, Any]) -> None:
    assert found["extra_data"]["attempt"] is False


def test_killed_in_the_middle_it_leaves_what_was_known(autograder: Path) -> None:
    running = slow(autograder)
    wait_until(lambda: len(descendants(running.pid)) == 3)
    below = descendants(running.pid)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=BOUND)
    is_kept(results(autograder))
    wait_until(lambda: all(map(gone, below)))


def test_killed_before_anything_was_judged_every_question_is_ungraded(autograder: Path) -> None:
    running = start(autograder, {f"{LINEAR}.py": endless(LINEAR), f"{UNI}.py": endless(UNI)})
    wait_until((autograder / "results" / "results.json").exists)
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=BOUND)
    found = results(autograder)
    assert found["tests"]
    assert "no grade yet" in found["output"]


def test_where_the_grading_is_killed_the_keeper_says_so(autograder: Path) -> None:
    running = slow(autograder)
    (grading,) = children(running.pid)
    os.kill(grading, signal.SIGKILL)
    out, _ = running.communicate(timeout=BOUND)
    found = results(autograder)
    is_kept(found)
    assert "The grader itself failed" in found["output"]
    costs_no_attempt(found)
    assert "killed by signal 9" in found["extra_data"]["reason"]
    assert "NOT COMPLETELY GRADED" in out
    assert running.returncode == 0


def test_the_harness_asking_to_stop_gets_what_was_known(autograder: Path) -> None:
    running = slow(autograder)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=BOUND)
    found = results(autograder)
    is_kept(found)
    assert "told to stop" in found["extra_data"]["reason"]


def test_our_own_deadline_comes_first(autograder: Path) -> None:
    policy = autograder / "source" / "policy.json"
    settings = json.loads(policy.read_text(encoding="utf-8"))
    settings["gradescope"]["deadline_seconds"] = 2
    policy.write_text(json.dumps(settings), encoding="utf-8")
    started = time.monotonic()
    outcome = submit(autograder, {f"{UNI}.py": endless(UNI)})
    assert time.monotonic() - started < 50, "the cells alone may take a minute"
    assert "deadline" in outcome.results["extra_data"]["reason"]
    assert all("score" not in t for t in outcome.tests(UNI))


def test_a_fault_of_ours_in_one_problem_keeps_the_other(autograder: Path) -> None:
    solution = autograder / "source" / "solutions" / f"{UNI}.py"
    solution.write_text("raise RuntimeError('planted')", encoding="utf-8")
    outcome = submit(autograder, {f"{LINEAR}.py": right(LINEAR), f"{UNI}.py": right(UNI)})
    is_kept(outcome.results)
    costs_no_attempt(outcome.results)
    assert "planted" in outcome.results["extra_data"]["reason"]
    assert "planted" in outcome.stdout
    assert "planted" not in outcome.output, "the reason is for staff"


def test_a_source_that_is_damaged_is_said_to_staff(autograder: Path) -> None:
    (autograder / "source" / "plan.json").write_text("{", encoding="utf-8")
    outcome = submit(autograder, {f"{UNI}.py": right(UNI)})
    assert "The grader itself failed" in outcome.output
    assert "GradescopeError" in outcome.stdout
    assert all("score" not in t for t in outcome.tests())


def test_without_the_environment_that_setup_makes_the_first_result_stands(autograder: Path) -> None:
    (autograder / "venv").unlink()
    outcome = submit(autograder, {f"{UNI}.py": right(UNI)})
    assert outcome.code == 1
    assert "setup.sh did not finish" in outcome.stdout
    assert all("score" not in t for t in outcome.tests())
    assert "no grade yet" in outcome.output


def test_nobody_but_the_owner_can_read_the_source(autograder: Path) -> None:
    for path in (autograder / "source").rglob("*"):
        path.chmod(0o777)
    submit(autograder, {f"{UNI}.py": right(UNI)})
    modes = {p.stat().st_mode & 0o077 for p in (autograder / "source", *(autograder / "source").rglob("*"))}
    assert modes == {0}
