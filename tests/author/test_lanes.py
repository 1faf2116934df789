"""Each process stays with one subject, takes another when nothing is left of it, and helps at the end."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest

from autograder.author.lanes import Lanes


def process(_: object) -> int:
    return os.getpid()


def failing(task: str) -> str:
    raise ValueError(task)


def test_the_tasks_of_a_subject_are_done_in_order_and_by_one_process_as_far_as_there_are_others() -> None:
    tasks = [(subject, number) for subject in "abcd" for number in range(6)]
    with Lanes[tuple[str, int], int](2, process) as lanes:
        for task in tasks:
            lanes.add(task[0], task)
        found = list(lanes.results())
    assert sorted(task for task, _ in found) == tasks
    by: defaultdict[str, set[int]] = defaultdict(set)
    for (subject, _), pid in found:
        by[subject].add(pid)
    assert sum(len(pids) > 1 for pids in by.values()) <= 1  # the last one, with which the other process helps


def test_a_free_process_takes_the_last_task_of_the_subject_with_the_most_left() -> None:
    lanes = Lanes[tuple[str, int], int](2, process)
    for subject, count in (("a", 3), ("b", 5)):
        for number in range(count):
            lanes.add(subject, (subject, number))
    order = [lanes._next(lane) for lane in (0, 1, 1, 1, 1, 1, 0, 0, 0)]
    assert order[:2] == [("b", 0), ("a", 0)]
    assert order[2:4] == [("a", 1), ("a", 2)]
    assert order[4:6] == [("b", 4), ("b", 3)]
    assert order[6:] == [("b", 1), ("b", 2), None]
    lanes.__exit__(None, None, None)


def test_tasks_may_be_added_while_others_are_done() -> None:
    with Lanes[int, int](1, process) as lanes:
        lanes.add("a", 0)
        done = []
        for task, _ in lanes.results():
            done.append(task)
            if task < 3:
                lanes.add("a", task + 1)
    assert done == [0, 1, 2, 3]


def test_an_error_ends_it() -> None:
    lanes = Lanes[str, str](2, failing)
    lanes.add("a", "one")
    with lanes, pytest.raises(ValueError, match="one"):
        list(lanes.results())
