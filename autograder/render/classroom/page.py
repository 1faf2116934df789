"""`class.html`: the class at a glance, one file that contains its script and styles and makes no requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Template

from autograder.classroom.overview import ENOUGH, Class, MistakeLine, ProblemLine, Row
from autograder.plain.safe_text import terminal
from autograder.render.classroom.charts import Chart, distribution, heat_map, legend
from autograder.render.pages import environment
from autograder.render.words import points
from autograder.report.status import Kind, Status
from autograder.report.total import rounded

CAP = 400
NAME_CAP = 120
"""Maximum number of a student's mistakes in the list; the student's page has all of them."""
CODES = {status: chr(ord("a") + i) for i, status in enumerate(Status)}
"""The letter of a status in the cells of a heat map, which the page's script reads."""


@dataclass(frozen=True)
class Heat:
    """The heat map of one problem, and what the script needs to describe the cell under the pointer."""

    line: ProblemLine
    chart: Chart | None


def class_page(found: Class, title: str = "") -> str:
    """Return the HTML page of a class; the same class gives the same page.

    Its links lead to `feedback/SLUG.html` beside it.
    """
    heats = [Heat(p, heat_map(found, p) if len(p.rows) > 1 else None) for p in found.problems]
    return _template().render(
        title=title or found.about or "Class",
        found=found,
        distribution=distribution(found) if len(found.percents) > 1 else None,
        heats=heats,
        legend=legend(),
        statuses={CODES[s]: s.words for s in Status},
        mistakes_of=_mistakes_of(found),
        enough=ENOUGH,
    )


@cache
def _template() -> Template:
    env = environment(Path(__file__).parent, CAP, css="class.css", js="class.js")
    env.filters |= {
        "points": points,
        "percent": rounded,
        "signed": lambda value: f"{value:.2f}".replace("-", "\N{MINUS SIGN}"),
        "name": name_of,
        "lost": _lost,
        "cells": _cells,
        "mistake": mistake_name,
        "to_look_at": lambda row: row.count(Kind.WRONG),
        "right": lambda row: row.count(Kind.RIGHT),
        "unwritten": lambda row: row.count(Kind.UNWRITTEN),
    }
    return env.get_template("class.html.jinja")


def name_of(text: str) -> str:
    """Return a name cut to one line of bounded length."""
    return terminal(text, NAME_CAP)


def mistake_name(line: MistakeLine) -> str:
    """Return a mistake's name for a list, or its question and group if it has none."""
    mistake = line.mistake
    return " or ".join(mistake.names) if mistake.names else f"no name: {mistake.question} #{mistake.group}"


def _lost(statuses: Sequence[tuple[Status, int]]) -> str:
    """Return how often each status that costs points occurs, in words."""
    return ", ".join(f"{n} {s.words}" for s, n in statuses if not s.paid)


def _cells(row: Row, found: Class) -> str:
    """Return a student's statuses for the script: `0:aab 3:c` for the first and the fourth problem of the class."""
    numbers = {p.problem: i for i, p in enumerate(found.problems)}
    return " ".join(f"{numbers[p.problem]}:{''.join(CODES[s] for s in p.statuses)}" for p in row.problems)


def _mistakes_of(found: Class) -> list[list[int]]:
    """Return for each student the numbers of the mistakes made."""
    made: list[list[int]] = [[] for _ in found.rows]
    for number, line in enumerate(found.mistakes):
        for place in line.rows:
            made[place].append(number)
    return made
