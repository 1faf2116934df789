"""Answers in words reach the reader, wherever a student put them; what was handed out is nobody's answer.

`WHOLE=1 pytest tests/judge/test_written.py` tries every place with everything that happens to a notebook, not a sample.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from autograder.classroom.written_answers import sheets
from autograder.declare.handed_out import HandedOut, normal
from autograder.judge.written import MOST_NEAR, FoundText, found_texts
from autograder.plain.evidence import Cell
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.render.written_answers.page import written_page
from autograder.render.written_answers.table import written_table
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.notebook import read_notebook
from autograder.submissions.script import read_script
from autograder.submissions.submission import Document, WrittenCell
from tests.author.built import ASSIGNMENTS
from tests.judge.moves import AFTERMATHS, FORMS, PLACES, SCRIPTS, answer_cells, edited, halves, new
from tests.sample import WHOLE
from tests.solutions.common import COURSE

ASKING = tuple(name for name in COURSE.names if COURSE.reference(name).problem.written)
QUESTIONS = tuple((name, w.name) for name in ASKING for w in COURSE.reference(name).problem.written)
ANSWER = (
    "Every weight touches one row of the zebra layer, so the product with x transposed sums them.\n\n"
    "$$\\partial L = \\sum_m dh \\, x^T$$\n\nThat is why the giraffe shape is the same."
)
SAVED_AS = (*AFTERMATHS, *SCRIPTS)
EDITS = tuple(product(QUESTIONS, PLACES, SAVED_AS))
EVERY = 1 if WHOLE else 29  # prime to the numbers of questions, places and ways to save

NEXT_QUESTION = "at the end of the next text"
"""A place that may be the prompt of the question that follows; then the text is that question's."""


@cache
def assignment(name: str) -> dict[str, Any]:
    return dict(json.loads((ASSIGNMENTS / f"{name}.ipynb").read_text(encoding="utf-8")))


def document(notebook: dict[str, Any], saved_as: str = "saved") -> Document:
    """Read the notebook as it is handed in after what happened to it."""
    if saved_as in SCRIPTS:
        return read_script(SCRIPTS[saved_as](notebook).encode(), "a.py", Budget(LIMITS))
    after = deepcopy(notebook)
    AFTERMATHS[saved_as](after)
    return read_notebook(json.dumps(after).encode(), "a.ipynb", Budget(LIMITS))


def found(name: str, handed_in: Document) -> dict[str, FoundText]:
    reference = COURSE.reference(name)
    return found_texts(reference.problem, reference.handed_out, handed_in.cells, handed_in.written)


def shown(text: FoundText) -> str:
    return "\n".join((text.text, *(n.text for n in text.near)))


def reaches(answer: str, text: FoundText) -> bool:
    """Return whether all of the answer is shown: in one piece, or in the two into which a cell was split."""
    words = normal(shown(text))
    return normal(answer) in words or all(normal(half) in words for half in halves(answer))


def report(name: str, handed_in: Document) -> Report:
    texts = found(name, handed_in)
    written = tuple(
        WrittenAnswer(w.name, w.title, w.points, texts[w.name].text, near=tuple(texts[w.name].near))
        for w in COURSE.reference(name).problem.written
    )
    return Report("Ada", "ada", "0" * 64, (ProblemReport(name, name, (), written=written),))


@pytest.mark.parametrize("saved_as", SAVED_AS)
@pytest.mark.parametrize("name", ASKING)
def test_what_was_handed_out_is_no_answer(name: str, saved_as: str) -> None:
    handed_in = document(assignment(name), saved_as)
    assert all(not t.text and not t.near for t in found(name, handed_in).values())
    assert report(name, handed_in).total.unread == 0


@pytest.mark.parametrize(
    ("asked", "place", "saved_as"), EDITS[::EVERY], ids=lambda v: v if isinstance(v, str) else ".".join(v)
)
def test_an_answer_reaches_the_reader_of_its_question(asked: tuple[str, str], place: str, saved_as: str) -> None:
    name, question = asked
    handed_in = document(edited(assignment(name), question, PLACES[place], ANSWER), saved_as)
    texts = found(name, handed_in)
    where = texts.values() if place == NEXT_QUESTION else (texts[question],)
    assert any(reaches(ANSWER, text) for text in where)
    given = COURSE.reference(name).handed_out
    for text in texts.values():
        assert all(s.own for part in (*text.claimed, *(n.text for n in text.near)) for s in given.segments(part))


