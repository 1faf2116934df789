"""The problems of a course: a folder of solution files, each loaded when a submission first needs it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import autograder
from autograder.declare.mistakes.vocabulary import shared_files
from autograder.declare.other_texts import alternative_files
from autograder.declare.reference import CourseError, Reference, load, problem_names


@dataclass(frozen=True)
class Course:
    """A solutions folder. Each file is loaded at most once."""

    folder: Path
    names: tuple[str, ...]
    _loaded: dict[str, Reference] = field(default_factory=dict, repr=False, compare=False)
    _versions: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def reference(self, name: str) -> Reference:
        """Return the reference of one problem. Raises CourseError if its file cannot be used."""
        if name not in self._loaded:
            self._loaded[name] = load(self.folder, name)
        return self._loaded[name]

    def missing_package(self, name: str) -> str | None:
        """Return the package that a problem imports and that is not installed, or None."""
        try:
            self.reference(name)
        except CourseError as error:
            cause = error.__cause__
            if isinstance(cause, ModuleNotFoundError) and cause.name and cause.name.split(".")[0] != "autograder":
                return cause.name
        return None

    def version(self, name: str) -> str:
        """Return the digest of a problem's file, its alternatives and the vocabularies, or "" if they cannot be read.

        Nothing is loaded.
        """
        if name not in self._versions:
            try:
                shared = sorted(shared_files(self.folder).items())
                paths = (
                    self.folder / f"{name}.py",
                    *(path for _, path in shared),
                    *alternative_files(self.folder, name),
                )
                text = b"".join(path.read_bytes() for path in paths)
            except OSError:
                return ""
            self._versions[name] = hashlib.sha256(text).hexdigest()
        return self._versions[name]


def open_course(folder: Path | None = None) -> Course:
    """Open a solutions folder: the named one, else `solutions` here, else the one in this package's checkout."""
    places = [folder] if folder is not None else [Path("solutions"), own_solutions()]
    for place in places:
        if place.is_dir():
            return Course(place.resolve(), problem_names(place))
    where = " and ".join(str(p) for p in places)
    raise CourseError(f"no folder with solutions at {where}; name it with --solutions")


def own_solutions() -> Path:
    """Return where the solutions of this package's checkout are, or would be."""
    return Path(autograder.__file__).resolve().parents[1] / "solutions"
