"""The course of the attacks: one problem, in the folder `course`."""

from __future__ import annotations

from pathlib import Path

from autograder.attacks.attack import PROBLEM
from autograder.declare.course import Course

COURSE = Course(Path(__file__).with_name("course"), (PROBLEM,))
