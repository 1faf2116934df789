"""The plugin for Otter's grading: student code runs in our sandbox, and Otter starts no kernel; it gets our points.

In `otter_config.json`:

    {"plugins": [{"autograder.otter.plugin.SandboxedGrading": {"solutions": "solutions"}}]}

`solutions` is a folder: absolute, or in the zip's `files/`. `policy` may name a policy file in the same way, and
`isolation` may be "best-effort" if student code cannot be fully isolated.

Otter works in the folder that the student filled. Its kernel would import the files in it, so there is none, and this
module imports nothing that Otter has not imported already before that folder is off `sys.path`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otter.plugins import AbstractOtterPlugin

from autograder.otter.errors import UngradableError

if TYPE_CHECKING:
    from autograder.otter.sandboxed import Settings
    from autograder.report.report import Report

OTTER_LOG = ".OTTER_LOG"
RUNNER = "otter.run.run_autograder.runners.python_runner"


class SandboxedGrading(AbstractOtterPlugin):  # type: ignore[misc]
    """Grades the notebook in the sandbox in place of Otter's kernel; the report replaces Otter's results."""

    def __init__(self, submission_path: str, metadata: dict[str, Any], plugin_config: dict[str, Any]) -> None:
        super().__init__(submission_path, metadata, plugin_config)
        self._notebook = Path(submission_path)
        self._settings: Settings | None = None
        self._report: Report | None = None
        _import_nothing_from(self._notebook.parent)

    def before_grading(self, config: Any) -> None:
        """Switch off what Otter would do with the student's files itself: unpickle, convert and run them."""
        if config.pdf or config.token:
            raise UngradableError("the plugin allows no PDF: Otter would convert what the student wrote unconfined")
        config.grade_from_log = False
        log = self._notebook.with_name(OTTER_LOG)
        if log.is_file() or log.is_symlink():  # a pickle, which Otter opens in the process that knows the answers
            log.unlink()
        self._replace_kernel()

    def before_execution(self, submission: Any) -> Any:
        """Grade the file as it was handed in; what is returned is not executed."""
        from autograder.otter.sandboxed import graded, read_settings  # noqa: PLC0415 - see above

        # The zip's files are unpacked beside the folder of the submission. No link of the student's leads elsewhere.
        files = self._notebook.parents[1] / "source" / "files"
        self._settings = read_settings(self.plugin_config or {}, files)
        self._report = graded(self._notebook, self._settings)
        return submission

    def after_grading(self, results: Any) -> None:
        """Replace the empty results by ours."""
        from autograder.otter.results import summary, test_files  # noqa: PLC0415 - see above

        if self._report is None or self._settings is None:
            raise UngradableError("the notebook was never graded in the sandbox")
        results.results = test_files(self._report, self._settings.policy)
        results.set_output(summary(self._report))

    def generate_report(self) -> str:
        """Return the text above the questions."""
        from autograder.otter.results import summary  # noqa: PLC0415 - see above

        return "" if self._report is None else summary(self._report)

    def _replace_kernel(self) -> None:
        """Have Otter ask its plugins in place of a kernel, for this submission. Raises UngradableError if it cannot."""
        runner = sys.modules.get(RUNNER)
        kernel = getattr(runner, "grade_notebook", None)
        if runner is None or kernel is None:
            raise UngradableError("this version of Otter starts its kernel in another way: install otter-grader 7.0.0")
        from nbformat.v4 import new_notebook  # noqa: PLC0415 - see above
        from otter.test_files import GradingResults  # noqa: PLC0415 - see above

        def grade_notebook(path: str, *, plugin_collection: Any = None, **options: Any) -> Any:
            runner.grade_notebook = kernel  # type: ignore[attr-defined]
            if Path.cwd() / path != self._notebook:  # Otter never came here for our submission
                return kernel(path, plugin_collection=plugin_collection, **options)
            results = GradingResults([])
            results.notebook = plugin_collection.before_execution(new_notebook())
            plugin_collection.run("after_grading", results)
            return results

        runner.grade_notebook = grade_notebook  # type: ignore[attr-defined]


def _import_nothing_from(folder: Path) -> None:
    """Take a folder, and the current one, off the places from which modules are imported."""
    here = {os.path.realpath(folder), os.path.realpath(os.curdir)}
    sys.path[:] = [place for place in sys.path if os.path.realpath(place or os.curdir) not in here]
