from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.submissions.gather import find
from autograder.submissions.limits import LIMITS, ReadLimits
from autograder.submissions.read import read
from autograder.submissions.submission import Submission


def _code(source: Any, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None}


def _notebook(*cells: Any, **metadata: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}).encode()


def _zipped(members: Mapping[str, bytes | str], links: Mapping[str, int] | None = None) -> bytes:
    """A zip; `links` gives members a file mode of their own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # zipfile mends names, attackers do not
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (links or {}).get(name, stat.S_IFREG | 0o644) << 16
            archive.writestr(info, data)
    return buffer.getvalue()


@pytest.fixture
def code() -> Callable[..., dict[str, Any]]:
    return _code


@pytest.fixture
def notebook() -> Callable[..., bytes]:
    return _notebook


@pytest.fixture
def zipped() -> Callable[..., bytes]:
    return _zipped


@pytest.fixture
def read_all() -> Callable[..., tuple[Submission, ...]]:
    def read_all(*paths: Path, limits: ReadLimits = LIMITS) -> tuple[Submission, ...]:
        return tuple(read(source, limits) for source in find(paths, limits))

    return read_all


@pytest.fixture
def read_one(read_all: Callable[..., tuple[Submission, ...]]) -> Callable[..., Submission]:
    def read_one(*paths: Path, limits: ReadLimits = LIMITS) -> Submission:
        (submission,) = read_all(*paths, limits=limits)
        return submission

    return read_one
