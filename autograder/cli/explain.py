"""`autograder explain`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import failures
from autograder.cli.options import isolation_option, solutions_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("student")
@click.argument("question")
@click.option("--page", is_flag=True, help="Also write it as a page for the student, into DIR/explained.")
@solutions_option
@isolation_option
def explain(folder: Path, student: str, question: str, solutions: Path | None, isolation: str, *, page: bool) -> None:
    """Explain a student's points for a question.

    For a regrade request: the student's code, the smallest inputs on which it differs, what came, what was expected,
    and what follows from what. The inputs are made for this purpose: they are nobody's hidden tests. STUDENT and
    QUESTION are named as for `adjust`.
    """
    from autograder.batch.explaining import explain_one  # noqa: PLC0415
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.lookup import find_question, find_submission, known  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.render.explanation import explanation_page, explanation_text  # noqa: PLC0415
    from autograder.report.verdict import Verdict  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        course = open_course(solutions)
        whose = find_submission(student, known(store.entries()))
        entry = store.entry(whose.slug)
        assert entry is not None  # noqa: S101 - it was just listed, and the folder is ours alone
        found = find_question(question, entry.report)
        if not isinstance(found.asked, Verdict):
            raise click.UsageError(f"{found.asked.question} is answered in words: a person reads it, see `mark`")
        packages = ("numpy", *standing(store, {}).basis(course).policy.packages)
        with Sandbox(fit_to_container(Limits()), Isolation(isolation), packages=packages) as sandbox:
            made = explain_one(store, entry.report, found.problem, found.asked, course, sandbox)
        if page:
            path = OutputFolder(folder).write_explanation(made.slug, made.verdict.question, explanation_page(made))
            click.echo(f"Page: {path}", err=True)
        click.echo(explanation_text(made), nl=False)
