"""Grade one submission, from its text to its report: the flow of the whole package in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from time import perf_counter
from typing import TypeAlias

import numpy as np

from autograder.declare.course import Course
from autograder.declare.problem import Problem
from autograder.declare.reference import CourseError, Reference
from autograder.diagnose.diagnosis import diagnose
from autograder.diagnose.grouping import grouped
from autograder.judge.judge import Judge
from autograder.judge.notebook_notes import notes, unused
from autograder.judge.own_cache import completed
from autograder.judge.probes import Planned, draw_cases, match, plan, seed
from autograder.judge.student_calls import Ask, Recorder, Replay
from autograder.judge.text_notes import text_notes, unused_text
from autograder.judge.written import found_texts
from autograder.plain.evidence import Answer, Evidence, Program, Timings
from autograder.plain.unused import Unused
from autograder.report.head import Head
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.sandbox import Sandbox, SandboxError
from autograder.sketch import sketch
from autograder.staff.assignment import Assignment
from autograder.staff.policy import Policy
from autograder.submissions.beside import with_files
from autograder.submissions.choice import Choice, choose, is_whole
from autograder.submissions.submission import Document, Submission


@dataclass(frozen=True)
class Exhibit:
    """One document and its answers: with the reference, everything that judging needs."""

    document: Document
    evidence: Evidence


@dataclass(frozen=True)
class Examined:
    """One submission's report and its sources; `remarks` are the notes about its files."""

    report: Report
    exhibits: tuple[Exhibit, ...] = ()
    remarks: tuple[str | Unused, ...] = ()


Judged: TypeAlias = Callable[[ProblemReport], None]


@dataclass(frozen=True)
class Grader:
    """What grading needs besides the submission. `fallback` is the problem of files that name none.

    Of the `assignment`, only its problems matter here.
    """

    course: Course
    sandbox: Sandbox
    secret: bytes
    policy: Policy = field(default_factory=Policy)
    fallback: str | None = None
    assignment: Assignment = Assignment()  # noqa: RUF009 - frozen

    def grade(self, submission: Submission, judged: Judged | None = None) -> Report:
        """Return the report of `examine`."""
        return self.examine(submission, judged).report

    def examine(
        self, submission: Submission, judged: Judged | None = None, seeds: Mapping[str, int] | None = None
    ) -> Examined:
        """Grade one submission. If it cannot be graded, the report says why instead of giving a zero.

        `judged` is called with each problem as soon as it is judged, so that a caller keeps it if it is stopped.
        `seeds` are those of its problems, for a process that does not know the secret.
        """
        if submission.trouble is not None:
            return Examined(self._report(submission, reason=submission.trouble))
        choice = self.choose(submission)
        if not (choice.chosen and self.suffices(submission, choice)):
            reason = submission.unread or " ".join((*choice.remarks, *_nothing(choice)))
            return Examined(self._report(submission, reason=reason))
        problems: list[ProblemReport] = []
        exhibits: list[Exhibit] = []
        said = remarks(submission, choice)
        for name, picked in choice.chosen:
            number = seed(self.secret, submission.sha256, name) if seeds is None else seeds[name]
            document = with_files(picked, submission.documents)
            try:
                problem, evidence = examine(document, self.course.reference(name), self.sandbox, number, self.policy)
            except (SandboxError, CourseError) as error:
                return Examined(self._report(submission, reason=f"the grader could not finish: {error}"))
            problems.append(problem)
            exhibits.append(Exhibit(document, evidence))
            if judged is not None:
                judged(headed(problems, exhibits, said)[-1])
        timings = reduce(_sum, (e.evidence.timings for e in exhibits))
        try:
            whole = completed_by(headed(problems, exhibits, said), choice.left_out, self.course, self.policy)
        except CourseError as error:
            return Examined(self._report(submission, reason=f"the grader could not finish: {error}"))
        counted = choice.counted(submission)
        report = self._report(counted, in_order(whole, self.assignment.problems), timings=timings)
        return Examined(report, tuple(exhibits), said)

    def choose(self, submission: Submission) -> Choice:
        """Return which document is graded for which problem."""
        return choose_assigned(submission.documents, self.course, self.fallback, self.assignment)

    def suffices(self, submission: Submission, choice: Choice) -> bool:
        """Return whether a submission can be graded without the files of it that cannot be read."""
        return not submission.unread or is_whole(choice, self.assignment.problems, partial(function_names, self.course))

    def _report(
        self,
        submission: Submission,
        problems: tuple[ProblemReport, ...] = (),
        reason: str | None = None,
        timings: Timings = Timings(),  # noqa: B008 - frozen
    ) -> Report:
        isolation = self.sandbox.layers.description
        head = Head(handed_in=submission.handed_in, marked_late=submission.late)
        return Report(submission.name, submission.slug, submission.sha256, problems, reason, isolation, timings, head)


