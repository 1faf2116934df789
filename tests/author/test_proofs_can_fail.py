"""Every claim of `autograder verify` fails where it should: the example of the page, spoiled in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author import mistakes
from autograder.author.alternatives import alternatives
from autograder.author.gradients import gradients
from autograder.author.rules import rules
from autograder.author.tally import ProofTally
from autograder.declare.reference import CourseError
from tests.author.common import EXAMPLE, example, trials

ALL = slice(None)
MADE = 31
"""Functions of the example in other styles."""


def proven(tally: ProofTally, tried: int) -> bool:
    return (tally.good, tally.tried, tally.faults) == (tried, tried, ())


def test_the_example_as_it_stands_is_proven(tmp_path: Path) -> None:
    of = example(tmp_path)
    draws = trials(of)
    _, applied = mistakes.applicable(of)
    caught, named = mistakes.singles_tally(of, draws, ALL)
    assert proven(gradients(of, draws), 4)
    assert proven(rules(of, draws), 8)
    assert proven(applied, 5)
    assert proven(caught, 5)
    assert proven(named, 5)
    assert proven(alternatives(of, draws), 12 + MADE)


def test_a_gradient_off_by_a_thousandth_is_no_derivative(tmp_path: Path) -> None:
    of = example(tmp_path, old="dw = dz @ x.T", new="dw = 1.001 * dz @ x.T")
    found = gradients(of, trials(of))
    assert found.good == 3
    assert [f.partition(":")[0] for f in found.faults] == ["backward.dw"]


def test_a_gradient_of_a_wrong_shape_is_no_derivative(tmp_path: Path) -> None:
    of = example(tmp_path, old="dw = dz @ x.T", new="dw = x @ dz.T")
    (fault,) = gradients(of, trials(of)).faults
    assert fault.startswith("backward.dw: shape")


def test_functions_that_take_no_complex_numbers_are_said(tmp_path: Path) -> None:
    of = example(tmp_path, old="y_hat = np.log(1 + np.exp(z))\n", new="y_hat = np.logaddexp(0, z)\n")
    found = gradients(of, trials(of))
    assert found.good < found.tried
    assert "no complex step is possible" in found.faults[0]


@pytest.mark.parametrize("absolute", ["np.abs(z)", "abs(z)", "np.sqrt(np.real(z * np.conj(z)))"])
def test_what_complex_numbers_change_is_no_wrong_gradient(tmp_path: Path, absolute: str) -> None:
    of = example(
        tmp_path, old="y_hat = np.log(1 + np.exp(z))\n", new=f"y_hat = np.log(1 + np.exp(z)) + 0 * {absolute}\n"
    )
    assert gradients(of, trials(of)).good == 4
    softplus = f"np.maximum(z.real, 0) + np.log(1 + np.exp(-{absolute}))"
    of = example(tmp_path, old="y_hat = np.log(1 + np.exp(z))\n", new=f"y_hat = {softplus}\n")
    found = gradients(of, trials(of))
    assert found.faults
    assert all("no complex step is possible" in fault for fault in found.faults)


def test_a_forward_that_drops_the_imaginary_part_is_said(tmp_path: Path) -> None:
    real = "z = np.zeros((1, x.shape[1]))\n    z[:] = params"
    of = example(tmp_path, old="z = params", new=real)
    faults = gradients(of, trials(of)).faults
    assert faults
    assert all("drop the imaginary part of a complex step; make arrays with np.zeros_like" in f for f in faults)


def test_a_rule_that_makes_something_else_is_said(tmp_path: Path) -> None:
    of = example(tmp_path, old="lambda dz, x: dz @ x.T", new="lambda dz, x: dz @ x.T / 2")
    assert "backward.dw: its rule never makes the reference's value; compute" in rules(of, trials(of)).faults[0]


def test_a_rule_with_an_unknown_name_is_said(tmp_path: Path) -> None:
    of = example(tmp_path, old="lambda dz, x: dz @ x.T", new="lambda dz1, x: dz1 @ x.T")
    assert "backward.dw: its rule never makes the reference's value; compute" in rules(of, trials(of)).faults[0]


def test_a_rule_that_fits_whatever_the_student_has_is_said(tmp_path: Path) -> None:
    of = example(tmp_path, old="lambda dz, x: dz @ x.T", new="lambda dw: dw")
    assert "backward.dw: its rule makes a wrong value too; it may not" in rules(of, trials(of)).faults[0]


def test_a_rule_of_no_question_is_said(tmp_path: Path) -> None:
    of = example(tmp_path, old='"backward.dw": lambda', new='"backward.dW": lambda')
    assert rules(of, trials(of)).faults == ("backward.dW: a rule for no question",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"np.mean",', '"np.median",', "its old text stands there 0 times, not once"),
        ('"np.mean",', '"y",', "its old text stands there 6 times, not once"),
        ('"np.sum",', '"np.mean",', "its new text is its old text"),
        ('"np.sum",', '"np.sum)",', "the edited function is no Python"),
        ('"sum-for-mean",\n            "loss",', '"sum-for-mean",\n            "lose",', "there is no function lose"),
    ],
)
def test_an_edit_that_does_not_apply_is_said_and_left_out(tmp_path: Path, old: str, new: str, said: str) -> None:
    kept, applied = mistakes.applicable(example(tmp_path, old=old, new=new))
    assert (applied.good, applied.tried) == (4, 5)
    assert said in applied.faults[0]
    assert len(kept.edits) == 4


def test_an_edit_that_changes_no_value_is_not_caught(tmp_path: Path) -> None:
    of = example(tmp_path, old='"np.sum",', new='"np.average",')
    caught, named = mistakes.singles_tally(of, trials(of), ALL)
    assert caught.faults == ("loss/sum-for-mean: full points",)
    assert named.faults == ("loss/sum-for-mean: no name",)


def test_two_edits_with_the_same_answers_are_an_ambiguous_pair(tmp_path: Path) -> None:
    again = 'Misconception("doubled", "loss", "np.mean((y_hat - y) ** 2)", "np.sum((y - y_hat) ** 2)", "?"),\n'
    of = example(tmp_path, old="    misconceptions=(\n", new="    misconceptions=(\n" + again)
    caught, named = mistakes.singles_tally(of, trials(of), ALL)
    assert caught.good == caught.tried
    assert sorted(named.faults) == [
        "loss/doubled: one of doubled, sum-for-mean",
        "loss/sum-for-mean: one of doubled, sum-for-mean",
    ]


def test_pairs_are_those_whose_texts_do_not_overlap(tmp_path: Path) -> None:
    assert len(mistakes.pairs(example(tmp_path))) == 10
    overlapping = (
        'Misconception("error-cubed", "loss", "np.mean((y_hat - y) ** 2)", "np.mean((y_hat - y) ** 3)", "?"),\n'
    )
    of = example(tmp_path, old="    misconceptions=(\n", new="    misconceptions=(\n" + overlapping)
    together = {(a.name, b.name) for a, b in mistakes.pairs(of)}
    assert len(together) == 14
    assert ("error-cubed", "sum-for-mean") not in together


def test_a_pair_of_one_function_has_both_mistakes(tmp_path: Path) -> None:
    of = example(tmp_path)
    (both,) = [p for p in mistakes.pairs(of) if {m.function for m in p} == {"backward"}]
    text = mistakes.with_both(of, both).sources["backward"]
    assert '(cache["y_hat"] - y)\n' in text
    assert "dz = dy_hat\n" in text


def test_the_sample_of_pairs_is_fixed_and_of_the_size_asked_for(tmp_path: Path) -> None:
    every = mistakes.pairs(example(tmp_path))
    assert mistakes.sample(every, None) == mistakes.sample(every, 10) == every
    assert len(mistakes.sample(every, 4)) == 4
    assert mistakes.sample(every, 4) == mistakes.sample(every, 4)


def test_a_pair_of_which_one_hides_the_other_is_not_named(tmp_path: Path) -> None:
    lost = 'Misconception("update-lost", "train", "params, losses", "params0, losses", "?"),\n'
    lost = lost.replace('"params, losses", "params0, losses"', '"        params = {", "        _ = {"')
    of = example(tmp_path, old="    misconceptions=(\n", new="    misconceptions=(\n" + lost)
    both = [p for p in mistakes.pairs(of) if {m.name for m in p} == {"update-lost", "uphill"}]
    caught, named = mistakes.pairs_tally(of, trials(of), both)
    assert proven(caught, 1)
    assert named.faults == ("train/update-lost + train/uphill: train: update-lost",)


def test_a_wrong_alternative_is_said_with_its_function(tmp_path: Path) -> None:
    of = example(tmp_path)
    path = of.path.parent / "alternatives" / EXAMPLE / "loops.py"
    path.write_text(path.read_text().replace("db += dz[0, i]", "db += 2 * dz[0, i]"))
    found = alternatives(of, trials(of))
    assert (found.good, found.tried) == (10 + MADE, 12 + MADE)
    assert found.faults[0].startswith("loops.backward.db: wrong.")
    assert found.faults[1].startswith("loops.train.params: follows.")


def test_too_few_alternatives_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.author.alternatives.generated", lambda *_: [])
    of = example(tmp_path)
    path = of.path.parent / "alternatives" / EXAMPLE / "loops.py"
    path.write_text(path.read_text().replace("def loss", "def no_loss"))
    said = "has, with those made from the reference, fewer than 3 for: loss 2; write them in files there"
    assert f"alternatives/{EXAMPLE}/ {said}" in alternatives(of, trials(of)).faults[-1]


def test_an_alternative_that_does_not_run_names_its_file(tmp_path: Path) -> None:
    of = example(tmp_path)
    (of.path.parent / "alternatives" / EXAMPLE / "broken.py").write_text("import numpy as\n")
    with pytest.raises(CourseError, match=r"broken\.py: SyntaxError"):
        alternatives(of, trials(of))
