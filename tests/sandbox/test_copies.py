"""Fork servers that are copies of another one: as confined as that, independent of it, and gone with their judges."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.plain.evidence import Cell, Probe, Returned
from autograder.sandbox import Isolation, Sandbox, SandboxError
from autograder.sandbox.host import fork_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there are fork servers copied")

WHERE = """
import os
def where():
    return [os.getpid(), os.getppid(), os.getuid(), sorted(os.sched_getaffinity(0))]
"""
SEED = "import numpy as np\ndef where():\n    return [float(np.random.rand())]"


@pytest.fixture
def origin() -> Iterator[Sandbox]:
    with Sandbox(isolation=Isolation.BEST_EFFORT) as made:
        yield made


@pytest.fixture
def no_start(origin: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it is started before
    """Let no fork server be started any more: what opens then is a copy."""

    def started(*_: object) -> None:
        raise OSError("started instead of copied")

    monkeypatch.setattr(fork_server, "_started", started)


def copied(origin: Sandbox, slot: int, cpu: int | None = None) -> Sandbox:
    return Sandbox(isolation=Isolation.BEST_EFFORT, slot=slot, cpu=cpu, origin=origin.fork_server)


def said(sandbox: Sandbox, source: str = WHERE) -> list[Any]:
    with sandbox.open([Cell(0, source)]) as run:
        (answer,) = run.ask([Probe("where", ())])
    assert isinstance(answer, Returned)
    return list(answer.value)


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()}


def process(sandbox: Sandbox) -> int:
    server = sandbox.fork_server
    assert server is not None
    assert server._process is not None
    return server._process.pid


@pytest.mark.usefixtures("no_start")
def test_a_copy_is_as_confined_and_has_its_own_user_id_and_core(origin: Sandbox) -> None:
    core = max(os.sched_getaffinity(0))
    with copied(origin, 1) as one, copied(origin, 2, core) as other:
        assert one.layers == other.layers == origin.layers
        places = [said(sandbox) for sandbox in (origin, one, other)]
    pids, parents, uids, cores = zip(*places, strict=True)
    assert len(set(pids)) == len(set(parents)) == 3
    assert len(set(uids)) == (3 if origin.layers.uid_drop else 1)
    assert cores[2] == [core]
    assert cores[0] == cores[1] == sorted(os.sched_getaffinity(0))


@pytest.mark.usefixtures("no_start")
def test_copies_serve_at_the_same_time(origin: Sandbox) -> None:
    with copied(origin, 1) as one, copied(origin, 2) as other:
        cells = [Cell(0, WHERE)]
        with origin.open(cells) as first, one.open(cells) as second, other.open(cells) as third:
            answers = [run.ask([Probe("where", ())])[0] for run in (third, first, second, third)]
        assert all(isinstance(answer, Returned) for answer in answers)


@pytest.mark.usefixtures("no_start")
def test_unseeded_random_numbers_do_not_depend_on_the_slot(origin: Sandbox) -> None:
    with copied(origin, 1) as one:
        assert said(origin, SEED) == said(one, SEED)


@pytest.mark.usefixtures("no_start")
def test_copies_end_with_their_judges_and_leave_nothing(origin: Sandbox) -> None:
    server = process(origin)
    with copied(origin, 1) as one:
        alive = children(server)
        assert len(alive) == 1
        assert said(one)[1] in alive
    (copy,) = alive
    deadline = time.monotonic() + 20
    while Path(f"/proc/{copy}/cmdline").read_bytes():  # a process that has ended and waits for its parent has none
        assert time.monotonic() < deadline
        time.sleep(0.01)
    said(origin)
    origin.close()
    assert not Path(f"/proc/{server}").exists()
    assert not Path(f"/proc/{copy}").exists()


@pytest.mark.usefixtures("no_start")
def test_a_copy_outlives_its_origin(origin: Sandbox) -> None:
    with copied(origin, 1) as one:
        os.kill(process(origin), 9)
        assert said(one)


def test_a_fresh_server_is_started_if_none_can_be_copied(origin: Sandbox) -> None:
    server = origin.fork_server
    os.kill(process(origin), 9)
    with Sandbox(isolation=Isolation.BEST_EFFORT, slot=1, origin=server) as one:
        assert said(one)
        assert process(one)


@pytest.mark.usefixtures("no_start")
def test_a_copy_that_ends_is_replaced_by_a_fresh_server(origin: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with copied(origin, 1) as one:
        os.kill(said(one)[1], 9)
        with pytest.raises(SandboxError):
            said(one)
        monkeypatch.undo()
        assert said(one)
        assert process(one)
