"""What the student's page says."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from autograder.plain.evidence import Timings
from autograder.render.html import pair, prose, scientific, to_html
from autograder.render.words import points
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine, Verdict, WorstEntry
from tests.render.samples import KINDS, NOTHING_WRITTEN, ONE_MISTAKE, UNGRADABLE, report, right, verdict


def page(*verdicts: Verdict) -> str:
    return to_html(report("x", ProblemReport("p", "P", verdicts)))


def text(html: str) -> str:
    """Give what is read: the body without tags, white space joined."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.partition("<body>")[2]).split())


def opening(*verdicts: Verdict) -> str:
    (said,) = re.findall('<p class="opening">(.*?)</p>', page(*verdicts))
    return str(said)


WRONG, TODO, FOLLOWS = (verdict(s.value, s) for s in (Status.WRONG, Status.NOT_IMPLEMENTED, Status.FOLLOWS))


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ((), "There was nothing to judge."),
        (right("a", "b"), "Everything is right. Well done!"),
        ((TODO, TODO), "Nothing is written."),
        ((*right("a"), TODO), "So far, so good: 1 of 2 questions is right and 1 is not written yet."),
        ((*right(*"abcd"), WRONG), "You are nearly there: 4 of 5 questions are right and 1 needs another look."),
        ((WRONG,), "No question is right yet and 1 needs another look."),
        (
            (*right("a"), WRONG, WRONG, FOLLOWS, TODO, TODO),
            (
                "1 of 6 questions is right, 1 follows from an earlier mistake, 2 need another look "
                "and 2 are not written yet."
            ),
        ),
    ],
)
def test_opening_says_how_far_the_student_has_come(verdicts: tuple[Verdict, ...], said: str) -> None:
    assert opening(*verdicts) == said


def test_a_function_may_have_the_name_of_any_method_of_what_the_template_is_given() -> None:
    names = [*dir(dict), *dir(list), *dir(str)]
    said = text(page(*(verdict(name, status) for name in names for status in (Status.WRONG, Status.CORRECT))))
    assert all(name in said for name in names)


@pytest.mark.parametrize("status", Status)
def test_every_status_is_said_in_words_with_a_symbol_and_explained(status: Status) -> None:
    html = page(verdict("backward.dW1", status))
    word = status.meaning
    assert f'<span class="mark" aria-hidden="true">{word.kind.value}</span>' in html
    assert word.words in text(html).partition("What the words mean")[0]
    assert word.sentence in text(html).partition("What the words mean")[2]


def test_student_is_sent_to_the_first_mistake_before_what_is_not_written() -> None:
    html = page(*right("a"), TODO, verdict("backward.dW1", Status.WRONG), verdict("backward.db1", Status.WRONG))
    (anchor,) = re.findall('Start with <a href="#(.*?)"><code>backward.dW1</code></a>', html)
    (item,) = re.findall(f'<li class="(.*?)" id="{anchor}">', html)
    assert item == "wrong open"


def test_every_link_leads_somewhere() -> None:
    html = to_html(KINDS)
    links, ids = re.findall('href="#(.*?)"', html), re.findall('id="(.*?)"', html)
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_right_answers_take_one_line_and_mistakes_are_open() -> None:
    html = to_html(ONE_MISTAKE)
    (z1,) = re.findall(r'<li class="right" id="p1-2-1">.*?</li>', html, re.DOTALL)
    assert text("<body>" + z1) == "✓ z1 right 1 of 1"
    (dz1,) = re.findall(r'<li class="wrong open".*?</li>', html, re.DOTALL)
    said = text("<body>" + dz1)
    for part in (
        "✗ dz1 wrong 0 of 1",
        "Looks like sigmoid-slope-of-z",
        "Where to think: At which",
        "at [0, 2] -0.1235",
    ):
        assert part in said


def test_an_exception_is_told_once_and_not_for_each_question() -> None:
    html = to_html(KINDS)
    assert html.count("operands could not be broadcast") == 1
    assert "✗ params , losses , converges raised an error 0 of 3" in text(html)


def test_cells_are_counted_from_one() -> None:
    where = SourceLine(4, 3, "backward", "    dz1 = da1 * cache['z2']")
    html = page(verdict("backward.dz1", Status.RAISED, "KeyError: 'z2'", where=where))
    assert "cell 5, line 3, in backward dz1 = da1 * cache[&#39;z2&#39;]" in text(html)


