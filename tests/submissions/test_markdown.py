"""A notebook that is kept as Markdown: code in fences, everything else is text."""

from __future__ import annotations

from contextlib import suppress

import pytest

from autograder.submissions.content import reader_of
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.markdown import read_markdown
from autograder.submissions.script import read_script
from autograder.submissions.submission import Document, UnreadableError
from tests.cpu import cpu

FUNCTION = "def loss(y_hat, y):\n    return 0"


def document(text: str) -> Document:
    return read_markdown(text.encode(), "hw.md", Budget(LIMITS))


@pytest.mark.parametrize(
    "fence",
    [
        "```python",
        "```{python}",
        '```python tags=["a"]',
        "```{code-cell} ipython3",
        "```{code-cell}",
        "``` py",
        "~~~python3",
        "````ipython3",
        "```{.python .input}",
        "   ```python {.marimo}",
        "```{python echo=FALSE}",
    ],
)
def test_a_fence_that_names_python_is_a_cell_of_code(fence: str) -> None:
    mark = fence.strip()[: len(fence.strip()) - len(fence.strip().lstrip("`~"))]
    read = document(f"# Loss\n\nbefore\n\n{fence}\n{FUNCTION}\n{mark}\n\nbehind\n")
    assert [c.source for c in read.cells] == [FUNCTION]
    assert [(w.text, w.cell) for w in read.written] == [("# Loss\n\nbefore", 0), ("behind", 2)]


@pytest.mark.parametrize("fence", ["```", "```bash", "```r", "```pycon", "```text python"])
def test_another_fence_is_text(fence: str) -> None:
    read = document(f"{fence}\n{FUNCTION}\n```\n")
    assert read.cells == ()
    assert FUNCTION in read.written[0].text


def test_the_head_and_the_marks_between_cells_are_left_out() -> None:
    marked = "---\njupyter:\n  kernelspec: {}\n---\n\n<!-- #region tags=[] -->\nmine\n<!-- #endregion -->\n\n+++ {}\n\n"
    read = document(f"{marked}```{{code-cell}}\n:tags: [skip-grading]\n\n{FUNCTION}\n```\n")
    assert [w.text for w in read.written] == ["mine"]
    assert [c.source.strip() for c in read.cells] == [FUNCTION]  # it is not what was handed out, so it runs
    assert document("```python tags=[skip-grading]\ngrader.check_all()\n```").cells == ()


def test_a_fence_that_is_not_closed_goes_to_the_end() -> None:
    assert [c.source for c in document(f"```python\n{FUNCTION}").cells] == [FUNCTION]


@pytest.mark.parametrize(
    ("name", "text", "reader"),
    [
        ("hw.md", f"```python\n{FUNCTION}\n```", read_markdown),
        ("hw", f"words\n\n```python\n{FUNCTION}\n```", read_markdown),
        ("hw.py", f'"""\n```python\n{FUNCTION}\n```\n"""', read_script),
        ("hw.txt", f"{FUNCTION}\n\n'''\n```python\ndef forward(x):\n```\n'''", read_script),
    ],
)
def test_a_script_is_told_from_it(name: str, text: str, reader: object) -> None:
    assert reader_of(name, text.encode()) is reader


def test_the_problem_can_be_declared_in_a_cell() -> None:
    assert document(f"# HW\n\n```python\n# autograder: problem = optimizers\n{FUNCTION}\n```").declared == "optimizers"


@pytest.mark.parametrize("unit", ["```python\n", "```python\n```\n", "`" * 50, "---\n", "<!-- #md\n", "~~~py\n```\n"])
def test_hostile_text_takes_no_time(unit: str) -> None:
    text = unit * ((1 << 20) // len(unit))

    def attempt() -> None:
        with suppress(UnreadableError):
            document(text)

    assert cpu(attempt, enough=2) < 2
