"""No solution leaks: not in the notebooks, not in the wheel, not in what the student's checks ship."""

from __future__ import annotations

import base64
import json
import marshal
import zipfile
import zlib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from autograder.author.lesson import CellKind, lesson
from tests.author.built import ASSIGNMENTS, PROBLEMS, ROOT, reference
from tests.author.leaks import (
    Place,
    compiled,
    formulas,
    found_code,
    found_numbers,
    found_text,
    gradients,
    hints,
    mistakes,
    worked,
)
from tests.student.common import public


@pytest.fixture(scope="module")
def notebooks() -> list[Place]:
    return [Place(p.name, p.read_bytes()) for p in sorted(ASSIGNMENTS.glob("*.ipynb"))]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(built) as file:
        return [Place(name, file.read(name)) for name in file.namelist()]


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_formula_of_a_solution_and_no_mistake_is_in_reach(
    name: str, notebooks: list[Place], wheel: list[Place]
) -> None:
    secrets = [*formulas(reference(name)), *mistakes(reference(name))]
    assert len(secrets) > 5
    assert found_text([*notebooks, *wheel], secrets) == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_hint_and_no_worked_solution_is_in_a_notebook_or_among_what_the_checks_ship(
    name: str, notebooks: list[Place], wheel: list[Place]
) -> None:
    solutions = [part.source for part in lesson(reference(name)) if part.kind is CellKind.WORKED]
    secrets = [*hints(reference(name)), *worked(solutions, name)]
    shipped = [place for place in wheel if place.name.endswith(".json")]
    assert len(shipped) >= len(PROBLEMS)
    assert found_text([*notebooks, *shipped], secrets) == []


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_solution_is_there_as_byte_code(name: str, notebooks: list[Place], wheel: list[Place]) -> None:
    codes = list(compiled(reference(name)))
    assert codes
    assert found_code([*notebooks, *wheel], codes) == []
    assert not [place.name for place in wheel if place.name.endswith((".pyc", ".pkl", ".npy", ".npz"))]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
def test_no_gradient_is_stored(name: str, notebooks: list[Place], wheel: list[Place]) -> None:
    answers = gradients(reference(name), public(name))
    assert bool(answers) == (name not in {"exercises", "optimizers"})
    assert found_numbers([*notebooks, *wheel], answers) == []


NAME = "two_layer_nonlinear"


def packed(content: bytes) -> bytes:
    return b'{"cells": ["' + base64.b64encode(zlib.compress(content)) + b'"]}'


def test_the_search_finds_what_is_planted() -> None:
    source = reference(NAME).sources["backward"]
    secrets = list(formulas(reference(NAME)))
    plain = Place("plain", source.encode())
    quoted = Place("notebook", json.dumps({"source": source.replace("'", '"').splitlines(keepends=True)}).encode())
    hidden = Place("packed", packed(json.dumps({"text": source}).encode()))
    for place in (plain, quoted, hidden):
        assert found_text([place], secrets), place.name
    assert not found_text([Place("nothing", b"def backward(x, y, params, cache): ...")], secrets)
    reworded = source.replace("    dW1 = dz1 @ x.T", "    dW1 = (\n        dz1 @ x.T\n    )")
    assert found_text([Place("reworded", reworded.encode())], secrets)

    code = compile(source, "anything", "exec")
    assert found_code([Place("compiled", marshal.dumps(code))], compiled(reference(NAME)))
    assert found_code([Place("packed", packed(marshal.dumps(code)))], compiled(reference(NAME)))

    answers = gradients(reference(NAME), public(NAME))
    some = list(answers.values())[5]
    for text in (f"[1.0, {some!r}]", f"[{-some:.12g}]"):
        assert found_numbers([Place("numbers", text.encode())], answers)
    assert found_numbers([Place("packed", packed(f"{some!r}".encode()))], answers)

    hint = reference(NAME).mistakes[0].hint
    assert found_text([Place("hint", hint.encode())], hints(reference(NAME)))


def test_the_wheel_has_no_solutions(wheel: list[Place]) -> None:
    assert not [p.name for p in wheel if Path(p.name).parts[0] != "autograder" and ".dist-info" not in p.name]
    assert not [p.name for p in wheel if "solution" in p.name]
