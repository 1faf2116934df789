"""A staged `/autograder` without a container: the zip's files, and the tests' own interpreter in place of its venv."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from autograder.declare.reference import load
from autograder.gradescope.build import build
from autograder.gradescope.place import unpack
from autograder.staff.policy import Policy
from tests.solutions.common import COURSE

ROOT = Path(__file__).parents[2]
SECRET = "marker-of-the-secret"
PROBLEMS = ("univariate_regression", "two_layer_linear")
SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("results.schema.json").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Outcome:
    """What one run left."""

    results: dict[str, Any]
    stdout: str
    code: int

    @property
    def output(self) -> str:
        return str(self.results["output"])

    @property
    def score(self) -> float:
        return float(self.results["score"])

    def tests(self, problem: str = "") -> list[dict[str, Any]]:
        """Give the lines that a machine scores, of one problem or of all."""
        scored = [t for t in self.results["tests"] if t["tags"] != ["written"]]
        return [t for t in scored if problem in t["tags"] or not problem]


def validated(text: str) -> dict[str, Any]:
    """Hold a results file against the schema and the size that Gradescope takes."""
    assert len(text) < 100_000
    results = json.loads(text)
    SCHEMA.validate(results)
    assert isinstance(results, dict)
    return results


def archive(path: Path, problems: tuple[str, ...] = PROBLEMS, policy: Policy | None = None) -> Path:
    return build(COURSE, problems, policy or Policy(), SECRET.encode(), path).path


def stage(folder: Path, zipped: Path) -> Path:
    """Lay the zip out below a folder and give what stands for `/autograder`."""
    base = folder / "autograder"
    base.mkdir()
    unpack(zipped, base)
    (base / "venv").symlink_to(sys.prefix)
    return base


def submit(base: Path, files: Mapping[str, bytes | str], metadata: Any = None) -> Outcome:
    """Upload some files and run run_autograder; `metadata` is written as it is where it is bytes, left out if None."""
    put(base, files, metadata)
    command = [str(base / "run_autograder")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    results = validated((base / "results" / "results.json").read_text(encoding="utf-8"))
    return Outcome(results, done.stdout + done.stderr, done.returncode)


def put(base: Path, files: Mapping[str, bytes | str], metadata: Any = None) -> None:
    """Lay an upload out as the harness does."""
    for name, content in files.items():
        path = base / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    (base / "submission").mkdir(exist_ok=True)
    if metadata is not None:
        raw = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
        (base / "submission_metadata.json").write_bytes(raw)


def right(problem: str, **changed: str) -> str:
    """Write a right script; of a function that is named, `changed` is the text."""
    sources = {**load(COURSE.folder, problem).sources, **changed}
    return "\n\n".join((f"# autograder: problem = {problem}", "import numpy as np", *sources.values()))


def notebook(problem: str | None, *cells: str) -> str:
    metadata = {"autograder": {"problem": problem}} if problem else {}
    made: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "source": c, "outputs": [], "execution_count": None} for c in cells
    ]
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
