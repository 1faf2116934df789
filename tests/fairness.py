"""How fair the grading is, counted: the tables of the page docs/fairness.md.

Each cell of a table is counted by itself, so that a test can count a few of them anew.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.report import ProblemReport
from autograder.sandbox import Sandbox
from autograder.staff.policy import Policy
from autograder.student.checks import check_all, open_desk
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.submission import Document
from tests import cheats, luck, right_forms
from tests.corpus import files, head
from tests.diagnose.common import source
from tests.load import load
from tests.solutions.common import NETWORKS, PROBLEMS, reference
from tests.solutions.slips import Slip, slips
from tests.student.common import public

PAGE = Path(__file__).resolve().parents[1] / "docs" / "fairness.md"


@dataclass(frozen=True)
class Table:
    """A section of the page. `rows` names its rows, `count` returns the text of the cell in a row and a column."""

    title: str
    intro: str
    corner: str
    columns: Sequence[str]
    rows: Callable[[], Sequence[str]]
    count: Callable[[str, str, Sandbox], str]

    def text(self, cells: dict[tuple[str, str], str]) -> str:
        """Return the section with these cells."""
        lines = [f"## {self.title}", "", self.intro.strip(), "", _line(self.corner, *self.columns)]
        lines += [_line("---", *["---"] * len(self.columns))]
        lines += [_line(row, *(cells[row, column] for column in self.columns)) for row in self.rows()]
        return "\n".join(lines) + "\n"

    def shown(self, page: str) -> dict[tuple[str, str], str]:
        """Return the cells that the page shows. Raises KeyError if the page has no such section."""
        section = sections(page)[self.title]
        lines = [[part.strip() for part in line.strip("|").split("|")] for line in section.splitlines() if "|" in line]
        assert lines[0] == [self.corner, *self.columns]
        return {
            (row, column): cell for row, *cells in lines[2:] for column, cell in zip(self.columns, cells, strict=True)
        }


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their titles."""
    return {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}


def _examined(problem: str, text: str, sandbox: Sandbox, seed: int = 5) -> ProblemReport:
    document = Document("student.py", problem, (Cell(0, text),))
    return examine(document, reference(problem), sandbox, seed, Policy())[0]


@cache
def _slips(problem: str) -> tuple[Slip, ...]:
    return tuple(slips(reference(problem)))


def _cost(kind: str, problem: str, sandbox: Sandbox) -> str:
    own, beyond, found = 0.0, 0.0, [s for s in _slips(problem) if s.kind == kind]
    for slip in found:
        report = _examined(problem, slip.text, sandbox)
        own, beyond = own + slip.own(report), beyond + sum(slip.beyond(report).values())
    return f"{len(found)}: {own:g} + {beyond:g}" if found else ""


@cache
def _forms(problem: str) -> dict[str, str]:
    return right_forms.texts(reference(problem))


def _marked_down(form: str, column: str, sandbox: Sandbox) -> str:
    texts = {p: _forms(p)[form] for p in PROBLEMS if form in _forms(p)}
    if column == "problems":
        return str(len(texts))
    if column == "in grading":
        reports = [_examined(problem, text, sandbox) for problem, text in texts.items()]
        return str(sum(report.score < report.max_score for report in reports))
    return str(sum(not _passes(problem, text, sandbox) for problem, text in texts.items()))


def _passes(problem: str, text: str, sandbox: Sandbox) -> bool:
    cell = Cell(0, text)
    with sandbox.open([cell]) as run:
        findings = check_all(open_desk(public(problem), lambda probe: run.ask((probe,))[0], {0: cell}))
    return all(finding.passed for finding in findings)


DRAWS = 20


def _slipped(one_in: int) -> Iterator[tuple[str, Document]]:
    for problem in PROBLEMS:
        for slip in [s for s in _slips(problem) if s.kind != "random"][::one_in]:
            yield problem, Document("student.py", problem, (Cell(0, slip.text),))


def _documents(row: str) -> Iterator[tuple[str, Document]]:
    match row.split(", "):
        case ["the corpus", side]:
            for path in files(side):
                yield head(path).problem, read(find([path])[0]).documents[0]
        case ["slips", _]:
            yield from _slipped(20)
        case ["named mistakes in float32", _]:
            yield from luck.mistakes_in_float32(12)
        case ["sizes as numbers"]:
            for name, old, new in luck.WRITTEN_DOWN.values():
                text = reference(name).sources["backward"].replace(old, str(new))
                yield name, luck.student(name, backward=text)
        case _:
            for name in luck.SQUASHED:
                for body in luck.ACTIVATIONS.values():
                    yield name, luck.student(name, sigmoid=f"def sigmoid(z):\n    return {body}\n")


def _differ(row: str, column: str, sandbox: Sandbox) -> str:
    documents = _documents(row)
    if column == "submissions":
        return str(len(list(documents)))
    return str(sum(len(luck.outcomes(document, name, sandbox, range(DRAWS))) > 1 for name, document in documents))


def _under_load(row: str, column: str, _: Sandbox) -> str:
    """Grade the class of right forms on a busy machine, and count the submissions that are graded otherwise."""
    with load(int(row), os.sched_getaffinity(0)):
        busy = _class_graded(column.rpartition(" ")[2].strip("`"))
    alone = _without_load()
    return f"{sum(alone[key] != busy[key] for key in alone)} of {len(alone)}"


