"""Equal code has equal names: those that the notebook's check gives are those of the graded page.

`WHOLE=1` tries every declared mistake and every wrong submission of the corpus.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from autograder.author.inside import rewritten
from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.optimizer_laws import broken_law
from autograder.plain.question_names import function_of
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.student.checks import open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from tests.corpus import files, grading, label
from tests.diagnose.common import diagnosed, source
from tests.sample import WHOLE
from tests.solutions.common import PROBLEMS, reference
from tests.student.common import checking, env, in_cell, public

ONE_IN, ONE_FILE_IN = (1, 1) if WHOLE else (9, 30)
DIFFERENT = {
    "grading has several draws where a gradient is measured in one example": (
        ("logistic_regression/always_twenty.py", "backward.dz"),
        ("univariate_regression/ten_and_no_inputs.py", "backward.dy_hat"),
        ("univariate_regression/weight_decay_tenth.py", "backward.dw"),
    ),
    "two mistakes in one value, of which only optimizers have digests, or one in another value of the step": (
        ("optimizers/adam_second_state_lost.py", "adam.s"),
        ("optimizers/first_step_correction.py", "adam.v"),
        ("optimizers/first_step_correction.py", "adam.s"),
        ("optimizers/targets_unshuffled.py", "minibatch_descent.losses"),
        ("two_layer_linear/sign_and_mean.py", "backward.dy_hat"),
        ("two_layer_linear/cache_of_ones_own.py", "backward.dW1"),
    ),
    "the student's own forward pass has another shape, so that nothing is measured": (
        ("multivariate_regression/flat_dw.py", "backward.dy_hat"),
        ("multivariate_regression/flat_dw.py", "backward.dw"),
        ("univariate_regression/transposed.py", "backward.dy_hat"),
        ("univariate_regression/array_kinds.py", "backward.db"),
    ),
    "grading says of a shape only what its values are": (
        ("multivariate_regression/coroutines.py", "train.losses"),
        ("two_layer_linear/bias_axis.ipynb", "backward.db1"),
        ("two_layer_linear/x_for_h.py", "backward.dW2"),
        ("univariate_regression/array_kinds.py", "backward.dw"),
    ),
    "a number in the code, which takes the solution to find": (("univariate_regression/always_equal.py", "loss"),),
    "answers that differ from call to call": (
        ("univariate_regression/counts_calls.py", "loss"),
        ("univariate_regression/random_answers.py", "random_search"),
        ("univariate_regression/random_answers.py", "train.params"),
        ("univariate_regression/random_answers.py", "train.losses"),
    ),
}
"""Why some wrong values of the corpus, by file and question, have another name in the check, or one of the two none."""


def names(finding: CheckFinding) -> set[str]:
    return {*finding.name.split(", ")} - {""}


def differing(
    verdicts: Mapping[str, Verdict], findings: Iterator[CheckFinding]
) -> dict[str, tuple[set[str], set[str]]]:
    """Return the names of the page and of the check by question, where both call a value wrong and they differ."""
    found = {}
    for finding in findings:
        verdict = verdicts.get(finding.question)
        both = (
            verdict is not None and verdict.status.mistaken and finding.status is not None and finding.status.mistaken
        )
        if verdict is not None and both and not same(verdict, finding):
            found[finding.question] = {*verdict.misconceptions}, names(finding)
    return found


def same(verdict: Verdict, finding: CheckFinding) -> bool:
    """Return whether the check has a name of the page's, which has several where its draws tell nothing apart."""
    return names(finding) <= {*verdict.misconceptions} and bool(names(finding)) == bool(verdict.misconceptions)


def checked(of: Reference, mistake: Misconception, edited: Reference) -> tuple[CheckFinding, ...]:
    name, text = of.problem.name, source(of, **{mistake.function: edited.sources[mistake.function]})
    with in_cell(text, f"{name}, {mistake.function}, {mistake.name}, {mistake.old}") as kernel:
        return open_desk(public(name), kernel, kernel.cells).findings(mistake.function)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_declared_mistake_has_one_name(name: str) -> None:
    of = reference(name)
    tried = [(m, differing(diagnosed(e, of), iter(checked(of, m, e)))) for m, e in of.edits[::ONE_IN]]
    assert [(m.function, m.name, found) for m, found in tried if found] == []


def test_a_wrong_submission_has_one_name() -> None:
    excused = {one for several in DIFFERENT.values() for one in several}
    with grading() as grade, checking() as check:
        for path in files("wrong")[::ONE_FILE_IN]:
            found = differing({v.question: v for v in grade(path).verdicts}, iter(check(path)))
            assert {q: n for q, n in found.items() if (label(path), q) not in excused} == {}, label(path)


