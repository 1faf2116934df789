"""Known wrong answers are named in a notebook; no digest leads back to an answer that is asked for."""

from __future__ import annotations

import ast
from itertools import product
from typing import Any

import numpy as np
import pytest

from autograder.diagnose.effects import compared
from autograder.diagnose.mistake_kinds import FACTOR, KINDS
from autograder.diagnose.operators import mutants
from autograder.plain.evidence import Probe
from autograder.report.status import Status
from autograder.student.known_mistakes import (
    DIGEST,
    KEY,
    STEPS,
    KnownMistake,
    KnownMistakes,
    blocks_of,
    entry,
    fingerprint,
    known_from_json,
    known_to_json,
    locked,
    mark,
)
from autograder.student.public_calls import public_calls
from tests.diagnose.test_related_training import MOVE, trained
from tests.sample import WHOLE
from tests.student.common import PROBLEMS, desk, findings, public, reference

NETWORK = "two_layer_nonlinear"
HINTED = KnownMistake("half", "Where does the half come from?")
OTHER = KnownMistake("other", "And this?")
DERIVED = KnownMistake(FACTOR.name, FACTOR.hint, derived=True)
RIGHT = [np.array([[1.0, -2.0, 0.5]]), np.array([[0.25, 3.0]])]
WRONG = [block / 2 for block in RIGHT]


def table() -> KnownMistakes:
    key, text = locked(HINTED)
    digests = fingerprint("f.a", [2 * block for block in RIGHT]).digest
    return KnownMistakes(
        {"f.a": {mark(FACTOR.name): digests}}, {"f.a": {"0": entry(fingerprint("f.a", WRONG), key)}}, (text,)
    )


def test_a_wrong_answer_unlocks_its_hint_and_no_other_does() -> None:
    known = table()
    assert known.named({"f.a": WRONG}) == {"f.a": HINTED}
    assert known.named({"f.a": [block * (1 + 1e-12) for block in WRONG]}) == {"f.a": HINTED}
    assert known.named({"f.a": [2 * block for block in RIGHT]}) == {"f.a": DERIVED}
    assert known.named({"f.a": RIGHT}) == {}
    assert known.named({"f.b": WRONG}) == {}
    assert known.named({"f.a": [block + 1e-3 for block in WRONG]}) == {}


def test_what_is_stored_reads_back_and_tells_neither_name_nor_hint() -> None:
    known = table()
    assert known_from_json(known_to_json(known)) == known
    assert known_from_json(None) == KnownMistakes()
    assert HINTED.hint not in str(known_to_json(known))
    assert HINTED.name not in str(known_to_json(known))
    assert known.of({"g"}) == KnownMistakes()
    assert known.of({"f"}) == known


def test_another_answer_with_the_same_digest_reads_nothing() -> None:
    known = table()
    ((question, entries),) = known.locked.items()
    forged = fingerprint("f.a", [np.array([[7.0, 1.0]])]).digest + entries["0"][DIGEST:]
    found = KnownMistakes({}, {question: {"0": forged}}, known.texts).named({"f.a": [np.array([[7.0, 1.0]])]})
    assert not found or found["f.a"].hint != HINTED.hint


def test_two_mistakes_together_unlock_both_hints_and_are_kept_with_their_texts() -> None:
    (key, text), (other, further) = locked(HINTED), locked(OTHER)
    both = KnownMistakes({}, {"f": {"1 2": entry(fingerprint("f", WRONG), key, other)}}, ("", text, further))
    found = both.of({"f"}).named({"f": WRONG})["f"]
    assert found == KnownMistake("half, other", f"{HINTED.hint} {OTHER.hint}")
    assert known_from_json(known_to_json(both.of({"f"}))).texts == (text, further)
    assert both.named({"f": RIGHT}) == {}


def test_of_two_mistakes_that_give_one_value_the_other_values_tell() -> None:
    (key, text), (other, further) = locked(HINTED), locked(OTHER)
    one, second = fingerprint("f.a", WRONG), fingerprint("f.b", WRONG)
    both = {"0": entry(one, key), "1": entry(one, other)}
    known = KnownMistakes({}, {"f.a": both, "f.b": {"1": entry(second, other)}}, (text, further))
    assert known.named({"f.a": WRONG, "f.b": WRONG}) == {"f.a": OTHER, "f.b": OTHER}
    assert known.named({"f.a": WRONG}) == {"f.a": HINTED}, "the one that changes fewest"
    assert KnownMistakes({}, {"f.a": both}, (text, further)).named({"f.a": WRONG}) == {}, "nothing tells them apart"


def test_what_says_too_little_is_named_only_if_it_explains_everything() -> None:
    key, text = locked(HINTED)
    zero = [np.zeros((1, 1)), np.zeros((2, 2))]
    known = KnownMistakes({}, {"f.a": {"0": entry(fingerprint("f.a", zero), key)}}, (text,))
    assert known.named({"f.a": zero}) == {"f.a": HINTED}
    assert known.named({"f.a": zero, "f.b": WRONG}) == {}


def test_what_is_no_number_is_told_apart_from_zero_and_from_other_places() -> None:
    ways = ([np.nan, 1.0], [1.0, np.nan], [np.inf, 1.0], [-np.inf, 1.0], [0.0, 1.0])
    assert len({fingerprint("f", [np.array([way])]).digest for way in ways}) == len(ways)


