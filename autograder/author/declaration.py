"""Everything that an author has to fix before anything can be proven about a declaration."""

from __future__ import annotations

from autograder.author.complaint import SolutionText
from autograder.author.drawn import drawn
from autograder.author.kinks import kinks
from autograder.author.stated import stated
from autograder.author.tally import ProofTally, counted
from autograder.author.taught import taught
from autograder.declare.reference import Reference

STAGES = (stated, drawn, taught, kinks)
"""Each is asked only where the ones before it have nothing to say: it builds on what they hold."""


def declaration(reference: Reference) -> ProofTally:
    """Count a declaration as sound, or each of its faults, with file and line."""
    text = SolutionText(reference.path.read_text(encoding="utf-8"))
    for stage in STAGES:
        complaints = tuple(dict.fromkeys(stage(reference, text)))
        if complaints:
            return sum((counted(c.at(reference.path)) for c in complaints), ProofTally())
    return counted(None)
