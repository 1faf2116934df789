"""Notebooks of Otter Assign and nbgrader, and modules, become solution files that load; nothing is lost in silence."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from click.testing import CliRunner

from autograder.author.adopt import AdoptedFile, adopt
from autograder.author.adopted import TODO, AdoptError
from autograder.author.declaration import declaration
from autograder.author.lesson import CellKind, lesson
from autograder.author.master import master
from autograder.cli import main
from autograder.declare.course import open_course
from autograder.declare.reference import load
from tests.author.common import ROOT

FORWARD = '''\
def forward(x, w):
    """Predict.

    x: (n, m). w: (1, n). Returns y_hat, of shape (1, m).
    """
'''
LOSS = '''\
def loss(y_hat, y):
    """Return the mean squared error of y_hat: (1, m) for y: (1, m), a number."""
'''


def notebook(path: Path, *cells: tuple[str, str] | tuple[str, str, dict[str, Any]]) -> Path:
    made = nbformat.v4.new_notebook()
    for kind, source, *metadata in cells:
        cell = getattr(nbformat.v4, f"new_{kind}_cell")(source)
        cell.metadata.update({"nbgrader": metadata[0]} if metadata else {})
        made.cells.append(cell)
    nbformat.write(made, path)
    return path


def cells_of(adopted: AdoptedFile) -> list[tuple[str, str, dict[str, Any]]]:
    ast.parse(adopted.text)  # it is Python
    made = jupytext.reads(adopted.text, fmt="py:percent").cells
    return [(c.cell_type, c.source, {k: v for k, v in c.metadata.items() if k in ("tags", "written")}) for c in made]


def loaded(adopted: AdoptedFile, folder: Path) -> tuple[str, ...]:
    (folder / f"{adopted.name}.py").write_text(adopted.text, encoding="utf-8")
    reference = load(folder, adopted.name)
    assert lesson(reference)
    return declaration(reference).faults


OTTER = (
    ("raw", "# ASSIGNMENT CONFIG\nname: lines\nsolutions_pdf: true\nseed:\n    variable: rng_seed"),
    ("code", "# ignore\nprint('only here')"),
    ("code", "## Ignore ##\nprint('only here too')"),
    ("markdown", "# Lines\n\nA lesson."),
    ("code", "%matplotlib inline\nimport numpy as np\n\nrng_seed = 42 # SEED"),
    ("raw", "# BEGIN QUESTION\nname: q1\npoints: 2"),
    ("markdown", "## 1. Predict"),
    ("raw", "# BEGIN SOLUTION"),
    (
        "code",
        FORWARD
        + "    # BEGIN SOLUTION NO PROMPT\n    y_hat = w @ x\n    # END SOLUTION\n"
        + '    """ # BEGIN PROMPT\n    y_hat = ...\n    """ # END PROMPT\n    return y_hat',
    ),
    ("raw", "# END SOLUTION"),
    ("raw", "# BEGIN TESTS"),
    ("code", "assert forward(np.ones((2, 3)), np.ones((1, 2))).shape == (1, 3)"),
    ("code", "# HIDDEN\nforward"),
    ("raw", "# END TESTS"),
    ("raw", "# END QUESTION"),
    (
        "markdown",
        "```otter\n# BEGIN QUESTION\nname: q2\npoints:\n    each: 1\n```\nThe loss.\n```otter\n# BEGIN SOLUTION\n```",
    ),
    (
        "code",
        LOSS
        + "    print(y) # IGNORE\n    # BEGIN IGNORE\n    print(1)\n    # END IGNORE\n"
        + "    return np.mean((y_hat - y) ** 2) # SOLUTION",
    ),
    ("markdown", "```otter\n# END SOLUTION\n# END QUESTION\n```"),
    ("raw", "# BEGIN QUESTION\nname: q3\nmanual: true\npoints: 1.5"),
    ("markdown", "### Why squares?\n\nSay it in a sentence."),
    ("raw", "# BEGIN PROMPT"),
    ("markdown", "_Type your answer here._"),
    ("raw", "# END PROMPT"),
    ("raw", "# BEGIN SOLUTION"),
    ("markdown", "Because they are smooth."),
    ("raw", "# END SOLUTION"),
    ("raw", "# END QUESTION"),
    ("raw", "# BEGIN QUESTION\nname: q4"),
    ("raw", "# BEGIN SOLUTION"),
    ("code", "slope = 3 # SOLUTION\nintercept = slope + 1 # SOLUTION NO PROMPT"),
    ("raw", "# END SOLUTION"),
    ("raw", "# END QUESTION"),
    ("markdown", "Done."),
)


