"""Templates are compiled once for each version of them, and any damage to what is kept is harmless."""

from __future__ import annotations

import sys
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment

from autograder.render.pages import environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "a.jinja").write_text("{{ text }}!")
    return tmp_path


def rendered(folder: Path) -> str:
    return environment(folder, 10).get_template("a.jinja").render(text="<b>" + "x" * 20)


def compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many templates are compiled to render the page."""
    counted = 0

    def counting(_: Environment, source: str, filename: str) -> CodeType:
        nonlocal counted
        counted += 1
        return compile(source, filename, "exec")

    with monkeypatch.context() as patch:
        patch.setattr(Environment, "_compile", counting)
        assert rendered(folder).startswith("&lt;b&gt;")
    return counted


def test_a_template_is_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [compiled(folder, monkeypatch) for _ in range(3)] == [1, 0, 0]
    (folder / "a.jinja").write_text("{{ text }}?")
    assert [compiled(folder, monkeypatch) for _ in range(2)] == [1, 0]
    assert rendered(folder).endswith("?")


@pytest.mark.parametrize("damage", [b"", b"j2", b"x" * 1000, None], ids=["empty", "short", "noise", "cut"])
def test_a_damaged_file_is_compiled_again(folder: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None) -> None:
    whole = rendered(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:-20] if damage is None else damage)
    assert compiled(folder, monkeypatch) == 1
    assert rendered(folder) == whole


def test_nothing_is_kept_where_nothing_can_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "__pycache__").rmdir()
    assert [compiled(folder, monkeypatch) for _ in range(2)] == [1, 1]
    (folder / "__pycache__").mkdir()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [compiled(folder, monkeypatch) for _ in range(2)] == [1, 1]
