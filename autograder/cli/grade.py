"""`autograder grade`."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import isolation_option, jobs_option, solutions_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from autograder.batch.folder import OutputFolder
    from autograder.batch.judging import Basis
    from autograder.batch.run import Way
    from autograder.batch.store import Store
    from autograder.batch.worker import Fate, Job
    from autograder.report.report import Report
    from autograder.sandbox import Sandbox
    from autograder.staff.roster import Roster
    from autograder.submissions.source import Source

TABLE_AT_MOST = 100
"""The most rows that the terminal shows; for a larger class there is the gradebook."""

PASSED_OVER_NAMED = 10
"""The most names of skipped files to print; the rest are counted."""


@dataclass(frozen=True)
class GradeRequest:
    """What the user asked for, apart from the paths."""

    out: Path
    problem: str | None = None
    policy: Path | None = None
    roster: Path | None = None
    solutions: Path | None = None
    jobs: int | None = None
    isolation: str = "required"
    cluster: str | None = None
    cluster_tls: Path | None = None
    insecure_cluster: bool = False
    shared: bool = False


@click.command()
# One of several paths may be unreadable: it is listed as ungradable, and the others are graded.
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("graded"),
    show_default=True,
    help="Folder for the gradebook, the reports and the feedback pages.",
)
@click.option("--problem", help="The problem of files that do not say which one they are about.")
@click.option(
    "--policy", type=click.Path(path_type=Path, dir_okay=False), help="File with what staff decide, such as points."
)
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
    """
    with failures():
        code = run_grade(paths, GradeRequest(**options))
    gc.freeze()  # the process is about to end: a last garbage collection would take a tenth of a second
    sys.exit(code)


def run_grade(paths: tuple[Path, ...], ask: GradeRequest) -> Exit:
    """Grade the files at some paths, and print the results."""
    from autograder.submissions.gather import find, passed_over  # noqa: PLC0415

    sources = find(paths)
    _say_passed_over(passed_over(paths))
    one_slot = ask.cluster is None and (ask.jobs == 1 or len(sources) == 1)
    plain = ask.policy is None and not (ask.out / "gradebook.sqlite").exists()  # no policy can ask for packages
    with _early_sandbox(ask.isolation, (), wanted=one_slot and plain) as early:
        return _run_in(sources, ask, early, one_slot=one_slot)


def _run_in(sources: tuple[Source, ...], ask: GradeRequest, early: Future[Sandbox] | None, *, one_slot: bool) -> Exit:
    """Grade with the options given and those that the output folder remembers."""
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import remember, standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.staff.policy import not_installed  # noqa: PLC0415

    course = open_course(ask.solutions)
    if ask.problem is not None and ask.problem not in course.names:
        raise click.UsageError(f"--problem {ask.problem}: this course has {', '.join(course.names)}")
    told = {Setting.POLICY: ask.policy, Setting.ROSTER: ask.roster}
    first = standing(None, told)  # report unusable settings before creating anything
    first.basis(course)
    first.roster()
    with alone(ask.out, make=True, shared=ask.shared) as store:
        held = standing(store, told)
        basis = held.basis(course)
        if ask.cluster is None and (missing := not_installed(basis.policy.packages)):
            raise click.UsageError(
                f"the policy allows {', '.join(missing)}, which cannot be imported here: install it beside autograder, "
                f"for example with `pip install {' '.join(missing)}`, or take it out of `packages`"
            )
        remember(store, held)
        roster = held.roster()
        if roster is not None:
            from autograder.staff.roster import join  # noqa: PLC0415

            sources = join(sources, roster)
        with _early_sandbox(ask.isolation, basis.policy.packages, wanted=one_slot and early is None) as later:
            code = _grade_found(sources, basis, store, ask, early or later)
        if roster is not None:
            _say_missing(store, roster)
        return code


def _say_passed_over(names: Sequence[str]) -> None:
    """Name the files that will not be graded, before the grading starts."""
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    if names:
        some = ", ".join(terminal(name, 60) for name in names[:PASSED_OVER_NAMED])
        more = f" and {len(names) - PASSED_OVER_NAMED} more" if len(names) > PASSED_OVER_NAMED else ""
        click.echo(f"skipped, neither notebook nor script: {some}{more}", err=True)


def _say_missing(store: Store, roster: Roster) -> None:
    """Print who on the roster handed in nothing."""
    from autograder.plain.safe_text import terminal  # noqa: PLC0415
    from autograder.staff.roster import absent, missing, unmatched  # noqa: PLC0415

    known = [(entry.report.name, entry.student) for entry in store.entries()]
    lacking = missing((student for _, student in known), roster)
    if lacking:
        names = ", ".join(terminal(s.name or s.email or s.login or s.sid, 60) for s in lacking)
        click.echo(absent(len(lacking), names, unmatched(known, roster)))


