"""Hand-ins for pytest, and runs of pytest on them in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.author.built import ASSIGNMENTS, ROOT, reference
from tests.author.running import solved

SOLUTIONS = ROOT / "solutions"
NAME = "two_layer_linear"
PYTEST = Path(sys.executable).parent / "pytest"
OTHERS = ("hypothesispytest", "anyio")
"""Plugins of other packages, each of which would cost a run more than all of its tests."""
MISSING_MEAN = ('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')
RAISES = ('dy_hat = 2 * (cache["y_hat"] - y) / m', 'dy_hat = cache["nowhere"]')


def notebook(path: Path, *edits: tuple[str, str], name: str = NAME, right: bool = True) -> Path:
    """Write a student's notebook: the solution with some edits, or the notebook as it was handed out."""
    given: dict[str, Any] = json.loads((ASSIGNMENTS / f"{name}.ipynb").read_text("utf-8"))
    text = json.dumps(solved(name, given) if right else given)
    for old, new in edits:
        quoted_old, quoted_new = json.dumps(old)[1:-1], json.dumps(new)[1:-1]
        assert text.count(quoted_old) == 1, old
        text = text.replace(quoted_old, quoted_new)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def run(folder: Path, *arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder."""
    off = [part for name in OTHERS for part in ("-p", f"no:{name}")]
    command = [str(PYTEST), *off, *map(str, arguments)]
    # Without COLUMNS the width would be that of the terminal.
    environment = {**os.environ, "AUTOGRADER_SECRET": "of the tests", "COLUMNS": "160", **(env or {})}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=600, env=environment
    )


def junit(path: Path) -> dict[str, dict[str, str]]:
    """Return what a JUnit file says of each question: its properties, and the outcome and words as pytest counts."""
    found = {}
    for case in ET.parse(path).iter("testcase"):
        told = {p.attrib["name"]: p.attrib["value"] for p in case.iter("property")}
        kind = next((n.tag for n in case if n.tag in ("failure", "error", "skipped")), "passed")
        text = next((n.text or n.attrib.get("message", "") for n in case if n.tag == kind), "")
        file = case.attrib["classname"].partition(".ipynb")[0]
        found[f"{file}::{told.get('question', case.attrib['name'])}"] = {**told, "outcome": kind, "text": text}
    return found


def ids(output: str) -> list[str]:
    """Return the ids that `--collect-only -q` prints."""
    return [line for line in output.splitlines() if re.match(r"\S+::\S+$", line)]


def expected_ids(file: str, name: str = NAME) -> list[str]:
    """Return the ids of a file's questions, in the order of the lesson."""
    problem = reference(name).problem
    return [f"{file}::{q.name.replace('.', '::')}" for f in problem.functions for q in problem.questions_of(f.name)]
