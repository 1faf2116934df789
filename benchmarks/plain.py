"""The same attacks against a notebook grader that runs student code in its own process: `python -m benchmarks.plain`.

The grader is the plainest there is, fifteen lines below: it runs the cells with `exec`, calls the functions, compares
with `numpy.allclose` and writes a file of results. Each attack gets a fresh one, for many end it, among processes that
see no others, for some end all that they see. Prints a table of how many attacks of each class worked, ended
or hung the grader, or got points; with `--each`, a line for each attack too.
"""

from __future__ import annotations

import json
import os
import resource
import secrets
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from autograder.attacks.attack import BESIDE, MARK, WORKED, Attack, AttackClass, AttackScene
from autograder.attacks.table import attacks

SECONDS, MEMORY = 6.0, 3 << 30
GRADER = """\
import json, sys
import numpy as np
notebook, results = sys.argv[1:]
answers, found, said = {"target": lambda x: x * 3.1415, "honest": lambda x: 2.0 * x}, {}, []
names = {"__name__": "__main__"}
for cell in json.load(open(notebook))["cells"]:
    try:
        exec(cell["source"], names)
    except Exception as error:
        said.append(type(error).__name__)
for name, answer in answers.items():
    try:
        found[name] = all(bool(np.allclose(names[name](x), answer(x))) for x in (1.25, 1.75))
    except Exception as error:
        said.append(type(error).__name__)
json.dump({"found": found, "said": said}, open(results, "w"))
"""


NAMESPACE = ("unshare", "--pid", "--mount-proc", "--fork", "--kill-child")


def apart(number: int) -> str:
    """Return the outcome of one attack, tried among processes that see no others; some attacks end all of them."""
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    command = [*NAMESPACE, *user, sys.executable, "-m", "benchmarks.plain", "--one", str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    _tidy()
    if done.returncode == 0:
        return done.stdout.strip()
    if done.returncode in (-signal.SIGKILL, -signal.SIGTERM, 128 + signal.SIGKILL, 128 + signal.SIGTERM):
        return "ended the grader"
    raise RuntimeError(f"attack {number} could not be tried: {done.stderr.strip()}")


def outcome(attack: Attack) -> str:
    """Run the plain grader on one attack, and say in a word what came of it."""
    with tempfile.TemporaryDirectory(prefix="plain-") as name:
        folder = Path(name)
        bait = folder / "bait"
        bait.mkdir()
        for file in ("secret", "other"):
            (bait / file).write_text(secrets.token_hex(8))
        before = _picture(bait)
        neighbour = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        scene = AttackScene(bait / "secret", bait, os.getpid(), neighbour.pid)
        notebook, results = scene.write(attack, folder), folder / "results.json"
        try:
            ended = _graded(notebook, results)
            changed = _picture(bait) != before or neighbour.poll() is not None
        finally:
            neighbour.kill()
            neighbour.wait()
        if not ended:
            return "never ended"
        try:
            read = json.loads(results.read_text())
        except (OSError, ValueError):
            return "ended the grader"
    if WORKED in read["said"] or changed:
        return "worked"
    if read["found"].get("target"):
        return "got points"
    return "held" if read["found"].get("honest") else "spoiled the honest function"


def _graded(notebook: Path, results: Path) -> bool:
    """Run the grader; tell whether it came to an end in time."""
    process = subprocess.Popen(
        [sys.executable, "-c", GRADER, str(notebook), str(results)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))  # for this machine's sake
    end = time.monotonic() + SECONDS
    try:
        while process.poll() is None and time.monotonic() < end:
            if _state(process.pid) == "T":
                break
            time.sleep(0.01)
        return process.poll() is not None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _picture(folder: Path) -> object:
    """Take down everything about the bait that could be changed."""
    return sorted(
        (p.name, s.st_mode, s.st_uid, s.st_nlink, s.st_mtime_ns, s.st_size)
        for p, s in ((p, p.lstat()) for p in folder.iterdir())
    )


COLUMNS = ("worked", "got points", "ended the grader", "never ended", "spoiled the honest function", "held")


def _tidy() -> None:
    """Remove what the attacks leave behind on the machine where nothing holds them."""
    folders = (sysconfig.get_paths()["purelib"], str(Path(os.__file__).parent), "/dev/shm", "/dev/mqueue")
    for folder in map(Path, folders):
        for pattern in ("autograder_attack.p*", f"{MARK}*"):
            for path in folder.glob(pattern):
                path.unlink()


def main() -> None:
    counted: dict[AttackClass, Counter[str]] = {}
    if "--one" in sys.argv:
        print(outcome(attacks()[int(sys.argv[-1])]))
        return
    for number, attack in enumerate(attacks()):
        if attack.group in (AttackClass.SPEAKING, AttackClass.FILES, *BESIDE):
            continue  # about what is read and shown, not about where code runs
        came = apart(number)
        counted.setdefault(attack.group, Counter())[came] += 1
        if "--each" in sys.argv:
            print(f"{attack}: {came}", flush=True)
    print("| class | attacks | " + " | ".join(COLUMNS) + " |\n| --- " * 1 + "| --- " * (len(COLUMNS) + 1) + "|")
    for group, row in counted.items():
        print(f"| {group.value} | {row.total()} | " + " | ".join(str(row[c]) for c in COLUMNS) + " |")
    whole = sum(counted.values(), Counter[str]())
    print(f"| all | {whole.total()} | " + " | ".join(str(whole[c]) for c in COLUMNS) + " |")


if __name__ == "__main__":
    main()