def test_a_master_notebook_of_otter(tmp_path: Path) -> None:
    source = [
        c
        if "```otter\n# END SOLUTION" not in c[1]
        else ("markdown", "```otter\n# END SOLUTION\n```\n```otter\n# END QUESTION\n```")
        for c in OTTER
    ]
    adopted = adopt(notebook(tmp_path / "lab1.ipynb", *source))
    cells = cells_of(adopted)
    texts = [source for _, source, _ in cells]
    assert texts[0] == "# Lines\n\nA lesson."
    assert cells[-2:][0][1] == "Done."
    (forward,) = (text for text in texts if text.startswith("def forward"))
    assert forward == FORWARD + "    y_hat = w @ x\n    return y_hat"
    (loss,) = (text for text in texts if text.startswith("def loss"))
    assert loss == LOSS + "    return np.mean((y_hat - y) ** 2)"
    assert ("markdown", "### Why squares?\n\nSay it in a sentence.", {"written": "q3"}) in cells
    assert ("markdown", "Because they are smooth.", {"tags": ["solution"]}) in cells
    whole = "\n".join(texts)
    for gone in (
        "only here",
        "assert forward",
        "HIDDEN",
        "Type your answer",
        "# SOLUTION",
        "# SEED",
        "print",
        "%matplotlib",
    ):
        assert gone not in whole
    assert f"{TODO} students wrote this outside a function" in whole
    assert f"{TODO} a seed was set here" in whole
    assert f"{TODO} 1 line with % or ! left out here" in whole
    declared = texts[-1]
    assert 'points={"forward": 2}' in declared
    assert 'Written("q3", "Why squares?", points=1.5)' in declared
    assert adopted.notes == (
        "2 tests left out: `verify` and the checks compare with the reference instead",
        "2 cells left out: it is ignored there too",
    )
    assert not loaded(adopted, tmp_path)


NBGRADER = (
    (
        "markdown",
        "# Lines",
        {"grade": False, "solution": False, "locked": True, "grade_id": "top", "schema_version": 3},
    ),
    ("code", "import numpy as np"),
    ("markdown", "Predict."),
    (
        "code",
        FORWARD + "    ### BEGIN SOLUTION\n    return w @ x\n    ### END SOLUTION",
        {"grade": False, "solution": True, "grade_id": "forward", "schema_version": 3},
    ),
    (
        "code",
        "assert forward\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS",
        {"grade": True, "solution": False, "grade_id": "t1", "points": 3},
    ),
    ("code", "### AUTOTEST forward(1, 2)", {"grade": True, "solution": False, "grade_id": "t2", "points": 1}),
    (
        "code",
        f"# the loss\n{LOSS}    # BEGIN SOLUTION\n    return np.mean((y_hat - y) ** 2)\n    # END SOLUTION",
        {"grade": True, "solution": True, "grade_id": "loss", "points": 2},
    ),
    ("markdown", "## Why squares?", {"grade": False, "solution": False, "locked": True, "grade_id": "asked"}),
    (
        "markdown",
        "### BEGIN SOLUTION\nSmooth.\n### END SOLUTION",
        {"grade": True, "solution": True, "grade_id": "why-squares", "points": 4},
    ),
    (
        "markdown",
        "## Draw a line\n\n=== BEGIN MARK SCHEME ===\nAny line.\n=== END MARK SCHEME ===",
        {"grade": True, "solution": False, "task": True, "grade_id": "task-1", "points": 5},
    ),
)


def test_a_source_notebook_of_nbgrader(tmp_path: Path) -> None:
    adopted = adopt(notebook(tmp_path / "ps 2.ipynb", *NBGRADER))
    assert adopted.name == "ps_2"
    cells = cells_of(adopted)
    texts = [source for _, source, _ in cells]
    assert FORWARD + "    return w @ x" in texts
    assert "# the loss\n" + LOSS + "    return np.mean((y_hat - y) ** 2)" in texts
    assert ("markdown", "## Why squares?", {"written": "why_squares"}) in cells
    assert ("markdown", "Smooth.", {"tags": ["solution"]}) in cells
    assert ("markdown", "## Draw a line", {"written": "task_1"}) in cells
    assert ("markdown", "Any line.", {"tags": ["solution"]}) in cells
    assert not any("assert" in text or "AUTOTEST" in text or "BEGIN" in text for text in texts)
    assert 'points={"forward": 4, "loss": 2}' in texts[-1]
    assert adopted.notes == ("2 test cells left out: `verify` and the checks compare with the reference instead",)
    assert not loaded(adopted, tmp_path)


