"""marimo notebooks are scripts whose cells are functions."""

from __future__ import annotations

import pytest

from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.script import read_script
from autograder.submissions.submission import UnreadableError
from tests.cpu import cpu

HEAD = 'import marimo\n\n__generated_with = "0.9.1"\napp = marimo.App()\n\n'
NOTEBOOK = (
    HEAD
    + '''\
with app.setup:
    import numpy as np


@app.cell
def _(forward, np):
    result = forward(np.zeros(3))
    return (result,)


@app.cell(hide_code=True)
def text(mo):
    mo.md("""
    return to sender
    """)
    return


@app.cell
def forward_cell():
    def forward(x):
        return np.exp(x)

    def loss(
        y,
    ):
        return np.mean(y)

    return (
        forward,
        loss,
    )


@app.function
def twice(x):
    return 2 * x


@app.cell
def _():
    import marimo as mo

    return (mo,)


if __name__ == "__main__":
    app.run()
'''
)


def sources(text: str) -> list[str]:
    return [cell.source for cell in read_script(text.encode(), "hw.py", Budget(LIMITS)).cells]


def test_the_cells_lose_their_frame_and_run_in_the_order_of_their_names() -> None:
    setup, forward, first, twice, marimo = (source.strip() for source in sources(NOTEBOOK))
    assert setup == "import numpy as np"
    assert forward.endswith("return np.mean(y)")
    assert first == "result = forward(np.zeros(3))"
    assert twice.startswith("def twice")
    assert marimo == "import marimo as mo"


def test_what_a_cell_says_is_text() -> None:
    (said,) = read_script(NOTEBOOK.encode(), "hw.py", Budget(LIMITS)).written
    assert said.text == "return to sender"
    assert said.kind == "Markdown"


def test_lines_are_numbered_as_in_the_file() -> None:
    lines = NOTEBOOK.split("\n")
    for source in sources(NOTEBOOK):
        number = len(source) - len(source.lstrip("\n"))
        assert lines[number].strip() == source.strip().split("\n")[0]


def test_the_code_gives_what_was_written() -> None:
    space: dict[str, object] = {}
    for source in sources(NOTEBOOK)[:4]:
        exec(compile(source, "hw.py", "exec"), space)
    assert {"forward", "loss", "twice", "result"} <= set(space)


@pytest.mark.parametrize("text", ["import marimo\nx = 1\n", "@app.cell\ndef f():\n    return 1\n"])
def test_a_script_that_is_no_marimo_notebook_stays_one_cell(text: str) -> None:
    assert sources(text) == [text]


@pytest.mark.parametrize(
    "unit",
    ["@app.cell\n", "@app.cell\ndef _(a):\n    return b\n", "    return a\n", "with app.setup\n", "@app.cell\ndef _("],
)
def test_hostile_text_takes_no_time(unit: str) -> None:
    text = HEAD + "@app.cell\ndef _():\n" + unit * ((1 << 20) // len(unit))

    def attempt() -> None:
        try:
            sources(text)
        except UnreadableError as error:
            assert "cells in one submission" in str(error)  # noqa: PT017 - not every text is refused

    assert cpu(attempt, enough=5) < 5
    few = HEAD + unit * 1500
    assert cpu(lambda: sources(few), enough=5) < 5
