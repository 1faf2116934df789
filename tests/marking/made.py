"""A graded class with answers in words, made without grading; and the server on it, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.entry import Entry, Packed
from autograder.batch.folder import OutputFolder
from autograder.batch.judging import Basis
from autograder.batch.packing import pack_document, pack_pictures
from autograder.batch.store import NAME, open_store
from autograder.declare.course import open_course
from autograder.plain.evidence import Cell
from autograder.plain.safe_text import unique_slugs
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.submissions.submission import Document
from tests.batch.made import COMMAND, ENVIRONMENT, ROOT

PROBLEM = "univariate_regression"
QUESTIONS = {"random_sampling": 1.0, "direction": 1.0, "derive_dw": 2.0}
FIRST = f"{PROBLEM}.random_sampling"
CODE = "import numpy as np\n\ndef loss(y_hat, y):\n    return 2 * np.mean((y_hat - y) ** 2)\n"


def a_class(root: Path, answers: Mapping[str, str], question: str = "random_sampling") -> Path:
    """Make the output folder of a class whose students gave these answers to one question, and none to the others."""
    course = open_course(ROOT / "solutions")
    declared = course.reference(PROBLEM).problem
    verdicts = tuple(
        Verdict(q.name, Status.WRONG if q.name == "loss" else Status.NOT_IMPLEMENTED, 0.0, q.points, "Not yet.")
        for q in declared.questions
    )
    OutputFolder(root).prepare()
    basis = Basis(course)
    version, judged = course.version(PROBLEM), basis.judged([PROBLEM])
    document = pack_document(Document("a.py", None, (Cell(0, CODE),)))
    packed = Packed(PROBLEM, 1, "plan", version, basis.packages, document, None, pack_pictures(()))
    finished = []
    for place, (slug, (name, text)) in enumerate(zip(unique_slugs(list(answers)), answers.items(), strict=True)):
        written = tuple(
            WrittenAnswer(q, f"About {q}", most, text if q == question else "") for q, most in QUESTIONS.items()
        )
        problem = ProblemReport(PROBLEM, declared.title, verdicts, written=written)
        finished.append((Entry(place, "f", Report(name, slug, "0" * 64, (problem,)), judged=judged), [packed]))
    with open_store(root / NAME, make=True) as store:
        store.put(finished)
    return root


@dataclass(frozen=True)
class Running:
    """A server, and the address that it printed."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    def end(self) -> str:
        """Stop the server as Ctrl-C does, and return what it printed.

        Whoever starts the tests in the background of a shell starts them, and the server, deaf to Ctrl-C.
        """
        deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        self.process.send_signal(signal.SIGTERM if deaf else signal.SIGINT)
        said, _ = self.process.communicate(timeout=600)
        return said


@contextmanager
def running(out: Path, *options: str) -> Iterator[Running]:
    """Start `autograder mark`; the process is killed at the end if it still runs."""
    command = [str(COMMAND), "mark", str(out), "--by", "Dee", "--isolation", "best-effort", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Open http://127.0.0.1:"), line + (process.stderr.read() if process.stderr else "")
            yield Running(process, line.split()[1])
        finally:
            process.kill()
