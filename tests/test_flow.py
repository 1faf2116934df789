"""The flow: a room imports only what stands before it, and the student's side imports next to nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "autograder"

ORDER = (
    "autograder",
    "autograder.plain",
    "autograder.submissions",
    "autograder.sandbox",
    "autograder.declare",
    "autograder.report",
    "autograder.staff",
    "autograder.judge",
    "autograder.diagnose",
    "autograder.sketch",
    "autograder.grading",
    "autograder.classroom",
    "autograder.render",
    "autograder.student",
    "autograder.notebook",
    "autograder.batch",
    "autograder.gradescope",
    "autograder.otter",
    "autograder.attacks",
    "autograder.author",
    "autograder.pytest_plugin",
    "autograder.marking",
    "autograder.cli",
)
"""The rooms in the order in which a submission passes through them."""

FREE_OF_THE_COURSE = ("autograder", "autograder.plain")
"""What the sandbox may import besides itself: the fork server is readable to every student's process."""


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def module_name(path: Path) -> str:
    return ".".join(("autograder", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


@cache
def tree(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in tree(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] == "autograder"}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    module = module_name(path)
    assert room_of(module) in ORDER, f"{module} has no place in the flow"
    here = ORDER.index(room_of(module))
    later = {name for name in imports_of(path) if ORDER.index(room_of(name)) > here}
    assert not later


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the circles of imports, each as the modules that import one another in turn."""
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            found.append(path[path.index(module) :])
        elif module not in done:
            for other in sorted(graph.get(module, ())):
                visit(other, [*path, module])
            done.add(module)

    for module in sorted(graph):
        visit(module, [])
    return found


def imported_modules(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, also those named after `from PACKAGE import`."""
    names = imports_of(path)
    for node in tree(path):
        if isinstance(node, ast.ImportFrom) and node.module in names:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {n for n in inside if PACKAGE.parent.joinpath(*n.split(".")).with_suffix(".py").exists()}
    return names


def test_no_two_modules_import_each_other() -> None:
    """Imports inside functions and for types alone count too."""
    graph = {name: imported_modules(path) - {name} for path in MODULES for name in (module_name(path),)}
    assert cycles(graph) == []


def test_a_circle_of_imports_is_noticed() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]
    assert cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


SANDBOX = PACKAGE / "sandbox"


@pytest.mark.parametrize("path", sorted(SANDBOX.rglob("*.py")), ids=lambda p: str(p.relative_to(SANDBOX)))
def test_the_sandbox_knows_nothing_of_the_course(path: Path) -> None:
    other = {room_of(name) for name in imports_of(path)} - {"autograder.sandbox"}
    assert other <= set(FREE_OF_THE_COURSE)


def across_the_wall(path: Path) -> set[str]:
    """Return what a module of the student's side imports although it belongs to the judge's."""
    allowed = ("autograder.plain", "autograder.sandbox.errors", *(f"autograder.sandbox.{s}" for s in OWN_SIDE))
    return {name for name in imports_of(path) if not name.startswith(allowed)}


OWN_SIDE = ("inside", "walls", "wire")


@pytest.mark.parametrize("side", OWN_SIDE)
def test_the_students_side_of_the_sandbox_imports_nothing_of_the_judges(side: str) -> None:
    modules = sorted((SANDBOX / side).glob("*.py"))
    assert modules
    assert {path.name: across_the_wall(path) for path in modules if across_the_wall(path)} == {}


def test_an_import_across_the_wall_is_noticed(tmp_path: Path) -> None:
    module = tmp_path / "worker.py"
    module.write_text("from autograder.sandbox.host.run import Run\nfrom autograder.judge.numeric import agree\n")
    assert across_the_wall(module) == {"autograder.sandbox.host.run", "autograder.judge.numeric"}


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


def classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.ClassDef)]


def test_one_class_name_stands_for_one_thing() -> None:
    named: dict[str, list[str]] = {}
    for path in MODULES:
        for name in classes(path):
            named.setdefault(name, []).append(module_name(path))
    assert {name: where for name, where in named.items() if len(where) > 1} == {}


def without_a_room(tests: Path) -> set[str]:
    """Return the folders of tests that mirror no room of the package."""
    rooms = {p.name for p in PACKAGE.iterdir()} | {"corpus", "notebooks", "solutions"}
    return {p.name for p in tests.iterdir() if p.is_dir() and p.name != "__pycache__"} - rooms


def test_tests_mirror_the_package(tmp_path: Path) -> None:
    assert without_a_room(PACKAGE.parent / "tests") == set()
    (tmp_path / "judge").mkdir()
    (tmp_path / "elsewhere").mkdir()
    assert without_a_room(tmp_path) == {"elsewhere"}
