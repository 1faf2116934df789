"""What a lecturer from outside declares wrongly by functions and inputs alone is said, with its line and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author.declaration import declaration
from autograder.declare.reference import CourseError, load

OUTSIDE = Path(__file__).parent / "outside"
WRONG = (
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": (3, 5)}',
        "inputs() raised KeyError: 'm'; the sizes are n",
    ),
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": (3, 5), "m": (9, 6)}',
        "ranges: m is (9, 6); write the smallest and the largest size: (3, 5)",
    ),
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": 4, "m": (6, 9)}',
        "ranges: n is 4; write the smallest and the largest size: (3, 5)",
    ),
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": (4, 4), "m": (4, 4)}',
        "have no sizes that all differ; let them reach further",
    ),
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": (0, 1), "m": (6, 9)}',
        "ranges: n may be 0, which hides a missing sum or mean; let it begin at 2 or more",
    ),
    (
        "layer_norm",
        'ranges={"n": (3, 5), "m": (6, 9)}',
        'ranges={"n": (3.0, 5.0), "m": (6, 9)}',
        "ranges: n is (3.0, 5.0); write the smallest and the largest size: (3, 5)",
    ),
    (
        "layer_norm",
        "functions=((layer_norm, layer_norm_backward),)",
        "functions=((layer_norm_backward, layer_norm),)",
        "In a pair, the function that passes gradients back comes second",
    ),
    (
        "layer_norm",
        "functions=((layer_norm, layer_norm_backward),)",
        "functions=(layer_norm, layer_norm_backward)",
        "inputs() returns 3 values, but layer_norm_backward needs dy, x, gamma, beta; ret",
    ),
    (
        "layer_norm",
        "functions=((layer_norm, layer_norm_backward),)",
        'functions=(("layer_norm", "layer_norm_backward"),)',
        "functions: 'layer_norm' is a str; list the functions themselves, without quotes ",
    ),
    (
        "layer_norm",
        "functions=((layer_norm, layer_norm_backward),)",
        "functions=()",
        "functions is empty; list them: functions=(one, (other, other_backward))",
    ),
    (
        "layer_norm",
        "functions=((layer_norm, layer_norm_backward),)",
        "functions=((layer_norm, layer_norm_backward),(layer_norm, layer_norm_backward))",
        "functions: layer_norm is listed twice; once is enough, also in a group",
    ),
    (
        "layer_norm",
        '(normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        '(normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1))',
        "inputs() returns 2 values, but layer_norm needs x, gamma, beta; return a dict by",
    ),
    (
        "layer_norm",
        '(normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        '[normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1)]',
        "inputs() returns a list, but layer_norm needs x, gamma, beta; return a dict by t",
    ),
    (
        "layer_norm",
        '(normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        '(normal(rng, s["n"], s["k"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        "inputs() raised KeyError: 'k'; the sizes are n, m",
    ),
    (
        "layer_norm",
        '(normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        '(np.random.randn(s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1))',
        "with the rng that is handed in, not with np.random",
    ),
    (
        "layer_norm",
        "inputs=lambda rng, s: (",
        "inputs=lambda rng: (",
        "inputs takes two arguments: the generator, and the sizes by their symbols",
    ),
    (
        "layer_norm",
        'inputs=lambda rng, s: (normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1)),',
        "",
        "TypeError: operations() missing 1 required keyword-only argument: 'inputs'",
    ),
    (
        "layer_norm",
        '    title="Layer normalisation",\n',
        '    titel="Layer normalisation",\n',
        "TypeError: operations() got an unexpected keyword argument 'titel'; did you mean",
    ),
    (
        "layer_norm",
        "    return x_hat, y\n",
        "    return x_hat, gamma * x_hat + beta\n",
        "layer_norm returns 2 values without names; put each into a variable and return t",
    ),
    (
        "layer_norm",
        "dgamma = np.sum(dy * x_hat, axis=1, keepdims=True)",
        "dgamma = np.sum(dy * x_hat, axis=1)",
        "layer_norm_backward()[1] has shape (5,), but is declared as (n, 1) = (5, 1); cha",
    ),
    (
        "layer_norm",
        "def layer_norm_backward(dy, x, gamma, beta)",
        "def layer_norm_backward(dout, x, gamma, beta)",
        "layer_norm_backward takes no gradient of what layer_norm returns; name an argume",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    points={"layer_norm": 2},\n    ranges={"n"',
        "points: there is no layer_norm; did you mean layer_norm.y?",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    points={"layer_norm.y": -2},\n    ranges={"n"',
        'Question("layer_norm.y", points=-2): points are a number, 0 or more',
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    rules={"layer_norm.z": lambda x: x},\n    ranges={"n"',
        "a rule for layer_norm.z, but no question asks it; did you mean layer_norm.y?",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    rules={"layer_norm.y": lambda q: q},\n    ranges={"n"',
        "the rule of layer_norm.y asks for q; there is beta, call, gamma, new_x_hat, new_",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    mistakes="# layer_norm\\nno-scale\\n    What scales?\\n    gama * x_ -> x_\\n",\n    ranges={"n"',
        "layer_norm/no-scale: no pattern of it fits the function; compare it with the cod",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    mistakes="# layer_nrm\\nno-scale\\n    What scales here, please?\\n    gamma * x_ -> x_\\n",\n    ranges={"n"',
        "a section of mistakes for layer_nrm; did you mean layer_norm?",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    mistakes="no-scale gamma",\n    ranges={"n"',
        "mistakes is one line, 'no-scale gamma'; write a text: `# function`, below it a n",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    uses={"layer_norms": ("q",)},\n    ranges={"n"',
        "uses: there is no layer_norms; did you mean layer_norm?",
    ),
    (
        "layer_norm",
        '    ranges={"n"',
        '    uses={"layer_norm": "np"},\n    ranges={"n"',
        "uses: layer_norm has 'np'; write a tuple of names: (\"layer_norm_forward\",)",
    ),
    (
        "layer_norm",
        "    var = np.mean((x - mean) ** 2, axis=0, keepdims=True)\n    x_hat",
        "    x -= mean\n    var = np.mean(x ** 2, axis=0, keepdims=True)\n    x_hat",
        "the reference's layer_norm changes its argument x in place; work on a copy, or s",
    ),
    (
        "layer_norm",
        "from autograder.declare.operations import operations",
        "from autograder.declare.operation import operations",
        "ModuleNotFoundError: No module named 'autograder.declare.operation'",
    ),
    (
        "layer_norm",
        "from autograder.declare.operations import operations",
        "from autograder.declare.operations import operation",
        "ImportError: cannot import name 'operation'",
    ),
    (
        "embedding",
        "functions=((forward, loss, backward), train)",
        "functions=((forward, backward), loss, train)",
        "backward takes no gradient of what forward returns; name an argument de, dz, dy_",
    ),
    (
        "embedding",
        "functions=((forward, loss, backward), train)",
        "functions=((forward, loss, backward, train),)",
        "functions: a group of 4; a pair is (f, f_backward), a network (forward, loss, ba",
    ),
    (
        "embedding",
        "functions=((forward, loss, backward), train)",
        "functions=(train, (forward, loss, backward))",
        "forward is declared after train, but the lesson has it before",
    ),
    (
        "embedding",
        "functions=((forward, loss, backward), train)",
        "functions=(forward, loss, backward, train)",
        "backward takes 'cache', which inputs() does not draw and no earlier function ret",
    ),
    (
        "embedding",
        ', "batches": -(-m // (m // 2 - 1))}',
        "}",
        "if it is as long as a size only by chance, let inputs() return its length, too",
    ),
    (
        "embedding",
        '"lr": 0.1, ',
        '"lr": "fast", ',
        "train raised UFuncTypeError: ufunc 'multiply' did not contain a loop with signat",
    ),
    (
        "embedding",
        '"lr": 0.1, ',
        '"lr": 1e9, ',
        'train()[0]["E"] holds nan or inf; draw inputs for which the answer is finite',
    ),
    (
        "embedding",
        '"lr": 0.1, ',
        '"lr": 0.1, "unused": np.eye(2), ',
        "inputs() draws 'unused', which no function takes; there is batch_size, cache, id",
    ),
    (
        "embedding",
        "ids = [int(i) for i in rng.integers(v, size=m)]",
        "ids = rng.integers(v, size=m).astype(np.int32)",
        'Call("forward"): ids is an array of int32; arguments are numbers, arrays of float',
    ),
    (
        "embedding",
        "def backward(ids, y, params, cache):",
        "def backward(ids, y, params, cache, extra):",
        "backward takes 'cache', which inputs() does not draw and no earlier function ret",
    ),
    (
        "embedding",
        "return -np.sum(y * np.log(y_hat)) / y.shape[1]",
        "return None",
        "loss returns a NoneType; return arrays, numbers, a dict of these or a tuple with",
    ),
    (
        "embedding",
        "return -np.sum(y * np.log(y_hat)) / y.shape[1]",
        "_ = print(1); return -np.sum(y * np.log(y_hat)) / y.shape[1]",
        "the reference's loss prints",
    ),
    (
        "embedding",
        '"z": z, "y_hat": y_hat}',
        '"z": z, "y_hat": y_hat, "n": None}',
        "forward returns a NoneType as 'n'; return arrays, numbers, a dict of these or a ",
    ),
    (
        "embedding",
        '"z": z, "y_hat": y_hat}',
        '"z": z, "yhat": y_hat}',
        "loss takes 'y_hat', which inputs() does not draw and no earlier function returns",
    ),
    (
        "embedding",
        'return {"dz": dz, "dW": dW',
        'return {"dz": dz, "gW": dW',
        "train raised KeyError: 'dW' for the arguments that inputs() draws",
    ),
    (
        "gru_cell",
        "def cell_backward(dh_next, du, x, h, params, cache):",
        "def cell_backward(dh_nxt, du, x, h, params, cache):",
        "cell_backward takes 'dh_nxt', which inputs() does not draw and no earlier functi",
    ),
    ("gru_cell", '"dWc": dWc', '"dWC": dWc', "returns dWC, the gradient of nothing; did you mean dWc?"),
    (
        "gru_cell",
        '"dUc": dUc',
        '"dUc": dWc',
        'cell_backward()["dUc"] has shape (7, 5), but is declared as (k, k) = (7, 7); cha',
    ),
    (
        "gru_cell",
        "    hs = []\n",
        "    hs = []\n    h = h * np.random.rand()\n",
        "two equal calls of forward differ; the reference may not draw random numbers of ",
    ),
    (
        "gru_cell",
        'return {"hs": np.array(hs)}',
        'return {"hs": hs}',
        "forward returns a list as 'hs'; return arrays, numbers, a dict of these or a tup",
    ),
    (
        "gru_cell",
        'ranges={"n": (2, 5), "k": (3, 7), "m": (3, 8), "T": (3, 5)}',
        'ranges={"n": (2, 5), "k": (3, 7), "m": (3, 8), "t": (3, 5)}',
        "inputs() raised KeyError: 'T'; the sizes are n, k, m, t",
    ),
    (
        "gru_cell",
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
        "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n\n\ndef helper(dh_next, u):\n    return dh_next * (1 - u)\n",
        "helper() is given to students and computes cell_backward.dc, which they are aske",
    ),
    (
        "tensor",
        '("Tensor",)',
        '("Tenser",)',
        "the reference has no function Tenser; write it, or correct its name in `function",
    ),
    (
        "tensor",
        "    functions=((matmul, matmul_backward), (relu, relu_backward)),\n    uses",
        "    functions=((matmul, matmul_backward), (relu, relu_backward)),\n    use",
        "TypeError: operations() got an unexpected keyword argument 'use'; did you mean u",
    ),
    (
        "tensor",
        "a + 0.1 * np.sign(a)",
        "a * 1e-3",
        "relu_backward: a kink is within 0.002 of a in a public example, so the notebook'",
    ),
    (
        "tensor",
        "    return x.grad, y.grad\n",
        "    return [x.grad, y.grad]\n",
        "matmul_backward returns a list; return arrays, numbers, a dict of these or a tup",
    ),
)
SMALL = '''# %% [markdown]
# # Scaled

# %%
import numpy as np


# %%
def scale(x, k):
    """x: (n, m). k: whole number. Returns k times x: (n, m)."""
    return np.asarray(x * k)


# %%
def scale_backward(dz, x, k):
    """dz, x: (n, m). k: whole number. Returns the gradient by x: (n, m)."""
    return np.asarray(dz * k)


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations

PROBLEM = operations(
    name="small",
    title="Scaled",
    functions=((scale, scale_backward),),
    inputs=lambda rng, sizes: {"x": normal(rng, sizes["n"], sizes["m"]), "k": 3},
    ranges={"n": (3, 5), "m": (6, 9)},
)
'''
SMALL_WRONG = {
    'ranges={"n": (3, 5), "m": (6, 9)}': {"ranges={}": "the sizes are none: say them in ranges"},
    'normal(rng, sizes["n"], sizes["m"])': {
        'rng.integers(1, 9, (sizes["n"], sizes["m"]))': "but scale takes no floats; whole numbers have no gradient",
        'normal(rng, sizes["n"], sizes["m"]) + 0j': "scale returns a ndarray of complex128; return arrays",
        "np.random.default_rng(0)": "let the function make np.random.default_rng(seed)",
    },
    "(scale, scale_backward)": {"(lambda x, k: x * k, scale_backward)": "the reference has no function <lambda>"},
    "return np.asarray(x * k)": {"raise SystemExit(3)": "small.py:11: SystemExit: 3"},
    "Returns k times x: (n, m)": {
        "Returns k times x: (m, n)": "the docstring of scale says x: (m, n)",
        "Returns (m, n)": "the docstring of scale says that it returns (",
        "Returns (m, n), transposed: (n, m)": "",
        "Returns k times x (also for k = 0)": "",
    },
}


@pytest.mark.parametrize(
    ("old", "new", "said"), [(old, new, said) for old, several in SMALL_WRONG.items() for new, said in several.items()]
)
def test_a_wrong_line_of_a_small_problem_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert SMALL.count(old) == 1
    (tmp_path / "small.py").write_text(SMALL.replace(old, new), encoding="utf-8")
    faults: tuple[str, ...]
    try:
        faults = declaration(load(tmp_path, "small")).faults
    except CourseError as error:
        faults = (str(error),)
    assert faults if said else not faults, faults
    assert not said or any(said in fault for fault in faults), faults


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG, ids=[said for *_, said in WRONG])
def test_it_is_said_with_its_file(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    text = (OUTSIDE / f"{name}.py").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{name}.py").write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        faults = declaration(load(tmp_path, name)).faults
    except CourseError as error:
        faults = (str(error).removeprefix(f"{tmp_path}/"),)
    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith(f"{name}.py") for fault in faults)
