"""docs/misconceptions.md is what the declarations say; `UPDATE_DOCS=1 pytest tests/author` writes it anew."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from autograder.author.vocabulary import page
from autograder.declare.course import open_course
from tests.author.common import EXAMPLE, ROOT, example

PAGE = ROOT / "docs" / "misconceptions.md"


def test_the_page_of_names_is_not_stale() -> None:
    course = open_course(ROOT / "solutions")
    made = page([course.reference(name) for name in course.names])
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made, "stale: run UPDATE_DOCS=1 pytest tests/author"


def test_a_name_stands_once_with_all_its_functions_and_hints(tmp_path: Path) -> None:
    of = example(tmp_path)
    mistakes = of.mistakes
    again = replace(mistakes[0], function="train", hint="Another hint.", convention=True)
    made = page([replace(of, problem=replace(of.problem, misconceptions=(*mistakes, again)))])
    assert made.startswith("# Names of mistakes\n\n5 names for 6 mistakes in 1 problems.")
    entry = made[made.index("## bias-left-out") : made.index("## missing-mean")]
    assert entry == (
        f"## bias-left-out (convention)\n\n{EXAMPLE}: `forward`, `train`\n\n- {mistakes[0].hint}\n- Another hint.\n\n"
    )
