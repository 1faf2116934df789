"""Whatever is wrong with a declaration is said, with its line and the way out; what is right is not accused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.author.complaint import SolutionText
from autograder.author.declaration import declaration
from autograder.author.in_notebook import accepted, graded, unaccepted
from autograder.author.stated import stated
from autograder.declare.course import open_course
from autograder.declare.reference import CourseError, load
from tests.author.common import ROOT, example
from tests.solutions.common import COURSE

MORE = ROOT / "solutions" / "more"
NAME = "softmax_regression"
TEXT = Path(__file__).with_name("softmax_by_hand.txt").read_text(encoding="utf-8")
"""A declaration in which everything is said by hand, so that each part of it can be wrong."""
DZ_RULE = '"backward.dz": lambda y_hat, y: (y_hat - y) / y.shape[1]'
DECLARATION = '# %% tags=["declaration"]'
UPHILL = '"The gradient points to where the loss grows. Which way do we want to go?"'
GIVEN = "# %%\nimport numpy as np\n"

WRONG = {
    "a rule's name in another case": ('"backward.dW": lambda', '"backward.dw": lambda', "did you mean backward.dW?"),
    "a rule's parameter": ("lambda dz, x: dz @", "lambda dz, X: dz @", "the rule of backward.dW asks for X; did you"),
    "a rule for what no question asks": (
        '        Question("backward.db"),\n',
        "",
        'add Question("backward.db") or remove',
    ),
    "no rules where others are called": (
        '        "train.params": train_params,\n        "train.losses": train_losses,\n',
        "",
        "train calls forward and loss and backward, but train.params has no rule",
    ),
    "a question of no piece": ('Question("backward.db")', 'Question("backward.dB")', "did you mean db?"),
    "a question of no function": ('Question("loss")', 'Question("losss")', "no function losss; did you mean loss?"),
    "a question twice": (
        'Question("loss"),',
        'Question("loss"),\n        Question("loss"),',
        "the question loss stands",
    ),
    "negative points": ('Question("loss")', 'Question("loss", points=-1)', "points are a number, 0 or more"),
    "points as text": ('Question("loss")', 'Question("loss", points="1")', "points are a number, 0 or more"),
    "points that are nan": ('Question("loss")', 'Question("loss", points=float("nan"))', "points are a number"),
    "questions of functions out of order": (
        '        Question("forward.z"),\n        Question("forward.y_hat"),\n        Question("loss"),\n',
        '        Question("loss"),\n        Question("forward.z"),\n        Question("forward.y_hat"),\n',
        "forward.z comes after loss, but its function is declared before",
    ),
    "questions of pieces out of order": (
        '        Question("forward.z"),\n        Question("forward.y_hat"),\n',
        '        Question("forward.y_hat"),\n        Question("forward.z"),\n',
        "forward.y_hat comes before forward.z, from which it is computed",
    ),
    "a mistake of no function": ('"uphill",\n            "train"', '"uphill",\n            "trian"', "mean train?"),
    "a mistake's name": ('"uphill"', '"Up Hill"', "a name is lower-case words joined by hyphens"),
    "an old text that is nowhere": ('"- lr *"', '"- lr  *"', "stands in train 0 times"),
    "an old text that is there twice": ('"np.sum(dz, axis=1"', '"dz"', "times, not once; add a neighbouring word"),
    "the same mistake twice": (
        '"mean-over-classes",\n            "loss",\n            " / y.shape[1]",\n            " / y.size"',
        '"mean-over-classes",\n            "loss",\n            " / y.shape[1]",\n            ""',
        "2 mistakes turn",
    ),
    "no hint": (UPHILL, '""', "train/uphill: its hint is ''"),
    "a hint that is a formula": (UPHILL, '"params = params - lr * grads"', "its hint is a formula"),
    "a hint with the solution in it": (
        UPHILL,
        "\"Think of params[name] - lr * grads['d' + name].\"",
        "gives params[name]",
    ),
    "a hint that nobody reads": (UPHILL, f'"{"Which way? " * 40}"', "characters; 300 are read at most"),
    "no title": ('title="Softmax regression with mini-batches"', 'title=""', "the title is empty"),
    "a function declared twice": (
        '        Function("loss", ("y_hat", "y"), Number("loss")),\n',
        '        Function("loss", ("y_hat", "y"), Number("loss")),\n' * 2,
        "the function loss is declared 2 times",
    ),
    "draws that no generator decides": (
        "x, y, params = draw_inputs(rng, sizes)",
        "x, y, params = draw_inputs(np.random.default_rng(), sizes)",
        "two draws from equal generators differ",
    ),
    "draws by the global generator": (
        "return draw.normal(rng, n, m)",
        "return np.random.randn(n, m)",
        "equal generators",
    ),
    "equal draws for everybody": (
        "def cases(rng):\n",
        "def cases(rng):\n    rng = np.random.default_rng(0)\n",
        "memorised",
    ),
    "cases that raise": ("def cases(rng):\n", "def cases(rng):\n    1 / 0\n", "cases() raised ZeroDivisionError"),
    "cases that are none": (
        "    return (first, one_case",
        "    return None and (first, one_case",
        "cases() returned NoneType, not a",
    ),
    "a function that no case calls": (
        '        Call("loss", (forward(judged_x, judged_params)["y_hat"], judged_y)),\n',
        "",
        "no case calls loss, so nobody can answer",
    ),
    "a call of no function": ('Call("loss"', 'Call("lost"', 'Call("lost"): there is no function lost; did you'),
    "a call with too few arguments": ('["y_hat"], judged_y)', '["y_hat"],)', 'Call("loss") gives 1 arguments'),
    "short numbers as arguments": ("np.eye(k)[", "np.eye(k, dtype='f4')[", "y is an array of float32; arguments are"),
    "an argument of another kind": ("LR, epochs, batch_size", "LR, epochs, {batch_size}", "batch_size is a set"),
    "equal sizes": ("(8, 13), k=(3, 5))", '(8, 13), k=(3, 5)) | {"m": 5, "n": 5}', "are both 5 in a case"),
    "a form in another order": ('Array("dW", ("k", "n"))', 'Array("dW", ("n", "k"))', "declared as (n, k) ="),
    "a form of an unknown size": ('Array("dW", ("k", "n"))', 'Array("dW", ("K", "n"))', "no size K; did you mean k?"),
    "a number for an array": ('Array("db", ("k", 1))', 'Number("db")', "but the form is a number"),
    "an array for a number": ('Number("loss")', 'Array("loss", ("m",))', "but the form is an array (m,)"),
    "a key that is not returned": ('"db": db}', '"dB": db}', "has no key 'db'; did you mean dB?"),
    "parts that are not returned": ("    return params, losses", "    return params", "but the form is 2 parts"),
    "a length that is nothing": ('Series("losses", "epochs")', 'Series("losses", "epoch")', "did you mean epochs?"),
    "another length": (
        "for _ in range(epochs):\n        losses",
        "for _ in range(epochs + 1):\n        losses",
        "length epochs =",
    ),
    "like no argument": ('Like("params", "params"', 'Like("params", "param"', "which is no dict; did you mean params?"),
    "an answer that is nan": ("dW = dz @ x.T", "dW = np.nan * dz @ x.T", "holds nan or inf"),
    "an answer that is complex": ("dW = dz @ x.T", "dW = 1j * dz @ x.T", "holds complex128, not real numbers"),
    "a reference that raises": ("    m = x.shape[1]\n    dz", "    m = x.shape[2]\n    dz", "raised IndexError"),
    "a reference that draws": ("dW = dz @ x.T", "dW = np.random.rand() * dz @ x.T", "calls of backward differ"),
    "arguments changed in place": ("    m = x.shape[1]\n    dz", "    x *= 2\n    m = x.shape[1]\n    dz", "in place"),
    "other parameters than declared": ("def loss(y_hat, y):", "def loss(y_hat, y, m):", "declare the parameters"),
    "the declaration as a cell of the lesson": (DECLARATION, "# %%", 'mark it: # %% tags=["declaration"]'),
    "two functions in one cell": (
        "# %% [markdown]\n# ## 2. Loss\n\n\n# %%\ndef loss",
        "\ndef loss",
        "stand in one cell",
    ),
    "a helper that gives the answer": (
        DECLARATION,
        f"# %%\ndef slope(y_hat, y):\n    return (y_hat - y) / y.shape[1]\n\n\n{DECLARATION}",
        "slope() is given to students and computes backward.dz",
    ),
    "a name that only the declaration has": (
        "/ y.shape[1])\n\n\n# %% [m",
        "/ y.shape[1] * LR / LR)\n\n\n# %% [m",
        "loss uses LR",
    ),
    "a docstring's shape": ('"dW": (k, n), "db"', '"dW": (n, k), "db"', "the docstring of backward says dW: (n, k)"),
    "a docstring's shape without a colon": (
        'Returns {"dz": (k, m), "dW"',
        'Returns dz, dW (n, k), and {"dz": (k, m), "dW"',
        "says dW: (n, k)",
    ),
    "a docstring's axis": ('"db": (k, 1)}.\n    """\n    m', '"db": (k,)}.\n    """\n    m', "says db: (k,)"),
    "no docstring": (
        '    """Mean cross-entropy of the predictions y_hat (k, m) for the one-hot targets y (k, m): a number."""\n',
        "",
        "loss has no docstring",
    ),
}
NOT_LOADED = {
    "a comparison for an assignment": ("PROBLEM = Problem(", "PROBLEM == Problem(", f"{NAME}.py:167: NameError"),
    "no Python": ("import numpy as np\n", "import numpy as\n", f"{NAME}.py:37: SyntaxError"),
    "another name than the file": (f'name="{NAME}"', 'name="softmax"', "not name='softmax': the file's name"),
    "a missing function": ("def loss(", "def cost(", "no function loss; write it, or correct its name in `functions`"),
    "a role of nothing": ('"dW": "W"', '"dX": "W"', "backward returns no 'dX'"),
}


def changed(folder: Path, old: str, new: str) -> Path:
    assert TEXT.count(old) >= 1, old
    shutil.copytree(MORE / "alternatives" / NAME, folder / "alternatives" / NAME)
    (folder / f"{NAME}.py").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = declaration(load(changed(tmp_path, old, new), NAME))
    assert found.good < found.tried
    assert any(said in fault for fault in found.faults), found.faults
    assert all(fault.startswith(f"{NAME}.py") for fault in found.faults)


def test_a_shape_without_a_colon_is_said_of_the_last_name_only(tmp_path: Path) -> None:
    right = changed(tmp_path, 'Returns {"dz": (k, m), "dW"', 'Returns dz, db, dW (k, n), and {"dz": (k, m), "dW"')
    assert not declaration(load(right, NAME)).faults


@pytest.mark.parametrize(("old", "new", "said"), NOT_LOADED.values(), ids=NOT_LOADED)
def test_what_cannot_be_loaded_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CourseError) as error:
        load(changed(tmp_path, old, new), NAME)
    assert said in str(error.value)


def test_the_declarations_that_come_with_the_package_have_no_fault() -> None:
    course = open_course(ROOT / "solutions")
    assert not [fault for name in course.names for fault in declaration(course.reference(name)).faults]


def test_a_wrong_alternative_is_refused_by_the_notebook_and_the_sandbox(tmp_path: Path) -> None:
    folder = changed(tmp_path, "import numpy", "import numpy")
    path = folder / "alternatives" / NAME / "library.py"
    text = path.read_text(encoding="utf-8")
    assert "np.inner(dz, x)" in text
    path.write_text(text.replace("np.inner(dz, x)", "2 * np.inner(dz, x)"), encoding="utf-8")
    reference = load(folder, NAME)
    (refused,), (lost,) = accepted(reference).faults, graded(reference, 0).faults
    assert refused.startswith("library: the notebook's check of backward.dW says: ")
    assert lost.startswith("library.backward.dW: wrong. ")


def test_a_mistake_that_the_notebook_calls_right_is_said(tmp_path: Path) -> None:
    reference = load(
        changed(tmp_path, '"- lr *",\n            "+ lr *"', '"- lr *",\n            "- 1.0 * lr *"'), NAME
    )
    found = unaccepted(reference, slice(None))
    assert found.faults == ("train/uphill: the notebook's checks call everything right",)
    assert found.tried == len(reference.mistakes)


def test_what_is_said_of_several_functions_has_to_change_one_of_them() -> None:
    of = COURSE.reference("scalar_operations")

    def complaints(pattern: str) -> list[str]:
        words = f"# exp_backward, log_backward\nupside-down\n    Is it steeper near zero, or far out?\n    {pattern}\n"
        changed = replace(of, problem=replace(of.problem, vocabulary=(words,)))
        return [c.text for c in stated(changed, SolutionText(of.path.read_text("utf-8"))) if "pattern" in c.text]

    assert not complaints("dz / x -> dz * x")
    assert [said.partition(":")[0] for said in complaints("dz / z -> dz * z")] == [
        "exp_backward/upside-down",
        "log_backward/upside-down",
    ]


def test_a_solution_may_have_dataclasses(tmp_path: Path) -> None:
    """With texts as annotations, they look their module up."""
    text = """from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Sizes:
    n: int
"""
    assert example(tmp_path, old="import numpy as np\n", new=text).namespace["Sizes"](3).n == 3
