"""Explanations for the page: student code runs in one sandbox, started when somebody asks first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from autograder.batch.explaining import explain_one
from autograder.batch.judging import Basis
from autograder.batch.store import Store
from autograder.marking.desk import RefusedError
from autograder.render.explanation import explanation_body
from autograder.report.report import ProblemReport, Report
from autograder.report.verdict import Verdict
from autograder.sandbox import Isolation, Limits, Sandbox, SandboxError, fit_to_container


class Explainer:
    """Explains answers one after the other, in a thread of its own: a sandbox ends with the thread that started it."""

    def __init__(self, store: Store, basis: Basis, isolation: str) -> None:
        self._store, self._basis, self._isolation = store, basis, isolation
        self._thread = ThreadPoolExecutor(1)
        self._sandbox: Sandbox | None = None

    def __call__(self, report: Report, problem: ProblemReport, verdict: Verdict) -> str:
        """Return the explanation of one answer as harmless HTML. Raises RefusedError if no sandbox is available."""
        try:
            return self._thread.submit(self._explained, report, problem, verdict).result()
        except SandboxError as error:
            raise RefusedError(str(error)) from error

    def _explained(self, report: Report, problem: ProblemReport, verdict: Verdict) -> str:
        if self._sandbox is None:
            packages = ("numpy", *self._basis.policy.packages)
            self._sandbox = Sandbox(fit_to_container(Limits()), Isolation(self._isolation), packages=packages)
        return explanation_body(explain_one(self._store, report, problem, verdict, self._basis.course, self._sandbox))

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._thread.submit(self._sandbox.close).result()
        self._thread.shutdown()
