"""`autograder gradescope try`: set a place up once, then run each submission in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from autograder.batch.access import make_folder, new_file
from autograder.gradescope import docker, root
from autograder.gradescope.docker import Docker
from autograder.gradescope.errors import GradescopeError
from autograder.gradescope.place import Place, Ran, lay_out, require, unpack
from autograder.gradescope.prefix import Prefix
from autograder.gradescope.results import Results, ResultsError, from_json
from autograder.gradescope.root import RUNNING, Root, base_root
from autograder.plain.safe_text import plain, slug

SUITE = "jammy"
"""Ubuntu 22.04, Gradescope's default if staff choose nothing else."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class TryRequest:
    """The user's request: a place (None: the best available), limits in MB and CPUs, files to use and to keep."""

    place: str | None = None
    base: str | None = None
    metadata: Path | None = None
    memory: int = 768
    cpus: float = 0.5
    keep: Path | None = None


@dataclass(frozen=True)
class Tried:
    """One submission that was run; `results` is None if there are none, and `trouble` says why."""

    submission: Path
    place: str
    ran: Ran
    results: Results | None
    trouble: str | None = None

    @property
    def graded(self) -> bool:
        return self.results is not None and bool(self.results.extra_data.get("graded"))


def try_out(archive: Path, submissions: Sequence[Path], ask: TryRequest, tell: Tell) -> Iterator[Tried]:
    """Run the submissions one after the other. Raises GradescopeError if the zip or the place cannot be used."""
    missing = next((path for path in submissions if not path.exists()), None)
    if missing is not None:
        raise GradescopeError(f"{missing}: no such file")
    metadata = _metadata(ask.metadata)
    place = open_place(ask, tell)
    try:
        manifest = unpack(archive, place.base)
        tell(f"{archive}: version {manifest.autograder}, problems: {', '.join(manifest.problems)}")
        tell(f"running setup.sh in: {place.name}")
        for sentence in place.differs:
            tell(f"  unlike Gradescope: {sentence}")
        setup = require(place.setup(), "setup.sh")
        last = (setup.output.strip().splitlines() or ["no output"])[-1]
        tell(f"setup.sh took {setup.seconds:.0f} s: {plain(last, 200)}")
        for submission in submissions:
            lay_out(place.base, submission, metadata)
            yield _tried(submission, place, place.run(), ask.keep)
    finally:
        place.close()


def open_place(ask: TryRequest, tell: Tell) -> Place:
    """Open the requested place, else the first of docker, root and prefix. Raises GradescopeError if it cannot."""
    troubles: dict[str, Callable[[], str | None]] = {"docker": docker.trouble, "root": root.trouble}
    for name in [ask.place] if ask.place else [*troubles, "prefix"]:
        reason = troubles[name]() if name in troubles else None
        if reason is None:
            return _opened(name, ask, tell)
        if ask.place:
            raise GradescopeError(f"--in {name}: {reason}")
        tell(f"not in {name}: {reason}")
    raise AssertionError(ask)


def _opened(name: str, ask: TryRequest, tell: Tell) -> Place:
    if name == "docker":
        return Docker(ask.memory, ask.cpus)
    if name == "prefix":
        return Prefix(ask.memory, ask.cpus)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograder" / "roots"
    if ask.base is not None:
        return Root(base_root(ask.base, cache, tell), ask.memory, ask.cpus)
    try:
        base = base_root(SUITE, cache, tell)
    except GradescopeError as error:
        tell(f"{error}; using the running system instead")
        base = Path(RUNNING)
    return Root(base, ask.memory, ask.cpus)


def _metadata(path: Path | None) -> bytes:
    if path is None:
        return json.dumps({"created_at": datetime.now(timezone.utc).isoformat(), "previous_submissions": []}).encode()
    try:
        return path.read_bytes()
    except OSError as error:
        raise GradescopeError(f"--metadata {path}: {error.strerror}") from error


def _tried(submission: Path, place: Place, ran: Ran, keep: Path | None) -> Tried:
    path = place.base / "results" / "results.json"
    if keep is not None:
        with suppress(FileNotFoundError):
            made = path.read_bytes()
            make_folder(keep, shared=False)
            with os.fdopen(new_file(keep / f"{slug(submission.name)}.json", shared=False), "wb") as file:
                file.write(made)
    try:
        return Tried(submission, place.name, ran, from_json(path.read_bytes()))
    except (OSError, ResultsError) as error:
        return Tried(submission, place.name, ran, None, f"no valid results.json was written: {error}")
