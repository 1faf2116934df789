"""A class on a real cluster of processes: the same gradebook, nothing lost with a worker, nobody graded unconfined."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from autograder.batch.errors import ClusterError
from tests.batch.made import COMMAND, ENVIRONMENT, ROOT, make_class, run
from tests.sample import WHOLE

distributed = pytest.importorskip("distributed")
address_rules = pytest.importorskip("autograder.batch.cluster_address")
require_closed, security = address_rules.require_closed, address_rules.security

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="needs the sandbox"), pytest.mark.slow]

STUDENTS = 24 if WHOLE else 12
WITHOUT_ISOLATION = """\
import autograder.batch.worker as worker
from autograder.sandbox import IsolationError

def refuse(*_, **__):
    raise IsolationError("no seccomp here")

worker.Sandbox = refuse
"""
LIAR = """\
import msgspec
from autograder.batch.cluster_worker import WorkerSetup

honest = WorkerSetup.__dict__.get("honest", WorkerSetup.do)  # a preload runs twice

def do(self, errand):
    whole = msgspec.msgpack.decode(honest(self, errand))
    for verdict in whole[5]:
        verdict[4] = "correct"
    return msgspec.msgpack.encode(whole)

WorkerSetup.honest, WorkerSetup.do = honest, do
"""
SPY = """\
import gc, os
from autograder.batch.cluster_worker import WorkerSetup

honest = WorkerSetup.__dict__.get("honest", WorkerSetup.do)  # a preload runs twice

def do(self, errand):
    secret = b"of the" + b" tests"
    held = [o for o in gc.get_objects() if isinstance(o, dict | list | tuple)]
    texts = [t for o in held for t in (o.values() if isinstance(o, dict) else o) if isinstance(t, bytes | str)]
    seen = any(text in (secret, secret.decode()) for text in texts)
    with open("spied", "a") as file:
        file.write("secret\\n" if seen or self.job.secret else "nothing\\n")
    return honest(self, errand)

