"""What reads a student's text takes time in proportion to its length, whatever stands in it again and again."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from autograder.classroom.similar.pairs import Index
from autograder.classroom.similar.passages import passages, shared_by_many
from autograder.classroom.similar.tokens import tokens_of
from autograder.judge.obstacle import defining
from autograder.plain.evidence import Cell
from autograder.plain.safe_text import terminal
from autograder.submissions import brightspace, canvas
from autograder.submissions.archive import Member
from autograder.submissions.content import Reader
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.markdown import read_markdown
from autograder.submissions.problem_of import problem_of
from autograder.submissions.script import read_script
from autograder.submissions.student import Student
from autograder.submissions.submission import Document, UnreadableError
from autograder.submissions.walk import chosen
from benchmarks.fuzz.targets import TARGETS
from tests.sample import WHOLE

SIZE, SECONDS = 50_000, 2.0
UNITS = (
    *(
        " ",
        "\n",
        "\t",
        " \n",
        "\r\n",
        "\f",
        "=",
        "`",
        "` ",
        "[",
        "(",
        "{",
        '"',
        "'",
        "\\",
        "#",
        "# %%\n",
        "# %%",
        "tags=",
    ),
    *(
        "tags='",
        "def ",
        "async ",
        "async def f\n",
        "f =",
        "f\n",
        "9",
        "1.",
        "a.",
        "a_",
        "\u0300",
        "<",
        "&",
        "\x1b[",
        "%%\n",
    ),
    *("# In[", "# In[]:\n", '"""', "'''", "# autograder:", "-", "_", "\u202e"),
)
EVERY = 1 if WHOLE else 3
"""One in so many units is tried with each reader and start, another third with the next."""
STARTS = ("", "# %%\n", "# %% ", "# autograder: problem = ", "# coding: ", "# In[", "    ")


def as_notebook(text: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": text}], "nbformat": 4}).encode()


def as_read(reader: Reader, text: str) -> None:
    with suppress(UnreadableError):
        reader(text.encode(), "hw", Budget(LIMITS))


def in_common(text: str) -> object:
    """What `autograder similar` does with two equal hand-ins."""
    tokens, index = tokens_of([text]), Index()
    index.add(tokens)
    index.add(tokens)
    many = shared_by_many(tokens, index)
    return index.pairs(1), passages(tokens, tokens, index, without=(many, many))


READERS: dict[str, Callable[[str], Any]] = {
    **{name: lambda text, name=name: TARGETS[name](text.encode()) for name in ("script", "cell", "sentence")},  # type: ignore[misc]
    "frames": lambda text: TARGETS["structure"](b"\xff\xff" + text.encode()),
    "notebook": lambda text: TARGETS["notebook"](text.encode()),
    "notebook cell": lambda text: TARGETS["notebook"](as_notebook(text)),
    "where a function is": lambda text: defining("f", [Cell(0, text)]),
    "Markdown": lambda text: as_read(read_markdown, text),
    "Markdown cell": lambda text: as_read(read_markdown, f"```{{code-cell}}\n{text}"),
    "marimo cell": lambda text: as_read(read_script, f"import marimo\n@app.cell\ndef _():\n    mo.md('{text}"),
    "a line": lambda text: terminal(text, 60),
    "tokens of code": lambda text: tokens_of([text]),
    "similar code": lambda text: in_common(text[-10_000:]),  # of these, squares take more than the time too
    "a page's name": lambda text: (canvas.page_name(text[:5000], Student()), brightspace.page_name(text[:5000])),
    "a file's name": lambda text: problem_of(Document(text[:5000], None, ()), ("a_b", "b"), None),
}


@contextmanager
def in_time() -> Iterator[None]:
    """Raise where a block takes too many CPU seconds; a pattern at work looks for signals now and then."""

    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("reader", READERS)
def test_fifty_thousand_characters_take_less_than_two_seconds(reader: str) -> None:
    starts = STARTS if reader == "script" else STARTS[:2]
    for place, start in enumerate(starts, list(READERS).index(reader)):
        for unit in UNITS[place % EVERY :: EVERY]:
            text = start + unit * (SIZE // len(unit))
            for end in ("", "\nx = 1\n# %%\ny = 2\n"):
                try:
                    with in_time():
                        READERS[reader](text + end)
                except TimeoutError:
                    pytest.fail(f"{start!r} and {unit!r} again and again")


def test_a_packed_environment_in_each_of_many_folders_takes_no_time() -> None:
    members = [
        Member(f"{folder}{i}/{file}") for i in range(10_000) for folder in "ab" for file in ("pyvenv.cfg", "x.py")
    ]
    with in_time():
        found, passed = chosen(members, LIMITS)
    assert (len(found), len(passed.environments)) == (0, 20_000)


def test_this_would_see_a_pattern_that_backtracks() -> None:
    careless = re.compile(r"^\s*f\s*=", re.MULTILINE)
    with pytest.raises(TimeoutError), in_time():
        careless.search("\n" * SIZE)
