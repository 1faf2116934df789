"""Foresight saves pauses and changes nothing: every answer is that to the same call, asked for by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from autograder import grading as flow
from autograder.declare.forms import Array, Fields
from autograder.declare.network import train_losses, train_params
from autograder.declare.problem import Steps
from autograder.declare.rule import advanced
from autograder.judge.foresee import foreseen
from autograder.judge.student_calls import Recorder, key
from autograder.plain.evidence import Cell, Crashed, Outcome, Probe, Raised, Returned
from autograder.plain.foresight import (
    Later,
    Moved,
    UnmadeError,
    complete,
    concrete,
    moved,
    part_of,
    plain_copy,
)
from autograder.sandbox import Isolation, Sandbox
from tests.corpus import LIMITS, Graded, files, grading, head
from tests.sample import WHOLE
from tests.solutions.common import COURSE

pytestmark = pytest.mark.slow

NETWORKS = [name for name in COURSE.names if "train.params" in COURSE.reference(name).problem.rules]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as one:
        yield one


def test_a_path_leads_through_plain_values() -> None:
    value = ({"a": [1.0, 2.0]}, 3.0)
    assert part_of(value, (0, "a", 1)) == 2.0
    assert part_of(value, ()) is value
    for path in ((2,), (0, "b"), (0, 0), (1, 0), ("a",), (0, "a", "x")):
        with pytest.raises(UnmadeError):
            part_of(value, path)


def test_a_step_is_that_of_numpy_in_every_bit() -> None:
    rng = np.random.default_rng(0)
    start, along = rng.standard_normal((2, 3, 4))
    assert np.array_equal(moved(start, 0.3, along), start - 0.3 * along)
    assert moved(1.5, 0.1, 0.7) == 1.5 - 0.1 * 0.7


@pytest.mark.parametrize(
    ("start", "along"),
    [
        (np.ones(2), np.ones(3)),
        (np.ones(2), 1.0),
        (1.0, np.ones(2)),
        (np.ones(2), np.ones(2, np.float32)),
        (1, 1.0),
        (1.0, "1"),
        (np.ones(2).view(np.matrix), np.ones(2)),
        (None, None),
    ],
)
def test_nothing_else_is_a_step(start: Any, along: Any) -> None:
    with pytest.raises(UnmadeError):
        moved(start, 0.1, along)


def test_a_copy_is_what_the_judge_would_have_sent() -> None:
    value = {"a": np.arange(6.0).reshape(2, 3).T, "b": [1, (2.0, None)], "c": np.float64(3)}
    copy = plain_copy(value)
    assert repr(copy) == repr(value)
    assert copy["a"].flags.c_contiguous
    assert not np.shares_memory(copy["a"], value["a"])
    for other in (np.ones((1, 1)).view(np.matrix), object(), {"x": 1j}, {1}, np.float32(1)):
        with pytest.raises(UnmadeError):
            plain_copy(other)


def test_only_what_was_made_from_known_answers_counts() -> None:
    first, failed = Probe("f", (1.0,)), Probe("g", (1.0,))
    after, never = Probe("h", (Later(first, (0,)),)), Probe("h", (Later(failed),))
    beyond, stepped = Probe("h", (Later(after),)), Probe("h", ({"w": Moved(1.0, 0.5, Later(first, (1,)))},))
    raised, unmade = Raised("E", "no"), Crashed("an argument could not be made")
    outcomes: list[Outcome] = [Returned((2.0, 4.0)), raised, Returned(5.0), unmade, Returned(6.0), Returned(7.0)]
    made = concrete([first, failed, after, never, beyond, stepped], outcomes)
    assert made == [
        (first, Returned((2.0, 4.0))),
        (failed, raised),
        (Probe("h", (2.0,)), Returned(5.0)),
        (Probe("h", (5.0,)), Returned(6.0)),
        (Probe("h", ({"w": -1.0},)), Returned(7.0)),
    ]
    assert [complete(p) for p in (first, after, stepped)] == [True, False, False]
    # a process that claims to have made what could not be made is not believed
    assert concrete([failed, never], [raised, Returned(1.0)]) == [(failed, raised)]


def steps_of(body: Callable[..., Steps[Any]]) -> tuple[Probe, ...]:
    return foreseen(body(np.ones(2)), lambda name: Array(name, ("n",)) if name == "f" else GRADS)


GRADS = Fields((Array("dw", ("n",)),))


def test_a_rule_is_driven_with_placeholders_for_the_answers() -> None:
    def rule(w: Any) -> Steps[Any]:
        for _ in range(2):
            (grads,) = yield [("g", {"w": w, "b": 1.0})]
            w = w - 0.5 * grads["dw"]
        return w

    first, second = steps_of(rule)
    assert repr(first) == repr(Probe("g", ({"w": np.ones(2), "b": 1.0},)))
    step = second.args[0]["w"]
    assert isinstance(step, Moved)
    assert (step.factor, step.along.of, step.along.path) == (0.5, first, ("dw",))


def test_a_rule_that_asks_once_has_nothing_to_foresee() -> None:
    def rule(w: Any) -> Steps[Any]:
        (answer,) = yield [("f", w)]
        return answer

    assert steps_of(rule) == ()


UNFORESEEN: dict[str, Callable[[Any], object]] = {
    "a comparison": lambda a: a == 1,
    "an order": lambda a: max(a, a),
    "a condition": lambda a: 1 if a else 2,
    "numpy": np.sum,
    "a sum": lambda a: a + 1,
    "a difference": lambda a: a - 1,
    "an entry that is not there": lambda a: a["dv"],
    "a loop": list,
    "a place": lambda a: 0.0 in a,
    "a step of a step's entry": lambda a: (np.ones(2) - 0.5 * a)["x"],
}


@pytest.mark.parametrize("use", UNFORESEEN.values(), ids=UNFORESEEN)
def test_what_needs_the_answer_ends_the_foreseeing(use: Callable[[Any], object]) -> None:
    def rule(w: Any) -> Steps[Any]:
        (one,) = yield [("f", w)]
        (two,) = yield [("f", one)]
        yield [("f", use(two))]

    first, second = steps_of(rule)
    assert (second.function, second.args[0].of) == ("f", first)


def _followed(rule: Any, recorder: Recorder, args: tuple[Any, ...]) -> Any:
    """Carry a rule out by a recorder, as the reference's own results have their form."""
    steps, answers = rule(*args), None
    while True:
        try:
            calls = advanced(steps, answers)
        except StopIteration as end:
            return end.value
        outcomes = recorder.each([Probe(name, tuple(given)) for name, *given in calls])
        answers = [o.value if name != "train" else {"params": o.value[0]} for (name, *_), o in zip(calls, outcomes)]  # type: ignore[union-attr]  # noqa: B905


