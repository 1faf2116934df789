"""Show one tried submission on the terminal: what the student sees, and what staff see."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from autograder.gradescope.results import Line, Results
from autograder.gradescope.tryout import Tried
from autograder.plain.safe_text import plain, terminal
from autograder.render.words import points
from autograder.staff.policy import OutputFormat, Visibility

CAP = 2000
NAME = 200


def shown(tried: Tried) -> RenderableType:
    """Return both views, for 80 columns."""
    head = Rule(Text(terminal(str(tried.submission), NAME)), style="bold")
    used = f"{tried.ran.seconds:.1f} s"
    if tried.ran.peak_bytes:
        used += f", {tried.ran.peak_bytes / 2**20:.0f} MB of memory"
    parts: list[RenderableType] = [head]
    if tried.results is not None:
        parts += [Text("The student sees", style="bold"), *_student(tried.results), Text()]
    parts += [Text("Staff see", style="bold"), *_staff(tried), Text(f"  took {used} in {tried.place}"), Text()]
    return Group(*parts)


def _student(results: Results) -> Iterator[RenderableType]:
    hidden = [line for line in results.tests if line.visibility not in (None, Visibility.VISIBLE)]
    total = sum(line.max_score or 0.0 for line in results.tests)
    score = "hidden until every question may be seen" if hidden else f"{points(results.score)} of {points(total)}"
    yield Text(f"  score: {score}")
    if results.output:
        yield _body(results.output, results.output_format, 2)
    before = ""
    for line in results.tests:
        if line.visibility in (None, Visibility.VISIBLE):
            yield _heading(line)
            if line.status != "passed" and line.output not in ("", before):  # the same reason is shown once
                yield _body(line.output, line.output_format, 6)
            before = line.output


def _staff(tried: Tried) -> Iterator[RenderableType]:
    if tried.results is None:
        yield Text(f"  {terminal(tried.trouble or '', CAP)}", style="red")
    else:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        total = sum(line.max_score or 0.0 for line in tried.results.tests)
        yield Text(f"  score: {points(tried.results.score)} of {points(total)}")
        later = [line for line in tried.results.tests if line.visibility not in (None, Visibility.VISIBLE)]
        for line in later:
            status = ", ".join(line.tags[1:]) or line.status or ""
            seen = line.visibility.value if line.visibility else ""
            table.add_row(Text(f"  {line.number} {terminal(line.name, NAME)}"), _points(line), Text(status), Text(seen))
        if later:
            yield table
        for name, value in tried.results.extra_data.items():
            yield Text(f"  {name}: {terminal(str(value), CAP)}")
        for leader in tried.results.leaderboard:
            yield Text(f"  leaderboard: {leader.name} {leader.value:g}")
    yield Text(f"  stdout (code {tried.ran.code}):")
    yield Padding(Text(plain(tried.ran.output.strip() or "(empty)", CAP)), (0, 0, 0, 4))


def _heading(line: Line) -> Text:
    mark, style = ("✓", "green") if line.status == "passed" else ("✗", "red") if line.status else ("·", "")
    text = Text(f"  {mark} ", style=style)
    text.append(f"{line.number} {terminal(line.name, NAME)}", style="")
    if line.max_score is not None:
        text.append(f"  {_points(line)}", style="dim")
    return text


def _points(line: Line) -> str:
    if line.max_score is None:
        return "-"
    return f"{points(line.score or 0.0)}/{points(line.max_score)}"


def _body(output: str, form: str | None, indent: int) -> Padding:
    said = as_text(output) if form == OutputFormat.HTML.value else output
    return Padding(Text(plain(said, CAP)), (0, 0, 0, indent))


def as_text(html: str) -> str:
    """Return the text of our own HTML: one line per paragraph, the cells of a row side by side."""
    reader = _TextCollector()
    reader.feed(html)
    return "\n".join(line.strip() for line in "".join(reader.pieces).splitlines() if line.strip())


class _TextCollector(HTMLParser):
    """Collects text; the end of a line or a cell becomes a newline or spaces."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "sup":
            self.pieces.append("^")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "tr", "pre"):
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("   ")