def choose_assigned(
    documents: Sequence[Document], course: Course, fallback: str | None, assignment: Assignment
) -> Choice:
    """Return which document is graded for which problem of the assignment.

    A single document is about the only problem that staff have named, unless it names another one.
    """
    if assignment.stated and len(assignment.problems) == 1 == len(documents):
        fallback = fallback or assignment.problems[0]
    choice = choose(documents, course.names, fallback, partial(function_names, course))
    return choice.assigned(assignment.problems)


def _nothing(choice: Choice) -> Iterator[str]:
    if choice.left_out:
        yield f"Nothing that was handed in is about this assignment ({', '.join(choice.left_out)})."


def left_out(reference: Reference, policy: Policy) -> ProblemReport:
    """Return the report of a problem for which nothing was handed in: it has its points, and none are reached."""
    problem, name = reference.problem, reference.problem.name
    verdicts = (
        Verdict(q.name, Status.MISSING, 0.0, policy.points(name, q.name, q.points), "") for q in problem.questions
    )
    written = (WrittenAnswer(w.name, w.title, policy.points(name, w.name, w.points), "") for w in problem.written)
    return ProblemReport(name, problem.title, tuple(verdicts), written=tuple(written), left_out=True)


def completed_by(
    judged: tuple[ProblemReport, ...], names: Sequence[str], course: Course, policy: Policy
) -> tuple[ProblemReport, ...]:
    """Return judged problems with those that were left out. Raises CourseError because of a solution file."""
    return (*judged, *(left_out(course.reference(name), policy) for name in names))


def in_order(problems: tuple[ProblemReport, ...], names: Sequence[str]) -> tuple[ProblemReport, ...]:
    """Return problems in the order of the assignment, or as they are if it names none."""
    places = {name: place for place, name in enumerate(names)}
    return tuple(sorted(problems, key=lambda p: places[p.problem])) if places else problems


def function_names(course: Course, problem: str) -> tuple[str, ...]:
    """Return the names of a problem's functions, or () if its solution file cannot be used: grading will say so."""
    try:
        return course.reference(problem).problem.written_names
    except CourseError:
        return ()


def settled(report: Report, course: Course, policy: Policy) -> Report:
    """Return a judged report with the points of another policy. Nothing else about a verdict changes."""
    problems = (_settled(p, course.reference(p.problem).problem, policy) for p in report.problems)
    return replace(report, problems=tuple(problems))


def _settled(report: ProblemReport, problem: Problem, policy: Policy) -> ProblemReport:
    declared = {q.name: q.points for q in problem.questions}
    verdicts = []
    for v in report.verdicts:
        points = policy.points(problem.name, v.question, declared.get(v.question, v.max_score))
        share = v.status.share(policy.follows(problem.name), half=v.half)
        judged = replace(v, score=points * share, max_score=points)
        verdicts.append(replace(judged, comment=None, machine_score=None, decided=None))
    worth = {w.name: policy.points(problem.name, w.name, w.points) for w in problem.written}
    known = (w for w in report.written if w.question in worth)
    written = tuple(replace(w, max_score=worth[w.question], score=None, comment=None) for w in known)
    return replace(report, verdicts=tuple(verdicts), written=written)


def remarks(submission: Submission, choice: Choice) -> tuple[str | Unused, ...]:
    """Return what is to be said about the files of a submission."""
    return (*submission.notes, *submission.unused, *choice.unused)


