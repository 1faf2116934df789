"""What a status means is said once: in its table, from which everything else takes it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from autograder.report.status import MEANINGS, Kind, Share, Status, markdown_table

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "autograder"
ORDERS = {"autograder/judge/finding.py": "WORST_FIRST: which of several findings counts"}
"""Where several statuses may stand together all the same, and what for."""


def test_every_status_has_a_row() -> None:
    assert set(MEANINGS) == set(Status)
    assert len({m.words for m in MEANINGS.values()}) == len(Status)


def test_kinds_shares_and_answers_go_together() -> None:
    for status in Status:
        assert status.paid == (status.meaning.share in (Share.FULL, Share.FOLLOW_THROUGH))
        assert status.share(0.7, half=False) == {Kind.RIGHT: 1.0, Kind.FOLLOWS: 0.7}.get(status.kind, 0.0)
        assert status.share(0.7, half=True) == (0.5 if status is Status.SHAPE else status.share(0.7, half=False))
        assert status.accepted <= status.compared <= status.answered
        assert status.explicable <= status.mistaken
        assert not (status.unwritten and status.answered)


def rows_missing(page: str) -> list[str]:
    return [row for row in markdown_table().splitlines() if row not in page.splitlines()]


def test_the_readme_has_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert rows_missing(readme) == []
    assert len(rows_missing(readme.replace("`not-analytic`", "`numerical`"))) == 1


def test_the_schema_has_every_status() -> None:
    schema = (PACKAGE / "report" / "report.schema.json").read_text(encoding="utf-8")
    listed = [found for found in lists(json.loads(schema)) if "not-analytic" in found]
    assert [set(found) for found in listed] == [{s.value for s in Status}]


def lists(value: object) -> list[list[object]]:
    """Return every list inside a JSON value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, list) else []) + [found for one in inner for found in lists(one)]


def sets_of_statuses(source: str) -> list[int]:
    """Return the lines on which more than two statuses stand together, as a set of their own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            names = [e for e in node.elts if isinstance(e, ast.Attribute) and getattr(e.value, "id", "") == "Status"]
            if len(names) > 2:
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_other_module_has_a_set_of_its_own(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in ORDERS:
        assert sets_of_statuses(path.read_text(encoding="utf-8")) == []


def test_a_set_of_its_own_is_noticed() -> None:
    assert sets_of_statuses("PAID = (Status.CORRECT, Status.CLOSE, Status.FOLLOWS)") == [1]
    assert sets_of_statuses("status in (Status.WRONG, Status.CLOSE)") == []


def taken_apart(source: str) -> list[int]:
    """Return the lines on which a text is cut at its dots, as the name of a question would be."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("partition", "rpartition", "split")
        and any(isinstance(a, ast.Constant) and a.value == "." for a in node.args)
        and any(word in ast.unparse(node.func.value).lower() for word in ("question", "verdict", "finding"))
    ]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_one_module_takes_the_names_of_questions_apart(path: Path) -> None:
    if path != PACKAGE / "plain" / "question_names.py":
        assert taken_apart(path.read_text(encoding="utf-8")) == []


def test_taking_apart_is_noticed() -> None:
    assert taken_apart('v.question.partition(".")') == [1]