@pytest.mark.parametrize("rule", [train_params, train_losses])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_training_is_followed_without_a_pause(name: str, rule: Any, sandbox: Sandbox) -> None:
    reference = COURSE.reference(name)
    cells = [Cell(i, source) for i, source in enumerate(("import numpy as np", *reference.sources.values()))]
    calls = [c for case in reference.problem.cases(np.random.default_rng(3)) for c in case.calls]
    args = next(c.args for c in calls if c.function == "train" and c.goal is None)
    rounds: list[int] = []

    def ask(probes: Sequence[Probe]) -> tuple[Outcome, ...]:
        rounds.append(len(probes))
        return run.ask(probes)

    with sandbox.open(cells) as run:
        plain = Recorder(ask)
        result = _followed(rule, plain, args)
    alone = len(rounds)
    with sandbox.open(cells) as run:
        seeing = Recorder(ask, foresees=True)
        seeing.each((), foreseen(rule(*args), lambda function: reference.problem.function(function).result))
        again = _followed(rule, seeing, args)
    assert len(rounds) - alone == 1
    assert alone >= 3
    assert repr(again) == repr(result)
    known = {key(a.probe): repr(a.outcome) for a in plain.answers}
    assert known == {key(a.probe): repr(a.outcome) for a in seeing.answers}


STRANGE = {
    "a matrix": ("return np.matrix(x)", "return float(np.sum(c))"),
    "raises": ("raise ValueError('no')", "return 1.0"),
    "another process": ("import os; os._exit(3)", "return 1.0"),
    "changed behind": ("f.kept = [x]; return f.kept", "c.append(2.0); return 3.0"),
    "turned": ("return x.reshape(2, 3).T", "return [bool(c.flags.c_contiguous), c.tolist()]"),
    "a view of the argument": ("return x[::2]", "c += 1; return c"),
}


