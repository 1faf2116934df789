"""Every form of the small reports, against files. `UPDATE_GOLDEN=1 pytest tests/render` writes them anew."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console, Group

from autograder.render.csv import gradebook
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.render.terminal import class_table, summary
from tests.render.samples import SAMPLES

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode(), f"{name} changed: look at it, then run UPDATE_GOLDEN=1 pytest {__file__}"


@pytest.mark.parametrize("sample", SAMPLES)
def test_page_is_as_recorded(sample: str) -> None:
    check(f"{sample}.html", to_html(SAMPLES[sample]))


@pytest.mark.parametrize("sample", SAMPLES)
def test_json_is_as_recorded(sample: str) -> None:
    check(f"{sample}.json", to_json(SAMPLES[sample]))


def test_gradebook_is_as_recorded() -> None:
    check("gradebook.csv", gradebook(SAMPLES.values()))


def test_terminal_is_as_recorded() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    console.print(Group(class_table(SAMPLES.values()), summary(SAMPLES.values())))
    assert isinstance(console.file, io.StringIO)
    check("terminal.txt", console.file.getvalue())


def test_no_recorded_file_is_left_over() -> None:
    pages = {f"{sample}.{form}" for sample in SAMPLES for form in ("html", "json")}
    assert {p.name for p in GOLDEN.iterdir()} == pages | {"gradebook.csv", "terminal.txt"}
