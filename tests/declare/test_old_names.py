"""Solution files written for version 0.1.0 still load: modules and classes that moved keep their old names there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.declare.reference import CourseError, load
from autograder.declare.roles import of_first_version

SOLUTIONS = Path(__file__).parents[2] / "solutions"
OLD = {
    "autograder.declare.": "autograder.",
    "from autograder.declare import": "from autograder import",
    "autograder.plain.evidence": "autograder.evidence",
    "network.NetworkFunctions": "network.Reference",
}
LATER = ("declare.derive", "declare.long_training", "declare.optimizer_steps", "declare.search")
"""What version 0.1.0 did not have."""

WITHOUT_ROLES = (
    "PROBLEM = PROBLEM.__class__(**{k: v for k, v in vars(PROBLEM).items() if k[0] != '_' and k[:4] != 'role'})"
)


def in_old_names(text: str) -> str:
    """Rename what version 0.1.0 had under other names."""
    lines = text.splitlines(keepends=True)
    for new, old in OLD.items():
        lines = [line if any(n in line for n in LATER) else line.replace(new, old) for line in lines]
    return "".join(lines)


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*.py")), ids=lambda p: p.stem)
def test_a_solution_file_in_the_old_names_declares_the_same(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert in_old_names(text) != text
    (tmp_path / path.name).write_text(in_old_names(text), encoding="utf-8")
    old, new = load(tmp_path, path.stem), load(SOLUTIONS, path.stem)
    assert old.problem.questions == new.problem.questions
    assert old.sources == new.sources


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*.py")), ids=lambda p: p.stem)
def test_names_and_order_say_the_roles_of_a_file_that_knows_none(path: Path) -> None:
    problem = load(SOLUTIONS, path.stem).problem
    old = of_first_version(problem.signatures)
    assert old.network == (None if problem.roles.network is None else replace(problem.roles.network, layers=()))
    assert all(o in old.operations for o in problem.roles.operations)


def test_a_file_of_the_first_version_gets_its_roles_and_another_one_does_not(tmp_path: Path) -> None:
    source = in_old_names((SOLUTIONS / "two_layer_linear.py").read_text(encoding="utf-8"))
    text = f"{source}\n{WITHOUT_ROLES}"
    (tmp_path / "two_layer_linear.py").write_text(text, encoding="utf-8")
    assert load(tmp_path, "two_layer_linear").problem.roles.network is not None
    (tmp_path / "two_layer_linear.py").write_text(text + "  # no roles\n", encoding="utf-8")
    with pytest.raises(CourseError, match="say in `roles` which network it trains"):
        load(tmp_path, "two_layer_linear")


def test_a_name_that_never_was_is_still_an_error(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text("from autograder.neverland import x\n")
    with pytest.raises(CourseError, match="neverland"):
        load(tmp_path, "odd")
