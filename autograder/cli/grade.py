"""`autograder grade`."""

from __future__ import annotations

import gc
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.early_sandbox import early_sandbox
from autograder.cli.exits import Exit, failures
from autograder.cli.options import (
    assignment_option,
    isolation_option,
    jobs_option,
    policy_option,
    problems_option,
    require_not_handed_in,
    say_moved,
    solutions_option,
    split_names,
)
from autograder.cli.progress import say, shown, some, with_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.batch.judging import Basis
    from autograder.batch.run import Way
    from autograder.batch.settings import Standing
    from autograder.batch.store import Store
    from autograder.declare.course import Course
    from autograder.sandbox import Sandbox
    from autograder.staff.roster import Roster
    from autograder.submissions.source import Source


@dataclass(frozen=True)
class GradeRequest:
    """What the user asked for, apart from the paths."""

    out: Path
    problem: str | None = None
    problems: str | None = None
    assignment: Path | None = None
    policy: Path | None = None
    student: str | None = None
    roster: Path | None = None
    solutions: Path | None = None
    jobs: int | None = None
    isolation: str = "required"
    cluster: str | None = None
    cluster_tls: Path | None = None
    insecure_cluster: bool = False
    shared: bool = False


@click.command()
# One of several files may be unreadable: it is listed as ungradable, and the others are graded.
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("graded"),
    show_default=True,
    help="Folder for the gradebook, the reports and the feedback pages.",
)
@assignment_option
@problems_option
@click.option("--problem", help="The problem of files that do not say which one they are about.")
@policy_option
@click.option("--student", metavar="NAME", help="Grade only this student, again and in place.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with the students of the course, as a learning platform exports it.",
)
@solutions_option
@jobs_option
@isolation_option
@click.option("--cluster", metavar="ADDRESS", help="Grade on a Dask cluster: tls://HOST:PORT of its scheduler.")
@click.option(
    "--cluster-tls",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="cert.pem and key.pem of the cluster.  [default: Dask's own settings]",
)
@click.option(
    "--insecure-cluster", is_flag=True, help="Also use a tcp:// cluster that others can reach. Grades can be changed."
)
@click.option("--shared", is_flag=True, help="Let the umask decide who may read the results, not only you.")
def grade(paths: tuple[Path, ...], **options: Any) -> None:
    """Grade notebooks, scripts, folders and zips of them.

    Each file in a folder or zip is one submission, and so is each sub-folder. Exports of Gradescope, Canvas, Moodle and
    nbgrader are recognised by their file names. After an interruption, the same command resumes where it stopped.

    What the assignment is comes from assignment.toml in the current folder (`autograder init` writes one), from
    --problems, or from the hand-ins: the problems that most of them hold.
    """
    with failures():
        code = run_grade(paths, GradeRequest(**options))
    gc.freeze()  # the process is about to end: a last garbage collection would take a tenth of a second
    sys.exit(code)


def run_grade(paths: tuple[Path, ...], ask: GradeRequest) -> Exit:
    """Grade the files at some paths, and print the results."""
    from autograder.submissions.gather import find, passed_over  # noqa: PLC0415

    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise click.UsageError(f"there is no {some([str(path) for path in missing], 400)}")
    require_not_handed_in(ask.solutions, paths)
    sources = find(paths)
    _say_passed_over(passed_over(paths))
    plain = ask.assignment is None and ask.policy is None and not (ask.out / "gradebook.sqlite").exists()
    wanted = plain and ask.cluster is None  # then only an assignment in the current folder can ask for packages
    with early_sandbox(ask.isolation, _slots(ask, len(sources)), (), wanted=wanted) as early:
        return _run_in(paths, sources, ask, early)


def _run_in(
    paths: tuple[Path, ...],
    sources: tuple[Source, ...],
    ask: GradeRequest,
    early: Callable[[], Sandbox] | None,
) -> Exit:
    """Grade with the options given and those that the output folder remembers."""
    from autograder.batch.class_list import newcomers, sources_named  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.row_changes import students_of  # noqa: PLC0415
    from autograder.batch.settings import assignment_file, changed, remember, standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.sandbox.walls.readable_paths import closed_packages  # noqa: PLC0415
    from autograder.staff.policy import not_installed  # noqa: PLC0415

    course = open_course(ask.solutions)
    if ask.problem is not None and ask.problem not in course.names:
        raise click.UsageError(f"--problem {ask.problem}: this course has {', '.join(course.names)}")
    named = split_names(ask.problems, course)
    file = assignment_file(ask.assignment, ask.policy)
    told = {Setting.ASSIGNMENT: file, Setting.POLICY: ask.policy, Setting.ROSTER: ask.roster}
    first = standing(None, told)  # report unusable settings before creating anything
    first.basis(course)
    first.roster()
    say_moved(ask.policy)
    with alone(ask.out, make=True, shared=ask.shared) as store:
        held = standing(store, told)
        held = held.with_problems(named, stated=True) if named else held
        held = _with_problems(held, course, sources, ask)
        for line in changed(store, held, course, named=ask.assignment is not None):
            click.echo(line, err=True)
        basis = held.basis(course)
        if ask.cluster is None and (missing := not_installed(basis.policy.packages)):
            raise click.UsageError(
                f"the policy allows {', '.join(missing)}, which cannot be imported here: install it beside autograder, "
                f"for example with `pip install {' '.join(missing)}`, or take it out of `packages`"
            )
        if ask.cluster is None and (closed := closed_packages(basis.policy.packages)):
            raise click.UsageError(
                "students' code runs as a user of its own, who cannot read packages that the policy allows. "
                f"Let everybody read them: chmod -R go+rX {' '.join(map(shlex.quote, closed))}"
            )
        roster = held.roster()
        sources, said = students_of(sources, store, roster, ask.student)
        for line in said:
            click.echo(line, err=True)
        if ask.student is not None:
            sources = sources_named(sources, ask.student, paths, store)
        elif new := newcomers(store, sources):
            click.echo(f"new in this class: {some(new)}", err=True)
        remember(store, held)
        slots, packages = _slots(ask, len(sources)), basis.policy.packages
        wanted = ask.cluster is None and (early is None or bool(packages))
        with early_sandbox(ask.isolation, slots, packages, wanted=wanted) as later:
            code = _grade_found(sources, basis, store, ask, later or early)
        _say_lost(store, basis, roster)
        return code


