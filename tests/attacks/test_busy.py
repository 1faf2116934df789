"""A machine that is too busy to run an attack proves nothing, for or against the sandbox."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest

from autograder.attacks.attack import Attack
from autograder.attacks.table import attacks
from autograder.attacks.trial import tried
from autograder.batch.worker import Finished, Slot
from autograder.sandbox.errors import TOO_BUSY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the sandbox")


def spared() -> Attack:
    return next(attack for attack in attacks() if str(attack) == "exhausting: recursion")


def busy(monkeypatch: pytest.MonkeyPatch, times: int) -> list[None]:
    """Have grading say so often that the machine was too busy; the list grows with each time that it is asked."""
    grade, asked = Slot.grade, list[None]()

    def graded(self: Slot, *args: Any) -> Finished:
        asked.append(None)
        finished = grade(self, *args)
        if len(asked) > times:
            return finished
        report = replace(finished.report, problems=(), reason=f"the grader could not finish: {TOO_BUSY}")
        return replace(finished, entry=replace(finished.entry, report=report))

    monkeypatch.setattr(Slot, "grade", graded)
    return asked


def test_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = busy(monkeypatch, 1)
    (finding,) = tried([spared()])
    assert len(asked) == 2
    assert not finding.faults, finding


def test_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = busy(monkeypatch, 100)
    (finding,) = tried([spared()])
    assert len(asked) == 3
    assert TOO_BUSY in str(finding.faults)
