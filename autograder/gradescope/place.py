"""A place where a zip is tried: it is set up once and then runs one submission after the other."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.gradescope import contents
from autograder.gradescope.errors import GradescopeError

SETUP_SECONDS, RUN_SECONDS = 1800, 2700
LAST_LINES = 15


@contextmanager
def container_umask() -> Iterator[None]:
    """Create files as a container does, readable to everybody, whatever the umask of this process is."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@dataclass(frozen=True)
class Ran:
    """The result of a command; `peak_bytes` is None if memory could not be measured."""

    code: int
    output: str
    seconds: float
    peak_bytes: int | None = None


class Place(Protocol):
    """A place with a folder that is visible in it as `/autograder`."""

    name: str
    differs: tuple[str, ...]

    @property
    def base(self) -> Path:
        """The folder's path outside the place."""

    def setup(self) -> Ran:
        """Run setup.sh."""

    def run(self) -> Ran:
        """Run run_autograder on the submission in the folder."""

    def close(self) -> None:
        """Remove everything that the place has created."""


@container_umask()
def unpack(archive: Path, base: Path) -> contents.Manifest:
    """Unpack the zip as Gradescope does. Raises GradescopeError if it is not one of ours."""
    source = base / "source"
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = contents.manifest_of(opened.read(contents.MANIFEST))
            opened.extractall(source)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise GradescopeError(f"{archive}: not a zip made by `autograder gradescope build` ({error})") from error
    for name in contents.EXECUTABLE:
        (source / name).chmod(0o755)
    shutil.copy2(source / contents.RUN, base / contents.RUN)
    return manifest


@container_umask()
def lay_out(base: Path, submission: Path, metadata: bytes) -> None:
    """Put one upload where Gradescope's harness would, and remove the previous result."""
    folder = base / "submission"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(base / "results", ignore_errors=True)
    (base / "results").mkdir()
    try:
        if submission.is_dir():
            shutil.copytree(submission, folder, symlinks=True, copy_function=shutil.copyfile)
            for path in (folder, *folder.rglob("*")):
                if path.is_dir() and not path.is_symlink():
                    path.chmod(0o755)
        else:
            folder.mkdir()
            shutil.copyfile(submission, folder / submission.name)
    except OSError as error:
        raise GradescopeError(f"{submission}: cannot be read: {error.strerror or error}") from error
    (base / "submission_metadata.json").write_bytes(metadata)


def require(ran: Ran, what: str) -> Ran:
    """Return a command's result if it succeeded. Raises GradescopeError with its last lines if not."""
    if ran.code != 0:
        tail = "\n".join(ran.output.strip().splitlines()[-LAST_LINES:])
        raise GradescopeError(f"{what} failed with code {ran.code}:\n{tail}")
    return ran
