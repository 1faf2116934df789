"""Classes of growing size: time, memory and file size for each submission, and what other commands take on them.

    python -m benchmarks.scale 500 10000

The submissions are short scripts, so that ten thousand take minutes; a notebook of the course takes three times as long
and four times the room in gradebook.sqlite.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, build_opener

from benchmarks.whole import COMMAND, OFTEN, ClassRun, Watched, grade_class, wall, watched

SOURCE = """\
# autograder: problem = univariate_regression
import numpy as np

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def forward(x, params):
    return {{"y_hat": params["w"] * x + params["b"] + {slip}}}

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {{"dy_hat": dy_hat, "dw": np.sum(dy_hat * x){factor}, "db": np.sum(dy_hat)}}
# {number}
"""
ANSWER = """
# %% [markdown]
# Downhill is against the gradient, and here the gradient points {way}: I looked at {number} of the points.
"""
WAYS = ("to the right", "to the left", "upwards", "to the larger loss", "away from the valley", "nowhere in the middle")
UNREAD = ("--unread", "empty")
AFTERWARDS = (
    ("regrade",),
    ("groups",),
    ("similar",),
    ("written",),
    ("export", "--to", "csv", *UNREAD),
    ("export", "--to", "canvas", *UNREAD),
)
"""Commands on a class that has been graded."""
FIRST_ANSWERS = "answers?question=univariate_regression.random_sampling"
WAIT = 600.0
POLICY = "follow_through = 0.5\n[problems.univariate_regression.questions]\nloss = { points = 2 }\n"


def make_class(folder: Path, students: int, *, answered: bool = False) -> Path:
    """Write scripts; every third has a wrong forward, every fourth a wrong dw. Each has an answer in words if asked."""
    folder.mkdir(parents=True)
    width = max(2, len(str(students)))
    for number in range(students):
        slip, factor = (0.5 if number % 3 == 0 else 0), (" * 3" if number % 4 == 0 else "")
        text = SOURCE.format(slip=slip, factor=factor, number=number)
        if answered:
            text += ANSWER.format(way=WAYS[number % len(WAYS)], number=number)
        (folder / f"student-{number:0{width}d}.py").write_text(text)
    return folder


def measured(students: int, root: Path) -> tuple[ClassRun, float, float, float]:
    """Grade a class into `root / "out"`; return the run, stored bytes of each, and seconds of judging again."""
    out = root / "out"
    run = grade_class(make_class(root / "in", students, answered=True), out, jobs=0)
    stored = (out / "gradebook.sqlite").stat().st_size / students
    policy = root / "policy.toml"
    policy.write_text(POLICY)
    again = [str(COMMAND), "regrade", str(out)]
    return run, stored, wall([*again, "--policy", str(policy)], 1), wall(again, 1)


def commands(out: Path) -> Iterator[tuple[str, Watched]]:
    """Run the other commands that read a whole graded class; yield each with how it ended."""
    somebody = min((out / "reports").iterdir()).stem
    for words in (*AFTERWARDS, ("explain", somebody, "loss")):
        command, *more = words
        ended = watched([str(COMMAND), command, str(out), *more], every=OFTEN)
        if ended.code != 0:
            raise RuntimeError(f"{' '.join(words)} ended with {ended.code}")
        yield " ".join(word for word in words if word not in UNREAD).replace(somebody, "STUDENT"), ended
    yield "mark", marked(out)


def marked(out: Path) -> Watched:
    """Run `autograder mark` until a browser has the page and the answers to the first question, then end it."""
    log = out.parent / "mark.log"

    def open_the_page(process: subprocess.Popen[bytes]) -> None:
        try:
            address = _address(log, process)
            browser = build_opener(HTTPCookieProcessor())
            for path in (address, *(urljoin(address, f"/api/{what}") for what in ("overview", FIRST_ANSWERS))):
                with browser.open(path, timeout=WAIT) as answer:
                    answer.read()
        finally:
            process.terminate()

    ended = watched([str(COMMAND), "mark", str(out)], log=log, every=OFTEN, meanwhile=open_the_page)
    if ended.code != 0:
        raise RuntimeError(f"mark ended with {ended.code}: {log.read_text('utf-8')}")
    return ended


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that the command prints. Raises RuntimeError if it ends or prints none."""
    until = time.monotonic() + WAIT
    while process.poll() is None and time.monotonic() < until:
        if found := re.search(r"Open (http://\S+)", log.read_text("utf-8")):
            return found[1]
        time.sleep(0.01)
    raise RuntimeError(f"mark printed no address: {log.read_text('utf-8')}")


def main() -> None:
    print("submissions     wall  CPU each      peak   stored  all change  none does")
    for students in [int(number) for number in sys.argv[1:]] or [500]:
        with tempfile.TemporaryDirectory() as root:
            run, stored, changed, unchanged = measured(students, Path(root))
            others = list(commands(Path(root) / "out"))
        each = 1e3 * run.cpu / students
        print(
            f"{students:>11,} {run.wall:>6.1f} s {each:>6.1f} ms {run.peak:>5.0f} MiB {stored / 1e3:>5.1f} kB "
            f"{changed:>9.1f} s {unchanged:>8.1f} s"
        )
        for name, ended in others:
            print(f"  {name:<30} {ended.seconds:>6.1f} s {ended.cpu:>6.1f} s CPU {ended.peak:>5.0f} MiB", flush=True)


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s in all")
