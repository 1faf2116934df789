"""One submission and the next, and one beside another. What a single one tries is in `tests/attacks`."""

from autograder.plain.evidence import Cell, Probe, Returned
from autograder.sandbox import Sandbox


def test_a_submission_leaves_nothing_for_the_next_one(either: Sandbox) -> None:
    leave = "import builtins, numpy as np, sys\nbuiltins.left = np.left = sys.left = 1\nnp.dot = None"
    look = (
        "import builtins, numpy as np, sys\n"
        "def f(): return [hasattr(m, 'left') for m in (builtins, np, sys)] + [np.dot is None]"
    )
    with either.open([Cell(0, leave)]) as run:
        assert run.cells[0].trouble is None
    with either.open([Cell(0, look)]) as run:
        assert run.ask([Probe("f", ())]) == (Returned([False] * 4),)


def test_an_endless_submission_does_not_reach_another_one_beside_it(
    sandbox: Sandbox, without_landlock: Sandbox
) -> None:
    hostile = "import os, signal\ndef f(pid): os.kill(pid, 9)\n"
    with without_landlock.open([Cell(0, "def f(): return 1")]) as victim:
        assert victim._child is not None
        with sandbox.open([Cell(0, hostile)]) as run:
            (outcome,) = run.ask([Probe("f", (victim._child.pid,))])
        assert not isinstance(outcome, Returned)
        assert victim.ask([Probe("f", ())]) == (Returned(1),)
