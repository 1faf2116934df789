import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.plain.evidence import Cell, Probe, Returned
from autograder.sandbox import Isolation, IsolationError, Layers, Limits, Sandbox, SandboxError, Switches
from autograder.sandbox.host import selftest

ROOT = Path(__file__).parents[2]
FULL = Layers(root=True, uid_drop=True, seccomp=True, landlock_abi=7, rlimits=True, no_new_privs=True)


def test_full_isolation_is_in_force_here_and_leaks_nothing(either: Sandbox) -> None:
    assert either.layers.full
    assert either.layers.description == "full"
    assert either.layers.leaks == ()
    assert either.layers.uid_drop == (os.geteuid() == 0)
    assert all(
        in_force or layer in ("Landlock", "no file can be opened") for layer, in_force, _ in either.layers.advice()
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seccomp": False}, "missing: seccomp"),
        ({"landlock_abi": 0}, "missing: Landlock"),
        ({"uid_drop": False}, "missing: a separate user id"),
        ({"no_new_privs": False}, "missing: no_new_privs"),
        ({"rlimits": False}, "missing: resource limits"),
        ({"leaks": ("fork",)}, "missing: the self-test was able to fork"),
    ],
)
def test_whatever_is_missing_is_named(change: dict[str, object], words: str) -> None:
    layers = dataclasses.replace(FULL, **change)  # type: ignore[arg-type]
    assert not layers.full
    assert layers.description == words
    assert any(not in_force and advice for _, in_force, advice in layers.advice())


def test_no_open_stands_in_for_landlock_and_no_root_needs_no_other_user() -> None:
    assert dataclasses.replace(FULL, landlock_abi=0, no_open=True).full
    assert dataclasses.replace(FULL, root=False, uid_drop=False).full


REFUSED = [
    (Switches(seccomp=False), "seccomp"),
    (Switches(landlock=False, no_open=False), "Landlock"),
    (Switches(landlock=False, seccomp=False), "seccomp, Landlock"),
    pytest.param(
        Switches(uid_drop=False),
        "a separate user id",
        marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root has another id to change to"),
    ),
]


@pytest.mark.parametrize(("switches", "word"), REFUSED)
def test_without_a_layer_the_sandbox_refuses(switches: Switches, word: str) -> None:
    with pytest.raises(IsolationError, match=f"missing: {word}.*--isolation best-effort"):
        Sandbox(switches=switches)


def test_best_effort_goes_on_without_layers_and_says_so() -> None:
    switches = Switches(landlock=False, seccomp=False, uid_drop=False)
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        assert not one.layers.full
        with one.open([Cell(0, "def f(): return 1")]) as run:
            assert run.ask([Probe("f", ())]) == (Returned(1),)


def test_a_leak_makes_the_sandbox_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "possible", lambda _: ("fork",))
    with pytest.raises(IsolationError, match="the self-test was able to fork"):
        Sandbox()


def test_without_layers_the_canary_reports_what_it_could_do() -> None:
    """The positive control: the self-test is able to see what it looks for."""
    switches = Switches(landlock=False, seccomp=False, uid_drop=False)
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        worked = set(selftest.possible(one._open))
    assert {
        "read a file",
        "list a folder",
        "change a file",
        "delete a file",
        "plant a link",
        "leave traces",
        "use a TCP socket",
        "use a unix socket",
        "fork",
        "run a program",
        "signal the grader",
        "make a memory file",
        "make shared memory",
    } <= worked


@pytest.mark.parametrize(
    ("switches", "caught"),
    [
        (Switches(landlock=False, no_open=False, uid_drop=False), {"read a file", "list a folder"}),
        (Switches(seccomp=False, uid_drop=False), {"fork", "make a memory file", "use a UDP socket"}),
    ],
)
def test_each_layer_stops_what_the_others_do_not(switches: Switches, caught: set[str]) -> None:
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        assert caught <= set(selftest.possible(one._open))


@pytest.mark.parametrize("version", [1, 3, 5])
def test_older_landlock_versions_do(version: int) -> None:
    with Sandbox(switches=Switches(max_abi=version)) as one:
        assert one.layers.landlock_abi == version
        assert one.layers.full


