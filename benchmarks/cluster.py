"""A Dask cluster on this machine, and what 50 others would do: measured costs, then a simulation.

    python -m benchmarks.cluster NOTEBOOKS WORKERS...        # by default 400 notebooks, and 1, 2 and 4 workers

A class is graded on clusters of that many workers. What a submission costs each process, and the bytes that the command
sends and receives for it, go into a simulation of its whole way: this command reads it, the scheduler passes it on, a
worker grades it, and the answer goes back to the only process that writes. With it, 100,000 submissions are graded on
1, 2, 5, ... 50 machines of 16 cores.
"""

from __future__ import annotations

import heapq
import json
import random
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.declare.course import open_course
from benchmarks.others.make import make
from benchmarks.whole import COMMAND, family

SUBMISSIONS, CORES = 100_000, 16
MACHINES = (1, 2, 5, 10, 20, 50)
HANGS, HANG_SECONDS = 1e-3, 60.0
"""One submission in a thousand runs until its time is up."""
DELAY = 0.5e-3
"""Seconds of one message on the way."""
GIGABIT = 125e6
WAIT = 60.0
TICKS = 100


@dataclass(frozen=True)
class Costs:
    """What one submission costs: CPU seconds of the command, the scheduler and a worker, bytes sent and received."""

    command: float
    scheduler: float
    worker: float
    bytes_out: float
    bytes_in: float


@dataclass(frozen=True)
class Outcome:
    """What the simulation found: seconds in all, and the share of it in which each part was busy."""

    seconds: float
    command: float
    scheduler: float
    workers: float
    network: float


class _Simulation:
    """Submissions on their way: each of `steps` is done by one of the parts, which does one thing at a time."""

    def __init__(self, costs: Costs, submissions: int, workers: int) -> None:
        self.costs, self.submissions, self.most = costs, submissions, 2 * workers + 2
        self.rng = random.Random(0)
        self.steps = {  # what is done, by whom, in how many seconds; the answer goes first where both wait
            "write": ("command", costs.command / 2),
            "read": ("command", costs.command / 2),
            "back": ("scheduler", costs.scheduler / 2),
            "there": ("scheduler", costs.scheduler / 2),
            "grade": ("worker", costs.worker),
        }
        self.after = {"read": "there", "there": "grade", "grade": "back", "back": "write"}
        self.free = {"command": 1, "scheduler": 1, "worker": workers}
        self.busy = dict.fromkeys(self.free, 0.0)
        self.waiting = dict.fromkeys(self.steps, 0)
        self.events: list[tuple[float, str, bool]] = []
        self.started = self.done = 0
        self.now = 0.0

    def run(self) -> None:
        """Let time pass until all are done."""
        self.begin()
        while self.events:
            self.now, step, comes = heapq.heappop(self.events)
            if comes:
                self.waiting[step] += 1
            else:
                self.end(step)
            self.begin()

    def end(self, step: str) -> None:
        self.free[self.steps[step][0]] += 1
        if step == "write":
            self.done += 1
        else:
            heapq.heappush(self.events, (self.now + DELAY, self.after[step], True))

    def begin(self) -> None:
        """Have every part that is free begin what waits for it."""
        for step, (who, seconds) in self.steps.items():
            while self.free[who] and (self.may_read() if step == "read" else self.waiting[step]):
                if step == "read":
                    self.started += 1
                else:
                    self.waiting[step] -= 1
                took = self.graded_in() if step == "grade" else seconds
                self.free[who] -= 1
                self.busy[who] += took
                heapq.heappush(self.events, (self.now + took, step, False))

    def may_read(self) -> bool:
        return self.started < self.submissions and self.started - self.done < self.most

    def graded_in(self) -> float:
        return HANG_SECONDS if self.rng.random() < HANGS else self.costs.worker * self.rng.uniform(0.5, 1.5)


def simulate(costs: Costs, submissions: int, workers: int) -> Outcome:
    """Send submissions through the command, the scheduler and the workers.

    As in `autograder.batch.cluster`, twice as many are under way as there are workers, and two more. Half of the
    command's work is done before a submission is sent, half once its answer has come; the scheduler's is half on each
    way.
    """
    one = _Simulation(costs, submissions, workers)
    one.run()
    network = submissions * max(costs.bytes_out, costs.bytes_in) / GIGABIT
    command, scheduler, worker = (one.busy[who] / one.now / number for who, number in one.free.items())
    return Outcome(one.now, command, scheduler, worker, network / one.now)


