"""The derivation in a notebook: packed until it has been tried, open, or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.author.build import Options, build, derivations_in, write
from autograder.author.derivation import Derivations, derivation
from autograder.cli import main
from autograder.declare.handed_out import handed_out
from autograder.notebook.packing import packed, unpacked
from autograder.otter.start import start
from autograder.student.derivation import derivation as opened
from tests.author.built import PROBLEMS, built, cells, reference, source, student_notebook, tagged
from tests.solutions.common import COURSE, NETWORKS
from tests.student.common import env, public

NAME = "logistic_regression"
STUBS = ("raise NotImplementedError", "pass", "raise NotImplementedError('later')")
TRIED = ("return {}", "return 1 / 0", "return x", "return {'dz': cache['y_hat'] - y}")


@pytest.mark.parametrize("name", PROBLEMS)
def test_only_a_network_has_a_derivation_and_it_is_packed(name: str) -> None:
    text = derivation(reference(name))
    assert bool(text) == (name in NETWORKS)
    found = [c for c in cells(student_notebook(name)) if "grader.derivation(" in source(c)]
    assert len(found) == bool(text)
    for cell in found:
        assert cell["id"] == "derivation-backward"
        assert tagged(cell)
        assert unpacked(source(cell).split('"')[3]) == {"derivation": text}
        assert text.splitlines()[0] not in json.dumps(student_notebook(name), ensure_ascii=False)


def test_staff_say_when_it_can_be_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = derivation(reference(NAME))
    for when in (Derivations.OPEN, Derivations.NEVER):
        folder = tmp_path_factory.mktemp(when.value)
        made = build(reference(NAME), Options(derivations=when))
        prose = [source(c) for c in cells(made.student, "markdown")]
        assert any(text in cell for cell in prose) == (when is Derivations.OPEN)
        assert "grader.derivation(" not in made.text
        write(made, folder)
        assert derivations_in(folder, NAME) is when, "later builds keep it"


def test_text_of_an_open_derivation_is_never_taken_for_the_students() -> None:
    given = handed_out(reference(NAME).problem, reference(NAME).path)
    cell = f"<details><summary>The derivation</summary>\n\n{derivation(reference(NAME))}\n\n</details>"
    assert [s.own for s in given.segments(cell)] == [False]
    assert any(s.own for s in given.segments("I think that the sigmoid and the logarithm cancel each other here."))


@pytest.mark.parametrize("body", STUBS)
def test_a_stub_opens_nothing(body: str) -> None:
    names = env(NAME, backward=f"def backward(x, y, params, cache):\n    {body}")
    assert "Try to write `backward` first" in repr(opened("backward", "TEXT", public(NAME), names))
    del names["backward"]
    assert "TEXT" not in repr(opened("backward", "TEXT", public(NAME), names))


@pytest.mark.parametrize("body", TRIED)
def test_whatever_was_tried_opens_it(body: str) -> None:
    names = env(NAME, backward=f"def backward(x, y, params, cache):\n    {body}")
    assert repr(opened("backward", "TEXT", public(NAME), names)) == "TEXT"


def test_the_notebooks_grader_shows_it(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    names = {**env(NAME), "start": start, "tests": packed(built(NAME).tests), "name": NAME}
    exec("grader = start(name, tests)", names)
    (cell,) = [c for c in cells(student_notebook(NAME)) if "grader.derivation(" in source(c)]
    exec(source(cell).replace("grader.", "shown = grader."), names)
    assert names["shown"]._repr_markdown_() == derivation(reference(NAME))


@pytest.mark.slow
def test_later_builds_keep_what_staff_said(tmp_path: Path) -> None:
    command = ["build", NAME, "--solutions", str(COURSE.folder), "--out", str(tmp_path)]
    said = [CliRunner().invoke(main, [*command, *more]).output for more in (["--derivations", "never"], [])]
    assert [text.rpartition(": ")[2].strip() for text in said] == ["written", "unchanged"]
    assert derivations_in(tmp_path, NAME) is Derivations.NEVER
