"""What a run of pytest asks for: which files, and how their questions are judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from autograder.plain.errors import MendableError
from autograder.pytest_plugin.tests_file import RepositoryTests, read_tests_file

DOCUMENTS = (".ipynb", ".py")
TESTS_FILE = ".json"


@dataclass(frozen=True)
class PluginRequest:
    """The options of a run. `everything`: each document at the given paths; else only what `entries` name.

    `tests` is the tests file of a repository, if the setting names one; its problems are among the entries.
    """

    root: Path
    everything: bool
    entries: tuple[str, ...] = ()
    tests: RepositoryTests | None = None
    solutions: Path | None = None
    report: Path | None = None
    classroom: Path | None = None
    isolation: str = "required"

    @property
    def only_questions(self) -> bool:
        """Whether nothing else is collected: what else is in the folder may be a student's."""
        return self.solutions is not None or self.classroom is not None

    def wants(self, path: Path) -> bool:
        """Return whether the questions of a file may be asked for; a script can still turn out to be something else."""
        if path.suffix.lower() not in DOCUMENTS:
            return False
        return self.everything or self.entry_of(path) is not None

    def entry_of(self, path: Path) -> str | None:
        """Return the entry of the setting that names a file, or None."""
        try:
            place = path.relative_to(self.root).as_posix()
        except ValueError:
            place = path.as_posix()
        return next((e for e in self.entries if path.stem == e or fnmatchcase(place, e)), None)


def request_of(config: pytest.Config) -> PluginRequest:
    """Return what a run asks for. Raises UsageError if two options contradict each other."""
    given: Callable[[str], Path | None] = lambda name: _path(config, config.getoption(name))  # noqa: E731
    solutions, report = given("autograder_solutions"), given("autograder_report")
    if report is not None and solutions is None:
        raise pytest.UsageError("--autograder-report needs --autograder-solutions: without them nothing is graded")
    if solutions is not None and not solutions.is_dir():
        raise pytest.UsageError(f"--autograder-solutions {solutions}: there is no such folder")
    if solutions is not None:
        _refuse_settings_of_students(config)
    entries: list[str] = []
    tests: RepositoryTests | None = None
    for entry in config.getini("autograder"):
        if entry.endswith(TESTS_FILE):
            try:
                tests = read_tests_file(config.rootpath / entry)
            except MendableError as error:
                raise pytest.UsageError(str(error)) from None
            entries += [problem.name for problem in tests.problems]
        else:
            entries.append(entry)
    everything = bool(config.getoption("autograder")) or (solutions is not None and not entries)
    isolation = config.getoption("autograder_isolation")
    classroom = given("autograder_classroom")
    return PluginRequest(config.rootpath, everything, tuple(entries), tests, solutions, report, classroom, isolation)


def _path(config: pytest.Config, text: str | None) -> Path | None:
    return None if text is None else config.invocation_params.dir / text


def _refuse_settings_of_students(config: pytest.Config) -> None:
    """Raise UsageError if pytest took its settings from a folder that is graded: they can name code to import."""
    if config.inipath is None or str(config.inipath) == "/dev/null":
        return
    for argument in config.args:
        folder = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
        if folder.is_dir() and config.inipath.resolve().is_relative_to(folder) and _not_ours(config, folder):
            raise pytest.UsageError(
                f"{config.inipath} lies in a folder that is graded, so a student may have written it: "
                "name a configuration of your own with -c, or /dev/null"
            )


def _not_ours(config: pytest.Config, folder: Path) -> bool:
    """Return whether a folder is not the one that pytest was started in."""
    return folder != config.invocation_params.dir.resolve()
