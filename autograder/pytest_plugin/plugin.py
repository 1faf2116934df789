"""The plugin proper: it makes tests of files, and says what it passed over."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.plain.safe_text import encodable, terminal, unique_slugs
from autograder.pytest_plugin.checks import Checks
from autograder.pytest_plugin.failure import ToldFailure
from autograder.pytest_plugin.hand_in import Judges
from autograder.pytest_plugin.nodes import HandInFile, UnjudgedError
from autograder.pytest_plugin.request import PluginRequest, request_of
from autograder.pytest_plugin.results import ResultsRecorder

NAME = "autograder-questions"
XDIST_DEFAULT = "load"


def registered(config: pytest.Config) -> QuestionsPlugin:
    """Register the plugin for this run. Raises UsageError if the options make no sense."""
    request = request_of(config)
    plugin = QuestionsPlugin(request, judges_of(request))
    config.pluginmanager.register(plugin, NAME)
    if request.classroom is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(ResultsRecorder(request, request.classroom), f"{NAME}-results")
    return plugin


def judges_of(request: PluginRequest) -> Judges:
    """Return how the files of a run are judged."""
    if request.solutions is None:
        return Checks(request)
    from autograder.pytest_plugin.graded_files import Grading  # noqa: PLC0415 - a student has not installed it

    return Grading(request)


class QuestionsPlugin:
    """Collects the questions of the files that the request names."""

    def __init__(self, request: PluginRequest, judges: Judges) -> None:
        self.request = request
        self.judges = judges
        self.passed_over: dict[Path, str] = {}
        self.seen: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect the questions of a hand-in, and nothing else of it: student code is not imported here."""
        found = yield
        if self.request.wants(file_path) and not self._is_a_test(file_path, found):
            name = self._name(file_path)
            file: HandInFile = HandInFile.from_parent(parent, path=file_path, name=name, nodeid=name)
            file.judges, file.passed_over = self.judges, self.passed_over
            file.entry = self.request.entry_of(file_path)
            self.seen.add(file.entry or "")
            return [file]
        return [] if self.request.only_questions else found

    def _name(self, path: Path) -> str:
        """Return the first part of the ids of a file's questions: its path as seen from the root, else from here.

        pytest prints it as it is, so it must be safe for a terminal.
        """
        below = path.is_relative_to(self.request.root)
        seen = path.relative_to(self.request.root) if below else Path(os.path.relpath(path))
        return terminal(encodable(seen.as_posix()), 300)

    def _is_a_test(self, path: Path, found: list[pytest.Collector]) -> bool:
        """Return whether a script is a test module of the folder, and was not named to be judged."""
        if self.request.only_questions or path.suffix != ".py" or not found:
            return False
        return self.request.entry_of(path) is None and path.name.startswith(("test_", "conftest")) | path.stem.endswith(
            "_test"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Collect a folder of hand-ins without importing an `__init__.py` in it."""
        if not self.request.only_questions:
            return None
        folder: pytest.Collector = pytest.Dir.from_parent(parent, path=path)
        return folder

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Name the hand-ins after their files, or their folders where several files have the same name."""
        files = list(dict.fromkeys(f for item in items if (f := item.getparent(HandInFile)) and f.hand_in))
        stems = Counter(file.path.stem for file in files)
        names = [f.path.stem if stems[f.path.stem] == 1 else f"{f.path.parent.name}/{f.path.stem}" for f in files]
        for file, name, slug in zip(files, names, unique_slugs(names), strict=True):
            if file.hand_in is not None:
                file.hand_in.rename(name, slug)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show why a question could not be judged, in the same form as a mistake; pytest would name our class."""
        report = yield
        if call.excinfo is not None and isinstance(call.excinfo.value, UnjudgedError):
            report.longrepr = ToldFailure(item.nodeid, str(call.excinfo.value))
        return report

    def pytest_report_header(self) -> list[str]:
        """Return how questions are judged, and whether the tests file is the one that was handed out."""
        how = "the checks of the notebook" if self.request.solutions is None else "grading, with the solutions"
        lines = [f"autograder: {how}"]
        if self.request.only_questions:
            lines.append("autograder: conftest.py and test modules are not loaded, students may have written them")
        if self.request.tests is not None:
            lines.append(f"autograder: {self.request.tests.standing()}")
        return lines

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name what is missing, and the notebooks that are about none of the problems."""
        spread = terminalreporter.config.getoption("dist", "no") != "no"  # then other processes have collected
        for entry in () if spread else self.request.entries:
            if entry not in self.seen:
                terminalreporter.write_line(f"autograder: no file for {terminal(entry, 100)} was collected")
        for path, reason in self.passed_over.items():
            if path.suffix == ".ipynb":
                terminalreporter.write_line(f"autograder: not tested: {terminal(reason, 300)}")

    @pytest.hookimpl(optionalhook=True, trylast=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Keep the questions of a file in one process, so that the file runs once."""
        if config.getvalue("dist") != XDIST_DEFAULT:
            return None
        from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - only where it is installed

        return LoadFileScheduling(config, log)

    def pytest_unconfigure(self) -> None:
        """End the sandbox."""
        self.judges.close()