ADAM = "lr * v_hat / (np.sqrt(s_hat) + eps)"
MEAN, BIAS, WEIGHTS = ("- y) / m", "- y)"), "np.sum(dz1, axis=1, keepdims=True)", "dW1 = dz1 @ x.T"
WRITTEN = (
    ("optimizers", "adam.params", ((ADAM, f"{ADAM} + 0.01 * lr * np.sin(params[key])"),), "moves-without-gradient"),
    ("optimizers", "adam.params", ((ADAM, f"1.7 * {ADAM}"),), "constant-factor"),
    (
        "optimizers",
        "adam.params",
        (("new_params, new_v, new_s = {}, {}, {}", "new_params, new_v, new_s = {}, {}, {}; t -= 1"),),
        "off-by-one",
    ),
    (
        "optimizers",
        "adam.params",
        (("beta1**t", "beta1 ** max(t - 1, 1)"), ("beta2**t", "beta2 ** max(t - 1, 1)")),
        "off-by-one",
    ),
    (
        "optimizers",
        "adam.params",
        (("np.sqrt(s_hat) + eps", "np.sqrt(s_hat + eps)"), ("beta1**t", "beta1"), ("beta2**t", "beta2")),
        "eps-inside-root, correction-without-power",
    ),
    (
        "two_layer_perceptron",
        "forward.a1",
        (("sigmoid(z1)", "np.tanh(z1)"), ("sigmoid(z2)", "np.tanh(z2)")),
        "tanh-for-sigmoid",
    ),
    (
        "two_layer_perceptron",
        "forward.y_hat",
        (("sigmoid(z1)", "np.tanh(z1)"), ("sigmoid(z2)", "np.tanh(z2)")),
        "tanh-for-sigmoid",
    ),
    ("two_layer_nonlinear", "backward.dy_hat", (("x.shape[1]", "x.size"),), "n-times-too-small"),
    ("two_layer_nonlinear", "backward.db1", (MEAN, (BIAS, BIAS.replace("1, k", "0, k"))), "bias-over-wrong-axis"),
    ("two_layer_nonlinear", "backward.db1", (MEAN, (BIAS, "dz1")), "bias-not-summed"),
    ("two_layer_nonlinear", "backward.db1", (MEAN, (BIAS, "np.sum(dz1)")), "bias-summed-to-number"),
    ("two_layer_nonlinear", "backward.dW1", (MEAN, (WEIGHTS, "dW1 = x @ dz1.T")), "transposed-gradient"),
    (
        "two_layer_nonlinear",
        "train.params",
        (("lr * grads", "lr / np.linalg.norm(grads['d' + name]) * grads"),),
        "another-length",
    ),
)
"""What students write: two mistakes in one value, one beside another, and what breaks a law only."""


@pytest.mark.sampled(2)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize(("problem", "question", "edits", "name"), WRITTEN)
def test_what_a_student_wrote_has_one_name(
    problem: str, question: str, edits: Sequence[tuple[str, str]], name: str
) -> None:
    of, function = reference(problem), function_of(question)
    text = of.sources[function]
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    verdict = diagnosed(rewritten(of, function, text), of)[question]
    with in_cell(source(of, **{function: text}), f"{question}, {edits}") as kernel:
        found = {f.question: f for f in open_desk(public(problem), kernel, kernel.cells).findings(function)}[question]
    assert (", ".join(verdict.misconceptions), found.name) == (name, name)
    assert found.relation.endswith(verdict.hint) if verdict.hint else found.relation in verdict.message


def test_a_right_adam_with_another_factor_does_not_hear_of_its_bias_correction() -> None:
    lengths = {"1.7 * ": "By what is it multiplied?", "np.sqrt(0.1) * ": "Think about the bias correction."}
    for factor, think in lengths.items():
        edited = reference("optimizers").sources["adam"].replace(ADAM, factor + ADAM)
        law = broken_law(reference("optimizers").problem, "adam", Kernel(env("optimizers", adam=edited)))
        assert law is not None
        assert law.sentence.endswith(think)


def test_another_name_would_be_seen() -> None:
    verdict = Verdict("loss", Status.WRONG, 0.0, 1.0, "", misconceptions=("missing-mean",))
    finding = CheckFinding("loss", Status.WRONG, name="missing-mean")
    assert differing({"loss": verdict}, iter([finding])) == {}
    assert differing({"loss": verdict}, iter([replace(finding, name="times m")])) != {}
    assert differing({"loss": verdict}, iter([replace(finding, name="")])) != {}
    assert differing({"loss": replace(verdict, misconceptions=())}, iter([finding])) != {}
