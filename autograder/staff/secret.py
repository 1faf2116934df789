"""The course secret: it makes the inputs of a submission unpredictable, yet the same each time it is graded."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from autograder.plain.errors import MendableError

VARIABLE = "AUTOGRADER_SECRET"
BYTES = 32


class SecretError(MendableError):
    """The secret can be neither read nor created; the message says where and why."""


def course_secret(home: Path) -> bytes:
    """Return the secret from the environment variable, else from the file `secret` in `home`, created if missing.

    The file is readable by its owner only. Anyone who knows the secret and a submission can compute its inputs.
    """
    said = os.environ.get(VARIABLE)
    if said:
        return said.encode("utf-8", "surrogateescape")
    path = home / "secret"
    try:
        return _read(path) if path.exists() else _make(path)
    except FileExistsError:  # another grader has just created it
        return _read(path)
    except OSError as error:
        reason = f"{path}: {error.strerror}"
        raise SecretError(f"no course secret ({reason}); set the environment variable {VARIABLE} instead") from error


def _read(path: Path) -> bytes:
    secret = path.read_bytes().strip()
    if not secret:
        raise SecretError(f"{path} is empty; remove it, or write a long random text into it")
    return secret


def _make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_hex(BYTES).encode()
    whole = path.with_name(f"secret.{os.getpid()}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    try:
        os.link(whole, path)  # atomic, and never replaces another grader's secret
    finally:
        whole.unlink()
    return secret
