"""The goals for every problem of the course, with the table; and the command's exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from autograder.author.alternatives import alternatives
from autograder.author.inside import trial
from autograder.author.proof_tasks import ProofPlan
from autograder.author.table import shown
from autograder.author.tally import GOALS, Claim, Proof, ProofTally
from autograder.cli import main
from autograder.declare.course import open_course
from tests.author.common import EXAMPLE, files, write
from tests.author.proven import proven
from tests.sample import WHOLE, sample
from tests.solutions.common import COURSE

PLAN = ProofPlan() if WHOLE else ProofPlan(seeds=1)
"""Of each mistake, of each gradient and of each rule there are more in tests/solutions."""
WIDTH = 80


def text(*proofs: Proof) -> str:
    console = Console(width=WIDTH, color_system=None)
    with console.capture() as captured:
        console.print(shown(proofs))
    return captured.get()


def command(folder: Path, *arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(main, ["verify", "--solutions", str(folder), *arguments])


@pytest.mark.slow
def test_every_problem_reaches_every_goal(capsys: pytest.CaptureFixture[str]) -> None:
    """tests/solutions/test_edits.py names every mistake."""
    found = [proven(COURSE, name, PLAN) for name in sample(COURSE.names, 3)]
    with capsys.disabled():
        print(f"\n{text(*found)}")  # noqa: T201 - `make test` shows the figures
    pairs = sum((p.tallies[Claim.PAIRS_NAMED] for p in found), ProofTally())
    assert pairs.share is not None
    assert pairs.share >= GOALS[Claim.PAIRS_NAMED]  # of all problems: a sample holds about twenty of each
    sampled = () if WHOLE else (Claim.PAIRS_NAMED,)
    assert not [(p.problem, claim) for p in found for claim in p.missed() if claim not in sampled]
    assert all(p.tallies[claim].tried for p in found for claim in Claim if claim is not Claim.GRADIENTS)


@pytest.mark.parametrize("name", COURSE.names)
def test_every_alternative_is_right_in_one_more_draw(name: str) -> None:
    reference = COURSE.reference(name)
    found = alternatives(reference, [trial(reference, PLAN.seeds)])
    assert found.tried > 0
    assert not found.faults


def test_a_missed_goal_is_exit_code_one_with_its_lines(tmp_path: Path) -> None:
    done = command(write(tmp_path, old="dw = dz @ x.T", new="dw = 1.5 * dz @ x.T"), EXAMPLE, "--seeds", "1")
    assert done.exit_code == 1
    assert f"{EXAMPLE}: gradients proven (75 %, the goal is 100 %)" in done.output
    assert "backward.dw: off from the derivative" in done.output
    assert "Goals not reached: " in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("import numpy as np", "import numpy as", "SyntaxError"),
        ('name="softplus_neuron"', 'name="softplus"', "it must end with PROBLEM = Problem("),
    ],
)
def test_an_unusable_file_is_exit_code_two(tmp_path: Path, old: str, new: str, said: str) -> None:
    done = command(write(tmp_path, old=old, new=new), EXAMPLE)
    assert done.exit_code == 2
    assert f"{EXAMPLE}.py" in done.output
    assert said in done.output


def test_a_fault_of_the_declaration_is_said_alone(tmp_path: Path) -> None:
    done = command(write(tmp_path, old="(3, 5)", new="(30, 5)"), EXAMPLE)
    assert done.exit_code == 1
    assert f"{EXAMPLE}: fix this first" in done.output
    assert re.search(rf"{EXAMPLE}.py:\d+: cases\(\) raised DrawError: no different", done.output)
    assert "Goals not reached: 1." in done.output


def test_an_unknown_problem_is_exit_code_two(tmp_path: Path) -> None:
    done = command(write(tmp_path), "perceptron")
    assert done.exit_code == 2
    assert f"perceptron: this course has {EXAMPLE}" in done.output


def test_a_problem_whose_package_is_not_installed_is_skipped_unless_it_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / f"{EXAMPLE}.py").write_text("import no_such_package\n")
    done = command(folder, "--seeds", "1")
    assert done.exit_code == 0, done.output
    assert f"{EXAMPLE}: skipped, because no_such_package is not installed" in done.output
    assert "Every goal is reached." in done.output
    named = command(folder, EXAMPLE)
    assert named.exit_code == 2
    assert "No module named 'no_such_package'" in named.output


def test_alternatives_are_no_problems_of_the_course(tmp_path: Path) -> None:
    assert open_course(write(tmp_path)).names == (EXAMPLE, "swish")
    assert sum("/alternatives/" in name for name in files()) == 3


def proof(problem: str = "p", pairs: int = 10, **tallies: ProofTally) -> Proof:
    every = {claim: ProofTally(10, 10) for claim in Claim} | {Claim[name]: tally for name, tally in tallies.items()}
    return Proof(problem, every, pairs)


def test_a_share_is_rounded_down_and_its_goal_counts() -> None:
    faults = tuple(f"a/b + c/d{i}: no name" for i in range(30))
    of = proof("two_layer_nonlinear", 3000, PAIRS_NAMED=ProofTally(270, 300, faults), PAIRS_CAUGHT=ProofTally(300, 300))
    assert not of.missed()
    assert "a/b" not in text(of)
    assert "two_layer_nonlinear 3000" in text(of)
    worse = proof(PAIRS_NAMED=ProofTally(269, 300, faults), NAMED=ProofTally(199, 200, ("f/x: one of x, y",)))
    assert worse.missed() == (Claim.PAIRS_NAMED,)
    said = text(worse)
    assert " 89 %" in said
    assert " 99 %" in said
    assert "f/x: one of x, y" in said
    assert "and 10 more" in said


def test_the_table_fits_eighty_columns() -> None:
    long = proof("multivariate_regression", 99999, RULES=ProofTally(12, 12), ALTERNATIVES=ProofTally(66, 66))
    long.tallies[Claim.PAIRS_CAUGHT] = ProofTally(150, 150)
    assert all(len(line) <= WIDTH for line in text(long).splitlines())
    assert "…" not in text(long)
    assert re.search(r"multivariate_regression +10/10 +12/12 +10 +100 % +100 % +150\* +100 % +100 % +66/66", text(long))
