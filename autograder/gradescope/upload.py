"""Read the folder that a student uploaded: what is graded for which problem, and messages for the student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from autograder.declare.course import Course
from autograder.gradescope.plan import ZipPlan
from autograder.grading import function_names
from autograder.plain.safe_text import terminal
from autograder.plain.unused import Reason
from autograder.submissions.choice import choose, is_whole
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.submission import Submission

SHOWN = 8
NAME = "your upload"


@dataclass(frozen=True)
class Upload:
    """What was uploaded; `absent` says why a problem is not graded, and `messages` what is odd.

    `remarks` are those of the messages that the grader reports too.
    """

    submission: Submission
    fallback: str | None = None
    absent: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_upload(folder: Path, plan: ZipPlan, course: Course) -> Upload:
    """Return what is in the folder; never raises because of it."""
    submission = read(Source("submission", NAME, folder, slug="submission"))
    functions = partial(function_names, course)
    only = plan.names[0] if len(plan.names) == 1 and len(submission.documents) == 1 else None
    choice = choose(submission.documents, plan.names, only, functions)
    if submission.unread and not is_whole(choice, plan.names, functions):
        submission = replace(submission, trouble=submission.unread, documents=())
    if submission.trouble is not None:
        absent = dict.fromkeys(plan.names, "Nothing was graded, because your upload could not be read.")
        holds = "" if submission.sha256 else _listing(folder)
        return Upload(
            submission, None, absent, (f"Nothing was graded. {_sentence(submission.trouble)}{holds}", _wanted(plan))
        )
    found = {name for name, _ in choice.chosen}
    absent = {
        p.name: f"Your upload contains no notebook for {p.name}, so its questions get no points."
        for p in plan.problems
        if p.name not in found
    }
    unread = [u.what for u in submission.unused if submission.unread and u.reason is Reason.UNREADABLE]
    remarks = (*unread, *choice.remarks)
    messages = [_sentence(remark) for remark in remarks]
    if choice.rivals:
        messages.append("Upload only the file that should be graded.")
    if not choice.chosen:
        messages.insert(0, "Nothing was graded.")
    if absent:
        messages.append(_wanted(plan))
    return Upload(submission, only, absent, tuple(messages), remarks)


def _wanted(plan: ZipPlan) -> str:
    names = ", ".join(f"`{name}.ipynb`" for name in plan.names)
    if len(plan.names) == 1:
        files = f"Upload {names}, the notebook that you were given, with your answers in it."
    else:
        files = f"Upload the notebooks that you were given, with your answers in them, all at once: {names}."
    return f"{files} A .py file with the same functions is fine too. A new upload replaces the one before."


def _listing(folder: Path) -> str:
    """Return a sentence that names a few of the uploaded files, so that a student sees what arrived."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return ""
    if not names:
        return " The upload is empty."
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f" It contains {', '.join(terminal(name, 40) for name in names[:SHOWN])}{more}."


def _sentence(text: str) -> str:
    """Return a text as a sentence: with a full stop, and a capital if it begins with "your upload"."""
    shown = f"Y{text[1:]}" if text.startswith(NAME) else text
    return shown if shown.endswith(".") else f"{shown}."
