"""The flow: a room imports only what stands before it, and the student's side imports next to nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "autograder"

ORDER = (
    "autograder",
    "autograder.plain.errors",
    "autograder.plain.safe_text",
    "autograder.plain.evidence",
    "autograder.plain.foresight",
    "autograder.submissions",
    "autograder.classroom.excerpt",
    "autograder.staff.roster",
    "autograder.sandbox",
    "autograder.declare.forms",
    "autograder.judge.values",
    "autograder.report.verdict",
    "autograder.judge.numeric",
    "autograder.staff.policy",
    "autograder.declare.problem",
    "autograder.declare.draw",
    "autograder.declare.network",
    "autograder.declare.reference",
    "autograder.declare.course",
    "autograder.author.lesson",
    "autograder.staff.policy_file",
    "autograder.judge.probes",
    "autograder.judge.student_calls",
    "autograder.judge.reading",
    "autograder.judge.shared_calls",
    "autograder.judge.finding",
    "autograder.judge.follow",
    "autograder.judge.convergence",
    "autograder.judge.own_cache",
    "autograder.judge.obstacle",
    "autograder.judge.judge",
    "autograder.diagnose",
    "autograder.diagnose.grouping",
    "autograder.judge.notebook_notes",
    "autograder.report.picture",
    "autograder.report.report",
    "autograder.staff.remarks",
    "autograder.staff.remark_files",
    "autograder.sketch",
    "autograder.grading",
    "autograder.classroom.overview",
    "autograder.classroom.written_answers",
    "autograder.classroom.shrink",
    "autograder.classroom.groups",
    "autograder.render",
    "autograder.student",
    "autograder.notebook",
    "autograder.staff.secret",
    "autograder.batch",
    "autograder.gradescope",
    "autograder.otter",
    "autograder.attacks",
    "autograder.attacks.doctor",
    "autograder.author.demo",
    "autograder.author",
    "autograder.cli",
)
"""The rooms in the order in which a submission passes through them."""

FREE_OF_THE_COURSE = ("autograder", "autograder.plain.evidence", "autograder.plain.foresight")
"""What the sandbox may import besides itself: the fork server is readable to every student's process."""


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] == "autograder"}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    module = ".".join(("autograder", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    assert room_of(module) in ORDER, f"{module} has no place in the flow"
    here = ORDER.index(room_of(module))
    later = {name for name in imports_of(path) if ORDER.index(room_of(name)) > here}
    assert not later


@pytest.mark.parametrize("path", sorted((PACKAGE / "sandbox").glob("*.py")), ids=lambda p: p.name)
def test_the_sandbox_knows_nothing_of_the_course(path: Path) -> None:
    other = {name for name in imports_of(path) if room_of(name) != "autograder.sandbox"}
    assert other <= set(FREE_OF_THE_COURSE)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_grows_past_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import autograder; "
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert out == ["autograder"]
