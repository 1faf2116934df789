"""What a course author writes: stubs from every form of function, and words for what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.author.build import Options, build
from autograder.author.lesson import CellKind, lesson
from autograder.author.master import master
from autograder.author.stub import marked
from autograder.declare.reference import CourseError, load
from tests.author.built import cells, source
from tests.author.common import EXAMPLE, write

FUNCTION = '''\
import math


def f(x):
    """Says what."""
    # a comment of the solution

    y = x + 1
    return y
    # the end of the solution


def helper():
    return 1
'''


def stub(text: str) -> str:
    """What Otter makes of the marks: the body is taken out, the quoted part comes in."""
    from otter.assign.solutions import replace_solutions

    return "\n".join(replace_solutions(text.splitlines(), "python"))


def test_a_stub_keeps_head_and_docstring_and_what_stands_around_the_function() -> None:
    text = marked(FUNCTION, "f")
    left = stub(text)
    assert left.split() == (
        'import math def f(x): """Says what.""" raise NotImplementedError def helper(): return 1'.split()
    )
    space: dict[str, object] = {}
    exec(text, space)
    assert callable(space["f"])
    assert space["f"](2) == 3, "the marked text is still the solution"


def test_a_function_without_a_docstring_and_one_of_many_lines_become_stubs() -> None:
    text = marked("def f(\n    x,\n    y,\n):\n  return (\n    x\n  )\n", "f")
    assert stub(text).split() == "def f( x, y, ): raise NotImplementedError".split()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x): return x\n", "its body must begin on a line of its own"),
        ('def f(x):\n    """doc"""; return x\n', "its body must begin on a line of its own"),
        ('def f(x):\n    """doc"""\n', "a docstring and nothing else"),
    ],
)
def test_a_function_of_which_no_stub_can_be_made_is_named(text: str, said: str) -> None:
    with pytest.raises(CourseError, match=f"f: .*{said}"):
        marked(text, "f")


HEAD = "# %% [markdown]\n# ## Backward pass\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HEAD, '# %% [markdown] written="derive"\n# Why?\n\n' + HEAD, "asks the written question 'derive'; declare it"),
        (
            "    cases=",
            '    written=(Written("derive", "Derive it"),),\n    cases=',
            "no text asks the written question 'derive'",
        ),
        (HEAD, '# %% [markdown] written="loss"\n# Why?\n\n' + HEAD, "asks the written question 'loss'"),
        ("# %%\ndef loss(", "# %%\ndef other():\n    return 1\n\n\ndef loss(", ""),
        ("# %% [markdown]\n# ## Loss\n\n\n# %%\n", "", "forward and loss stand in one cell"),
        (
            "# %% [markdown]\n# ## Forward pass\n",
            '# %% [markdown] tags=["solution"]\n# Text.\n',
            "before every question",
        ),
    ],
)
def test_a_lesson_that_does_not_fit_its_declaration_is_said_in_words(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    folder = write(tmp_path, old=old, new=new)
    if "Written(" in new:
        path = folder / f"{EXAMPLE}.py"
        path.write_text(
            "from autograder.declare.problem import Written\n" + path.read_text(encoding="utf-8"), encoding="utf-8"
        )
    reference = load(folder, EXAMPLE)
    if not said:
        assert "def other" in build(reference).text
        return
    with pytest.raises(CourseError, match=said):
        lesson(reference)


def test_the_example_of_the_authors_page_is_built(tmp_path: Path) -> None:
    reference = load(write(tmp_path), EXAMPLE)
    made = build(reference, Options(repository="school/course@spring"))
    assert [p.name for p in lesson(reference) if p.kind is CellKind.FUNCTION] == [
        "forward",
        "loss",
        "backward",
        "train",
    ]
    badge = "https://colab.research.google.com/github/school/course/blob/spring/assignments/softplus_neuron.ipynb"
    assert f"]({badge})" in source(cells(made.student, "markdown")[1])
    assert "colab-badge" not in build(reference).text


ADDRESS = "git+https://example.org/school/backprop-autograder.git"


@pytest.mark.parametrize(
    ("where", "plugin", "required"),
    [
        (None, None, "backprop-autograder"),
        (ADDRESS, None, f"backprop-autograder @ {ADDRESS}"),
        (ADDRESS, {"x": {}}, f"backprop-autograder[grade] @ {ADDRESS}"),
        ("wheels/x.whl", {"x": {}}, "backprop-autograder[grade]"),  # no such file where Otter's zip is installed
    ],
)
def test_otters_zip_installs_this_package_from_where_the_notebook_does(
    where: str | None, plugin: dict[str, dict[str, str]] | None, required: str, tmp_path: Path
) -> None:
    made = master(load(write(tmp_path), EXAMPLE), None, where, plugin, zipped=True)
    config = json.loads(made.cells[0].source.removeprefix("# ASSIGNMENT CONFIG\n"))
    assert config["requirements"] == [required]


def test_the_solution_of_the_example_passes_the_checks_of_its_own_notebook(tmp_path: Path) -> None:
    from otter.test_files.exception_test import ExceptionTestFile

    reference = load(write(tmp_path), EXAMPLE)
    for function, text in build(reference).tests.items():
        test = ExceptionTestFile.from_string(text)
        test.run(dict(reference.namespace))
        assert test.passed_all, test.summary()
        test.run({**reference.namespace, function: lambda *_: None})
        assert not test.passed_all


def test_a_lesson_may_begin_with_code(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = folder / f"{EXAMPLE}.py"
    head, _, rest = path.read_text(encoding="utf-8").partition("# %% [markdown]\n")
    path.write_text(head + rest[rest.index("# %%\nimport numpy") :], encoding="utf-8")
    made = build(load(folder, EXAMPLE))
    assert source(made.student["cells"][0]).startswith("**How this notebook works.**")
    assert [source(c) for c in cells(made.student)][1] == "import numpy as np"