def _with_problems(held: Standing, course: Course, sources: Sequence[Source], ask: GradeRequest) -> Standing:
    """Return the settings with the problems of the assignment: said by staff, remembered, or those of most hand-ins."""
    from autograder.batch.class_list import taken_problems  # noqa: PLC0415

    assignment = held.assignment(course)
    if assignment.problems:
        say(f"assignment{'' if assignment.stated else ' of the earlier runs'}: {', '.join(assignment.problems)}")
        return held
    if len(sources) < 2 or ask.student is not None:
        return held
    taken = taken_problems(sources, course.names, ask.problem)
    if not taken:
        say("assignment: no problem is in most hand-ins, so each counts on its own (--problems says otherwise)")
        if all(source.name in course.names for source in sources):
            say("If these files are one student's, they belong in that student's folder, inside the class's.")
        return held
    say(f"assignment: {', '.join(taken)}, in most hand-ins (--problems says otherwise)")
    return held.with_problems(taken, stated=False)


def _say_passed_over(names: Sequence[str]) -> None:
    """Name the files that will not be graded, before the grading starts."""
    if names:
        click.echo(f"skipped, hidden or neither notebook nor script: {some(names)}", err=True)


def _say_lost(store: Store, basis: Basis, roster: Roster | None) -> None:
    """Print which extensions are nobody's, and who on the roster handed in nothing."""
    from autograder.batch.class_list import unextended  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415
    from autograder.staff.roster import absent, missing, unmatched  # noqa: PLC0415

    for said in unextended(store, basis):
        click.echo(said, err=True)
    if roster is None:
        return
    known = [(entry.report.name, entry.student) for entry in store.entries()]
    lacking = missing((student for _, student in known), roster)
    if lacking:
        names = ", ".join(terminal(s.name or s.email or s.login or s.sid or s.lms_id, 60) for s in lacking)
        click.echo(absent(len(lacking), names, unmatched(known, roster)))


def _slots(ask: GradeRequest, count: int) -> int:
    """Return the number of slots for so many submissions."""
    from autograder.batch.cores import cores  # noqa: PLC0415

    return min(ask.jobs or len(cores()), max(1, count))


def _grade_found(
    sources: Sequence[Source],
    basis: Basis,
    store: Store,
    ask: GradeRequest,
    early: Callable[[], Sandbox] | None,
) -> Exit:
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.run import grade_class  # noqa: PLC0415
    from autograder.batch.worker import Job  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, fit_to_container  # noqa: PLC0415
    from autograder.staff.secret import course_secret  # noqa: PLC0415

    secret = course_secret(Path(click.get_app_dir("autograder")))
    output = OutputFolder(ask.out)
    slots = _slots(ask, len(sources))
    limits = fit_to_container(Limits(), slots)
    job = Job(
        basis.course,
        secret,
        output,
        Isolation(ask.isolation),
        limits,
        ask.problem,
        basis.policy,
        basis.staff,
        assignment=basis.assignment,
        over=basis.over,
        today=basis.today,
    )
    way = _on_cluster(ask) if ask.cluster else _in_pool(slots, early)
    done = with_progress(grade_class(job, sources, store, way, again=ask.student is not None), len(sources))
    return shown(store, output, done, len(sources))


def _in_pool(slots: int, early: Callable[[], Sandbox] | None) -> Way:
    """Grade on this machine."""
    from autograder.batch.pool import grade_groups  # noqa: PLC0415

    return lambda job, sources, before: grade_groups(job, sources, slots, early, before)


def _on_cluster(ask: GradeRequest) -> Way:
    """Grade on the workers of a cluster."""
    try:
        from autograder.batch.cluster import Cluster, grade_on_cluster  # noqa: PLC0415
    except ImportError as error:
        raise click.UsageError(f"--cluster needs Dask: pip install 'backprop-autograder[cluster]' ({error})") from error
    cluster = Cluster(ask.cluster or "", ask.cluster_tls, ask.insecure_cluster)

    def say(line: str) -> None:
        click.echo(line, err=True)

    return lambda job, sources, before: grade_on_cluster(cluster, job, sources, before, say)
