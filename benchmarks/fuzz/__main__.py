"""Run a coverage-guided fuzzer over every target: `python -m benchmarks.fuzz [--inputs 100000] [TARGET ...]`.

Needs atheris (`pip install atheris`), which knows Linux and macOS. Each target runs in a process of its own; more than
a second for one input, or more than 256 MB, is a failure, and so is any exception. Prints a table.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.fuzz.seeds import SEEDS

INPUTS, SLOW = 150_000, {"page": 10_000, "policy": 60_000}
SECONDS, MEGABYTES, LONGEST = 1, 256, 4096
CHILD = """
import sys, atheris
with atheris.instrument_imports(include=["autograder"]):
    from benchmarks.fuzz.targets import TARGETS
atheris.Setup(sys.argv[:1] + sys.argv[2:], TARGETS[sys.argv[1]])
atheris.Fuzz()
"""


def fuzzed(target: str, inputs: int) -> tuple[bool, str]:
    """Run one target; tell whether it held, and its line of the table."""
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(SEEDS[target]):
            (corpus / str(number)).write_bytes(seed)
        limits = (f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}", f"-runs={inputs}")
        start = time.monotonic()
        command = [sys.executable, "-c", CHILD, target, *limits, "-seed=1", f"-artifact_prefix={name}/", str(corpus)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        seconds = time.monotonic() - start
        kept = len(list(corpus.iterdir()))
    runs = re.findall(r"^#(\d+)", done.stderr, re.MULTILINE)
    covered = re.findall(r"cov: (\d+)", done.stderr) or ["?"]
    memory = re.findall(r"rss: (\d+)Mb", done.stderr) or ["?"]
    held = done.returncode == 0
    if not held:
        print(done.stdout[-3000:], done.stderr[-1500:])
    word = "held" if held else "FAILED"
    made = int(runs[-1]) if runs else 0
    return held, f"| `{target}` | {made:,} | {covered[-1]} | {kept} | {memory[-1]} MB | {seconds:.0f} s | {word} |"


def main() -> int:
    arguments = sys.argv[1:]
    most = int(arguments.pop(arguments.index("--inputs") + 1)) if "--inputs" in arguments else INPUTS
    targets = [a for a in arguments if a != "--inputs"] or list(SEEDS)
    print("| target | inputs | edges covered | corpus | memory | time | |\n| --- | --- | --- | --- | --- | --- | --- |")
    held = [_printed(*fuzzed(target, min(most, SLOW.get(target, most)))) for target in targets]
    return 0 if all(held) else 1


def _printed(held: bool, line: str) -> bool:  # noqa: FBT001 - what `fuzzed` gave
    print(line, flush=True)
    return held


if __name__ == "__main__":
    sys.exit(main())
