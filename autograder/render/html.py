"""The student's page: one self-contained file, without scripts or requests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup, escape

from autograder.plain.record import record
from autograder.plain.safe_text import plain, terminal
from autograder.render.opening import opening
from autograder.render.pages import MARKDOWN, environment
from autograder.render.svg import Figure, figure
from autograder.render.words import cell, day, first_to_fix, late_words, moment, points, words
from autograder.render.written_answers.markdown import to_html as to_markup
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Kind, Status
from autograder.report.verdict import Verdict, WorstEntry
from autograder.submissions.hand_in import LATE

CAP = 2000
"""Maximum number of characters of any one text on the page; names take one line and are cut at `NAME_CAP`."""

NAME_CAP = 200
LINE = "feedback_line.html.jinja"


@record(frozen=True)
class PageLine:
    """One line of the page: questions of one function with the same verdict, apart from their names and points."""

    anchor: str
    names: tuple[str, ...]
    verdict: Verdict
    score: float
    max_score: float

    @property
    def kind(self) -> Kind:
        return self.verdict.status.kind

    @property
    def words(self) -> str:
        return words(self.verdict)

    @property
    def points(self) -> str:
        return _of(self.score, self.max_score)

    @property
    def open(self) -> bool:
        """Whether there is more to read than one line."""
        v = self.verdict
        return self.kind is Kind.WRONG or bool(
            v.hint or v.misconceptions or v.where or v.comment or v.decided is not None
        )


@dataclass(frozen=True)
class Section:
    """What the page says about one function; `alone` if the function is a question by itself."""

    function: str
    entries: tuple[PageLine, ...]

    @property
    def points(self) -> str:
        return _of(sum(e.score for e in self.entries), sum(e.max_score for e in self.entries))

    @property
    def alone(self) -> bool:
        return [e.names for e in self.entries] == [(self.function,)]


@dataclass(frozen=True)
class Start:
    """Where the student should start."""

    anchor: str
    question: str
    title: str
    others: int


def to_html(report: Report) -> str:
    """Return the HTML page of one submission; the same report gives the same page, whatever its timings."""
    sections = [tuple(_sections(p, f"p{i}")) for i, p in enumerate(report.problems, 1)]
    pictures = [_figures(p, f"p{i}") for i, p in enumerate(report.problems, 1)]
    used = {v.status for p in report.problems for v in p.verdicts}
    return template().render(
        report=report,
        total=report.total,
        kicker=" · ".join(filter(None, (report.head.course, report.head.assignment))) or "Feedback",
        when=_when(report),
        late="" if report.head.late is None else late_words(report.head.late, report.total),
        late_note=LATE,
        problems=list(zip(report.problems, sections, pictures, strict=True)),
        opening=opening(report),
        start=_start(report, sections),
        unused=[one for problem in report.problems for one in problem.unused],
        legend=[status.meaning for status in Status if status in used],
    )


@cache
def template() -> Template:
    """Return the page's template; it and that of its lines are compiled once."""
    env = environment(Path(__file__).parent, CAP, MARKDOWN, css="feedback.css")
    env.filters |= {
        "points": points,
        "scientific": scientific,
        "prose": prose,
        "staff_text": staff_text,
        "pair": pair,
        "name": name,
        "drawn": Markup,
        "cell": cell,
        "line": lambda e, alone: _line(e.anchor, e.names, e.kind, e.words, e.points, open=e.open, alone=alone),
    }
    env.get_template(LINE)
    return env.get_template("feedback.html.jinja")


@lru_cache(maxsize=4096)
def _line(anchor: str, names: tuple[str, ...], kind: Kind, words: str, points: str, **how: bool) -> Markup:
    """Return the first line of an entry, cached: a class has few different ones, and they are half of each page."""
    line = template().environment.get_template(LINE)
    return Markup(line.render(anchor=anchor, names=names, kind=kind, words=words, points=points, **how))  # noqa: S704


def name(text: str) -> str:
    """Return a name cut to one line of bounded length."""
    return terminal(text, NAME_CAP)


def prose(text: str) -> Markup:
    """Return an escaped sentence in which text in `backticks` is set as code."""
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", str(escape(plain(text, CAP)))))  # noqa: S704 - escaped before


