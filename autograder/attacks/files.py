"""Files: notebooks and archives that crash, exhaust or mislead the program that reads them."""

from __future__ import annotations

import io
import json
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from autograder.attacks.attack import Attack, AttackClass, notebook

_RIGHT = notebook(("def honest(x): return 2.0 * x\ndef target(x): return 0.0",))
_MIB = 1 << 20
_LINK, _DEVICE, _PIPE, _SETUID = 0o120777, 0o060666, 0o010666, 0o104755


def _bytes(name: str, says: str, data: bytes | Callable[[], bytes], *, spares: bool = False) -> Attack:
    """Return the attack with a notebook of these bytes."""

    def write(folder: Path) -> Path:
        path = folder / "attack.ipynb"
        path.write_bytes(data if isinstance(data, bytes) else data())
        return path

    return Attack(AttackClass.FILES, name, says, file=write, spares=spares)


def _sparse(name: str, says: str, size: int) -> Attack:
    def write(folder: Path) -> Path:
        path = folder / "attack.ipynb"
        with path.open("wb") as file:
            file.truncate(size)
        return path

    return Attack(AttackClass.FILES, name, says, file=write, spares=False)


def _zip(
    name: str, says: str, members: Callable[[zipfile.ZipFile], None], spoil: Callable[[bytes], bytes] | None = None
) -> Attack:
    """Return the attack with a zip of these members as one student's submission."""

    def write(folder: Path) -> Path:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            members(archive)
        place = folder / "attack"
        place.mkdir()
        data = buffer.getvalue()
        (place / "attack.zip").write_bytes(spoil(data) if spoil else data)
        return place

    return Attack(AttackClass.FILES, name, says, file=write, spares=False)


def _member(name: str, mode: int = 0, data: str = _RIGHT) -> Callable[[zipfile.ZipFile], None]:
    def add(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, data)

    return add


def _bomb(archive: zipfile.ZipFile) -> None:
    """Pack 64 MB of zeros into 64 KB."""
    with archive.open("attack.ipynb", "w") as member:
        for _ in range(64):
            member.write(bytes(_MIB))


def _nested(archive: zipfile.ZipFile) -> None:
    inner = _RIGHT.encode()
    for _ in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as each:
            for copy in range(4):
                each.writestr(f"{copy}.zip" if inner[:2] == b"PK" else "attack.ipynb", inner)
                if inner[:2] != b"PK":
                    break
        inner = buffer.getvalue()
    archive.writestr("attack.zip", inner)


def _many(archive: zipfile.ZipFile) -> None:
    for i in range(20_000):
        archive.writestr(zipfile.ZipInfo(f"{i}.ipynb"), b"")


def _lying(data: bytes) -> bytes:
    """Replace the member's size by four bytes in both tables."""
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data = data[:at] + struct.pack("<L", 4) + data[at + 4 :]
    return data


