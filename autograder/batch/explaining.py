"""Explain one student's answer: run the code once more on the smallest inputs that show the mistake."""

from __future__ import annotations

from dataclasses import replace

from autograder.batch.group_examples import document_of, shown_by
from autograder.batch.lookup import LookupFailedError
from autograder.batch.store import Store
from autograder.classroom.excerpt import definition
from autograder.classroom.explanation import ExplainedAnswer, consequences, sources
from autograder.declare.course import Course
from autograder.declare.reference import CourseError
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Kind
from autograder.report.verdict import Verdict
from autograder.sandbox import Sandbox

NOTHING_SHOWN = (
    "No smaller inputs show it when the code runs again, alone and with right arguments: read the message above, or "
    "what it is computed from."
)
NO_CODE = "The code is no longer stored, or the problem has changed since: grade it again."


def explain_one(
    store: Store, report: Report, problem: ProblemReport, verdict: Verdict, course: Course, sandbox: Sandbox
) -> ExplainedAnswer:
    """Return the explanation of one judged question. Raises LookupFailedError if the course has no such question."""
    try:
        declared = course.reference(problem.problem).problem
        declared.rules_of(verdict.question)
    except (CourseError, KeyError) as error:
        raise LookupFailedError(f"the course has no problem {problem.problem} any more: {error}") from error
    document = document_of(store, report.slug, problem.problem)
    code = "" if document is None else definition(document.cells, verdict.function)
    before, after = (f(declared, problem, verdict.question) for f in (sources, consequences))
    made = ExplainedAnswer(report.name, report.slug, problem.title, verdict, code, before=before, after=after)
    if made.right:
        return made
    if verdict.status.kind is Kind.UNWRITTEN:
        return replace(made, trouble="There is nothing to run.")
    if document is None:
        return replace(made, trouble=NO_CODE)
    shown = shown_by(document, problem.problem, verdict.question, course, sandbox)
    return replace(made, shown=shown, trouble=None if shown is not None else NOTHING_SHOWN)
