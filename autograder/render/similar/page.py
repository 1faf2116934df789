"""`similar.html`: pairs of hand-ins side by side, with what they have in common; one file without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Template
from rich.table import Table
from rich.text import Text

from autograder.classroom.similar.comparison import ComparedPair
from autograder.classroom.similar.tokens import MOST_CHARACTERS
from autograder.plain.safe_text import terminal
from autograder.render.pages import environment

NAME_CAP = 120
NAME = 27
"""Columns of 80 for each of two names."""
COLOURS = 6

PROVES_NOTHING = (
    "A high value says that two hand-ins share code that few others have. It does not say why. Students who worked "
    "together where that is allowed, who used the same book, forum, tutor or assistant, or who repeat the course look "
    "the same, and nothing here tells who wrote first. Read both, and hear both, before you conclude anything. A low "
    "value proves nothing either."
)


def similar_page(pairs: Sequence[ComparedPair], count: int, limit: int) -> str:
    """Return the page. Its links lead to `feedback/SLUG.html` beside it."""
    return _template().render(pairs=pairs, count=count, limit=limit, proves_nothing=PROVES_NOTHING)


def similar_table(pairs: Sequence[ComparedPair]) -> Table:
    """Return a table of 80 columns."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("alike", no_wrap=True, justify="right")
    table.add_column("one", max_width=NAME, overflow="fold")
    table.add_column("other", max_width=NAME, overflow="fold")
    table.add_column("tokens", no_wrap=True, justify="right")
    for pair in pairs:
        names = (Text(terminal(", ".join(side.names), NAME_CAP)) for side in pair.sides)
        table.add_row(f"{int(pair.percent)} %", *names, str(pair.tokens))
    return table


@cache
def _template() -> Template:
    env = environment(Path(__file__).parent, MOST_CHARACTERS, css="similar.css")
    env.filters |= {
        "name": lambda text: terminal(text, NAME_CAP),
        "colour": lambda passage: (passage - 1) % COLOURS + 1,
        "percent": lambda share: str(int(share)),
    }
    return env.get_template("similar.html.jinja")
