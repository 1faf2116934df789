"""Cells of text are read whole up to a bound, with their question, and with pictures named in their place."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from autograder.submissions.submission import WrittenCell
from autograder.submissions.text_cells import MOST, MOST_OF_ONE, TextCells


def read(*cells: Any) -> list[WrittenCell]:
    texts = TextCells()
    for index, cell in enumerate(cells):
        texts.add(index, cell, runs=True)
    return texts.found


def cell(text: Any, kind: Any = "markdown", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": text, **more}


@pytest.mark.parametrize(
    "text", ["![image.png](attachment:image.png)", '<img width="3" src="data:image/png;base64,AAAA" alt="x">']
)
def test_a_picture_alone_is_an_answer_and_named(text: str) -> None:
    (found,) = read(cell(text))
    assert found.text in ("(image.png: a picture in cell 1)", "(picture: a picture in cell 1)")


def test_megabytes_of_picture_are_not_kept() -> None:
    (found,) = read(cell(f"see ![my sketch](data:image/png;base64,{'A' * 5_000_000}) and so on"))
    assert found.text == "see (my sketch: a picture in cell 1) and so on"


def test_the_question_is_in_the_metadata_or_in_an_id() -> None:
    found = read(
        cell("a", metadata={"autograder": {"written": "one"}}, id="answer-two"),
        cell("b", id="answer-two"),
        cell("c", metadata={"id": "answer-three"}),
        cell("d", "code", id="answer-four"),
        cell("e", "code", id="write-forward"),
    )
    assert [w.question for w in found] == ["one", "two", "three", "four"]


PROSE = "prose\n"


def test_a_cell_with_the_digest_of_its_text_as_id_is_untouched() -> None:
    identity = f"markdown-{hashlib.sha256(PROSE.encode()).hexdigest()[:12]}"
    again = cell(["pro", "se\n"], metadata={"id": f"{identity}-2"})
    found = read(cell(PROSE, id=identity), again, cell("Prose", id=identity))
    assert [w.untouched for w in found] == [True, True, False]


@pytest.mark.parametrize(
    "odd",
    [
        None,
        3,
        [],
        {},
        cell(3),
        cell(None),
        cell("x", 3),
        cell("x", "code"),
        cell("\n"),
        cell("x", metadata=3),
    ],
)
def test_odd_cells_are_left_out_or_read(odd: Any) -> None:
    assert [w.text for w in read(odd)] in ([], ["x"])


def test_kinds_of_older_formats_are_text_too() -> None:
    assert [(w.kind, w.text) for w in read(cell("a", "heading"), cell("b", "raw"), cell("c", "html"))] == [
        ("Markdown", "a"),
        ("raw", "b"),
        ("Markdown", "c"),
    ]


def test_what_is_cut_is_counted() -> None:
    found = read(*(cell("x" * (MOST_OF_ONE + 5)) for _ in range(MOST // MOST_OF_ONE + 3)))
    assert found[0].text == "x" * MOST_OF_ONE + "\n\n(5 more characters in cell 1)"
    assert found[-1].text == f"({MOST_OF_ONE + 5:,} more characters in cell {len(found)})"
    assert sum(len(w.text) for w in found) < MOST + 100 * len(found)


def test_code_that_does_not_run_is_kept_without_its_packed_tests() -> None:
    texts = TextCells()
    texts.add(0, cell("grader = start()  # set-up\n" + "A" * 20_000 + "\n# my answer", "code"))
    assert [(w.kind, w.text) for w in texts.found] == [("code", "grader = start()  # set-up\n# my answer")]


@pytest.mark.parametrize("around", ["{}", "{}\n\n", "**{}**", "_{}_", "# {}", "### {}", "{}:", "  {}."])
@pytest.mark.parametrize("text", ["YOUR ANSWER HERE", "Your answer here", "Write your answer here", "YOUR CODE HERE"])
def test_what_the_student_was_to_replace_is_no_answer(text: str, around: str) -> None:
    asked = {"metadata": {"autograder": {"written": "why"}}}
    shown = around.replace("{}", text)
    for whole in (shown, f"{shown}\nraise NotImplementedError()", f"{shown}\n    raise NotImplementedError"):
        (empty,) = read(cell(whole, **asked))
        assert empty.text == "", whole
        (answered,) = read(cell(f"{whole}\nBecause of the mean.", **asked))
        assert answered.text == "Because of the mean."


def test_an_answer_that_speaks_of_a_placeholder_stays() -> None:
    for text in ("I put your answer here because", "It says raise NotImplementedError() when", "your answer hereby"):
        (found,) = read(cell(text, metadata={"autograder": {"written": "why"}}))
        assert found.text == text