@cache
def _without_load() -> dict[str, dict[str, str]]:
    return _class_graded("2")


def _class_graded(jobs: str) -> dict[str, dict[str, str]]:
    """Return the rows of the gradebook by the submission's name."""
    code = "import sys; from autograder.cli import main; main(sys.argv[1:])"
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "class", Path(name) / "out"
        for problem in PROBLEMS:
            for number, text in enumerate(_forms(problem).values()):
                hand_in = folder / f"{problem}-{number}"
                hand_in.mkdir(parents=True)
                (hand_in / f"{problem}.py").write_text(f"# autograder: problem = {problem}\n{text}", encoding="utf-8")
        options = ["--out", str(out), "--jobs", jobs, "--isolation", "best-effort"]
        subprocess.run([sys.executable, "-c", code, "grade", str(folder), *options], check=True, capture_output=True)
        with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["submission"]: row for row in csv.DictReader(file)}


def _caught(kind: str, problem: str, sandbox: Sandbox) -> str:
    if problem in cheats.OTHERS:
        return _functions_caught(kind, problem, sandbox)
    text = cheats.texts(reference(problem))[kind]
    whole = source(reference(problem), backward=text)
    own = [v for v in _examined(problem, whole, sandbox).verdicts if v.function == "backward"]
    return "caught" if all(v.score == 0 for v in own) else "**not caught**"


def _functions_caught(kind: str, problem: str, sandbox: Sandbox) -> str:
    found = []
    for (name, how), text in cheats.of_functions(reference(problem)).items():
        if how == kind:
            report = _examined(problem, source(reference(problem), **{name: text}), sandbox)
            found.append(all(v.score == 0 for v in report.verdicts if v.function == name))
    return f"{sum(found)} of {len(found)}" if found else ""


TABLES = (
    Table(
        "One mistake costs its own question, once",
        """
The reference of each problem with one slip in one place, for every place and every kind. A cell is the number of
slips, the points that they cost at the questions they are made in (or the function, if it does not return), and the
points beyond these. `tests/solutions/slips.py` makes them. The same holds, and is tested in the same way, where
students' functions build on each other as the reference's do not: `divide` on `multiply`, `adam` on `momentum`,
`backward` on a `forward` for each example (`tests/solutions/built_on_each_other.py`).

A wrong function gains nothing by a mistake in a function that it does not call. And what is accepted by itself, but
spoils what calls it, such as a sigmoid that works on its argument in place, costs the caller nothing
(`tests/solutions/test_slips.py`).
""",
        "slip",
        PROBLEMS,
        lambda: list(dict.fromkeys(slip.kind for problem in PROBLEMS for slip in _slips(problem))),
        _cost,
    ),
    Table(
        "Right is right",
        """
The reference with its results or functions in another form that the contract accepts (`tests/right_forms.py`). How
many of them are marked down, in grading and by the check in the notebook:
""",
        "form",
        ("problems", "in grading", "in the notebook"),
        lambda: list(dict.fromkeys(form for problem in PROBLEMS for form in _forms(problem))),
        _marked_down,
    ),
    Table(
        "Every draw gives the same",
        f"""
Each submission is graded with {DRAWS} secrets, so with {DRAWS} draws of sizes and inputs. It differs if one of them
gives other points, another status or another name of a mistake to any question; *correct* and *close* are both right.
""",
        "submissions of",
        ("submissions", "that differ"),
        lambda: (
            "the corpus, right",
            "the corpus, wrong",
            "slips, one in twenty",
            "named mistakes in float32, one in twelve",
            "sizes as numbers",
            "other activations",
        ),
        _differ,
    ),
    Table(
        "Every load gives the same",
        """
All right forms as one class, graded by `autograder grade` while so many busy processes share the cores. How many rows
of the gradebook differ from those on the machine without them:
""",
        "busy processes",
        ("`--jobs 1`", "`--jobs 2`", "`--jobs 6`"),
        lambda: ("1", "4", "8"),
        _under_load,
    ),
    Table(
        "Differences in disguise",
        """
A `backward` that takes the differences of a copy of the network, or of the student's own functions under another
name; how many of the functions of the other problems are caught that do the same. What is not caught gives what a right
function may give. Where the slope is 1 or 0, a complex step returns the very bits of the derivative, for every input
that a float can hold; of `tanh`, it is more exact than `1 - tanh(x)**2`. A one-sided step of 1e-8 or 1e-7 on a smooth
curve is off by as much as float32, which is accepted, at ordinary numbers and at odd ones. The differences of a
straight line, and those of a parabola by equal steps, are exact if the steps are large: they pass where only gradients
of weights are found that way.
""",
        "differences of a",
        (*NETWORKS, *cheats.OTHERS),
        lambda: list(cheats.texts(reference(NETWORKS[0]))),
        _caught,
    ),
)
HEAD = """\
# How fair the grading is

One mistake costs its own question, once; what is right loses nothing; and no draw of the inputs and no load of the
machine changes a grade. This page counts it. `UPDATE_DOCS=1 pytest tests/test_fairness.py` makes it anew (half an
hour), `make test` counts a few cells of each table again, and `WHOLE=1 pytest tests/test_fairness.py` all of them.
"""