def test_all_of_numpy_is_there_where_no_file_can_be_opened() -> None:
    """As for students' code where root has installed numpy with a umask of 077."""
    with Sandbox(switches=Switches(landlock=False)) as one:
        assert one.layers.no_open
        with one.open([Cell(0, "from numpy import *\ndef f(): return float(mean(array([1.0, 3.0])))")]) as run:
            assert run.ask([Probe("f", ())]) == (Returned(2.0),)


def test_a_fork_server_that_dies_is_the_graders_failure_and_the_next_one_is_fresh() -> None:
    with Sandbox() as one:
        with one.open([Cell(0, "def f(): return 1")]) as run:
            assert one._server is not None
            one._server._process.kill()  # type: ignore[union-attr]
            one._server._process.wait()  # type: ignore[union-attr]
            with pytest.raises(SandboxError):
                run.ask([Probe("f", ())])
        with one.open([Cell(0, "def f(): return 2")]) as run:
            assert run.ask([Probe("f", ())]) == (Returned(2),)


def test_a_process_does_not_outlive_its_run_or_its_judge() -> None:
    judge = (
        "import sys, os; from autograder.sandbox import Sandbox; from autograder.plain.evidence import Cell\n"
        "s = Sandbox(); r = s.open([Cell(0, 'x = 1')]); print(s._server._process.pid, r._child.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", judge], capture_output=True, text=True, cwd=ROOT, check=False)
    server, child = map(int, done.stdout.split())
    for pid in (child, server):
        _wait_until_gone(pid)


def _wait_until_gone(pid: int) -> None:
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    poll = select.poll()
    poll.register(fd, select.POLLIN)
    ended = poll.poll(60_000)
    os.close(fd)
    assert ended


def test_the_fork_server_holds_nothing_of_the_course_and_one_thread() -> None:
    code = (
        "import sys, os, json\n"
        "from autograder.sandbox.inside import zygote\n"
        "from autograder.sandbox.walls.isolation import Switches\n"
        "from autograder.sandbox.walls.limits import Limits\n"
        "from autograder.sandbox.wire.startup import Startup\n"
        "import numpy\n"
        "modules = [m for m in sys.modules if m.startswith('autograder')]\n"
        "zygote.prepare(Startup(Limits(), Switches(), ('numpy',), ()))\n"
        "after = sorted(m for m in sys.modules if 'autograder' in m)\n"
        "os.write(1, json.dumps([modules, after, os.listdir('/proc/self/task')]).encode())\n"  # stdout is a student's
    )
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=env, check=True)
    modules, after, tasks = json.loads(out.stdout)
    assert {m for m in modules if not m.startswith(("autograder.sandbox.", "autograder.plain."))} <= {
        "autograder",
        "autograder.plain",
        "autograder.sandbox",
    }
    assert not [m for m in modules if m.startswith("autograder.sandbox.host")]
    assert after == []
    assert len(tasks) == 1


def test_without_ipython_the_sandbox_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.sandbox.inside import magics

    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SandboxError, match=r"backprop-autograder\[grade\]"):
        magics.load()


def test_a_plain_interpreter_stands_in_where_there_is_no_fork() -> None:
    switches = Switches(fork_server=False)
    with pytest.raises(IsolationError):
        Sandbox(switches=switches)
    limits = Limits(cell_seconds=60.0, call_seconds=2.0, submission_seconds=300.0)
    with Sandbox(limits, isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        source = (
            "import os\ndef f(x): return x + 1\ndef g(): os._exit(3)\ndef h():\n    import time\n    time.sleep(3600)"
        )
        with one.open([Cell(0, source)]) as run:
            outcomes = run.ask([Probe("f", (1.0,)), Probe("g", ()), Probe("h", ()), Probe("f", (2.0,))])
    assert [type(o).__name__ for o in outcomes] == ["Returned", "Crashed", "TimedOut", "Returned"]


def test_the_package_imports_no_course_and_loads_its_rooms_late() -> None:
    code = "import sys, autograder.sandbox; print(sorted(m for m in sys.modules if m.startswith('autograder')))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "['autograder', 'autograder.sandbox']"
