from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submissions.archive import Member, content, directory
from autograder.submissions.limits import MIB, Cap
from autograder.submissions.submission import UnreadableError
from tests.cpu import cpu

Zipped = Callable[..., bytes]
CAP = Cap(MIB, "too large: more than 1 MiB")


def listed(data: bytes, members: int = 100, table: int = MIB) -> tuple[Member, ...]:
    return directory(io.BytesIO(data), members, table)


def contents(data: bytes) -> dict[str, bytes]:
    return {member.name: content(io.BytesIO(data), member, CAP) for member in listed(data)}


def refused(data: bytes) -> str:
    """The reason for which the only member, or the whole, is refused."""
    with pytest.raises(UnreadableError) as error:
        contents(data)
    return str(error.value)


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    at = data.rindex(signature) + offset
    return data[:at] + value + data[at + len(value) :]


def one(name: str = "a.py", data: bytes = b"a = 1\n" * 50, **more: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = more.pop("compress_type", zipfile.ZIP_DEFLATED)
        for key, value in more.items():
            setattr(info, key, value)
        archive.writestr(info, data)
    return buffer.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_out_as_they_went_in(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("empty.py", b"")
        archive.writestr("folder/", b"")
        archive.writestr("folder/é.py", random.Random(1).randbytes(200_000))
        archive.comment = b"PK\x05 a comment"
    with zipfile.ZipFile(buffer) as archive:
        expected = {info.filename: archive.read(info) for info in archive.infolist()}
    assert contents(buffer.getvalue()) == expected


def test_a_zip_written_as_a_stream_is_read() -> None:
    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    stream = Stream()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.py", "w", force_zip64=True) as f,
    ):
        f.write(b"a = 1")
    assert contents(bytes(stream.data)) == {"a.py": b"a = 1"}


def test_bytes_in_front_of_a_zip_do_not_matter() -> None:
    assert contents(b"#!/bin/sh\nexit 0\n" + one(data=b"x")) == {"a.py": b"x"}


def test_the_long_forms_of_zip64_are_read() -> None:
    data = one(data=b"a = 1", compress_type=zipfile.ZIP_STORED)
    central = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    head = bytearray(data[central:end])
    struct.pack_into("<LL", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", head, 30, 6 + 20)
    struct.pack_into("<L", head, 42, 0xFFFFFFFF)
    table = bytes(head) + struct.pack("<HHxx", 7, 2) + struct.pack("<HHQQ", 1, 16, 5, 5)
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)

    def whole(table: bytes) -> bytes:
        end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(table), central)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, central + len(table), 1)
        return data[:central] + table + end64 + locator + short

    assert refused(whole(table)) == "damaged: a zip64 size is missing"
    struct.pack_into("<H", head, 30, 6 + 28)
    table = bytes(head) + struct.pack("<HHxx", 7, 2) + struct.pack("<HHQQQ", 1, 24, 5, 5, 0)
    assert contents(whole(table)) == {"a.py": b"a = 1"}
    far = bytes(head) + struct.pack("<HHxx", 7, 2) + struct.pack("<HHQQQ", 1, 24, 5, 5, 1 << 63)
    assert refused(whole(far)) == "damaged: it is outside the archive"
    assert (
        refused(whole(table).replace(b"PK\x06\x06", b"PK\x06\x05"))
        == "damaged: its zip64 records contradict each other"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../evil.py", "its name points outside the archive"),
        ("a/../../evil.py", "its name points outside the archive"),
        ("a/..", "its name points outside the archive"),
        ("/etc/evil.py", "its name is an absolute path"),
        ("//server/share/evil.py", "its name is an absolute path"),
        ("C:/evil.py", "its name is a Windows path"),
        ("c:evil.py", "its name is a Windows path"),
        ("..\\evil.py", "its name points outside the archive"),
        ("a\\..\\..\\evil.py", "its name points outside the archive"),
        ("\\\\server\\evil.py", "its name is an absolute path"),
        ("\\evil.py", "its name is an absolute path"),
        ("C:\\evil.py", "its name is a Windows path"),
        ("c:evil\\..\\x.py", "its name is a Windows path"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(zipped: Zipped, name: str, reason: str) -> None:
    assert refused(zipped({name: b"x"})) == reason


def test_a_name_with_a_nul_and_an_empty_name_are_refused(zipped: Zipped) -> None:
    words = "its name is empty or contains a NUL"
    assert refused(zipped({"abcd.py": b"x"}).replace(b"abcd.py", b"ab\0d.py")) == words
    assert refused(zipped({"": b"x"})) == words


def test_a_name_that_no_system_takes_is_refused_and_cut(zipped: Zipped) -> None:
    data = zipped({f"{'a/' * 30_000}x.py": b"x"})
    assert refused(data) == "its name has more than 4,096 characters"
    (member,) = directory(io.BytesIO(data), 10, 1 << 20)
    assert len(member.name) == 4096


def test_links_devices_pipes_and_sockets_are_refused(zipped: Zipped) -> None:
    assert (
        refused(zipped({"a.py": b"/etc"}, {"a.py": stat.S_IFLNK | 0o777})) == "a symbolic link, which is not followed"
    )
    for kind in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        assert refused(zipped({"a.py": b""}, {"a.py": kind | 0o4755})) == "a device, a pipe or a socket"


def test_modes_do_not_matter_for_regular_files(zipped: Zipped) -> None:
    assert contents(zipped({"a.py": b"x"}, {"a.py": stat.S_IFREG | 0o6777})) == {"a.py": b"x"}
    assert contents(zipped({"a.py": b"x"}, {"a.py": 0})) == {"a.py": b"x"}


@pytest.mark.parametrize("bit", [0x1, 0x40, 0x2000])
def test_an_encrypted_member_is_refused(bit: int) -> None:
    assert refused(patched(one(), b"PK\x01\x02", 8, struct.pack("<H", bit))) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(method: int) -> None:
    assert (
        refused(one(compress_type=method)) == f"compression method {method} is not supported, only stored and deflated"
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("lie", [0, 1, 299, 301, 1000])
def test_a_size_that_lies_is_refused(method: int, lie: int) -> None:
    data = patched(one(compress_type=method), b"PK\x01\x02", 24, struct.pack("<L", lie))
    assert refused(data) == f"damaged: not the {lie:,} bytes listed in the table of contents"


def test_a_packed_size_and_a_checksum_that_lie_are_refused() -> None:
    words = "damaged: not the 300 bytes listed in the table of contents"
    assert refused(patched(one(), b"PK\x01\x02", 20, struct.pack("<L", 3))) == words
    assert refused(patched(one(), b"PK\x01\x02", 16, b"abcd")) == words


def test_a_billion_zeros_are_refused_by_what_they_say_and_by_what_comes_out() -> None:
    engine = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(engine.compress(bytes(MIB)) for _ in range(64)) + engine.flush()
    data = one(data=bomb, compress_type=zipfile.ZIP_STORED)
    data = patched(data, b"PK\x01\x02", 10, struct.pack("<H", 8))
    large = patched(data, b"PK\x01\x02", 24, struct.pack("<L", 1 << 30))
    assert refused(large) == CAP.reason
    small = patched(data, b"PK\x01\x02", 24, struct.pack("<L", 1000))
    assert refused(small) == "damaged: not the 1,000 bytes listed in the table of contents"
    assert cpu(lambda: (refused(large), refused(small)), enough=0.1) < 0.1


def test_bytes_that_cannot_be_inflated_are_refused() -> None:
    stored = one(data=b"\xff" * 300, compress_type=zipfile.ZIP_STORED)
    assert refused(patched(stored, b"PK\x01\x02", 10, struct.pack("<H", 8))) == "damaged: it cannot be decompressed"


def test_a_member_where_there_is_none_is_refused() -> None:
    assert refused(patched(one(), b"PK\x01\x02", 42, struct.pack("<L", 7))).startswith("damaged: it is not where")
    assert refused(patched(one(), b"PK\x01\x02", 42, struct.pack("<L", 9999))) == "damaged: it is outside the archive"


def test_too_many_members_and_too_long_a_table_are_refused(zipped: Zipped) -> None:
    data = zipped({f"{i}.py": b"" for i in range(101)})
    with pytest.raises(UnreadableError, match="more than 100 members in one zip"):
        listed(data)
    with pytest.raises(UnreadableError, match="a table of contents of more than 1,000 bytes"):
        listed(data, 1_000, 1_000)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06", bytes(100_000), one()[:-1], one()[:100]])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="not a zip archive, or truncated"):
        listed(data)


def test_a_table_that_is_not_where_it_should_be_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not where it should be"):
        listed(one()[20:])
    with pytest.raises(UnreadableError, match="breaks off"):
        listed(patched(one(), b"PK\x01\x02", 28, b"\xff\xff"))
    with pytest.raises(UnreadableError, match="breaks off"):
        listed(one().replace(b"PK\x01\x02", b"PK\x01\x03"))


def test_names_of_old_archives_are_decoded(zipped: Zipped) -> None:
    marked = zipped({"é.py": b"x"})
    flags = struct.pack("<H", 0)
    assert list(contents(patched(marked, b"PK\x01\x02", 8, flags))) == ["é.py"]
    cp437 = patched(zipped({"ab.py": b"x"}).replace(b"ab.py", b"\x82b.py"), b"PK\x01\x02", 8, flags)
    assert list(contents(cp437)) == ["éb.py"]
    broken = patched(zipped({"ab.py": b"x"}).replace(b"ab.py", b"\x82b.py"), b"PK\x01\x02", 8, struct.pack("<H", 0x800))
    assert list(contents(broken)) == ["éb.py"]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 255)), max_size=6), st.integers(0, 500))
@settings(max_examples=200)
def test_a_spoiled_zip_gives_members_or_a_reason(spoils: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(one() + one("b.py"))
    for at, value in spoils:
        data[at % len(data)] = value
    for spoiled in (bytes(data), bytes(data[: len(data) - cut])):
        with suppress(UnreadableError):
            for member in listed(spoiled):
                with suppress(UnreadableError):
                    assert len(content(io.BytesIO(spoiled), member, CAP)) <= CAP.size