MODULE = '''\
"""Lines.

A lesson.
"""

import numpy as np

EPS = 1e-9


def _helper(a):
    return a


# What a line predicts.
def forward(x, params):
    """Predict.

    Parameters
    ----------
    x : ndarray of shape (n, m)
    params : dict {"w": (1, n), "b": (1, 1)}

    Returns
    -------
    dict {"z": (1, m), "y_hat": (1, m)}
    """
    z = params["w"] @ x + params["b"]
    return {"z": z, "y_hat": _helper(z)}


def backward(x, y, params, cache):
    """Find the gradients.

    Arguments:
    x -- input data, numpy array of shape (n, m)
    y -- labels, numpy array of shape (1, m)
    params -- as above
    cache -- what forward returned
    Returns:
    dw, db -- gradients: dw (1, n), db (1, 1)
    """
    slope = 2 * (cache["y_hat"] - y) / x.shape[1]
    dw, db = slope @ x.T, np.sum(slope, axis=1, keepdims=True)
    return dw, db


def mystery(a, b):
    """Nobody knows."""
    return a


if __name__ == "__main__":
    print(forward)
'''


def test_a_module(tmp_path: Path) -> None:
    path = tmp_path / "lines.py"
    path.write_text(MODULE, encoding="utf-8")
    adopted = adopt(path)
    texts = [source for _, source, _ in cells_of(adopted)]
    assert texts[0] == "# Lines"
    assert texts[1] == "Lines.\n\nA lesson."
    assert any(t.startswith("# What a line predicts.\ndef forward") for t in texts)
    assert "__main__" not in "".join(texts)
    declared = texts[-1]
    assert 'params = {"w": normal(rng, 1, n), "b": normal(rng, 1, 1)}' in declared
    assert "cache = forward(x, params)" in declared
    assert "functions=(forward, backward, mystery)" in declared
    assert f"{TODO} if backward passes gradients back, list it in one group" in declared
    assert f"a = None  {TODO} draw a" in declared
    assert adopted.notes == ('the block under `if __name__ == "__main__"` is left out',)
    without = MODULE.replace('def mystery(a, b):\n    """Nobody knows."""', "def mystery(a, b):")
    path.write_text(without, encoding="utf-8")
    assert not loaded(adopt(path, "line"), tmp_path)


LAYERS = '''\
"""Layers."""

import numpy as np


def relu(x):
    """Return an array. x: (k, m)."""
    return np.maximum(x, 0)


def relu_backward(dz, x):
    """Pass a gradient back. dz, x: (k, m). Returns dx."""
    return dz * (x > 0)


def forward(x, params):
    """Predict. x: (n, m). params: {"W": (1, n)}. Returns {"y_hat": (1, m)}."""
    return {"y_hat": params["W"] @ x}


def loss(y_hat, y):
    """Return a number. y: (1, m)."""
    return float(np.mean((y_hat - y) ** 2))


def backward(x, y, params, cache):
    """Return {"dW": (1, n)}."""
    return {"dW": 2 / x.shape[1] * (cache["y_hat"] - y) @ x.T}


def step(params, grads, lr=0.1):
    """Return params: {"W": (1, n)}. grads: {"W": (1, n)}."""
    return {key: params[key] - lr * grads[key] for key in params}
'''


def test_functions_that_belong_together_are_declared_together(tmp_path: Path) -> None:
    path = tmp_path / "layers.py"
    path.write_text(LAYERS, encoding="utf-8")
    adopted = adopt(path)
    declared = cells_of(adopted)[-1][1]
    assert "functions=((relu, relu_backward), (forward, loss, backward), step)" in declared
    assert f"lr = 0.1  {TODO} the default of lr" in declared
    assert f"{TODO} forward takes another x: normal(rng, n, m)" in declared
    assert "y_hat =" not in declared  # what forward returns is derived
    assert len(declared.splitlines()) < 40
    relu, network = LAYERS.split("def forward")
    path.write_text(re.sub(r"\bx\b", "u", relu).replace("dx", "du") + "def forward" + network, encoding="utf-8")
    assert not loaded(adopt(path, "layers_apart"), tmp_path)
    reference = load(tmp_path, "layers_apart")
    assert reference.problem.roles.network is not None
    assert reference.problem.roles.operation("relu_backward") is not None


