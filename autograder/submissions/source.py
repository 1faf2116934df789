"""Where to find one submission."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.submissions.archive import Member
from autograder.submissions.hand_in import File
from autograder.submissions.names import shown, stem
from autograder.submissions.student import Student

NOTHING_IN_IT = "no notebook (.ipynb) or script (.py) in it"
NOT_READ = "an unsupported kind of archive; make it a .zip"


@dataclass(frozen=True, slots=True)  # a class holds thousands
class Source:
    """Where to find one submission; small enough to send to another process, which needs nothing else to read it.

    `name` is the student's, taken from the file's name; `file` is the same with its extension. `path` is what to
    open: a notebook, a script, a folder or a zip. `members` are those of the zip that belong to the submission, their
    names relative to its folder; None: all of `path`. `single`: one notebook or script, not a folder of them.
    `trouble` says why there is nothing to read and names the file. `student` and `notes` are what a learning platform
    says about it. `files` are those of the folder `path` that belong to it, with the student's names; None: all.
    `others` are files of it that are not to be read, `environments` folders of installed packages. `attempts` are the
    files and folders of it under the student's names, if the learning platform tells attempts apart.
    `handed_in` is the time in ISO 8601 if it is known, without an offset if that is not; `late`: the platform says so.
    """

    name: str
    file: str
    path: Path
    slug: str = ""
    members: tuple[Member, ...] | None = None
    single: bool = False
    trouble: str | None = None
    student: Student | None = None
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, Path], ...] | None = None
    others: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    attempts: tuple[File, ...] = ()
    handed_in: str = ""
    late: bool = False


def bad_source(file: str, path: Path, reason: str) -> Source:
    """Return the source of a file that cannot be read, for this reason."""
    return Source(stem(file) or file, file, path, trouble=f"{shown(file)}: {reason}")
