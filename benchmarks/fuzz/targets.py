"""One function of bytes for each reader and each escaper; it raises nothing, whatever the bytes are.

`make test` feeds them a little with hypothesis, `python -m benchmarks.fuzz` millions of inputs with a coverage guide.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

from autograder.attacks.course_folder import COURSE
from autograder.attacks.shown import executed, unseen
from autograder.plain.evidence import Cell
from autograder.plain.question_names import function_of
from autograder.plain.safe_text import csv_cell, slug, terminal, unique_slugs
from autograder.render.html import prose
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine, Verdict
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.host import replies
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.decoder import Frames, decode
from autograder.staff.policy import Policy, PolicyError
from autograder.staff.policy_file import read_policy
from autograder.staff.remark_files import parse_hints, parse_marks
from autograder.submissions.archive import content, directory
from autograder.submissions.limits import Budget, Cap, ReadLimits
from autograder.submissions.notebook import read_notebook
from autograder.submissions.script import read_script
from autograder.submissions.submission import UnreadableError

CAP = 1 << 16
LIMITS = ReadLimits(json_values=5000, cells=200)
WINDOWS = {"con", "prn", "aux", "nul"}


def frames(data: bytes) -> None:
    """A stream of frames, whole and in pieces."""
    stream = Frames(CAP)
    with suppress(ProtocolError):
        for start in range(0, len(data), 61):
            stream.feed(data[start : start + 61])
            while (frame := stream.next()) is not None:
                _reply(frame[1])


def structure(data: bytes) -> None:
    """The structure of one frame and its data: the first two bytes say where one ends and the other begins."""
    at = 2 + int.from_bytes(data[:2], "little") % (len(data) + 1)
    with suppress(ProtocolError):
        _reply(decode(data[2:at], data[at:]))


def _reply(value: object) -> None:
    with suppress(ProtocolError):
        replies.outcome(value, 2, CAP)
    with suppress(ProtocolError):
        replies.cell(value, Cell(0, ""), Limits(), 8000)


def notebook(data: bytes) -> None:
    """A notebook."""
    with suppress(UnreadableError):
        for cell in read_notebook(data, "x.ipynb", Budget(LIMITS)).cells:
            cell.source.encode()


def script(data: bytes) -> None:
    """A script."""
    with suppress(UnreadableError):
        for cell in read_script(data, "x.py", Budget(LIMITS)).cells:
            cell.source.encode()


def archive(data: bytes) -> None:
    """A zip: its table of contents, then each member."""
    file = io.BytesIO(data)
    with suppress(UnreadableError):
        for member in directory(file, 50, CAP):
            with suppress(UnreadableError):
                assert len(content(file, member, Cap(CAP, "too large"))) <= CAP


def line(data: bytes) -> None:
    """Text on a terminal and in a file name: one line, nothing unseen, no device, no folder."""
    text = _text(data)
    shown = terminal(text, 60)
    assert len(shown) <= 60
    assert not any(map(unseen, shown)), shown
    shown.encode()
    name = slug(text)
    assert name.isascii()
    assert "/" not in name
    assert name.strip(".-") == name
    assert name
    assert function_of(name).casefold() not in WINDOWS
    assert len(set(map(str.casefold, unique_slugs([text, text, text.upper()])))) == 3


def cell(data: bytes) -> None:
    """Text in a spreadsheet: no formula, one cell, and the reader gets back what was written."""
    text = _text(data)
    shown = csv_cell(text, 60)
    assert not any(map(unseen, shown)), shown
    assert not shown.lstrip().startswith(("=", "@", "\t", "\r", "|", "%"))
    if shown.lstrip().startswith(("+", "-")):
        float(shown)
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow([shown, "x"])
    assert next(csv.reader(io.StringIO(buffer.getvalue()))) == [shown, "x"]


def sentence(data: bytes) -> None:
    """One sentence of a page: no tag but the code that backticks make."""
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(f"{tag}{attrs}")  # type: ignore[method-assign]
    parser.feed(prose(_text(data)))
    parser.close()
    assert set(tags) <= {"code[]"}, tags


def page(data: bytes) -> None:
    """A whole page, the gradebook and the table on a terminal, with the text in every place that a student reaches."""
    found = executed(hostile(_text(data)))
    assert not found, found


def hostile(text: str) -> Report:
    """Put the text into every field that a student reaches."""
    says = Verdict("f", Status.RAISED, 0.0, 1.0, text, where=SourceLine(0, 1, text, text))
    words = WrittenAnswer("words", "Words", 1.0, text)
    return Report(text, "slug", "0" * 64, (ProblemReport("p", "A problem", (says,), notes=(text,), written=(words,)),))


def policy(data: bytes) -> None:
    """A policy file of the staff."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "policy.toml"
        path.write_bytes(data)
        with suppress(PolicyError):
            read_policy(path, COURSE)


def hints(data: bytes) -> None:
    """Hints of the staff."""
    with suppress(PolicyError):
        parse_hints(_text(data), "hints.toml", COURSE, Policy())


def marks(data: bytes) -> None:
    """Marks for answers in words, as a table."""
    with suppress(PolicyError):
        parse_marks(_text(data), "marks.csv", COURSE, Policy())


def _text(data: bytes) -> str:
    """Decode so that every kind of character can come, half ones too."""
    return data.decode("utf-8", "surrogateescape")


TARGETS: dict[str, Callable[[bytes], None]] = {
    f.__name__: f
    for f in (frames, structure, notebook, script, archive, line, cell, sentence, page, policy, hints, marks)
}