def _encrypted(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\x01\x00" + data[at + 2 :]


def _tar(folder: Path) -> Path:
    path = folder / "attack.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("null", tarfile.CHRTYPE), ("pipe", tarfile.FIFOTYPE), ("link", tarfile.SYMTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.mode = kind, "/etc/passwd", 0o4755
            archive.addfile(info)
    return path


def _in_folder(name: str, says: str, plant: Callable[[Path], None]) -> Attack:
    def write(folder: Path) -> Path:
        place = folder / "attack"
        place.mkdir()
        plant(place / "attack.ipynb")
        return place

    return Attack(AttackClass.FILES, name, says, file=write, spares=False)


def _to_the_solution(path: Path) -> None:
    path.symlink_to(Path(__file__).parent / "course" / "attacked.py")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _odd_types() -> bytes:
    odd: list[object] = [
        None,
        1,
        [],
        {},
        "x",
        True,
        {"cell_type": 3},
        {"cell_type": "code"},
        {"cell_type": "code", "source": {"a": 1}},
    ]
    return json.dumps({"cells": odd, "metadata": [], "nbformat": "four"}).encode()


def _version_3() -> bytes:
    cell = {"cell_type": "code", "input": ["def honest(x): return 2.0 * x\n"], "language": "python"}
    sheet = {"worksheets": [{"cells": [cell]}], "metadata": {"autograder": {"problem": "attacked"}}, "nbformat": 3}
    return json.dumps(sheet).encode()


FILES = (
    _bytes("nested lists", "nests 200,000 lists", b"[" * 200_000 + b"]" * 200_000),
    _bytes("nested objects", "nests 200,000 objects", b'{"a":' * 200_000),
    _bytes("wrong types", "has the wrong type everywhere", _odd_types),
    _bytes("NUL bytes", "is full of NUL bytes", _RIGHT.encode().replace(b" ", b"\0 \0"), spares=True),
    _bytes("invalid UTF-8", "is no text", b"\xff\xfe\xfa" + _RIGHT.encode()[1:]),
    _bytes(
        "lone surrogates",
        "has halves of characters",
        _RIGHT.replace("2.0", "(1.0 + len('\\ud800'))").encode(),
        spares=True,
    ),
    _bytes("UTF-16", "is UTF-16", _RIGHT.encode("utf-16"), spares=True),
    _bytes("100,000 cells", "has 100,000 cells", lambda: notebook(("x",) * 100_000).encode()),
    _bytes(
        "five million values", "has five million small values", lambda: b'{"cells": [' + b"[]," * 5_000_000 + b"[]]}"
    ),
    _bytes("long numbers", "has a number of a million digits", b'{"cells": [], "nbformat": ' + b"9" * 1_000_000 + b"}"),
    _bytes("duplicate keys", "has every key twice", _RIGHT.replace('"nbformat"', '"cells": [], "nbformat"').encode()),
    _bytes("nbformat 3", "has the form of ten years ago", _version_3, spares=True),
    _bytes("empty", "is empty", b""),
    _bytes("truncated", "breaks off in the middle", _RIGHT.encode()[:150]),
    _bytes("a web page", "is a web page", b"<html><script>alert(1)</script></html>"),
    _bytes("not a number", "holds NaN and Infinity", b'{"cells": NaN, "metadata": Infinity}'),
    _sparse("500 MB", "has 500 MB of zeros", 500 * _MIB),
    _sparse("8 GB", "says it has 8 GB", 8 << 30),
    _in_folder("a link to the solution", "is a link to the solution itself", _to_the_solution),
    _in_folder("a link to a device", "is a link to endless zeros", lambda path: path.symlink_to("/dev/zero")),
    _in_folder("a pipe", "is a pipe that nobody writes into", _pipe),
    _in_folder("a folder", "is a folder with the name of a notebook", Path.mkdir),
    _zip("zip slip", "has a member that climbs out", _member("../../planted.ipynb")),
    _zip("absolute name", "has a member with an absolute name", _member("/tmp/autograder-attack.ipynb")),  # noqa: S108 - refused
    _zip("Windows name", "has a member with a Windows name", _member("C:\\planted.ipynb")),
    _zip("a link in a zip", "has a member that is a link", _member("attack.ipynb", _LINK, "/etc/passwd")),
    _zip("a device in a zip", "has a member that is a device", _member("attack.ipynb", _DEVICE)),
    _zip("a pipe in a zip", "has a member that is a pipe", _member("attack.ipynb", _PIPE)),
    _zip("setuid in a zip", "has a member that would run as root", _member("attack.ipynb", _SETUID)),
    _zip("zeros", "inflates to 64 MB, a thousand times its size", _bomb),
    _zip("nested bombs", "has zips in zips in zips", _nested),
    _zip("20,000 members", "has 20,000 members", _many),
    _zip("lying sizes", "says that it has four bytes", _member("attack.ipynb"), _lying),
    _zip("encrypted", "says that it is encrypted", _member("attack.ipynb"), _encrypted),
    _zip("truncated zip", "breaks off", _member("attack.ipynb"), lambda data: data[:-30]),
    Attack(AttackClass.FILES, "tar", "is a tar with devices, pipes and setuid files", file=_tar, spares=False),
)
