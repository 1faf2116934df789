"""Records are frozen dataclasses in all but the time that it takes to make one."""

from __future__ import annotations

from dataclasses import replace

from autograder.plain.evidence import Probe
from autograder.plain.foresight import Later


def test_equal_fields_are_equal_and_have_one_hash() -> None:
    one, same = Probe("forward", (1.0,)), Probe("forward", (1.0,))
    assert one == same
    assert hash(one) == hash(same)
    assert one != replace(one, function="backward")


def test_without_eq_each_is_itself_alone() -> None:
    probe = Probe("forward", ())
    assert Later(probe) != Later(probe)
    assert len({Later(probe), Later(probe)}) == 2


def test_the_type_checker_refuses_an_assignment() -> None:
    probe = Probe("forward", ())
    probe.function = "backward"  # type: ignore[misc]  # that mypy finds something to ignore is the test
    assert probe != Probe("forward", ())