@pytest.mark.parametrize("place", PLACES)
def test_no_answer_is_final_and_every_page_has_it(place: str) -> None:
    name, question = QUESTIONS[len(place) % len(QUESTIONS)]
    made = report(name, document(edited(assignment(name), question, PLACES[place], ANSWER)))
    assert made.total.unread >= 1
    if place == NEXT_QUESTION:
        return
    sheet = next(s for s in sheets([made]) if s.question == question)
    (written,) = [w for w in json.loads(to_json(made))["problems"][0]["written"] if w["question"] == question]
    for text in (written["text"] + json.dumps(written["near"]), to_html(made), written_page(sheet)):
        assert "zebra" in text
        assert "giraffe" in text
    assert len(written_table([sheet]).splitlines()) == 2
    own = to_html(made).partition(f">{sheet.title}<")[2].partition('class="written"')[0]
    assert "Nothing is written here yet" not in own


def test_a_file_beside_the_notebook_is_named_where_nothing_is_written() -> None:
    name, question = QUESTIONS[0]
    scan = WrittenCell("", "Not read, handed in beside the notebook: scan.pdf", kind="file")
    full = edited(assignment(name), question, PLACES["over the placeholder"], ANSWER)
    for notebook, named in ((assignment(name), True), (full, False)):
        handed_in = document(notebook)
        text = found(name, replace(handed_in, written=(*handed_in.written, scan)))[question]
        assert (scan.text in shown(text)) is named


def test_a_reader_of_metadata_alone_would_lose_answers() -> None:
    """The check above fails for a grader that looks only at cells which say whose answer they are."""
    name, question = QUESTIONS[0]
    reference = COURSE.reference(name)
    lost = []
    for place, put in PLACES.items():
        handed_in = document(edited(assignment(name), question, put, ANSWER))
        named = [w for w in handed_in.written if w.question]
        text = found_texts(reference.problem, HandedOut(" "), (), named)[question]
        lost += [] if reaches(ANSWER, text) else [place]
    assert len(lost) > len(PLACES) / 2
    assert "in a Markdown cell below" in lost


@pytest.mark.parametrize("name", ASKING)
def test_the_assignment_would_be_shown_if_it_were_not_known(name: str) -> None:
    reference, handed_in = COURSE.reference(name), document(assignment(name), "metadata gone")
    texts = found_texts(reference.problem, HandedOut(" "), handed_in.cells, handed_in.written)
    assert all(t.near for t in texts.values())


@pytest.mark.parametrize("answer", ["No.", "gradient", "$$dW_1 = dh\\,x^T$$", "它的梯度", "- dw\n- db"])
@pytest.mark.parametrize(
    "place", ["over the placeholder", "in a Markdown cell below", "turned into a raw cell", "retyped"]
)
def test_short_answers_count(place: str, answer: str) -> None:
    for name, question in QUESTIONS:
        texts = found(name, document(edited(assignment(name), question, PLACES[place], answer)))
        assert texts[question].text == answer


def test_a_derivation_may_begin_with_the_formula_of_the_assignment() -> None:
    answer = "$$L = \\frac{1}{m} \\sum_{i=1}^{m} \\left(\\hat y^{(i)} - y^{(i)}\\right)^2$$\n\nand then the chain rule."
    for place in ("over the placeholder", "in a Markdown cell below", "retyped"):
        notebook = edited(assignment("two_layer_linear"), "derive_dW1", PLACES[place], answer)
        assert found("two_layer_linear", document(notebook))["derive_dW1"].text == answer


def test_each_answer_goes_to_its_own_question() -> None:
    name = "univariate_regression"
    questions = [q for n, q in QUESTIONS if n == name]
    for place, saved_as in product(("in a Markdown cell below", "merged with the prompt", "retyped"), SAVED_AS):
        notebook = assignment(name)
        for question in reversed(questions):
            notebook = edited(notebook, question, PLACES[place], f"The answer to {question}.")
        texts = found(name, document(notebook, saved_as))
        for question in questions:
            assert f"The answer to {question}." in shown(texts[question])
            assert not any(f"The answer to {q}." in shown(texts[question]) for q in questions if q != question)


