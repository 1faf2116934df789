"""The example of docs/authoring.md, written into a folder as its reader would."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from autograder.author.inside import Trial, trial
from autograder.declare.reference import Reference, load

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "authoring.md"
EXAMPLE = "softplus_neuron"


@cache
def files() -> dict[str, str]:
    """The code blocks of the page that say where they belong."""
    return dict(re.findall(r"^```python (\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))


def write(folder: Path, **changes: str) -> Path:
    """Write the example's files; `changes` replaces in the solution one text by another (`old` and `new`)."""
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == f"solutions/{EXAMPLE}.py" and changes:
            assert text.count(changes["old"]) == 1, changes
            text = text.replace(changes["old"], changes["new"])  # noqa: PLW2901 - the changed text takes its place
        path.write_text(text, encoding="utf-8")
    return folder / "solutions"


def example(folder: Path, **changes: str) -> Reference:
    return load(write(folder, **changes), EXAMPLE)


def trials(reference: Reference, seeds: int = 2) -> tuple[Trial, ...]:
    return tuple(trial(reference, seed) for seed in range(seeds))
