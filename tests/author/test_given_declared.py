"""What can be wrong with given functions, classes and kinks is said, with its line and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author.declaration import declaration
from autograder.declare.course import open_course
from autograder.declare.reference import CourseError, load
from tests.author.common import ROOT

MORE = ROOT / "solutions" / "more"
NUMPY_ONLY = tuple(n for n in open_course(MORE).names if n != "torch_classifier")

WRONG = {
    "a kink within reach": (
        "dropout_network",
        "min(np.abs(z).min() for z in sums) > 0.02",
        "min(np.abs(z).min() for z in sums) < 0.001",
        "backward: a kink is within 0.002 of ",
    ),
    "pixels that are nearly equal": (
        "convolution",
        "rng.permutation(m * c * height * width) / 40 - 1.0",
        "rng.permutation(m * c * height * width) / 4000 - 1.0",
        "pool_backward: a kink is within 0.002 of x",
    ),
    "images too large to be measured": (
        "convolution",
        "conv_case(rng, 2, 1, 4, 5, 6, k=3",
        "conv_case(rng, 2, 5, 4, 25, 26, k=3",
        "conv_backward: the notebook's check would measure gradients of x (2, 5, 25, 26), w (4, 5, 3, 3), b (4,)",
    ),
    "a default value": (
        "batch_norm",
        "def forward(x, gamma, beta, mean, var, mode):",
        'def forward(x, gamma, beta, mean, var, mode="train"):',
        "the given function forward has default values",
    ),
    "a use of what is not used": (
        "batch_norm",
        'uses=("batchnorm_forward",)',
        'uses=("batchnorm_backward", "batchnorm_forward")',
        "forward is declared to use batchnorm_backward, but does not; name what it calls itself",
    ),
    "nothing asked of what is written": (
        "batch_norm",
        'uses=("batchnorm_forward", "batchnorm_backward")',
        'uses=("batchnorm_backward", "batchnorm_forward")',
        "students write batchnorm_backward, but no question is asked below it",
    ),
    "a class of which nothing is left to write": (
        "autodiff",
        '"""Return the sum of two Values, as a Value."""',
        "",
        "no method of Value has a docstring",
    ),
    "a given function that students do not see": (
        "batch_norm",
        "# %%\ndef backward(dy, x",
        '# %% tags=["declaration"]\ndef backward(dy, x',
        "backward is given to students, but no cell of the lesson holds it",
    ),
    "a given function without a description": (
        "autodiff",
        '    """Return a + b, and what reaches a and b if `up` arrives at the sum."""\n',
        "",
        "add has no docstring",
    ),
}
NOT_LOADED = {
    "a use of nothing": (
        "batch_norm",
        'uses=("batchnorm_forward",)',
        'uses=("batch_forward",)',
        "no function batch_forward",
    ),
    "an upstream gradient of nothing": ("batch_norm", '{"dy": "y"}', '{"dy": "yy"}', "forward returns no 'yy'"),
    "an upstream gradient that does not come in": ("batch_norm", '{"dy": "y"}', '{"dyy": "y"}', "no argument 'dyy'"),
    "a dict that is no argument": (
        "batch_norm",
        '"beta"}),',
        '"beta"}, "weights"),',
        "forward has no argument 'weights'",
    ),
}


def changed(folder: Path, name: str, old: str, new: str) -> Path:
    text = (MORE / f"{name}.py").read_text(encoding="utf-8")
    assert old in text
    others = ("the product of two Values", "the hyperbolic tangent", "Put the derivative") if "Values" in old else ()
    for other in others:
        line = next(line for line in text.splitlines() if other in line)
        text = text.replace(f"{line}\n", "")
    (folder / f"{name}.py").write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    faults = declaration(load(changed(tmp_path, name, old, new), name)).faults
    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith(f"{name}.py") for fault in faults)


@pytest.mark.parametrize(("name", "old", "new", "said"), NOT_LOADED.values(), ids=NOT_LOADED)
def test_what_cannot_be_loaded_is_said(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    with pytest.raises(CourseError) as error:
        load(changed(tmp_path, name, old, new), name)
    assert said in str(error.value)


@pytest.mark.parametrize("name", NUMPY_ONLY)
def test_the_other_courses_have_no_fault(name: str) -> None:
    assert not declaration(load(MORE, name)).faults
