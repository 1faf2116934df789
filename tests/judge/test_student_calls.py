from __future__ import annotations

import numpy as np
import pytest

from autograder.judge.student_calls import Recorder, Replay, UnrecordedError, Written, key, one_by_one
from autograder.plain.evidence import Absent, Answer, Outcome, Probe, Returned, Rng


def test_equal_calls_have_equal_keys_and_different_ones_do_not() -> None:
    x = np.arange(6.0).reshape(2, 3)
    base = Probe("forward", (x, {"w": 1.0}))
    assert key(base) == key(Probe("forward", (x.copy(), {"w": 1.0})))
    others = [
        Probe("backward", base.args),
        Probe("forward", (x.reshape(3, 2), {"w": 1.0})),
        Probe("forward", (x + 1e-16 * 8, {"w": 1.0})),
        Probe("forward", (x, {"w": 2.0})),
        Probe("forward", (x, {"v": 1.0})),
        Probe("forward", (x, [1.0])),
        Probe("forward", (x, {"w": 1.0}, Rng(1))),
        Probe("forward", (x, {"w": 1.0}, Rng(1, (7,)))),
    ]
    assert len({key(p) for p in (base, *others)}) == len(others) + 1


def test_a_question_is_asked_once_and_kept() -> None:
    asked = []

    def ask(probe: Probe) -> Outcome:
        asked.append(probe)
        return Returned(len(asked))

    recorder = Recorder(one_by_one(ask))
    probe = Probe("loss", (1.0, 2.0))
    assert recorder(probe) == recorder(Probe("loss", (1.0, 2.0))) == Returned(1)
    assert recorder.answers == (Answer(probe, Returned(1)),)


def test_stored_evidence_answers_what_was_asked_and_nothing_else() -> None:
    ask = Replay((Answer(Probe("loss", (1.0,)), Absent()),))
    assert ask(Probe("loss", (1.0,))) == Absent()
    with pytest.raises(UnrecordedError):
        ask(Probe("loss", (2.0,)))


def test_the_key_of_a_call_stays_what_it_was_so_that_stored_evidence_is_found() -> None:
    turned, numbers = np.arange(6.0).reshape(2, 3).T, np.array([1, 2], np.float32)
    probe = Probe("forward", (turned, {"w": 1.0, "b": numbers}, [1, (None, "é")], Rng(1, (7,))))
    assert key(probe).hex() == "d03221e940e75f9b3edec475124903666a92ec4743038ef2cf77db40ff496b46"


def test_an_argument_that_was_written_already_gives_the_same_key() -> None:
    params, x = {"w": np.ones(2), "b": 1.0}, np.arange(3.0)
    probes = [Probe("forward", (x, params)), Probe("forward", (params, x)), Probe("loss", (x, params, 2.0))]
    known: Written = {}
    assert [key(p, known) for p in probes] == [key(p) for p in probes]
    assert len(known) == 2
    assert key(Probe("forward", (x.copy(), dict(params))), known) == key(probes[0])
