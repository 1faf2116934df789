"""Right solutions made from the reference: each style has examples, changes no answer, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author.alternatives import alternatives
from autograder.author.generated import Generated, generated
from autograder.author.in_notebook import accepted, graded
from autograder.author.inside import rewritten
from autograder.author.rewrites import STYLES, rewritten_in
from autograder.declare.course import open_course
from tests.author.common import ROOT, example, trials

EXAMPLES = {
    "operands exchanged": ("return a * b - c", "return -c + b * a"),
    "factors for divisors": ("return a / m + b ** 2", "return 1.0 / m * a + b * b"),
    "numpy's functions": ("return -(a @ b)", "return np.negative(np.matmul(a, b))"),
    "einsum": ("return a @ b", "return np.einsum('ij,jk->ik', a, b)"),
    "rows inside": ("return a @ b", "return (b.T @ a.T).T"),
    "methods": ("return np.sum(a, axis=1)", "return np.asarray(a).sum(axis=1)"),
    "entry by entry": ("return np.exp(z)", "import math\n    return np.vectorize(math.exp)(z)"),
    "step by step": ("return f(a + b)", "part_0 = a + b\n    part_1 = f(part_0)\n    return part_1"),
    "in place": ("z = a + b\n    return z", "z = np.array(a, dtype=np.float64)\n    z += b\n    return z"),
    "other names": ("z = b\n    return z + c", "my_z = b\n    return my_z + c"),
    "a function inside": ("return c", "\n    def work():\n        return c\n    return work()"),
}
KEPT = {
    "operands exchanged": "return losses + [c]",
    "numpy's functions": "return losses + [c]",
    "in place": "z = a + z\n    return z",
    "other names": "f = lambda q: q\n    return f",
    "step by step": "return [a + i for i in b]",
}


@pytest.mark.parametrize("style", STYLES)
def test_each_style_writes_its_example_otherwise(style: str) -> None:
    body, other = EXAMPLES[style]
    assert rewritten_in(style, f"def f():\n    {body}") == f"def f():\n    {other}".replace("    \n", "\n")


@pytest.mark.parametrize("style", KEPT)
def test_what_a_style_cannot_change_stays(style: str) -> None:
    assert rewritten_in(style, f"def f():\n    {KEPT[style]}") is None


def test_every_style_is_made_from_the_example_but_for_a_change_of_the_answers(tmp_path: Path) -> None:
    of = example(tmp_path)
    made = {one.style: set(one.texts) for one in generated(of, trials(of)[0])}
    assert made.keys() == STYLES.keys()
    vectors = example(tmp_path / "other", old="dw = dz @ x.T", new="dw = (x @ dz[0])[np.newaxis]")
    changed = {one.style: set(one.texts) for one in generated(vectors, trials(vectors)[0])}
    assert "backward" in made["einsum"]
    assert "backward" not in changed["einsum"]


@pytest.mark.parametrize("name", open_course(ROOT / "solutions").names)
def test_every_function_of_the_course_is_written_in_other_styles(name: str) -> None:
    of = open_course(ROOT / "solutions").reference(name)
    made = [one.texts for one in generated(of, trials(of)[0])]
    assert all(sum(function in texts for texts in made) >= 2 for function in of.sources)


def test_a_style_that_loses_points_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = example(tmp_path)
    text = of.sources["backward"].replace("dz @ x.T", "2 * dz @ x.T")
    wrong = Generated("einsum", {"backward": text}, rewritten(of, "backward", text))
    monkeypatch.setattr("autograder.author.alternatives.generated", lambda *_: [wrong])
    assert alternatives(of, trials(of)).faults[0].startswith("einsum.backward.dw: wrong. ")
    assert accepted(of).faults[0].startswith("einsum: the notebook's check of backward.dw says: ")
    assert graded(of, 0).faults[0].startswith("einsum.backward.dw: wrong. ")