def staff_text(text: str) -> Markup:
    """Return what staff wrote with its Markdown and formulas, or as it is if the libraries for that are missing."""
    try:
        return to_markup(plain(text, CAP))
    except ModuleNotFoundError:
        return Markup("<p>{}</p>").format(prose(text))


def scientific(value: float) -> Markup:
    """Return a measured error with two digits: 0.25, 3.2 times 10 to the -7, 10 to the -9, nan."""
    if not math.isfinite(value) or value == 0 or 0.01 <= abs(value) < 1000:
        return escape(f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}")
    mantissa, exponent = f"{value:.1e}".split("e")
    power = Markup("10<sup>{}{}</sup>").format(Markup("&minus;") if int(exponent) < 0 else "", abs(int(exponent)))
    digits = mantissa.removesuffix(".0")
    return power if digits == "1" else Markup("{} &times; {}").format(digits, power)


def pair(worst: WorstEntry) -> tuple[str, str]:
    """Return both values with as many digits as it takes to see that they differ, at least four."""
    texts = ((f"{worst.got:.{d}g}", f"{worst.expected:.{d}g}") for d in range(4, 18))
    return next((t for t in texts if t[0] != t[1]), (f"{worst.got:.4g}", f"{worst.expected:.4g}"))


def _sections(problem: ProblemReport, prefix: str) -> Iterator[Section]:
    """Yield the questions grouped by function, in the order in which the functions first occur."""
    functions: dict[str, list[Verdict]] = {}
    for verdict in problem.verdicts:
        functions.setdefault(verdict.function, []).append(verdict)
    for i, (function, mine) in enumerate(functions.items(), 1):
        alike = [tuple(same) for _, same in groupby(mine, key=_explanation)]
        yield Section(function, tuple(_entry(same, f"{prefix}-{i}-{j}") for j, same in enumerate(alike, 1)))


def _figures(problem: ProblemReport, prefix: str) -> dict[str, list[Figure]]:
    """Return the pictures by the function that they belong to; "" is the problem."""
    figures: dict[str, list[Figure]] = {}
    for i, picture in enumerate(problem.pictures, 1):
        figures.setdefault(picture.about, []).append(figure(picture, f"{prefix}-f{i}"))
    return figures


def _explanation(verdict: Verdict) -> tuple[str, object]:
    """Return the key by which neighbours are merged: an exception in `backward` is shown once, not per gradient."""
    if verdict.status.kind is Kind.RIGHT or verdict.decided is not None:
        return (verdict.question, None)
    if verdict.status.kind is Kind.FOLLOWS and verdict.comment is None:  # nothing is to be done there
        return (words(verdict), verdict.function)
    said = replace(verdict, question="", score=0.0, max_score=0.0, group="", machine_score=None)
    return (words(verdict), said)


def _entry(same: tuple[Verdict, ...], anchor: str) -> PageLine:
    names = tuple(v.short_name for v in same)
    first = same[0]
    if len(same) > 1 and first.status.kind is Kind.FOLLOWS:
        first = replace(first, message=" ".join(dict.fromkeys(v.message for v in same)))
    return PageLine(anchor, names, first, sum(v.score for v in same), sum(v.max_score for v in same))


def _start(report: Report, sections: list[tuple[Section, ...]]) -> Start | None:
    verdicts = [v for p in report.problems if not p.left_out for v in p.verdicts]
    first = first_to_fix(verdicts)
    others = sum(v.status.kind in (Kind.WRONG, Kind.UNWRITTEN) for v in verdicts) - 1
    for problem, parts in zip(report.problems, sections, strict=True):
        for entry in (e for s in parts for e in s.entries):
            if entry.verdict is first:
                return Start(entry.anchor, first.question, problem.title, others)
    return None


def _when(report: Report) -> str:
    """Return one sentence about when the work was handed in and graded, as far as that is known."""
    head = report.head
    parts = [f"handed in {moment(head.handed_in, head.due)}"] if head.handed_in else []
    extended = " by an extension" if head.extended else ""
    parts += [f"due {moment(head.due)}{extended}"] if head.due else []
    parts += [f"graded {day(head.graded)}"] if head.graded and report.gradable else []
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}" if said else ""


def _of(score: float, max_score: float) -> str:
    return f"{points(score)} of {points(max_score)}"