def test_other_text_is_shown_where_nothing_is_answered_and_once_where_everything_is() -> None:
    name = "univariate_regression"
    questions = [q for n, q in QUESTIONS if n == name]
    notes = new("markdown", "My notes on the lecture.")
    empty = deepcopy(assignment(name))
    empty["cells"].append(notes)
    assert [len(t.near) for t in found(name, document(empty)).values()] == [1, 1, 1]
    full = empty
    for question in questions:
        full = edited(full, question, PLACES["over the placeholder"], ANSWER)
    assert [[n.text for n in t.near] for t in found(name, document(full)).values()] == [[], [], [notes["source"]]]


def test_comments_and_docstrings_of_code_are_no_answers() -> None:
    name = "two_layer_linear"
    code = (
        "# the helper of both passes\n"
        "def helper(a):\n"
        '    """Return the product of both layers, which is what the lecture calls the collapsed layer."""\n'
        "    # every entry of this comment is about the code below it and about nothing else in the whole world\n"
        "    return a if a is not None else [x for x in 'it is a string with many words in it'.split()]\n"
    )
    notebook = deepcopy(assignment(name))
    notebook["cells"].append(new("code", code))
    assert all(not t.near and not t.text for t in found(name, document(notebook)).values())


@pytest.mark.parametrize("form", [form for _, form in FORMS])
def test_a_function_retyped_as_text_is_no_answer(form: Any) -> None:
    notebook = deepcopy(assignment("two_layer_linear"))
    at = answer_cells(notebook["cells"])["derive_dW1"]
    notebook["cells"].insert(at + 1, new("markdown", "def train(x, y, params, lr, steps):\n    return params, []"))
    assert found("two_layer_linear", document(notebook))["derive_dW1"].text == ""
    notebook["cells"][at] = new("code", form(ANSWER))
    assert reaches(ANSWER, found("two_layer_linear", document(notebook))["derive_dW1"])


def test_what_is_shown_is_bounded_and_says_what_is_left_out() -> None:
    long = "\n".join(f"line {i} of many words" for i in range(4_000))
    notebook = deepcopy(assignment("two_layer_linear"))
    notebook["cells"] += [new("markdown", long) for _ in range(50)]
    (text,) = found("two_layer_linear", document(notebook)).values()
    assert sum(len(n.text) for n in text.near) < MOST_NEAR + 500
    assert "more pieces of text in the notebook" in text.near[-1].text
    one = edited(assignment("two_layer_linear"), "derive_dW1", PLACES["over the placeholder"], long)
    cell = next(i for i, c in enumerate(one["cells"]) if "line 3999 of many words" in "".join(c["source"]))
    assert f"more characters in cell {cell + 1})" in found("two_layer_linear", document(one))["derive_dW1"].text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "$$\n" * 60_000,
            "the\n" * 60_000,
            "the loss\n\n" * 30_000,
            '"""\n' * 60_000,
            "# " * 100_000,
            "a b " * 50_000,
        ),
        *("![](data:" * 50_000, "<img src=data:" * 50_000, "'" * 200_001, "<!-- BEGIN QUESTION -->" * 9_000),
    ],
    ids=lambda t: t[:12].strip(),
)
def test_hostile_text_ends(text: str) -> None:
    """Each takes well under a second; what grew with the square of its length would take minutes."""
    reference = COURSE.reference("two_layer_linear")
    for cells, texts in (((Cell(0, text),), ()), ((), (WrittenCell("", text[:20_000], 0),))):
        found_texts(reference.problem, reference.handed_out, cells, texts)
    notebook = edited(assignment("two_layer_linear"), "derive_dW1", PLACES["retyped"], text)
    found("two_layer_linear", document(notebook))


def test_answers_of_documents_that_version_0_1_0_stored_are_still_read() -> None:
    reference = COURSE.reference("two_layer_linear")
    texts = (WrittenCell("derive_dW1", ""), WrittenCell("derive_dW1", "by the chain rule"))
    text = found_texts(reference.problem, reference.handed_out, (), texts)["derive_dW1"]
    assert text.text == "by the chain rule"


def test_remarks_in_code_are_shown_only_where_nothing_is_answered() -> None:
    remark = new(
        "code", "# I first thought that the mean belongs to the last layer, but then I saw that it is once\nx = 1"
    )
    for place, shown_remarks in (("over the placeholder", 0), ("split", 0), (None, 1)):
        notebook = deepcopy(assignment("two_layer_linear"))
        notebook["cells"].append(remark)
        notebook = edited(notebook, "derive_dW1", PLACES[place], ANSWER) if place else notebook
        assert len(found("two_layer_linear", document(notebook))["derive_dW1"].near) == shown_remarks
