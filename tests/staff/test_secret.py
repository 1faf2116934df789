from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from autograder.judge.probes import seed
from autograder.staff.secret import VARIABLE, SecretError, course_secret

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = course_secret(tmp_path / "new")
    assert len(first) == 64
    assert course_secret(tmp_path / "new") == first
    assert course_secret(tmp_path / "other") != first
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["secret"]


def test_the_variable_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "ours")
    assert course_secret(tmp_path) == b"ours"
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_said_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(SecretError, match="is empty"):
        course_secret(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SecretError, match=VARIABLE):
        course_secret(tmp_path / "file" / "below")


def test_the_seed_depends_on_secret_content_and_problem() -> None:
    same = seed(b"s", "abc", "optimizers")
    assert same == seed(b"s", "abc", "optimizers")
    assert len({same, seed(b"t", "abc", "optimizers"), seed(b"s", "abd", "optimizers"), seed(b"s", "abc", "x")}) == 4
