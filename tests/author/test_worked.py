"""What staff get: notebooks with solutions that run, and sheets to print, without and with solutions."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from pathlib import Path
from statistics import median

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from autograder.author.lesson import CellKind, lesson
from autograder.author.sheet.page import sheet
from autograder.author.worked import write_worked
from autograder.author.worked_notebook import worked_notebook
from autograder.batch.folder import OutputError
from autograder.cli import main
from autograder.render.pages import THEME
from tests.author.built import PROBLEMS, reference, source
from tests.author.leaks import Place, formulas, found_text, worked
from tests.browser import CHROMIUM, launched, needs_chromium
from tests.solutions.common import COURSE, NETWORKS

SMALL = "univariate_regression"


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_solution_notebook_runs_and_has_every_solution(name: str) -> None:
    notebook = json.loads(worked_notebook(reference(name)))
    code = [source(c) for c in notebook["cells"] if c["cell_type"] == "code"]
    space: dict[str, object] = {}
    for cell in (text for text in code if "matplotlib" not in text):
        exec(cell, space)
    assert {f.name for f in reference(name).problem.functions} <= set(space)
    prose = "\n".join(source(c) for c in notebook["cells"])
    for part in lesson(reference(name)):
        if part.kind is CellKind.WORKED:
            assert part.source in prose
    assert ("**The derivation.**" in prose) == (name in NETWORKS)
    assert worked_notebook(reference(name)) == worked_notebook(reference(name))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_sheet_without_solutions_has_none_and_one_with_them_has_all(name: str) -> None:
    without, complete = (sheet(reference(name), solutions=s) for s in (False, True))
    texts = [part.source for part in lesson(reference(name)) if part.kind is CellKind.WORKED]
    secrets = [*formulas(reference(name)), *worked([re.sub(r"[$`*].*", "", t) for t in texts], name)]
    assert found_text([Place("without", without.encode())], secrets) == []
    assert found_text([Place("with", complete.encode().replace(b"&#34;", b'"'))], formulas(reference(name)))
    assert without.count('class="space"') == len(reference(name).problem.functions) + len(
        reference(name).problem.written
    )
    assert complete.count('class="space"') == 0
    for page in (without, complete):
        assert "$" not in re.sub(r"<(code|style|script)\b.*?</\1>", "", page, flags=re.DOTALL), (
            "every formula is MathML"
        )
        assert not re.search(r"(?:src|href)=|https?://(?!www\.w3\.org)", page), "one file that asks for nothing"
        for function in reference(name).problem.functions:
            assert f"def {function.name}(" in page


@pytest.mark.parametrize("name", NETWORKS)
def test_a_sheet_with_solutions_draws_the_calculation(name: str) -> None:
    assert "Backward: " in sheet(reference(name), solutions=True)
    assert "Backward: " not in sheet(reference(name), solutions=False)


def test_files_with_solutions_are_their_owners_alone(tmp_path: Path) -> None:
    os.umask(os.umask(0o022))
    made = list(write_worked(reference(SMALL), tmp_path / "worked", None))
    assert {p.name for p in made} == {f"{SMALL}{e}" for e in (".solution.ipynb", ".html", ".solution.html")}
    for path in made:
        if "solution" in path.name:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        list(write_worked(reference(SMALL), tmp_path / "file", None))


@pytest.mark.slow
def test_the_command_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    done = CliRunner().invoke(main, ["build", SMALL, "--worked", str(tmp_path), "--solutions", str(COURSE.folder)])
    assert done.exit_code == 0, done.output
    assert "no PDFs: PDFs need Chromium" in done.output
    assert len(list(tmp_path.iterdir())) == 3
    unknown = CliRunner().invoke(
        main, ["build", "nobody", "--worked", str(tmp_path), "--solutions", str(COURSE.folder)]
    )
    assert (unknown.exit_code, "nobody: this course has" in unknown.output) == (2, True)
    refused = CliRunner().invoke(main, ["build", "--worked", str(tmp_path), "--check"])
    assert refused.exit_code == 2


@pytest.mark.slow
@needs_chromium
def test_a_sheet_fits_a_phone_and_is_printed(tmp_path: Path) -> None:
    with launched() as chromium:
        _fits(chromium, sheet(reference("logistic_regression"), solutions=True))
    assert CHROMIUM is not None
    pdfs = [p for p in write_worked(reference(SMALL), tmp_path, CHROMIUM) if p.suffix == ".pdf"]
    assert len(pdfs) == 2
    assert all(p.read_bytes().startswith(b"%PDF") for p in pdfs)


@pytest.mark.slow
@needs_chromium
def test_subscripts_stand_below_the_line() -> None:
    """The font of the text would put them on it: it does not say how deep they stand."""
    fonts = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
    if not any(name in fonts for name in re.findall(r'"([^"]* Math[^"]*)"', THEME.read_text("utf-8"))):
        pytest.skip("no font for formulas here")
    with launched() as chromium:
        page = chromium.new_page()
        page.set_content(sheet(reference("exercises"), solutions=True))
        depths = page.evaluate(
            """() => [...document.querySelectorAll("msub")].map(e => {
              const [base, sub] = [...e.children].map(c => c.getBoundingClientRect().bottom);
              return (sub - base) / parseFloat(getComputedStyle(e).fontSize);
            })"""
        )
    assert len(depths) > 50
    assert min(depths) > 0.1
    assert median(depths) > 0.2


def _fits(chromium: Browser, page: str) -> None:
    phone = chromium.new_page(viewport={"width": 360, "height": 640})
    phone.set_content(page)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()
