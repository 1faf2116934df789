"""Which file of a submission is graded for which problem."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

import pytest

from autograder.plain.evidence import Cell
from autograder.submissions.choice import Choice, choose
from autograder.submissions.submission import Document, WrittenCell
from autograder.submissions.written_functions import written_functions
from tests.cpu import cpu

KNOWN = ("univariate_regression", "two_layer_linear")
FUNCTIONS = ("forward", "loss", "backward", "train")


def chosen(*documents: Document, fallback: str | None = None) -> Choice:
    return choose(documents, KNOWN, fallback, lambda _: FUNCTIONS)


def named(name: str, declared: str | None = None, written: int = 0, **more: Any) -> Document:
    """A document with the first `written` functions written and the others as they were handed out."""
    stub = '    """Return something."""\n    raise NotImplementedError'
    cells = [
        Cell(i, f"def {function}(x):\n" + (f"    y = x + {i}\n    return y" if i < written else stub))
        for i, function in enumerate(FUNCTIONS)
    ]
    return Document(name, declared, tuple(cells), **more)


@pytest.mark.parametrize(
    ("documents", "fallback", "graded"),
    [
        (
            (named("univariate_regression.ipynb"), named("utils.py")),
            "univariate_regression",
            "univariate_regression.ipynb",
        ),
        ((named("a.ipynb", KNOWN[0]), named("univariate_regression_tests.py")), None, "a.ipynb"),
        ((named("a.ipynb", KNOWN[0]), named("b.ipynb", KNOWN[0])), None, "b.ipynb"),
        ((named("hw1.py"), named("hw2.py")), "univariate_regression", "hw2.py"),
        ((named("a.ipynb", KNOWN[0], 3), named("b.ipynb", KNOWN[0], 2, recency=9)), None, "a.ipynb"),
        ((named("a.ipynb", KNOWN[0], 2, recency=1), named("b.ipynb", KNOWN[0], 2)), None, "a.ipynb"),
        ((named("a.ipynb", KNOWN[0]), named("univariate_regression.py", written=1)), None, "univariate_regression.py"),
        ((named("a.py", KNOWN[0], 2), named("b.py", KNOWN[0], 4, later=1)), None, "a.py"),
        ((named("a.py", KNOWN[0]), named("b.py", KNOWN[0], 1, later=1)), None, "b.py"),
        (
            (named("a.ipynb", KNOWN[0], written=0), named("b.ipynb", KNOWN[0]))[::-1],
            None,
            "b.ipynb",
        ),
    ],
    ids=[
        *("named before fallback", "declared before named", "last of two declared", "last of two that say nothing"),
        *("more functions before newer", "newer", "a written script before an untouched notebook"),
        *("the last attempt", "an untouched last attempt", "equal"),
    ],
)
def test_of_several_files_about_one_problem_one_is_graded_and_the_others_are_named(
    documents: tuple[Document, ...], fallback: str | None, graded: str
) -> None:
    choice = chosen(*documents, fallback=fallback)
    ((problem, document),), (remark,) = choice.chosen, choice.remarks
    assert (problem, document.name, choice.rivals) == ("univariate_regression", graded, True)
    (other,) = (d.name for d in documents if d.name != graded)
    assert remark.startswith(f"Two files are about univariate_regression: {graded} is graded (")
    assert f", {other} (" in remark
    assert remark.endswith(" is not.")


def test_an_answer_in_words_is_something_written() -> None:
    answered = named("a.ipynb", KNOWN[0]).__class__("a.ipynb", KNOWN[0], (), (), (WrittenCell("q", "because"),))
    assert chosen(answered, named("b.ipynb", KNOWN[0])).chosen[0][1] is answered


NAMES = (
    *(
        "hw.ipynb",
        "hw-Copy1.ipynb",
        "hw (1).ipynb",
        "Copy of hw.ipynb",
        "final.ipynb",
        "FINAL2.ipynb",
        "Untitled.ipynb",
    ),
    *("a/hw.ipynb", "zzz.ipynb", "two_layer_linear.py", "هوم.ipynb", "hw.ipynb.txt"),
)


@pytest.mark.parametrize("seed", range(40))
def test_the_names_never_decide_what_the_contents_do(seed: int) -> None:
    draw = random.Random(seed)
    names = draw.sample(NAMES, draw.randint(2, 5))
    counts = [draw.randint(0, len(FUNCTIONS)) for _ in names]
    times = [draw.randint(0, 3) for _ in names]
    for order in list(permutations(range(len(names))))[:6]:
        documents = [named(name, KNOWN[1], counts[i], recency=times[i]) for name, i in zip(names, order, strict=True)]
        choice = chosen(*documents)
        best = choice.chosen[0][1]
        won = next(i for name, i in zip(names, order, strict=True) if name == best.name)
        assert (counts[won], times[won]) == max(zip(counts, times, strict=True))
        assert all(document.name in choice.remarks[0] for document in documents)


def test_several_problems_are_all_graded_and_a_stranger_is_named() -> None:
    documents = (named("two_layer_linear.py"), named("univariate_regression.py"), named("hw.py", "sorting"))
    choice = chosen(*documents, fallback="univariate_regression")
    assert [name for name, _ in choice.chosen] == sorted(KNOWN)
    assert len(choice.remarks) == 1
    assert not choice.rivals
    assert "hw.py is about no problem of this course (it says 'sorting')" in choice.remarks[0]


WRITTEN = {
    "plain": "def f(x):\n    return x",
    "one line": "def f(x): return x",
    "docstring and code": 'def f(x):\n    """raise NotImplementedError\n    """\n    return x',
    "stub kept behind the answer": "def f(x):\n    return x\n    raise NotImplementedError",
    "raises for one case only": "def f(x, kind):\n    if kind:\n        raise NotImplementedError(kind)\n    x = 2 * x",
    "lambda": "f = lambda x: x",
    "another name": "def g(x):\n    return x\nf = g",
    "in an indented cell": "    def f(x):\n        return x",
    "long head": "def f(\n    x,\n    y=(1, 2),  # a pair\n) -> float:\n    return x",
    "second of two": "def f(x):\n    raise NotImplementedError\n\ndef f(x):\n    return x",
    "first of two": "def f(x):\n    return x\n\ndef f(x):\n    raise NotImplementedError",
    "async": "async def f(x):\n    return x",
}
STUBS = {
    "raises": "def f(x):\n    raise NotImplementedError",
    "with a message": "def f(x):\n    raise NotImplementedError('write me')  # here",
    "docstring": 'def f(x):\n    """Return\n\nx."""\n    raise NotImplementedError',
    "short docstring": "def f(x):\n    'Return x.'\n    pass",
    "comment": "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "dots": "def f(x): ...",
    "none": "def f(x):\n    return None",
    "given lines": "def f(x):\n    m = x.shape[1]\n    raise NotImplementedError",
    "another function behind it": "def f(x):\n    raise NotImplementedError\n\ndef g(x):\n    return x",
    "only called": "f(3)",
    "a value": "f = 3",
    "a longer name": "def ff(x):\n    return x",
    "cut off": "def f(x",
    "nothing": "",
}


@pytest.mark.parametrize("source", WRITTEN.values(), ids=WRITTEN)
def test_a_function_with_code_is_written(source: str) -> None:
    assert written_functions([Cell(0, f"import numpy as np\n{source}\n")], ["f"]) == {"f"}


@pytest.mark.parametrize("source", STUBS.values(), ids=STUBS)
def test_a_stub_is_not_written(source: str) -> None:
    assert written_functions([Cell(0, f"import numpy as np\n{source}\n")], ["f"]) == frozenset()


@pytest.mark.parametrize(
    "unit", ["def f(", "def f(x):\n", 'def f(x):\n """', "f = g", "def f(x):\n '", "f=" + "a." * 9, "\\"]
)
def test_hostile_text_takes_no_time(unit: str) -> None:
    source = unit * ((2 << 20) // len(unit))
    assert cpu(lambda: written_functions([Cell(0, source)], ["f"]), enough=3) < 3


@pytest.mark.parametrize("files", [1, 2])
def test_where_no_file_has_code_each_is_named(files: int) -> None:
    """A report without a problem and without a reason would say nothing at all."""
    empty = [Document(f"{number}.ipynb", None, ()) for number in range(files)]
    found = choose(empty, KNOWN, None, lambda _: ())
    assert (found.chosen, len(found.unused)) == ((), files)
    code = Document("z.ipynb", None, (Cell(0, "x = 1"),))
    assert len(choose([*empty, code], KNOWN, None, lambda _: ()).unused) == 1


@pytest.mark.parametrize("form", ["hw-{}.ipynb", "hw ({}).ipynb", "v{}/hw.ipynb", "hw{}_final.ipynb", "hw_0{}.ipynb"])
def test_among_equal_files_the_highest_number_is_the_last(form: str) -> None:
    draw = random.Random(form)
    for _ in range(20):
        numbers = draw.sample([1, 2, 3, 9, 10, 11, 19, 99, 100, 10**5000], draw.randint(2, 6))
        found = chosen(*(named(form.format(n if n < 10**9 else "9" * 5000), KNOWN[1], 4) for n in numbers))
        last = max(numbers)
        assert found.chosen[0][1].name == form.format(last if last < 10**9 else "9" * 5000)
