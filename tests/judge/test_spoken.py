"""The quick look at a cell of code leaves out no sentence that a look at each line finds."""

import random
import re

import pytest

from autograder.judge import spoken
from autograder.judge.spoken import Block, blocks

LINES = (
    "import numpy as np",
    "def forward(x, params):",
    '    """Return the predictions for all examples."""',
    "    return {'y_hat': w @ x + b}  # one row for each output",
    "for i in range(3): print('the loss is', loss)",
    "The gradient vanishes because the slope is small",
    "I don't know why it doesn't converge",
    "we get $\\frac{1}{m}$ here",
    "x = 'a string' if y else \"another long string\"",
    "get_ipython().run_cell_magic('markdown', '', 'text')",
    "'''",
    '"""',
    "",
    "# a comment of some words",
)


def _glued(rng: random.Random) -> str:
    lines = rng.choices(LINES, k=rng.randrange(1, 7))
    return "\n".join(line[rng.choice((0, 0, 0, rng.randrange(len(line) + 1))) :] for line in lines)


def _said(source: str) -> list[Block]:
    return [block for block in blocks(source) if block.spoken]


@pytest.mark.parametrize("seed", range(4))
def test_a_quick_look_leaves_out_no_sentence(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    cells = [_glued(rng) for _ in range(500)]
    quick = [_said(cell) for cell in cells]
    assert 100 < sum(map(bool, quick)) < 490  # both kinds are there
    monkeypatch.setattr(spoken, "LONGEST_KNOWN", -1)
    monkeypatch.setattr(spoken, "_AT_THE_MARGIN", re.compile(""))
    monkeypatch.setattr(spoken, "_may_be_said", lambda _: True)
    assert quick == [_said(cell) for cell in cells]
