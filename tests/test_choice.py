"""Which file of a submission is graded for which problem."""

from __future__ import annotations

import pytest

from autograder.grading import choose
from autograder.submissions.submission import Document

KNOWN = ("univariate_regression", "two_layer_linear")


def named(name: str, declared: str | None = None) -> Document:
    return Document(name, declared, ())


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
    ],
    ids=["named before fallback", "declared before named", "last of two declared", "last of two that say nothing"],
)
def test_of_several_files_about_one_problem_the_surest_is_graded_and_the_others_are_named(
    documents: tuple[Document, ...], fallback: str | None, graded: str
) -> None:
    (chosen,), (remark,) = choose(documents, KNOWN, fallback)
    assert chosen[0] == "univariate_regression"
    assert chosen[1].name == graded
    (other,) = (d.name for d in documents if d.name != graded)
    assert remark == f"Two files are about univariate_regression: {graded} is graded, {other} is not."


def test_several_problems_are_all_graded_and_a_stranger_is_named() -> None:
    documents = (named("two_layer_linear.py"), named("univariate_regression.py"), named("hw.py", "sorting"))
    chosen, remarks = choose(documents, KNOWN, "univariate_regression")
    assert [name for name, _ in chosen] == sorted(KNOWN)
    assert len(remarks) == 1
    assert "hw.py is about no problem of this course (it says 'sorting')" in remarks[0]
