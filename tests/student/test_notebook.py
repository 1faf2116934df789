"""The facade that a notebook calls: plain words, nothing of the student's touched, the result below the cell."""

from __future__ import annotations

import io
import linecache
import random
import sys
import textwrap
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

from autograder import notebook
from autograder.declare.problem import Problem
from autograder.notebook import NotRight, check
from autograder.student.result import together
from tests.student.common import PROBLEMS, env, reference, spec

NONLINEAR = "two_layer_nonlinear"
WRONG = """
    def backward(x, y, params, cache):
        m = x.shape[1]
        dy_hat = 2 * (cache["y_hat"] - y) / m
        dW2 = dy_hat @ cache["a1"].T
        da1 = params["W2"].T @ dy_hat
        dz1 = da1 * (1 - cache["a1"])
        return {"dy_hat": dy_hat, "dW2": dW2, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1, "dW1": dz1 @ x.T,
                "db1": dz1.sum(axis=1, keepdims=True)}
"""


def said(question: str, names: dict[str, Any], of: str = NONLINEAR) -> str:
    with pytest.raises(NotRight) as raised:
        check(question, spec(of), names)
    return str(raised.value)


def questions(problem: Problem) -> Iterator[str]:
    yield from (q.name for q in problem.questions)


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_right_passes_in_silence(name: str) -> None:
    names, out = env(name), io.StringIO()
    with redirect_stdout(out):
        for question in questions(reference(name).problem):
            check(question, spec(name), names)
    assert out.getvalue() == ""


def test_a_wrong_question_says_what_and_where_to_think() -> None:
    text = said("backward.dz1", env(NONLINEAR, backward=WRONG))
    assert text.splitlines()[0].startswith("backward.dz1: wrong (relative error ")
    assert "dz1 is the gradient with a part of the hidden slope" in text
    assert "Traceback" not in text


def test_a_wrong_shape_says_got_and_expected() -> None:
    text = said(
        "backward.db1", env(NONLINEAR, backward=WRONG.replace("dz1.sum(axis=1, keepdims=True)", "dz1.sum(axis=1)"))
    )
    assert "got (4,), expected (k, 1) = (4, 1)" in text
    assert "n=6, k=4, m=7" in text


def test_a_stub_is_not_written_yet() -> None:
    names = env(NONLINEAR, backward="def backward(x, y, params, cache):\n    raise NotImplementedError('write me')")
    assert said("backward.dW1", names) == "backward.dW1: not written yet\nbackward is not written yet."


@pytest.mark.parametrize("question", ["backward.dW9", "sideways", "backward"])
def test_a_question_that_does_not_exist_never_passes(question: str) -> None:
    assert "has no such question" in said(question, env(NONLINEAR))