def test_our_own_master_notebook_comes_back(tmp_path: Path) -> None:
    reference = open_course(ROOT / "solutions" / "more").reference("softmax_regression")
    path = tmp_path / "softmax.ipynb"
    nbformat.write(master(reference, None, None, zipped=False), path)
    texts = [source for _, source, _ in cells_of(adopt(path))]
    for part in lesson(reference):
        if part.kind is CellKind.FUNCTION:
            assert part.source.strip() in [text.strip() for text in texts]


BROKEN = {
    "an end without a beginning": [("raw", "# END QUESTION")],
    "a beginning without an end": [("raw", "# BEGIN QUESTION\nname: q1")],
    "blocks that cross": [("raw", "# BEGIN QUESTION"), ("raw", "# BEGIN SOLUTION"), ("raw", "# END QUESTION")],
    "a solution that does not end": [("code", "### BEGIN SOLUTION\nx = 1")],
    "no marks": [("code", "x = 1")],
}


@pytest.mark.parametrize("cells", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_adopted_is_said(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    path = notebook(tmp_path / "lab.ipynb", *cells)
    with pytest.raises(AdoptError, match=r"lab\.ipynb"):
        adopt(path)


@pytest.mark.parametrize("text", ["", "{}", '{"cells": [1]}', json.dumps({"cells": [{"cell_type": "code"}]})])
def test_what_is_no_notebook_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lab.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AdoptError, match=r"lab\.ipynb"):
        adopt(path)


def test_the_command_leaves_an_existing_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "lines.py"
    path.write_text(MODULE, encoding="utf-8")
    command = ["adopt", str(path), "--out", str(tmp_path / "solutions")]
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 0, first.output
    assert "places are marked with TODO adopt. Then: autograder verify lines" in first.output
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 2
    assert "is there already" in again.output


WINDOW = '''\
"""Windows."""


def skipgram(center_idx, outside_indices, vectors, dout, options):
    """Find the loss of a window.

    center_idx -- integer, the index of the center word
    outside_indices -- list of integers, the outside words
    vectors -- word vectors, a matrix
      of shape (V, D)
    - dout: upstream derivatives, of shape (N, H', W')
    - options: a dictionary with the keys:
      - 'stride': the number of words between windows
    - cache: a tuple of (vectors, options)
    """
    return vectors[center_idx]
'''


def test_a_shape_is_taken_from_the_description_of_the_argument_itself(tmp_path: Path) -> None:
    path = tmp_path / "window.py"
    path.write_text(WINDOW, encoding="utf-8")
    declared = cells_of(adopt(path))[-1][1]
    assert "vectors = normal(rng, V, D)" in declared
    assert f"center_idx = None  {TODO} draw center_idx, a whole number" in declared
    for arg in ("outside_indices", "dout", "options"):
        assert f"    {arg} = None  {TODO} draw {arg}" in declared


def test_a_seed_does_not_make_a_helper_the_students(tmp_path: Path) -> None:
    helper = "import numpy as np\nimport otter\n\nrng_seed = 42 # SEED\n\n\ndef error(a, b):\n    return abs(a - b)"
    solved = (FORWARD + "    return w @ x # SOLUTION", "print(1) # IGNORE\n\n\ndef shown(a):\n    return a")
    cells = [("raw", "# ASSIGNMENT CONFIG"), *(("code", text) for text in (helper, *solved))]
    adopted = adopt(notebook(tmp_path / "lab.ipynb", *cells))
    declared = cells_of(adopted)[-1][1]
    assert "functions=(forward,)," in declared
    assert "students wrote this outside a function" not in adopted.text
    assert "import otter" not in adopted.text
    assert "def error" in adopted.text


def test_points_of_a_function_are_shared_out_among_the_parts_of_its_result(tmp_path: Path) -> None:
    source = FORWARD + "    ### BEGIN SOLUTION\n    z, a = w @ x, x\n    ### END SOLUTION\n    return z, a"
    cells = (
        ("code", source, {"grade": False, "solution": True, "grade_id": "forward", "schema_version": 3}),
        ("code", "assert forward", {"grade": True, "solution": False, "grade_id": "t1", "points": 3}),
    )
    adopted = adopt(notebook(tmp_path / "ps.ipynb", *cells))
    assert 'points={"forward.z": 1.5, "forward.a": 1.5}' in adopted.text
    assert not [fault for fault in loaded(adopted, tmp_path) if "points" in fault]


def test_a_plain_notebook_is_sent_to_a_module(tmp_path: Path) -> None:
    with pytest.raises(AdoptError, match=r"adopt a \.py file of its functions"):
        adopt(notebook(tmp_path / "lab.ipynb", ("code", FORWARD + "    return w @ x")))