@contextmanager
def _early_sandbox(isolation: str, packages: Sequence[str], *, wanted: bool) -> Iterator[Future[Sandbox] | None]:
    """Start the only sandbox in parallel with the imports that follow: both take about equally long."""
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    if not wanted:
        yield None
        return
    with ThreadPoolExecutor(1) as thread:
        loaded = ("numpy", *packages)
        early = thread.submit(Sandbox, fit_to_container(Limits()), Isolation(isolation), packages=loaded)
        try:
            yield early
        finally:
            if early.exception() is None:
                early.result().close()


def _grade_found(
    sources: Sequence[Source], basis: Basis, store: Store, ask: GradeRequest, early: Future[Sandbox] | None
) -> Exit:
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.worker import Job, cores  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, fit_to_container  # noqa: PLC0415
    from autograder.staff.secret import course_secret  # noqa: PLC0415

    secret = course_secret(Path(click.get_app_dir("autograder")))
    output = OutputFolder(ask.out)
    slots = min(ask.jobs or len(cores()), max(1, len(sources)))
    limits = fit_to_container(Limits(), slots)
    job = Job(basis.course, secret, output, Isolation(ask.isolation), limits, ask.problem, basis.policy, basis.staff)
    done = _with_progress(job, sources, store, _on_cluster(ask) if ask.cluster else _in_pool(slots, early))
    return _shown(store, output, done, len(sources))


def _shown(store: Store, output: OutputFolder, done: Counter[Fate], asked: int) -> Exit:
    """Write the class's files, print the results and where the files are, in a single pass over the store."""
    from autograder.batch.worker import Fate  # noqa: PLC0415
    from autograder.render.terminal import Summary, class_table  # noqa: PLC0415

    terminal = console()
    count = len(store)
    said = Summary()
    listed: list[Report] = []

    def seen() -> Iterator[Report]:
        for report in store.reports():
            said.add(report)
            if count <= TABLE_AT_MOST:
                listed.append(report)
            yield report

    output.write_class(seen())
    if listed:
        terminal.print(class_table(listed))
        terminal.print()
    terminal.print(said.text())
    for fate, words in ((Fate.KEPT, "unchanged since an earlier run: kept"), (Fate.JUDGED, "judged again, not run")):
        if done[fate]:
            terminal.print(f"{done[fate]} {words}", highlight=False)
    if count > asked:
        terminal.print(f"{count - asked} from earlier runs stay in the gradebook", highlight=False)
    terminal.print(f"Gradebook: {output.gradebook}", soft_wrap=True, markup=False, highlight=False)
    terminal.print(f"Class:     {output.class_page}", soft_wrap=True, markup=False, highlight=False)
    if said.worst is not None:
        feedback = f"Feedback:  {output.root / 'feedback'}, for example {output.feedback(said.worst)}"
        terminal.print(feedback, soft_wrap=True, markup=False, highlight=False)
    return Exit.SOME_UNGRADABLE if said.ungradable else Exit.GRADED


def _in_pool(slots: int, early: Future[Sandbox] | None) -> Way:
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

    return lambda job, sources, before: ((one,) for one in grade_on_cluster(cluster, job, sources, before, say))


def _with_progress(job: Job, sources: Sequence[Source], store: Store, way: Way) -> Counter[Fate]:
    """Grade everything, with a bar on a terminal, else with one line per submission; return the counts."""
    from autograder.batch.run import grade_class  # noqa: PLC0415
    from autograder.batch.worker import Fate  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    done: Counter[Fate] = Counter()
    finished = grade_class(job, sources, store, way)
    if not sys.stderr.isatty():
        for one in finished:
            done[one.fate] += 1
            if one.fate is not Fate.KEPT:
                line = f"[{done.total()}/{len(sources)}] {terminal(one.report.name, 60)}: {_in_short(one.report)}"
                click.echo(line, err=True)
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        first = next(finished, None)  # starts the slots' processes before the bar starts its thread
        with Progress(*columns, console=console(stderr=True), transient=True) as progress:
            task = progress.add_task("grading", total=len(sources))
            while first is not None:
                done[first.fate] += 1
                progress.advance(task)
                first = next(finished, None)
    return done


def _in_short(report: Report) -> str:
    from autograder.plain.safe_text import terminal  # noqa: PLC0415
    from autograder.report.total import points  # noqa: PLC0415

    if report.reason is not None:
        return f"not graded: {terminal(report.reason, 300)}"
    total = report.total
    waits = f" ({total.waits.rstrip('.')})" if total.waits else ""
    return f"{points(total.score)} of {points(total.max_score)} points{waits}"
