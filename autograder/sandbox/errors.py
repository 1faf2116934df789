"""Failures of the grader's own machinery, never of a student's code."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox could not do its work: the submission is ungradable for now, not wrong."""


class IsolationError(SandboxError):
    """The isolation that was asked for cannot be had here; the message says what is missing and what to do."""


class ProtocolError(Exception):
    """The other side of a wire said something that the protocol does not allow."""


TOO_BUSY = "the machine is too busy: the student's process did not get to run"
"""Of a SandboxError that says nothing of the submission: the same again may do better."""
