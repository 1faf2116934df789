"""Turn reports into Gradescope's results: one line per question, in the order of the plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from markupsafe import Markup

from autograder import __version__
from autograder.gradescope.feedback import NAME_CAP, Detail, html, text
from autograder.gradescope.plan import Asked, AskedProblem, ZipPlan
from autograder.gradescope.results import MOST_CHARACTERS, Leader, Line, Results, to_json
from autograder.plain.safe_text import encodable, plain, terminal
from autograder.render.html import prose
from autograder.render.json import finite
from autograder.render.words import cell, first_to_fix, late_words, points
from autograder.report.head import Lateness
from autograder.report.report import ProblemReport, WrittenAnswer
from autograder.report.status import Kind
from autograder.report.total import Total
from autograder.report.verdict import Verdict
from autograder.staff.policy import GradescopePolicy, OutputFormat, Visibility

NOTES = {Detail.FULL: 12, Detail.BRIEF: 3, Detail.STATUS: 0}
"""Maximum number of notes shown per problem."""
MESSAGES = 10
NOTE_CAP = 480
ORDER = (Visibility.VISIBLE, Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED, Visibility.HIDDEN)
UNREACHED = "Not graded: the grader did not get to this question. This is not a zero."
UNREDUCED = "The points that people give for answers in words are not reduced here."
UNFINISHED = (
    "This submission is not completely graded, and its score is no grade yet. If it stays like this, the grader was "
    "stopped: the course staff can run it again, and you need not do anything."
)


@dataclass(frozen=True)
class Graded:
    """What is known of one submission so far.

    `reports` are the problems that were judged. `absent` says why others get no points, which the student can fix;
    problems in neither were not reached. `messages` are shown above everything else. `extra` is for staff.
    `late` is how late it came.
    """

    reports: Mapping[str, ProblemReport] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    late: Lateness | None = None


def compose(plan: ZipPlan, settings: GradescopePolicy, graded: Graded) -> Results:
    """Return the results, with less detail if they would be too long for Gradescope."""
    for detail in Detail:
        results = _compose(plan, settings, graded, detail)
        if len(to_json(results)) <= MOST_CHARACTERS:
            break
    return results


def with_message(results: Results, message: str, **extra: Any) -> Results:
    """Return results with another message above them."""
    shown = _paragraphs((message,), OutputFormat(results.output_format or "text"))
    output = (
        f"{shown}\n{results.output}" if results.output_format != OutputFormat.HTML.value else shown + results.output
    )
    room = max(0, MOST_CHARACTERS - len(to_json(results)) + len(results.output))
    kept = output if len(output) <= room else shown
    return msgspec.structs.replace(results, output=kept, extra_data={**results.extra_data, **extra})


def _compose(plan: ZipPlan, settings: GradescopePolicy, graded: Graded, detail: Detail) -> Results:
    several = len(plan.problems) > 1
    lines: list[Line] = []
    for i, problem in enumerate(plan.problems, 1):
        made = list(_lines(problem, graded, detail, settings.output_format))
        for j, line in enumerate(made, 1):
            name = f"{problem.name}: {line.name}" if several else line.name
            number = f"{i}.{j}" if several else f"{j}"
            lines.append(msgspec.structs.replace(line, name=encodable(name), number=number))
    complete = all(p.name in graded.reports or p.name in graded.absent for p in plan.problems)
    messages = graded.messages[:MESSAGES]
    said = messages if complete else (UNFINISHED, *messages)
    share = 0.0 if graded.late is None else graded.late.share
    total = Total(sum(line.score or 0.0 for line in lines), 0.0, late_share=share)
    if graded.late is not None:
        by_people = graded.late.share and any(q.written and q.max_score for p in plan.problems for q in p.questions)
        said = (late_words(graded.late, total if plan.open else None), *([UNREDUCED] if by_people else ()), *said)
    heads = [s for p in plan.problems for s in _summary(p, graded, detail, several=several)]
    return Results(
        score=_exact(total.score),
        tests=tuple(lines),
        output=_paragraphs((*said, *heads), settings.output_format),
        output_format=settings.output_format.value,
        visibility=Visibility.VISIBLE,
        stdout_visibility=settings.stdout_visibility,
        extra_data={
            "autograder": __version__,
            "graded": complete and bool(graded.reports),
            "attempt": bool(graded.reports),
            **graded.extra,
        },
        leaderboard=_leaders(plan, graded) if settings.leaderboard else (),
    )


def _lines(problem: AskedProblem, graded: Graded, detail: Detail, form: OutputFormat) -> Iterator[Line]:
    """Yield the lines of one problem, without numbers yet."""
    report = graded.reports.get(problem.name)
    verdicts = {v.question: v for v in report.verdicts} if report else {}
    written = {w.question: w for w in report.written} if report else {}
    for asked in problem.questions:
        if asked.written:
            if report is not None:
                yield _answer(asked, written.get(asked.name), detail, form)
        elif asked.name in verdicts:
            yield _judged(asked, verdicts[asked.name], problem.name, detail, form)
        else:
            yield _unjudged(asked, problem.name, graded.absent.get(problem.name), form)
    notes = _notes(report, detail)
    if notes and not problem.open:  # a note may reveal a question that is not shown yet
        seen = max((q.visibility for q in problem.questions), key=ORDER.index)
        yield _line("Notes", "notes", _paragraphs(notes, form), form, visibility=seen)


def _judged(asked: Asked, v: Verdict, problem: str, detail: Detail, form: OutputFormat) -> Line:
    return _line(
        asked.name,
        v.status.value,
        (html if form is OutputFormat.HTML else text)(v, detail),
        form,
        score=_exact(v.score),
        max_score=_exact(v.max_score),
        status="passed" if v.score >= v.max_score and v.status.kind in (Kind.RIGHT, Kind.FOLLOWS) else "failed",
        tags=(problem, v.status.value, *(terminal(m, NAME_CAP) for m in v.misconceptions)),
        visibility=asked.visibility,
        extra_data={"question": f"{problem}.{v.question}", "status": v.status.value, "error": finite(v.error)},
    )


def _unjudged(asked: Asked, problem: str, reason: str | None, form: OutputFormat) -> Line:
    """Return the line of a question without verdict: zero points if the student left it out, else no score yet."""
    return _line(
        asked.name,
        "not-handed-in" if reason else "not-graded",
        _paragraphs((reason or UNREACHED,), form),
        form,
        score=0.0 if reason else None,
        max_score=_exact(asked.max_score) if reason else None,
        status="failed",
        tags=(problem, "not-handed-in" if reason else "not-graded"),
        visibility=asked.visibility,
    )


def _answer(asked: Asked, written: WrittenAnswer | None, detail: Detail, form: OutputFormat) -> Line:
    room = max(detail.value, 40)
    said = plain(written.text, room) if written is not None and written.text else ""
    for near in written.near if written is not None else ():
        said += f"\n\nText near the question{cell(near)}:\n{plain(near.text, room)}"
    said = plain(said.strip("\n"), 2 * room)
    lead = f"A person reads this; it is worth {points(asked.max_score)} points on top of those of the autograder."
    if form is OutputFormat.HTML:
        body = Markup("<pre>{}</pre>").format(said) if said else Markup("<p>Nothing is written here yet.</p>")
        shown = str(Markup("<p>{}</p>").format(lead) + body)
    else:
        shown = f"{lead}\n{said or 'Nothing is written here yet.'}"
    return _line(asked.title, "written", shown, form, visibility=asked.visibility, tags=("written",))


def _line(name: str, tag: str, output: str, form: OutputFormat, **fields: Any) -> Line:
    fields.setdefault("tags", (tag,))
    return Line(name=name, number="", name_format="text", output=encodable(output), output_format=form.value, **fields)


def _summary(problem: AskedProblem, graded: Graded, detail: Detail, *, several: bool) -> Iterator[str]:
    """Yield the sentences above the lines; every student may see them."""
    title = f"{problem.title}: " if several else ""
    report = graded.reports.get(problem.name)
    if report is None:
        if graded.reports and (reason := graded.absent.get(problem.name)):
            yield f"{title}{reason}"
        return
    seen = {q.name for q in problem.questions if q.visibility is Visibility.VISIBLE}
    first = first_to_fix(v for v in report.verdicts if v.question in seen)
    score = f"{points(report.score)} of {points(report.max_score)} points. " if problem.open else ""
    start = f"Start with `{first.question}`: what comes later may build on it." if first else ""
    if score or start:
        yield f"{title}{score}{start}".strip()
    if problem.open:
        yield from _notes(report, detail)


def _notes(report: ProblemReport | None, detail: Detail) -> Sequence[str]:
    notes = report.notes if report else ()
    shown = [plain(note, NOTE_CAP) for note in notes[: NOTES[detail]]]
    return shown if len(notes) <= len(shown) else [*shown, f"And {len(notes) - len(shown)} more notes."]


def _leaders(plan: ZipPlan, graded: Graded) -> tuple[Leader, ...]:
    """Return the leaderboard, made only from what everybody may see: it must not reveal hidden questions."""
    open_ones = {(p.name, q.name) for p in plan.problems for q in p.questions if q.visibility is Visibility.VISIBLE}
    verdicts = [v for name, r in graded.reports.items() for v in r.verdicts if (name, v.question) in open_ones]
    right = sum(v.status.kind is Kind.RIGHT for v in verdicts)
    return (
        Leader("Points", _exact(sum(v.score for v in verdicts)), "desc"),
        Leader("Questions right", float(right), "desc"),
    )


def _paragraphs(sentences: Sequence[str], form: OutputFormat) -> str:
    cut = [plain(s, Detail.FULL.value) for s in sentences]
    if form is OutputFormat.TEXT:
        return encodable("\n".join(cut))
    return encodable("".join(Markup("<p>{}</p>").format(prose(s)) for s in cut))


def _exact(value: float) -> float:
    """Remove the rounding error of adding thirds."""
    return round(value, 6)