def test_follow_through_says_what_became_of_the_points() -> None:
    assert "follows from an earlier mistake: full points" in text(page(FOLLOWS))
    half = text(page(replace(FOLLOWS, score=0.5))).partition("What the words mean")[0]
    assert "follows from an earlier mistake 0.5 of 1" in half


def test_ungradable_is_no_zero() -> None:
    said = text(to_html(UNGRADABLE))
    assert "Not graded" in said
    assert "This is not a zero" in said
    assert str(UNGRADABLE.reason) in said
    assert "0 of 0" not in said


def test_staff_are_told_where_isolation_was_not_full() -> None:
    assert "For staff" in to_html(KINDS)
    assert "For staff" not in to_html(replace(KINDS, isolation="full"))


def test_timings_do_not_change_the_page() -> None:
    assert to_html(replace(NOTHING_WRITTEN, timings=Timings(1.0, 2.0, 3.0))) == to_html(NOTHING_WRITTEN)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3.2e-7, "3.2 &times; 10<sup>&minus;7</sup>"),
        (1e-9, "10<sup>&minus;9</sup>"),
        (9.99e-4, "10<sup>&minus;3</sup>"),
        (4.2e12, "4.2 &times; 10<sup>12</sup>"),
        (0.0423, "0.042"),
        (250.0, "250"),
        (0.0, "0"),
        (math.inf, "inf"),
        (math.nan, "nan"),
    ],
)
def test_errors_are_written_to_be_read(value: float, said: str) -> None:
    assert scientific(value) == said


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (0.123456, 0.2, ("0.1235", "0.2")),
        (0.1234567, 0.1234568, ("0.1234567", "0.1234568")),
        (1.0, 1.0 + 2**-52, ("1", "1.0000000000000002")),
        (math.nan, 0.25, ("nan", "0.25")),
        (0.5, 0.5, ("0.5", "0.5")),
    ],
)
def test_values_are_written_with_the_digits_that_tell_them_apart(
    got: float, expected: float, said: tuple[str, str]
) -> None:
    assert pair(WorstEntry((), got, expected)) == said


@pytest.mark.parametrize(("value", "said"), [(17.0, "17"), (100.0, "100"), (2.5, "2.5"), (1 / 3, "0.33"), (0, "0")])
def test_points_are_written_plainly(value: float, said: str) -> None:
    assert points(value) == said


def test_backticks_make_code_and_nothing_else() -> None:
    assert prose("`<b>` and `a\nb`") == "<code>&lt;b&gt;</code> and `a\nb`"


def test_a_comment_is_shown_with_its_markdown_and_formulas() -> None:
    """As on the page on which staff read answers; what is no harmless markup stays text."""
    said = "Think of $\\frac{1}{m}$ and `dz1`:\n\n- **first** the mean\n- then <b>W1</b>\n\n[here](javascript:alert(1))"
    wrong = Verdict("loss", Status.WRONG, 0, 1, "", comment=said)
    answer = WrittenAnswer("w", "Why?", 1, "because", 0.5, said)
    shown = to_html(Report("a", "a", "", (ProblemReport("p", "P", (wrong,), written=(answer,)),)))
    assert shown.count("<mfrac>") == 2
    assert shown.count("<strong>first</strong>") == shown.count("<code>dz1</code>") == 2
    assert "<b>" not in shown
    assert 'href="javascript' not in shown


def test_a_comment_is_shown_without_the_libraries_for_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Markup:
        raise ModuleNotFoundError

    monkeypatch.setattr("autograder.render.html.to_markup", missing)
    shown = page(Verdict("loss", Status.WRONG, 0, 1, "", comment="Look at `dz1` & <b>"))
    assert "<p>Look at <code>dz1</code> &amp; &lt;b&gt;</p>" in shown


def test_points_that_a_person_decided_on_are_shown_as_such_with_the_machines() -> None:
    judged = verdict("loss", Status.WRONG, "It is twice the loss.", machine_score=0.0)
    html = to_html(
        report("Ada", ProblemReport("p", "P", (replace(judged, score=0.5, decided="`y` had a <b>typo</b>."),)))
    )
    said = "0.5 of 1 (the machine gave 0).</strong> <p><code>y</code> had a &lt;b&gt;typo&lt;/b&gt;."
    assert f"<strong>Decided by a person: {said}" in html
    assert "Start with" in html
    full = replace(judged, score=1.0, decided="Right in spirit.")
    assert "Start with" not in to_html(report("Ada", ProblemReport("p", "P", (full,)))), "nothing is left to fix"
