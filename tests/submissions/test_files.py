from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from autograder.submissions.files import read_regular
from autograder.submissions.limits import Cap
from autograder.submissions.submission import UnreadableError
from tests.cpu import cpu

CAP = Cap(1000, "too large")
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")


def reason(path: Path) -> str:
    with pytest.raises(UnreadableError) as error:
        read_regular(path, CAP)
    return str(error.value)


def test_a_regular_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x\r\n\x1a" * 250)
    assert read_regular(tmp_path / "a", CAP) == b"x\r\n\x1a" * 250


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1001))
    assert reason(tmp_path / "a") == "too large"


@posix
def test_eight_sparse_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(8 << 30)
    assert reason(tmp_path / "a") == "too large"
    assert cpu(lambda: reason(tmp_path / "a"), enough=0.1) < 0.1


@pytest.mark.skipif(not Path("/proc/kallsyms").exists(), reason="needs a file that says it is empty")
def test_a_file_that_says_it_is_empty_is_not_believed() -> None:
    assert reason(Path("/proc/kallsyms")) == "too large"


@posix
def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    try:
        os.chdir(tmp_path)  # a socket's path has at most 107 bytes
        listener.bind("socket")
    finally:
        os.chdir(here)
        listener.close()
    assert reason(tmp_path / "pipe") == "not a regular file but a pipe"
    assert reason(tmp_path / "link") == "not a regular file but a symbolic link, which is not followed"
    assert reason(tmp_path / "folder") == "not a regular file but a folder"
    assert reason(tmp_path / "socket") == "not a regular file but a socket"
    assert reason(Path("/dev/zero")) == "not a regular file but a device"


def test_a_missing_file_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    assert reason(tmp_path / "none").startswith("cannot be opened: ")
    assert reason(tmp_path / "a\0b").startswith("cannot be opened: ")
    assert reason(tmp_path / ("x" * 5_000)).startswith("cannot be opened: ")
