"""Failures of the grader itself, never of a student's code."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox failed: the submission is ungradable for now, not wrong."""


class IsolationError(SandboxError):
    """The required isolation is not available here; the message says what is missing and what to do."""


class ProtocolError(Exception):
    """The other side of a connection sent something that the protocol does not allow."""


TOO_BUSY = "the machine is too busy: the student's process did not get to run"
"""Message of a SandboxError that does not depend on the submission: trying again may succeed."""
