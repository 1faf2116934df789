"""What a student writes is shown and never executed: in a browser, a spreadsheet or a terminal."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from rich.cells import cell_len
from rich.console import Console, Group

from autograder.render.csv import ENCODING, gradebook
from autograder.render.html import to_html
from autograder.render.terminal import class_table, summary
from autograder.report.report import Report
from tests.browser import needs_chromium, shown, without_policy
from tests.render.samples import PAYLOADS, SAMPLES, hostile, hostile_reason

ATTRIBUTES = {
    *("aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "content", "height", "href", "http-equiv"),
    *("id", "lang", "name", "preserveaspectratio", "viewbox", "width"),
}


class Structure(HTMLParser):
    """All that is no text: tags with their attributes, in order; `code` aside, for backticks make it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "code":
            self.tags.append((tag, tuple(attrs)))


def pages(text: str) -> tuple[str, str]:
    return to_html(hostile(text)), to_html(hostile_reason(text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_page_has_the_same_tags_and_attributes_whatever_the_text(payload: str) -> None:
    for page, harmless in zip(pages(PAYLOADS[payload]), pages("harmless"), strict=True):
        assert Structure(page).tags == Structure(harmless).tags


@pytest.mark.parametrize("payload", PAYLOADS)
def test_page_has_no_script_no_handler_no_request(payload: str) -> None:
    for page in pages(PAYLOADS[payload]):
        assert "<script" not in page.lower()
        for tag, attributes in Structure(page).tags:
            assert tag not in {"script", "img", "link", "base", "iframe", "object", "embed", "form", "input"}
            for name, value in attributes:
                assert name in ATTRIBUTES
                assert name != "href" or (value or "").startswith("#")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_page_has_no_character_that_cannot_be_seen(payload: str) -> None:
    for page in pages(PAYLOADS[payload]):
        page.encode("utf-8")
        assert all(c.isprintable() or c in "\n\t" for c in page)


def test_page_stays_short_whatever_the_length_of_the_text() -> None:
    assert len(to_html(hostile("&" * 1_000_000))) < 150_000


@pytest.mark.parametrize("sample", SAMPLES)
def test_page_asks_for_nothing_and_allows_nothing_but_its_own_style(sample: str) -> None:
    page = to_html(SAMPLES[sample])
    for request in ("://", "url(", "@import", "src=", "style="):
        assert request not in page
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert page.index("Content-Security-Policy") < page.index("<title>") < page.index("<style>")


@pytest.mark.slow
@needs_chromium
def test_no_script_runs_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    hostile_page = to_html(hostile(" ".join(PAYLOADS[p] for p in ("closing", "handler", "svg", "attribute"))))
    assert shown(browser, hostile_page, tmp_path).title.startswith("Feedback for ")

    script = "<script>document.title='ran'</script></main>"
    unescaped = to_html(SAMPLES["all_right"]).replace("</main>", script)
    assert shown(browser, unescaped, tmp_path).title.startswith("Feedback for "), (
        "the page's own policy is the second wall"
    )
    assert shown(browser, without_policy(unescaped), tmp_path).title == "ran", "this test can fail"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_gradebook_holds_no_formula_and_one_line_a_submission(payload: str) -> None:
    text = gradebook([hostile(PAYLOADS[payload]), hostile_reason(PAYLOADS[payload])])
    text.encode(ENCODING)
    assert text.count("\n") == 3
    header, *rows = csv.reader(io.StringIO(text), strict=True)
    assert [len(row) for row in rows] == [len(header)] * 2
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
        assert all(c.isprintable() for c in cell)


def printed(reports: list[Report], *, colours: bool) -> str:
    out = io.StringIO()
    Console(file=out, width=80, force_terminal=colours, color_system="truecolor" if colours else None).print(
        Group(class_table(reports), summary(reports))
    )
    return out.getvalue()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_terminal_obeys_no_name_and_keeps_to_80_columns(payload: str) -> None:
    reports = [hostile(PAYLOADS[payload]), hostile_reason(PAYLOADS[payload]), *SAMPLES.values()]
    for line in printed(reports, colours=False).splitlines():
        assert cell_len(line) <= 80
        assert all(c.isprintable() for c in line)
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", printed(reports, colours=True))
    assert coloured == printed(reports, colours=False), "nothing but colours is added"


def test_terminal_shows_markup_as_it_stands() -> None:
    shown = printed([hostile_reason("[bold]x[/] [/nothing]")], colours=False)
    assert "[bold]x[/] [/nothing]: [bold]x[/] [/nothing]" in shown


@pytest.mark.parametrize("length", [5, 19, 20, 32, 33, 90, 200])
def test_names_are_whole_in_a_terminal_of_eighty_columns(length: int) -> None:
    """Whatever else there is to show: a name that is cut may be somebody else's."""
    name = "".join(chr(ord("a") + i % 26) for i in range(length))
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(class_table([*SAMPLES.values(), Report(name, "n", "", reason="x" * 90)]))
    lines = console.export_text().splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert "more" in lines[0]
    shown = next(i for i, line in enumerate(lines) if line.startswith(name[:5]))
    assert "".join(line[:32].strip() for line in lines[shown:]).startswith(name)
