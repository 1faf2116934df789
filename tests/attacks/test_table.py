"""Every attack of the table, in every way in which a machine can shut it in; and the same with the doors open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.attacks.attack import AttackClass
from autograder.attacks.table import EVERY, attacks
from tests.attacks.inside import ELSEWHERE, chosen

Trials = Callable[[str], Any]
CASES = [
    (configuration, str(attack))
    for configuration in ("here", "plain", "docker", "no_open", "abi1", "abi4")
    for attack in chosen(configuration)
]
BY_NAME = {str(attack): attack for attack in attacks()}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("configuration", "attack"), CASES)
def test_an_attack_gains_nothing(trial: Trials, configuration: str, attack: str) -> None:
    """Nothing read, changed or left behind, in time, no points, no harm to the neighbour or to the honest function."""
    found = trial(configuration).found[attack]
    assert not found["faults"], (BY_NAME[attack].says, found["said"])


@pytest.mark.parametrize("attack", [str(attack) for attack in chosen("open")])
def test_with_the_doors_open_the_attack_works(trial: Trials, attack: str) -> None:
    """The positive control: it fails elsewhere because of the sandbox, and this suite would see it succeed."""
    found = trial("open").found[attack]
    assert found["faults"], found["said"]


FACTS: dict[str, dict[str, Any]] = {
    "here": {"full": True},
    "plain": {"full": True, "uid": 59999, "capabilities": "0" * 16},
    "docker": {"full": True, "uid": 0, "capabilities": "00000000a80425fb", "filters": "1"},
    "no_open": {"full": True, "landlock": 0, "no_open": True},
    "abi1": {"full": True, "landlock": 1, "no_open": False},
    "abi4": {"full": True, "landlock": 4, "no_open": False},
    "open": {"full": False, "landlock": 0, "no_open": False},
}


@pytest.mark.parametrize("configuration", FACTS)
def test_the_configuration_is_what_it_says(trial: Trials, configuration: str) -> None:
    facts = trial(configuration).facts
    if configuration.startswith("abi") and facts["landlock"] == 0:
        pytest.skip("this kernel has no Landlock")
    assert {name: facts[name] for name in FACTS[configuration]} == FACTS[configuration]


def test_the_table_is_large_and_each_entry_has_a_name_and_a_line() -> None:
    assert len(EVERY) >= 300
    assert len({str(a) for a in EVERY}) == len(EVERY)
    assert {a.group for a in EVERY} == set(AttackClass)
    for attack in EVERY:
        assert attack.says
        assert "\n" not in attack.says
        assert bool(attack.body) + bool(attack.cells) + bool(attack.file) + bool(attack.beside) == 1, attack
    assert sum(a.works for a in EVERY) >= 70


def test_each_attack_that_is_not_tried_everywhere_is_tried_in_one_more_configuration() -> None:
    first, *others = ({str(a) for a in chosen(name)} for name in ELSEWHERE)
    assert first.union(*others) == {str(a) for a in attacks()} - {
        str(a) for a in attacks() if a.group in (AttackClass.SPEAKING, AttackClass.FILES, AttackClass.OTTER)
    }


def test_no_attack_stands_outside_of_the_table() -> None:
    rooms = {p.stem for p in Path(__file__).parents[2].joinpath("autograder", "attacks").glob("*.py")}
    others = {
        "__init__",
        "attack",
        "beside",
        "course_folder",
        "doctor",
        "namesake",
        "shown",
        "table",
        "traces",
        "trial",
    }
    assert rooms == others | {g.name.lower() for g in AttackClass}
