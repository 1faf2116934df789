"""`autograder groups`, from counting to what a TA reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.excerpt import definition
from autograder.classroom.groups import Explained, Group, groups_of
from autograder.plain.evidence import Cell
from autograder.render.groups import template, to_markdown
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.batch.made import run


def wrong(question: str, group: str, *names: str) -> Verdict:
    return Verdict(question, Status.WRONG, 0.0, 1.0, "", misconceptions=names, group=group)


def student(slug: str, *verdicts: Verdict) -> Report:
    return Report(slug, slug, "", (ProblemReport("p", "P", verdicts),))


def test_the_same_answers_are_counted_together_largest_first() -> None:
    found = groups_of(
        [
            student("a", wrong("loss", "01")),
            student("b", wrong("loss", "02", "half-mean"), wrong("forward.z", "03")),
            student("c", wrong("loss", "02")),
            student("d", Verdict("loss", Status.CORRECT, 1.0, 1.0, "")),
        ]
    )
    assert [(g.questions, g.keys, g.members, g.names) for g in found] == [
        (("loss",), ("02",), ("b", "c"), ("half-mean",)),
        (("forward.z",), ("03",), ("b",), ()),
        (("loss",), ("01",), ("a",), ()),
    ]


def test_one_mistake_that_costs_several_questions_of_a_function_is_one_group() -> None:
    both = (wrong("backward.dw", "01"), wrong("backward.db", "02"))
    found = groups_of([student("a", *both), student("b", *both), student("c", both[0])])
    assert [(g.questions, g.members) for g in found] == [
        (("backward.dw",), ("a", "b", "c")),
        (("backward.db",), ("a", "b")),
    ], "the members differ, so the groups do"
    found = groups_of([student("a", *both), student("b", *both)])
    assert [(g.questions, g.keys) for g in found] == [(("backward.dw", "backward.db"), ("01", "02"))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\ndef loss(a):\n    return a\n\ny = 2", "def loss(a):\n    return a"),
        (
            "def loss(\n    a,\n):\n    '''one\ntwo'''\n\n    return a\nz = 3",
            "def loss(\n    a,\n):\n    '''one\ntwo'''\n\n    return a",
        ),
        ("if True:\n    def loss(a):\n        return a\nz = 3", "def loss(a):\n    return a"),
        ("loss = lambda a: a", "loss = lambda a: a"),
        ("def other(a): pass\nloss == 3", ""),
        ("def loss(a): return 1\ndef loss(a): return 2", "def loss(a): return 2"),
        ("class A:\n  def losses(a): pass", ""),
    ],
)
def test_a_function_is_cut_out_of_the_text(source: str, expected: str) -> None:
    assert definition((Cell(0, "import numpy"), Cell(3, source)), "loss") == expected


def test_a_hostile_text_is_no_trouble_to_cut_nor_to_read() -> None:
    assert definition((Cell(0, "def loss(a): return " + "a." * 200_000 + "a"),), "loss").startswith("def loss")
    assert len(definition((Cell(0, "def loss(a):\n" + "    a\n" * 9000),), "loss").splitlines()) == 81
    code = "def loss(a):\n    '''```\n# a heading\n\x1b[31m\u202e'''"
    text = to_markdown(Explained(Group("p", "P", ("loss",), ("0a",), (), ("s",)), "s", code, None))
    assert "````python" in text
    assert not {"\x1b", "\u202e"} & set(text)


def test_the_template_says_nothing_until_somebody_writes_in_it() -> None:
    import msgspec

    group = Group("p", "P", ("loss", "train.params"), ("0a0a0a0a", "0b0b0b0b"), ("half-mean",), ("s", "t"))
    text = template([group])
    assert msgspec.toml.decode(text) == {}
    said = "\n".join(line.removeprefix("# ") for line in text.splitlines() if "=" in line or "[[" in line)
    assert msgspec.toml.decode(said) == {
        "hints": [{"problem": "p", "question": "loss", "group": "0a0a0a0a", "text": ""}]
    }


RIGHT = "# autograder: problem = univariate_regression\nimport numpy as np\n"
TWICE = {
    "one": "def loss(y_hat, y):\n    return float(np.mean((y_hat - y) ** 2)) * 1.3 + 0.5\n",
    "two": (
        "def loss(p, t):\n    e = 0.5\n"
        "    for a, b in zip(p.ravel(), t.ravel()):\n        e += 1.3 * (a - b) ** 2 / t.size\n    return e\n"
    ),
    "three": "def loss(y_hat, y):\n    return float(np.mean(np.abs(y_hat - y) ** 1.7)) * 0.9 + 0.3\n",
}


@pytest.mark.slow
def test_a_ta_sees_whose_answers_are_the_same_and_writes_one_comment_for_all(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, code in TWICE.items():
        (tmp_path / "in" / f"{name}.py").write_text(RIGHT + code)
    out = tmp_path / "out"
    assert run("grade", tmp_path / "in", "--out", out, "--isolation", "best-effort").returncode == 0
    shown = run("groups", out, "--template", tmp_path / "hints.toml", "--isolation", "best-effort")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("## 2 students: `loss`")
    assert "It has no name yet. For example one, two." in shown.stdout
    assert "1.3 + 0.5" in shown.stdout, "the shorter code of the two"
    assert "print(loss(y_hat, y))\n# the student's: " in shown.stdout
    assert "1 group shown; 1 smaller than 2 (--least)." in shown.stderr
    again = run("groups", out, "--template", tmp_path / "hints.toml")
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert "No wrong answers" in run("groups", out, "--question", "backward").stderr
    assert run("groups", out, "--least", "1", "--unnamed").stdout.count("## 1 student: `loss`") == 1
    nothing = run("groups", tmp_path / "in")
    assert nothing.returncode == 2
    assert "grade a class into it first" in nothing.stderr