def asked_for(name: str) -> list[tuple[str, list[Any]]]:
    """Return the right answers to the public examples, by question."""
    made = []
    for function in reference(name).problem.functions:
        calls = public_calls(public(name), function.name)
        right = [reference(name).answer(Probe(function.name, call.args)) for call in calls]
        for piece in compared(reference(name).problem, function.name) if calls else ():
            blocks = blocks_of(piece, calls, right)
            if blocks is not None:
                made.append((f"{function.name}.{piece}" if piece else function.name, blocks))
    return made


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_digest_is_that_of_a_right_answer(name: str) -> None:
    """Try the right answers, and all that are as good: with noise, transposed, of lower precision."""
    known, answers = public(name).known, asked_for(name)
    assert answers
    rng = np.random.default_rng(1)
    for question, blocks in answers:
        for changed in (
            blocks,
            [block * (1 + 1e-6 * rng.standard_normal(block.shape)) for block in blocks],
            [block.astype(np.float32).astype(np.float64) for block in blocks],
        ):
            assert known.named({question: changed}) == {}, question


def test_the_trial_finds_a_right_answer_that_was_stored() -> None:
    question, blocks = next(one for one in asked_for(NETWORK) if one[0] == "backward.dz1")
    stored = KnownMistakes({question: {mark(FACTOR.name): fingerprint(question, blocks).digest}})
    assert stored.named({question: blocks}) == {question: DERIVED}


@pytest.mark.parametrize("name", PROBLEMS)
def test_more_answers_than_digests_so_that_none_leads_back(name: str) -> None:
    """Each answer that is not public has at least 40 bits when rounded; its digest has 36, half a millisecond each."""
    secret = [e.call.function for e in public(name).examples if e.value is None]
    for function in dict.fromkeys(secret):
        calls = public_calls(public(name), function)
        right = [reference(name).answer(Probe(function, call.args)) for call in calls]
        for piece in compared(reference(name).problem, function):
            question = f"{function}.{piece}" if piece else function
            if question not in public(name).known.kinds and question not in public(name).known.locked:
                continue
            blocks = blocks_of(piece, calls, right)
            sizes = [b.size for b in blocks] if blocks is not None else [1, 1]
            magnitudes = len(sizes) * np.log2(STEPS * np.log(1e4))
            entries = sum(size - 1 for size in sizes) * np.log2(2 * STEPS)
            assert magnitudes + entries >= 38 > 6 * DIGEST, question


def test_a_search_through_simple_formulas_of_the_inputs_finds_no_right_answer() -> None:
    """Multiply, add and transpose what is public: what a digest confirms is a known wrong answer, never a right one."""
    calls = public_calls(public(NETWORK), "backward")
    given = [reference(NETWORK).problem.function("backward").bind(call.args) for call in calls]
    known, right = public(NETWORK).known, dict(asked_for(NETWORK))
    confirmed = 0
    for scale, power, sign in product((1.0, 2.0, 0.5), (0, 1, 2), (1, -1)):
        tried = []
        for at in given:
            error = at["cache"]["y_hat"] - at["y"]
            tried.append(scale * sign * error / at["x"].shape[1] ** power)
        found = known.named({"backward.dy_hat": tried})
        is_right = all(np.allclose(t, r) for t, r in zip(tried, right["backward.dy_hat"], strict=True))
        confirmed += bool(found)
        assert not (is_right and found)
    assert confirmed >= 2, "the search works: a missing mean and a missing factor are known mistakes"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
def test_declared_mistakes_are_named_as_declared_or_at_least_told(name: str) -> None:
    """A wrong value that stands alone in the digests gets its own name, and never that of another declared mistake."""
    of, declared = reference(name), {m.name for m in reference(name).problem.misconceptions}
    unsaid, total = [], 0
    for mistake, edited in of.edits[:: 1 if WHOLE else 7]:
        source = edited.sources[mistake.function]
        found = findings(name, mistake.function, **{mistake.function: source})
        wrong = [f for f in found.values() if f.status is Status.WRONG]
        total += bool(wrong)
        if wrong and not any(f.relation for f in wrong):
            unsaid.append(mistake.name)
        named = {f.name for f in wrong} & declared
        assert not named or mistake.name in named or len(wrong) > 1, (mistake.name, named)
    assert len(unsaid) <= 0.05 * total + 1, unsaid


def test_every_kind_that_is_stored_exists() -> None:
    names = {mark(kind.name) for kind in KINDS}
    assert len(names) == len(KINDS)
    for name in PROBLEMS:
        assert {k for kinds in public(name).known.kinds.values() for k in kinds} <= names


def test_keys_and_digests_have_the_length_that_is_read() -> None:
    made = fingerprint("f", RIGHT)
    assert len(made.digest) == DIGEST
    assert len(made.pads) == 2 * KEY
    assert len(entry(made, b"k" * KEY)) == DIGEST + KEY * 4 // 3


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["univariate_regression", "logistic_regression", "two_layer_perceptron"])
def test_a_mistake_in_the_gradients_that_a_training_computes_itself_is_named(name: str) -> None:
    variants = dict.fromkeys(ast.unparse(m.tree) for m in mutants(reference(name).sources["backward"]))
    train, named = trained(MOVE).replace("backward(", "own("), []
    for variant in list(variants)[::24]:
        found = desk(name, train=f"{variant.replace('def backward(', 'def own(')}\n\n{train}").findings("train")
        named += [bool(f.name) for f in found if f.piece in ("params", "converges") and f.status is Status.WRONG]
    assert named
    assert all(named)
