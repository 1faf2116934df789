"""What pytest collects: a file, its functions, and one test per question, in the order of the lesson."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Failed

from autograder.plain.question_names import function_of, piece_of
from autograder.pytest_plugin.failure import ToldFailure
from autograder.pytest_plugin.hand_in import HandIn, Judges, UnusableFileError
from autograder.pytest_plugin.outcome import QuestionOutcome
from autograder.sandbox import SandboxError

BUILT_IN = frozenset(("filterwarnings", "parametrize", "skip", "skipif", "usefixtures", "xfail", "xdist_group"))
"""Marks that mean something to pytest: a function of this name gets none."""
READABLE = "readable"
"""The name of the only test of a file that cannot be judged."""


class NotRightError(Exception):
    """A question that is not right; the text is for the student."""


class UnjudgedError(Failed):
    """A question that could not be judged, which is nobody's mistake but that of the check or the machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, pytrace=False)  # where it was raised says nothing to anybody


class HandInFile(pytest.File):
    """One notebook or script."""

    judges: Judges
    entry: str | None
    passed_over: dict[Path, str]
    hand_in: HandIn | None = None
    noted = False

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the functions of the file's problem, without running anything."""
        try:
            hand_in = self.judges.open(self.path, self.entry)
        except UnusableFileError as error:
            if error.stray and self.entry is None and not self.session.isinitpath(self.path):
                self.passed_over[self.path] = str(error)
            else:
                yield UnusableItem.from_parent(self, name=READABLE, reason=str(error))
            return
        self.hand_in = hand_in
        problem = hand_in.problem
        _mark(self, problem.name, "the problem")
        for function in problem.functions:
            questions = [q.name for q in problem.questions_of(function.name)]
            if questions == [function.name]:
                yield _marked(QuestionItem.from_parent(self, name=function.name, question=function.name))
            elif questions:
                yield FunctionNode.from_parent(self, name=function.name, questions=questions)

    def teardown(self) -> None:
        """End the student's process: all questions that were asked for are judged."""
        if self.hand_in is not None:
            self.hand_in.close()

    def notes_once(self) -> tuple[str, ...]:
        """Return the notes about the file for the first test that shows anything."""
        if self.noted or self.hand_in is None:
            return ()
        self.noted = True
        return self.hand_in.notes


class FunctionNode(pytest.Collector):
    """A function that students write, with several questions."""

    def __init__(self, *, questions: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.questions = questions
        _mark(self, self.name, "the function")

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test per question."""
        for question in self.questions:
            yield QuestionItem.from_parent(self, name=piece_of(question) or question, question=question)


class QuestionItem(pytest.Item):
    """The test of one question, judged while it is set up: a failure of ours is an error, not a mistake."""

    outcome: QuestionOutcome | None = None

    def __init__(self, *, question: str, **options: Any) -> None:
        super().__init__(**options)
        self.question = question

    @property
    def file(self) -> HandInFile:
        parent = self.getparent(HandInFile)
        if parent is None:
            raise TypeError("a question without its file")
        return parent

    def setup(self) -> None:
        """Judge the question; the file runs with its first one."""
        hand_in = self.file.hand_in
        if hand_in is None:
            raise UnjudgedError("the file was not read")
        try:
            with warnings.catch_warnings():  # numpy's, about a student's numbers
                warnings.simplefilter("ignore")
                found = hand_in.outcome(self.question)
                notes = () if found.passed else self.file.notes_once()
        except SandboxError as error:
            raise UnjudgedError(str(error)) from None
        self.user_properties += [
            ("problem", hand_in.problem.name),
            ("question", found.question),
            ("status", found.status),
            ("points", f"{found.score:g}"),
            ("max_points", f"{found.max_score:g}"),
            ("misconceptions", ", ".join(found.names)),
        ]
        if notes:
            self.add_report_section("setup", "notes", "\n".join(notes))
        if found.fault:
            raise UnjudgedError(found.text)
        self.outcome = found

    def runtest(self) -> None:
        """Fail or skip with the words about the question, unless it is right."""
        if self.outcome is None or self.outcome.passed:
            return
        if self.outcome.open:
            raise pytest.skip.Exception(self.outcome.reason, _use_item_location=True)
        raise NotRightError(self.outcome.whole)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return our words for a question that is not right, without a traceback of ours."""
        if isinstance(excinfo.value, NotRightError):
            return ToldFailure(self.nodeid, str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test belongs, and its name in a heading."""
        return _place(self), 0, self.question


class UnusableItem(pytest.Item):
    """The only test of a file that cannot be judged: an error, with the reason."""

    def __init__(self, *, reason: str, **options: Any) -> None:
        super().__init__(**options)
        self.reason = reason

    def setup(self) -> None:
        """Raise the reason."""
        raise UnjudgedError(self.reason)

    def runtest(self) -> None:
        """Do nothing: the set-up has failed."""

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test belongs, and its name in a heading."""
        return _place(self), 0, self.name


def _place(item: pytest.Item) -> Path:
    """Return the path of a file as its id has it, which is safe to print."""
    return item.config.rootpath / item.nodeid.partition("::")[0]


def _marked(item: QuestionItem) -> QuestionItem:
    _mark(item, function_of(item.question), "the function")
    return item


def _mark(node: pytest.Item | pytest.Collector, name: str, what: str) -> None:
    """Mark a node, and thereby what is below it; a name that pytest uses itself is left out."""
    if name not in BUILT_IN and name.isidentifier():
        line = f"{name}: {what} {name}"
        if line not in node.config.getini("markers"):
            node.config.addinivalue_line("markers", line)
        node.add_marker(name)