WorkerSetup.honest, WorkerSetup.do = honest, do
"""
WAIT = 240
"""Seconds after which something hangs, on a machine that does other things too."""


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def address_in(about: Path) -> str:
    """Read where a scheduler listens; empty as long as it has not said it whole."""
    try:
        return str(json.loads(about.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError):
        return ""


def certificates(folder: Path) -> Path:
    """Make the files for TLS with the command of docs/classes.md."""
    page = (ROOT / "docs" / "classes.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"openssl req .*(?:\\\n.*)?", page)
    (folder / "tls").mkdir(parents=True)
    subprocess.run(["bash", "-c", line], check=True, cwd=folder, capture_output=True, timeout=WAIT)
    assert (folder / "tls" / "key.pem").stat().st_mode & 0o077 == 0
    return folder / "tls"


def with_tls(tls: Path | None) -> tuple[str, ...]:
    """Return the options of `dask scheduler` and `dask worker`."""
    if tls is None:
        return ()
    cert, key = str(tls / "cert.pem"), str(tls / "key.pem")
    return ("--tls-ca-file", cert, "--tls-cert", cert, "--tls-key", key)


class Cluster:
    """A scheduler and its workers, each a process of its own, as `dask` starts them on a command line."""

    def __init__(self, stack: ExitStack, folder: Path, tls: Path | None = None, host: str = "127.0.0.1") -> None:
        self.stack, self.folder, self.tls = stack, folder, tls
        about = folder / "scheduler.json"
        place = ("--host", host if tls is None else f"tls://{host}", "--port", "0")  # a port that is free
        self.start("scheduler", *place, "--scheduler-file", str(about), "--no-dashboard", *with_tls(tls))
        wait_for(lambda: address_in(about))
        self.address = address_in(about)

    def start(self, *arguments: str, environment: dict[str, str] = ENVIRONMENT) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).parent / "dask"), *arguments]
        log = self.stack.enter_context((self.folder / "log").open("ab"))
        process = subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def worker(self, *arguments: str, environment: dict[str, str] = ENVIRONMENT) -> subprocess.Popen[bytes]:
        common = ("--nthreads", "1", "--no-nanny", "--no-dashboard", *with_tls(self.tls))
        return self.start("worker", self.address, *common, *arguments, environment=environment)

    def wait_for_workers(self, count: int) -> None:
        """Wait until the scheduler knows them: a process that has started is no worker yet."""
        with distributed.Client(self.address, timeout=WAIT, security=security(self.address, self.tls)) as client:
            client.wait_for_workers(count, timeout=WAIT)

    def arguments(self, handed_in: Path, out: Path) -> list[str]:
        """Return what grades on this cluster, to be started or to be run to its end."""
        command = ["grade", str(handed_in), "--out", str(out), "--cluster", self.address]
        return command + (["--cluster-tls", str(self.tls)] if self.tls else [])


@contextmanager
def cluster(folder: Path, tls: Path | None = None, host: str = "127.0.0.1") -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, folder, tls, host)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_class(tmp_path_factory.mktemp("class") / "in", STUDENTS)
    (folder / "broken.ipynb").write_text("{")
    return folder


@pytest.fixture(scope="module")
def alone(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("alone") / "out"
    assert run("grade", handed_in, "--out", out).returncode == 1
    return (out / "gradebook.csv").read_bytes()


def test_a_worker_that_dies_loses_nothing(handed_in: Path, alone: bytes, tmp_path: Path) -> None:
    with cluster(tmp_path) as dask:
        doomed, _ = dask.worker(), dask.worker()
        dask.wait_for_workers(2)
        pipe = subprocess.PIPE
        command = [str(COMMAND), *dask.arguments(handed_in, tmp_path / "out")]
        process = subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, text=True, stdout=pipe, stderr=pipe)
        reports = tmp_path / "out" / "reports"
        wait_for(lambda: reports.is_dir() and len(list(reports.iterdir())) >= 3)
        os.kill(doomed.pid, signal.SIGKILL)
        _, said = process.communicate(timeout=WAIT * 2)
    assert process.returncode == 1, said
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone
    again = run("grade", handed_in, "--out", tmp_path / "out")
    assert f"{STUDENTS} unchanged" in again.stdout, "what a cluster graded is kept here too"


def with_a_bad_worker(folder: Path, handed_in: Path, preload: Path, code: int, words: str) -> str:
    """Grade with a bad worker alone, which fails with this exit code and words, then with a good one beside it."""
    with cluster(folder) as dask:
        dask.worker("--preload", str(preload))
        dask.wait_for_workers(1)
        done = run(*dask.arguments(handed_in, folder / "none"))
        assert done.returncode == code
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        dask.worker()
        dask.wait_for_workers(2)
        done = run(*dask.arguments(handed_in, folder / "out"))
    assert done.returncode == 1, done.stderr
    return done.stderr


def test_a_worker_without_isolation_is_refused_and_the_others_do_its_work(
    handed_in: Path, alone: bytes, tmp_path: Path
) -> None:
    preload = tmp_path / "without.py"
    preload.write_text(WITHOUT_ISOLATION)
    said = with_a_bad_worker(tmp_path, handed_in, preload, 3, "no seccomp here")
    assert re.search(r"worker tcp://\S+ is refused: no seccomp here", said)
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone


def test_no_scheduler_is_said(handed_in: Path, tmp_path: Path) -> None:
    done = run("grade", handed_in, "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "no Dask scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stranger_is_turned_away_from_a_cluster_with_certificates(
    handed_in: Path, alone: bytes, tmp_path: Path
) -> None:
    tls, strangers = certificates(tmp_path / "ours"), certificates(tmp_path / "theirs")
    with cluster(tmp_path, tls) as dask:
        assert dask.address.startswith("tls://")
        dask.worker()
        dask.wait_for_workers(1)
        for folder in (strangers, None):
            plain = dask.address.replace("tls://", "tcp://")
            address = plain if folder is None else dask.address
            with pytest.raises((OSError, TimeoutError)):
                distributed.Client(address, timeout=5, security=security(address, folder))
        stranger = Cluster.__new__(Cluster)
        stranger.stack, stranger.folder, stranger.tls, stranger.address = dask.stack, tmp_path, strangers, dask.address
        joining = stranger.worker("--death-timeout", "10")
        done = run(*dask.arguments(handed_in, tmp_path / "out"))
        joining.wait(timeout=WAIT)
        with distributed.Client(dask.address, timeout=WAIT, security=security(dask.address, tls)) as client:
            assert len(client.scheduler_info(n_workers=-1)["workers"]) == 1
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone


def test_a_worker_that_changes_grades_is_refused_and_its_results_do_not_count(
    handed_in: Path, alone: bytes, tmp_path: Path
) -> None:
    preload = tmp_path / "liar.py"
    preload.write_text(LIAR)
    said = with_a_bad_worker(tmp_path, handed_in, preload, 2, "every worker of the cluster sent false results")
    assert "its verdicts cannot be true" in said
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone


def test_the_secret_does_not_travel(tmp_path: Path) -> None:
    preload = tmp_path / "spy.py"
    preload.write_text(SPY)
    handed_in = make_class(tmp_path / "in", 2)
    with cluster(tmp_path) as dask:
        environment = {name: value for name, value in ENVIRONMENT.items() if name != "AUTOGRADER_SECRET"}
        dask.worker("--preload", str(preload), environment=environment)
        dask.wait_for_workers(1)
        done = run(*dask.arguments(handed_in, tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert set((tmp_path / "spied").read_text().split()) == {"nothing"}


@pytest.mark.parametrize("host", ["0.0.0.0", ""])
def test_a_cluster_that_is_open_to_others_is_refused(host: str, handed_in: Path, tmp_path: Path) -> None:
    """Also where it is called by its loopback address: it listens on all of them."""
    with cluster(tmp_path, host=host) as dask:
        port = dask.address.rpartition(":")[2]
        for address in (dask.address, f"tcp://127.0.0.1:{port}"):
            done = run("grade", handed_in, "--out", tmp_path / "out", "--cluster", address)
            assert done.returncode == 2, done.stdout
            assert "is open to everybody who can reach it" in done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "closed"),
    [
        *((address, True) for address in ("tls://10.0.0.1:8786", "127.0.0.1:8786", "tcp://[::1]:8786", "inproc://x/1")),
        *(
            (address, False)
            for address in ("tcp://10.0.0.1:8786", "10.0.0.1:8786", "ws://10.0.0.1:1", "ucx://10.0.0.1:1")
        ),
        *(
            (address, False)
            for address in ("tcp://0.0.0.0:8786", "tcp://no.such.host.invalid:1", "tcp://", "", "tcp://\ud800:1")
        ),
    ],
)
def test_what_is_closed_is_told_by_the_address(address: str, *, closed: bool) -> None:
    if closed:
        require_closed([address])
    else:
        with pytest.raises(ClusterError, match="--insecure-cluster"):
            require_closed([address])


def test_certificates_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="--cluster-tls"):
        security("tls://10.0.0.1:8786", None)
    with pytest.raises(ClusterError, match=r"cert\.pem"):
        security("tls://10.0.0.1:8786", tmp_path)