def headed(
    problems: Sequence[ProblemReport], exhibits: Sequence[Exhibit], remarks: Sequence[str | Unused]
) -> tuple[ProblemReport, ...]:
    """Put the notes of each document before those of its problem, and the remarks before everything."""
    if not problems:
        return ()
    own = [replace(p, notes=(*e.document.notes, *p.notes)) for p, e in zip(problems, exhibits, strict=True)]
    unused = tuple(r for r in remarks if isinstance(r, Unused))
    notes = (*in_words(remarks), *own[0].notes)
    return (replace(own[0], notes=notes, unused=(*unused, *own[0].unused)), *own[1:])


def in_words(remarks: Sequence[str | Unused]) -> tuple[str, ...]:
    """Return the sentences of remarks."""
    return tuple(r if isinstance(r, str) else r.what for r in remarks)


def examine(
    document: Document, reference: Reference, sandbox: Sandbox, number: int, policy: Policy
) -> tuple[ProblemReport, Evidence]:
    """Run one document in the sandbox and judge it. Raises SandboxError if the sandbox itself fails."""
    problem = reference.problem
    planned = plan(problem, draw_cases(problem, number))
    probes = [p.probe for p in planned]
    program = Program(document.cells, document.files, problem.written_names, reference.given)
    with sandbox.open(program, probes) as run:
        answers = tuple(Answer(p, o) for p, o in zip(probes, run.ask(probes), strict=True))
        spent = run.probes_seconds
        started = perf_counter()
        recorder = Recorder(run.ask, foresees=True)
        asked = Evidence(problem.name, number, run.cells, answers)
        report = judge(document, reference, asked, policy, recorder, planned)
        judging = perf_counter() - started - (run.probes_seconds - spent)
        timings = Timings(run.spawn_seconds, run.cells_seconds, run.probes_seconds, judging)
        everything = (*answers, *recorder.answers)
        evidence = Evidence(problem.name, number, run.cells, everything, run.output, timings, len(answers))
    return report, evidence


@np.errstate(all="ignore")  # a student's numbers may overflow wherever they are used
def judge(
    document: Document,
    reference: Reference,
    evidence: Evidence,
    policy: Policy,
    ask: Ask | None = None,
    planned: tuple[Planned, ...] | None = None,
) -> ProblemReport:
    """Judge evidence. Without `ask`, the answers of the student's functions come only from the evidence.

    `planned` are the calls drawn from its seed, if they have been drawn already.
    """
    problem = reference.problem
    if planned is None:
        planned = plan(problem, draw_cases(problem, evidence.seed))
    outcomes = tuple(a.outcome for a in evidence.answers[: len(planned)])
    ask = ask or Replay(evidence.answers)
    whole = completed(match(planned, outcomes), reference, ask)
    answered = whole.answered
    judge = Judge(reference, {c.index: c for c in document.cells}, ask, policy, evidence.cells)
    found = diagnose(judge.verdicts(answered), answered, reference, ask, policy.follows(problem.name))
    said = notes(problem, document.cells, evidence.cells, evidence.answers[: len(planned)])
    read = text_notes(problem, reference.handed_out, document.cells, document.written)
    not_run = unused_text(problem, reference.handed_out, document.cells, document.written)
    verdicts = grouped(found.verdicts, reference, ask)
    pictures = sketch(reference, verdicts, answered, ask)
    return ProblemReport(
        problem.name,
        problem.title,
        verdicts,
        (*read, *said, *whole.notes, *found.notes),
        pictures,
        found.first_wrong,
        tuple(_written(reference, document, policy)),
        (*unused(problem, evidence.cells), *not_run),
    )


def _written(reference: Reference, document: Document, policy: Policy) -> Iterator[WrittenAnswer]:
    """Yield the answers in words, in the order of the declaration."""
    problem = reference.problem
    found = found_texts(problem, reference.handed_out, document.cells, document.written) if problem.written else {}
    for question in problem.written:
        points = policy.points(problem.name, question.name, question.points)
        answer = found[question.name]
        yield WrittenAnswer(question.name, question.title, points, answer.text, near=tuple(answer.near))


def _sum(a: Timings, b: Timings) -> Timings:
    return Timings(
        a.spawn + b.spawn, a.cells + b.cells, a.probes + b.probes, a.judging + b.judging, a.rendering + b.rendering
    )
