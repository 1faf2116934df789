"""Code in a cell of text is found and named, and so are the marks of a merge conflict."""

from __future__ import annotations

import pytest

from autograder.declare.course import open_course
from autograder.judge.obstacle import MOST_CELLS
from autograder.judge.text_notes import text_notes, unused_text
from autograder.plain.evidence import Cell
from autograder.plain.unused import Reason
from autograder.submissions.submission import WrittenCell

REFERENCE = open_course().reference("two_layer_linear")
CONFLICT = "def loss(y_hat, y):\n<<<<<<< HEAD\n    return 1\n=======\n    return 2\n>>>>>>> theirs\n"
CONFLICT_NOTE = (
    "contains the marks of a git merge conflict: `<<<<<<< HEAD` in line 2, `=======` in line 4, `>>>>>>> theirs` in "
    "line 6. Keep one of the two versions between them, and delete the marks."
)


def said(*parts: Cell | WrittenCell) -> tuple[str, ...]:
    cells = [p for p in parts if isinstance(p, Cell)]
    texts = [p for p in parts if isinstance(p, WrittenCell)]
    return text_notes(REFERENCE.problem, REFERENCE.handed_out, cells, texts)


@pytest.mark.parametrize("name", [f.name for f in REFERENCE.problem.functions])
@pytest.mark.parametrize("kind", ["Markdown", "raw"])
def test_a_function_in_a_cell_of_text_is_named_with_its_cell(kind: str, name: str) -> None:
    text = WrittenCell("", REFERENCE.sources[name].replace('"""', "", 2), 6, kind)
    note = f"Cell 7 holds `def {name}`, but it is a {kind} cell, which does not run: turn it into a code cell."
    assert said(text) == (note,)


def test_a_function_that_a_cell_of_code_has_too_is_not_named() -> None:
    text = WrittenCell("", "```python\ndef loss(y_hat, y):\n    return 0\n```", 6)
    assert said(text, Cell(2, "def loss(y_hat, y):\n    return 1")) == ()
    assert len(said(text)) == 1


def test_prose_about_a_function_is_no_code() -> None:
    assert said(WrittenCell("", "Here I def not need `backward`: see def backward in the lecture.", 3)) == ()


@pytest.mark.parametrize("part", [Cell(4, CONFLICT), WrittenCell("", CONFLICT, 4), WrittenCell("", CONFLICT, 4, "raw")])
def test_merge_conflicts_are_called_that_with_the_lines_of_their_marks(part: Cell | WrittenCell) -> None:
    assert said(part, Cell(9, "def loss(a, b): pass")) == (f"Cell 5 {CONFLICT_NOTE}",)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1 <<<<<<< 2",
        "# <<<<<<< HEAD",
        "A heading\n=======\n",
        "    <<<<<<< HEAD",
        "<<<<<<<< HEAD",
        ">>>>>>> theirs",
    ],
)
def test_other_marks_are_no_conflict(source: str) -> None:
    assert said(Cell(0, source), WrittenCell("", source, 1)) == ()


def test_many_conflicts_and_long_marks_are_counted_and_cut() -> None:
    hostile = "<<<<<<< \x1b[31m" + "a" * 1_000 + "\n" + "=======\n" * 50
    notes = said(*(Cell(i, hostile) for i in range(MOST_CELLS + 3)))
    assert len(notes) == MOST_CELLS + 1
    assert notes[-1] == "3 more cells contain the marks of a git merge conflict."
    assert all(len(note) < 500 and "\x1b" not in note for note in notes)
    assert "and 45 more" in notes[0]


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("%%bash\nls", True),
        ("\n%%cython\ndef loss(y_hat, y):\n    return 1", True),
        ("%%script false\nx = 1", True),
        ("%%time\nx = 1", False),
        ("%%writefile a.py\nx = 1", False),
        ("x = 1\n# %%bash", False),
    ],
)
def test_a_cell_of_another_language_is_named(source: str, named: bool) -> None:  # noqa: FBT001
    reference = open_course().reference("two_layer_perceptron")
    found = list(unused_text(reference.problem, reference.handed_out, [Cell(4, source)], ()))
    assert [(u.reason, "Cell 5" in u.what) for u in found] == [(Reason.NO_PYTHON, True)] * named