@pytest.mark.parametrize("source", STRANGE.values(), ids=STRANGE)
def test_what_is_foreseen_is_what_is_asked_for_by_itself(source: tuple[str, str], sandbox: Sandbox) -> None:
    """The functions do strange things; what is known afterwards is what asking one by one gives."""
    cells = [Cell(0, "import numpy as np"), Cell(1, "def f(x):\n    {}\ndef g(c):\n    {}".format(*source))]
    first = Probe("f", (np.arange(6.0),))
    with sandbox.open(cells) as run:
        recorder = Recorder(run.ask, foresees=True)
        recorder.each((), (first, Probe("g", (Later(first),)), Probe("g", (Later(first),))))
    for answer in recorder.answers:
        with sandbox.open(cells) as run:
            (alone,) = run.ask([answer.probe])
        assert repr(alone) == repr(answer.outcome)
    assert recorder.answers[0].probe == first


def test_a_call_of_an_earlier_process_is_not_made_from_what_that_process_said(sandbox: Sandbox) -> None:
    cells = [Cell(0, "def f(x): return x\ndef g(x):\n    import os; os._exit(3)\ndef h(x): return x")]
    first = Probe("f", (1.0,))
    with sandbox.open(cells) as run:
        returned, crashed, unmade, plain = run.ask(
            [first, Probe("g", (2.0,)), Probe("h", (Later(first),)), Probe("h", (3.0,))]
        )
    assert returned == Returned(1.0)
    assert isinstance(crashed, Crashed)
    assert unmade == Crashed("an argument could not be made")
    assert plain == Returned(3.0)


def test_whoever_has_numpy_raise_is_not_blamed_for_a_step_that_overflows(sandbox: Sandbox) -> None:
    source = "import numpy as np, warnings\nnp.seterr(all='raise')\nwarnings.simplefilter('error')\n"
    cells = [Cell(0, source + "def f(x): return np.full(2, 1e308)\ndef g(x): return x")]
    huge = Probe("f", (np.ones(2),))
    beyond = Probe("g", (Moved(np.full(2, -1e308), 10.0, Later(huge)),))
    with sandbox.open(cells) as run:
        first, unmade, after = run.ask([huge, beyond, Probe("g", (1.0,))])
        pid = run.pid
        assert run.ask([Probe("g", (2.0,))]) == (Returned(2.0),)
        assert run.pid == pid
    assert isinstance(first, Returned)
    assert unmade == Crashed("an argument could not be made")
    assert after == Returned(1.0)


def test_a_result_that_holds_itself_is_an_answer_and_no_argument(sandbox: Sandbox) -> None:
    cells = [Cell(0, "def f(x):\n    ring = [x]\n    ring.append(ring)\n    return ring\ndef g(x): return 1.0")]
    ring = Probe("f", (1.0,))
    with sandbox.open(cells) as run:
        first, unmade = run.ask([ring, Probe("g", (Later(ring),))])
    assert isinstance(first, Returned)
    assert unmade == Crashed("an argument could not be made")


EVERY = 1 if WHOLE else 3
NETWORK_FILES = [p for side in ("right", "wrong") for p in files(side) if head(p).problem in NETWORKS]
FOLLOWED = [p for p in NETWORK_FILES[::EVERY] if p.stem != "random_answers"]
"""Files of the corpus that are graded twice, with foresight and without; with WHOLE=1, all of them but one, which draws
random numbers: those depend on the order of the calls."""


@pytest.fixture(scope="module")
def graded() -> Iterator[Graded]:
    with grading() as grade:
        yield grade


@pytest.mark.sampled(3)
@pytest.mark.parametrize("path", FOLLOWED, ids=lambda p: p.stem)
def test_without_foresight_every_report_is_the_same(path: Any, graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import corpus

    seen = graded(path)
    monkeypatch.setattr(flow, "Recorder", lambda ask, **_: Recorder(ask))
    monkeypatch.setattr(corpus, "_reports", {})
    assert repr(graded(path)) == repr(seen)