def test_a_missing_function_is_said() -> None:
    names = env(NONLINEAR)
    del names["backward"]
    assert "There is no function backward" in said("backward.dW1", names)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return params['nope']", "KeyError: 'nope'"),
        ("return backward(x, y, params, cache)", "RecursionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("class Odd(Exception):\n    __str__ = None\nraise Odd", "Odd"),
        ("return 1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_an_exception_becomes_words_with_its_line(body: str, words: str) -> None:
    source = "def backward(x, y, params, cache):\n" + textwrap.indent(body, "    ") + "\n"
    names = env(NONLINEAR)
    exec(compile(source, "<cell of a student>", "exec"), names)
    linecache.cache["<cell of a student>"] = (
        len(source),
        None,
        source.splitlines(keepends=True),
        "<cell of a student>",
    )
    text = said("backward.dW1", names)
    assert words in text
    assert f"line {source.count(chr(10))}: {body.splitlines()[-1]}" in text


def test_an_interrupt_is_the_students() -> None:
    names = env(NONLINEAR, sigmoid="def sigmoid(z):\n    raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        check("sigmoid", spec(NONLINEAR), names)
    assert callable(names["forward"])


def test_names_random_numbers_and_settings_stay_as_they_were() -> None:
    noisy = """
        def sigmoid(z):
            global t, made
            t, made = 4, 5
            np.random.rand(3), random.random(), rng.random(2)
            m.append(2), params.update(W1=0)
            data[0] = 9
            print("noise")
            return 1 / (1 + np.exp(-z))
    """
    names = env(NONLINEAR, sigmoid=noisy, backward=WRONG)
    rng = np.random.default_rng(1)
    mine = {"x": object(), "t": 3, "grader": object(), "rng": rng, "m": [1], "params": {}, "data": np.zeros(2)}
    mine["random"] = random
    names.update(mine)
    before = dict(names)
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002
    ahead = (random.random(), np.random.rand())  # noqa: NPY002
    random.seed(7)
    np.random.seed(7)  # noqa: NPY002
    errors, options, modules = np.geterr(), np.get_printoptions(), set(names)
    out = io.StringIO()
    with redirect_stdout(out):
        for question in questions(reference(NONLINEAR).problem):
            try:
                check(question, spec(NONLINEAR), names)
            except NotRight:
                continue
    assert out.getvalue() == ""
    assert set(names) == modules
    assert all(names[n] is before[n] for n in names)
    assert (random.random(), np.random.rand()) == ahead  # noqa: NPY002
    assert (np.geterr(), np.get_printoptions()) == (errors, options)
    assert rng.random() == np.random.default_rng(1).random()
    assert (names["m"], names["params"], names["data"].tolist()) == ([1], {}, [0.0, 0.0])


def test_a_setting_of_the_students_holds_inside_the_check() -> None:
    names = env(
        NONLINEAR, sigmoid="def sigmoid(z):\n    assert np.geterr()['over'] == 'raise'\n    return 1 / (1 + np.exp(-z))"
    )
    with np.errstate(over="raise"):
        check("sigmoid", spec(NONLINEAR), names)


def test_arguments_that_are_changed_in_place_do_no_harm() -> None:
    source = (
        reference(NONLINEAR).sources["backward"].replace("    return", "    params['W2'] *= 0\n    x *= 0\n    return")
    )
    names = env(NONLINEAR, backward=source)
    for _ in range(2):
        check("backward.dW2", spec(NONLINEAR), names)


def test_asking_again_works_everything_out_anew() -> None:
    names = env(NONLINEAR)
    names["FACTOR"] = 1.0
    exec("def sigmoid(z):\n    return FACTOR / (1 + np.exp(-z))", names)
    check("sigmoid", spec(NONLINEAR), names)
    names["FACTOR"] = 2.0
    assert "exactly 2 times" in said("sigmoid", names)


def test_the_questions_of_one_function_are_worked_out_once() -> None:
    names = env(NONLINEAR)
    calls: list[int] = []
    inner = names["backward"]

    def backward(*args: Any) -> Any:
        calls.append(1)
        return inner(*args)

    names["backward"] = backward
    asked = [q for q in questions(reference(NONLINEAR).problem) if q.startswith("backward")]
    for question in asked:
        check(question, spec(NONLINEAR), names)
    once = len(calls)
    check(asked[0], spec(NONLINEAR), names)
    assert once == 7, "each of the two public examples twice, and three ill-scaled calls"
    assert len(calls) == 2 * once


def test_the_result_is_text_in_a_terminal_and_a_table_with_the_graph_in_a_notebook() -> None:
    shown = notebook.result("backward", spec(NONLINEAR), env(NONLINEAR, backward=WRONG))
    assert str(shown) == repr(shown)
    assert all(len(line) <= 80 for line in str(shown).splitlines())
    html = shown._repr_html_()
    assert "<svg" in html
    assert html.count('class="first"') == 1
    assert "<td" in html
    assert "<script" not in html
    right = notebook.result("backward", spec(NONLINEAR), env(NONLINEAR))._repr_html_()
    assert "<svg" not in right
    assert "all right" in right


def test_of_many_functions_those_that_are_right_stand_on_one_line() -> None:
    names = env(NONLINEAR, backward=WRONG)
    results = [notebook.result(f.name, spec(NONLINEAR), names) for f in reference(NONLINEAR).problem.functions]
    html = together(results)._repr_html_()
    assert "All right: <code>sigmoid</code>, <code>forward</code>, <code>loss</code>" in html
    assert html.count("<table") == 1
    assert html.count("<svg") == 1


def test_text_of_the_students_is_escaped() -> None:
    names = env(NONLINEAR, sigmoid="def sigmoid(z):\n    raise ValueError('<script>alert(1)</script>\\x1b[31m')")
    html = notebook.result("sigmoid", spec(NONLINEAR), names)._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\x1b" not in html + str(notebook.result("sigmoid", spec(NONLINEAR), names))


def test_nothing_heavy_is_loaded_for_a_check() -> None:
    import subprocess

    code = textwrap.dedent("""
        import sys
        from pathlib import Path
        from autograder.notebook import check
        assert not [m for m in sys.modules if m.startswith("autograder.") and m != "autograder.notebook"]
        assert "numpy" not in sys.modules
        names = {}
        exec("import numpy as np\\ndef sigmoid(z):\\n    return 1 / (1 + np.exp(-z))", names)
        check("sigmoid", Path(sys.argv[1]).read_text(), names)
        heavy = "jinja2 msgspec jupytext rich click IPython matplotlib nbformat pandas otter scipy".split()
        print(*[m for m in heavy if m in sys.modules])
    """)
    from autograder.student.public import SHIPPED

    file = SHIPPED / f"{NONLINEAR}.public.json"
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
