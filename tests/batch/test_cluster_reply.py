"""What a worker of a cluster sends is checked: the reply of an honest one counts, and no other does."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.sample import WHOLE

pytest.importorskip("distributed")

from autograder.batch.cluster_reply import Errand, ReplyError, accepted, decoded, encoded, refusal
from autograder.batch.folder import OutputFolder, pages
from autograder.batch.judging import content_digest
from autograder.batch.worker import Finished, Job, open_slot, stripped
from autograder.declare.course import open_course
from autograder.judge.probes import seed
from autograder.submissions.gather import find
from autograder.submissions.read import read
from tests.batch.made import JUNK, ROOT, make_class

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the sandbox")
WORDS = """\
# autograder: problem = univariate_regression
def loss(y_hat, y):
    raise ValueError("<b>\\u202e\\ud800 = no" * 100)
"""

Case = tuple[Errand, bytes, Finished]


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    output = OutputFolder(tmp_path_factory.mktemp("out"))
    output.prepare()
    return Job(open_course(ROOT / "solutions"), b"secret", output)


@pytest.fixture(scope="module")
def cases(job: Job, tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Errands, the replies of an honest worker, and what grading here gives."""
    folder = make_class(tmp_path_factory.mktemp("class") / "in", 4)
    (folder / "broken.ipynb").write_text("{")
    (folder / "words.py").write_text(WORDS)
    (folder / "two.ipynb").write_bytes((ROOT / "assignments" / "two_layer_nonlinear.ipynb").read_bytes())
    made = []
    with open_slot(job) as slot:
        for source in find([folder]):
            submission = read(source)
            content = content_digest(submission, source.file, None, job.secret)
            seeds = {name: seed(job.secret, submission.sha256, name) for name in job.course.names}
            finished = slot.examine(source, submission, content, None, seeds)
            errand = Errand(source, submission, content, seeds, None)
            made.append((errand, encoded("tcp://worker:1", stripped(finished, 0.0)), finished))
    return made


def test_an_honest_reply_gives_what_grading_here_gives(job: Job, cases: list[Case]) -> None:
    for errand, data, finished in cases:
        got, made = accepted(decoded(data), errand, job.basis, None, again=True)
        assert repr(got.report) == repr(stripped(finished, 0.0).report)
        assert got.packed == finished.packed
        assert made.html == pages(finished.report).html


def test_a_refusal_is_read() -> None:
    assert decoded(refusal("tcp://worker:1", "no seccomp \ud800")).refused == "no seccomp \\ud800"


@pytest.mark.parametrize("data", [b"", b"\xc1", b"x" * 100, None, 5, "text", [], b"\x91" * 9999], ids=repr)
def test_what_is_no_reply_is_refused(data: Any, job: Job, cases: list[Case]) -> None:
    with pytest.raises(ReplyError):
        accepted(decoded(data), cases[0][0], job.basis, None, again=True)


def test_a_reply_about_another_submission_is_refused(job: Job, cases: list[Case]) -> None:
    for errand, _, _ in cases:
        for other, data, _ in cases:
            if other is not errand:
                with pytest.raises(ReplyError):
                    accepted(decoded(data), errand, job.basis, None, again=False)


SUBMISSION, PROBLEMS, VERDICTS = 3, 4, 5
PLACES = {  # of a reply, a row and a cell: what an interested worker would change
    "another status": (VERDICTS, 0, 4, "correct"),
    "another question": (VERDICTS, 0, 3, "forward.z9"),
    "no verdict": (VERDICTS, 0, None, None),
    "another problem": (PROBLEMS, 0, 2, "two_layer_linear"),
    "another title": (PROBLEMS, 0, 3, "Better regression"),
    "another seed": (PROBLEMS, 0, 6, "1"),
    "other calls": (PROBLEMS, 0, 7, "0" * 64),
    "another version": (PROBLEMS, 0, 8, "0" * 64),
    "other packages": (PROBLEMS, 0, 9, "pandas"),
    "no evidence that is any": (PROBLEMS, 0, 11, b"\0"),
    "no pictures that are any": (PROBLEMS, 0, 12, b"\0"),
    "another digest": (SUBMISSION, None, 4, "0" * 64),
    "another content": (SUBMISSION, None, 5, "0" * 64),
    "another student": (SUBMISSION, None, 12, '{"name": "somebody"}'),
    "another judge": (SUBMISSION, None, 10, "0-0"),
    "a path": (SUBMISSION, None, 0, "../../evil"),
}


@pytest.mark.parametrize("lie", PLACES)
def test_a_lie_is_refused(lie: str, job: Job, cases: list[Case]) -> None:
    table, row, cell, value = PLACES[lie]
    errand, data, _ = next(case for case in cases if case[0].source.name == "student-00")  # everything is wrong in it
    whole = msgspec.msgpack.decode(data)
    whole[VERDICTS].sort(key=lambda verdict: verdict[4] == "correct")  # a wrong one first; their places are in them
    if cell is None:
        del whole[table][row]
    elif row is None:
        whole[table][cell] = value
    else:
        whole[table][row][cell] = value
    with pytest.raises(ReplyError):
        accepted(decoded(msgspec.msgpack.encode(whole)), errand, job.basis, None, again=True)


def test_points_and_comments_are_made_here(job: Job, cases: list[Case]) -> None:
    errand, data, finished = cases[0]
    whole = msgspec.msgpack.decode(data)
    for row in whole[VERDICTS]:
        row[5], row[6], row[7], row[12] = 7.0, 9.0, 3.0, "a comment"
    got, _ = accepted(decoded(msgspec.msgpack.encode(whole)), errand, job.basis, None, again=False)
    assert repr(got.report) == repr(stripped(finished, 0.0).report)


def test_evidence_that_was_too_large_to_keep_costs_the_grade_and_not_the_worker(job: Job, cases: list[Case]) -> None:
    errand, data, _ = cases[0]
    if not errand.submission.documents:
        errand, data, _ = cases[1]
    whole = msgspec.msgpack.decode(data)
    whole[PROBLEMS][0][11] = None
    got, _ = accepted(decoded(msgspec.msgpack.encode(whole)), errand, job.basis, None, again=True)
    assert "too large to check" in (got.report.reason or "")


def mutants(data: bytes, number: int, rng: random.Random) -> Iterator[bytes]:
    for _ in range(number):
        whole = msgspec.msgpack.decode(data)
        part = whole
        while part:
            place = rng.randrange(len(part))
            if isinstance(part[place], list) and part[place] and rng.random() < 0.9:
                part = part[place]
            else:
                part[place] = rng.choice(JUNK)
                break
        yield msgspec.msgpack.encode(whole)


def test_any_part_of_a_reply_may_be_something_else(job: Job, cases: list[Case]) -> None:
    """It is refused, or what counts in it is as it was; our own code never fails on it."""
    refused = 0
    rng = random.Random(15)
    for errand, data, finished in cases:
        for other in mutants(data, 400 if WHOLE else 25, rng):
            try:
                got, _ = accepted(decoded(other), errand, job.basis, None, again=True)
            except ReplyError:
                refused += 1
                continue
            if got.report.gradable:
                assert got.report.score == finished.report.score
                assert got.report.slug == finished.report.slug
    assert refused > 50
