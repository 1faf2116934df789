"""A class that has been graded, for attacks on its folder, its store and the replies of its workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect

from autograder.attacks.attack import PROBLEM
from autograder.attacks.course_folder import COURSE
from autograder.batch.cluster_reply import Errand
from autograder.batch.entry import Entry, Packed
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.judging import Basis, content_digest, packed, without_pictures
from autograder.batch.locked_folder import alone
from autograder.batch.regrade import regrade
from autograder.batch.store import NAME, open_store
from autograder.batch.worker import Finished
from autograder.grading import Exhibit, judge
from autograder.judge.probes import draw_cases, plan, seed
from autograder.judge.student_calls import Recorder
from autograder.plain.evidence import Answer, Cell, Evidence, Outcome, Probe, Returned
from autograder.report.report import Report
from autograder.submissions.source import Source
from autograder.submissions.submission import Document, Submission

BASIS = Basis(COURSE)
SECRET = b"the course secret of the attacks"


def errand(name: str) -> Errand:
    """Return a submission whose `honest` is right and whose `target` is wrong."""
    document = Document(f"{name}.ipynb", PROBLEM, (Cell(0, "def honest(x): return 2.0 * x"),))
    source = Source(name, f"{name}.ipynb", Path(f"{name}.ipynb"), name)
    submission = Submission(name, name, f"{name:0>64}", (document,))
    content = content_digest(submission, source.file, None, SECRET)
    return Errand(source, submission, content, {PROBLEM: seed(SECRET, submission.sha256, PROBLEM)}, None)


def finished(given: Errand) -> Finished:
    """Return what an honest worker makes of it."""
    reference, number = COURSE.reference(PROBLEM), given.seeds[PROBLEM]
    (document,) = given.submission.documents
    probes = [p.probe for p in plan(reference.problem, draw_cases(reference.problem, number))]
    answers = tuple(map(Answer, probes, _answered(probes)))
    recorder = Recorder(_answered)
    evidence = Evidence(PROBLEM, number, (), answers, planned=len(answers))
    problem = judge(document, reference, evidence, BASIS.policy, recorder)
    evidence = replace(evidence, answers=(*answers, *recorder.answers))
    submission = given.submission
    report = Report(submission.name, submission.slug, submission.sha256, (problem,))
    kept: tuple[Packed, ...] = (packed(Exhibit(document, evidence), problem.pictures, BASIS),)
    digests = BASIS.judged([PROBLEM]), BASIS.settled(report.slug)
    return Finished(Entry(0, given.source.file, without_pictures(report), given.content, *digests), kept)


def _answered(probes: Sequence[Probe]) -> list[Outcome]:
    return [Returned(2.0 * probe.args[0] if probe.function == "honest" else 0.0) for probe in probes]


def make_graded(folder: Path) -> Path:
    """Make the output folder of a small class and return it."""
    out = folder / "x" / "out"
    output = OutputFolder(out)
    with alone(out, make=True) as store:
        one = finished(errand("ada"))
        store.put([(one.entry, one.packed)])
        output.write_report(one.report)
        output.write_class(store.reports())
    return out


def change(out: Path, *statements: str) -> None:
    """Change the store as its owner could, or the one who made it."""
    with closing(connect(out / NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def judge_all_again(out: Path, *, guarded: bool) -> None:
    """Do what `autograder regrade` does. Raises OutputError."""
    output = OutputFolder(out)
    with alone(out, make=False) if guarded else open_store(out / NAME) as store:
        for _ in regrade(store, BASIS, output, 1):
            pass
        output.write_class(store.reports())


def state(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder and what is in them, without those that every command touches."""
    skip = (NAME, f"{NAME}-wal", f"{NAME}-shm", ".lock")
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in skip}


@contextmanager
def unchanged(folder: Path, found: list[str]) -> Iterator[None]:
    """Add to `found` what changes in a folder meanwhile, and an error that is no OutputError."""
    before = state(folder)
    try:
        yield
    except OutputError:
        pass
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        found.append(f"ended with {type(error).__name__}: {error}")
    after = state(folder)
    found += [f"changed {name}" for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