class Relay:
    """Passes bytes between the command and the scheduler, and counts them, until it is closed."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target, self.out, self.back = target, 0, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.listening.getsockname()[1]}"
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Relay:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self.thread.join()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as ready, ExitStack() as sockets:
            sockets.enter_context(self.listening)
            ready.register(self.listening, selectors.EVENT_READ)
            while not self.closed.is_set():
                for key, _ in ready.select(timeout=0.1):
                    if key.data is None:
                        near, far = self.listening.accept()[0], socket.create_connection(self.target)
                        sockets.enter_context(near)
                        sockets.enter_context(far)
                        ready.register(near, selectors.EVENT_READ, (far, True))
                        ready.register(far, selectors.EVENT_READ, (near, False))
                        continue
                    other, outwards = key.data
                    try:
                        data = key.fileobj.recv(1 << 18)  # type: ignore[union-attr]
                        other.sendall(data)
                    except OSError:
                        data = b""
                    if not data:
                        ready.unregister(key.fileobj)
                        with suppress(OSError):
                            other.shutdown(socket.SHUT_WR)
                    self.out, self.back = self.out + len(data) * outwards, self.back + len(data) * (not outwards)


def cpu_of(root: int) -> float:
    """Return the CPU seconds of a process and its descendants, ended ones that it has waited for included."""
    total = 0
    for pid in family(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[tuple[str, int], int, list[int]]]:
    """Start a scheduler and workers; yield the scheduler's place, its process, and those of the workers."""
    about = folder / "scheduler.json"
    about.unlink(missing_ok=True)
    dask = str(Path(sys.executable).parent / "dask")
    with ExitStack() as stack:

        def start(*arguments: str) -> int:
            log = stack.enter_context((folder / "log").open("ab"))
            process = subprocess.Popen([dask, *arguments], cwd=folder, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process.pid

        scheduler = start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(about), "--no-dashboard"
        )
        until = time.monotonic() + WAIT
        while not about.exists() or not about.read_text().strip().endswith("}"):
            if time.monotonic() > until:
                raise RuntimeError("the scheduler does not start")
            time.sleep(0.1)
        address = json.loads(about.read_text())["address"]
        pids = [start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(workers)]
        from distributed import Client  # noqa: PLC0415

        with Client(address) as client:
            client.wait_for_workers(workers, timeout=WAIT)
        host, _, port = address.removeprefix("tcp://").rpartition(":")
        yield (host, int(port)), scheduler, pids


def measure(folder: Path, notebooks: Path, workers: int) -> tuple[float, Costs]:
    """Return how many submissions a cluster grades in a minute, and what each costs.

    Both are differences between a class and a quarter of it, graded by warm workers: what is done once does not count.
    """
    every = sorted(notebooks.iterdir())
    quarter = folder / "quarter"
    quarter.mkdir(exist_ok=True)
    for notebook in every[::4]:
        shutil.copy(notebook, quarter)
    with cluster(folder, workers) as (place, scheduler, pids):

        def grade(submissions: Path, out: Path) -> list[float]:
            with Relay(place) as relay:
                command = [str(COMMAND), "grade", str(submissions), "--out", str(out), "--cluster", relay.address]
                counted = [time.perf_counter(), children_cpu(), cpu_of(scheduler), sum(map(cpu_of, pids))]
                ended = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if ended.returncode not in (0, 1):
                raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}")
            after = [time.perf_counter(), children_cpu(), cpu_of(scheduler), sum(map(cpu_of, pids))]
            return [*(b - a for a, b in zip(counted, after, strict=True)), relay.out, relay.back]

        grade(quarter, folder / f"warm-{workers}")
        few, all_ = grade(quarter, folder / f"few-{workers}"), grade(notebooks, folder / f"all-{workers}")
    more = len(every) - len(every[::4])
    seconds, *costs = [(b - a) / more for a, b in zip(few, all_, strict=True)]
    return 60 / seconds, Costs(*costs)


def children_cpu() -> float:
    """Return the CPU seconds of all processes that this one has waited for."""
    import resource  # noqa: PLC0415 - not on Windows

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    notebooks, *workers = [int(number) for number in sys.argv[1:]] or [400]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make(open_course().reference("two_layer_nonlinear"), folder / "class", notebooks).notebooks
        print("| workers | a minute | command, CPU ms | scheduler | worker | kB sent | kB received |")
        print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
        measured = []
        for number in workers or [1, 2, 4]:
            rate, c = measure(folder, made, number)
            measured.append(c)
            milliseconds = f"{1e3 * c.command:.1f} | {1e3 * c.scheduler:.1f} | {1e3 * c.worker:.1f}"
            sizes = f"{c.bytes_out / 1e3:.1f} | {c.bytes_in / 1e3:.1f}"
            print(f"| {number} | {rate:.0f} | {milliseconds} | {sizes} |", flush=True)
    print(f"\n{SUBMISSIONS} submissions, simulated with the costs of the first row:\n")
    print("| machines | cores | minutes | command busy | scheduler | workers | network of the command |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for machines in MACHINES:
        o = simulate(measured[0], SUBMISSIONS, machines * CORES)
        busy = f"{o.command:.0%} | {o.scheduler:.0%} | {o.workers:.0%} | {o.network:.0%}"
        print(f"| {machines} | {machines * CORES} | {o.seconds / 60:.1f} | {busy} |", flush=True)


if __name__ == "__main__":
    main()
