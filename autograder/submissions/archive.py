"""Zip archives: list the table of contents and read members up to a size limit. Nothing is ever written to disk.

The zipfile module is not used, for two reasons. A class of 5,000 in one zip is listed once, and each worker then
reads its own members by their offset; zipfile would parse the whole table again for every submission (0.3 s for
25,000 members). And zipfile makes an object for every member before it can be asked how many there are.

Layout: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central header), 4.3.14 to 4.3.16 (ends).
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import BinaryIO

from autograder.submissions.limits import Cap, size
from autograder.submissions.names import LINK, installed
from autograder.submissions.submission import UnreadableError

_LOCAL = struct.Struct("<4s5H3L2H")  # signature, needed, flags, method, time, date, crc, packed, size, name, extra
_CENTRAL = struct.Struct("<4s6H3L5H2L")  # .., made by before needed; comment, disk, attributes, mode, offset after
_END = struct.Struct("<4s4H2LH")  # signature, disk, its start, entries here, entries, size, offset, comment
_LOCATOR = struct.Struct("<4sLQL")  # signature, disk, offset, disks
_END64 = struct.Struct("<4sQ2H2L4Q")  # signature, size of this, made by, needed, disks, entries, size, offset
_ELSEWHERE = 0xFFFFFFFF  # the actual value is in the zip64 extra field
_ENCRYPTED = 0x2041  # bits 0, 6 and 13: traditional, strong, masked headers
_STORED, _DEFLATED = 0, 8
_CHUNK = 1 << 16
_LONGEST_NAME = 4096  # Linux has no longer paths


@dataclass(frozen=True)
class Member:
    """One entry of a zip; `name` is hostile text. `trouble` says why it must not be read.

    `modified` are seconds since 1970 by the clock of the machine that made the zip, 0 if that is unknown.
    """

    name: str
    offset: int = 0
    packed: int = 0
    size: int = 0
    crc: int = 0
    method: int = _STORED
    flags: int = 0
    trouble: str | None = None
    modified: int = 0


def directory(file: BinaryIO, max_members: int, max_bytes: int) -> tuple[Member, ...]:
    """Return all members in the order of the table. Raises UnreadableError if it is missing or too large.

    Of a folder of installed packages, only the folder is listed: students pack environments of 30,000 files.
    """
    start, length, shift = _end(file)
    if length > max_bytes:
        raise UnreadableError(f"too large: a table of contents of more than {size(max_bytes)}")
    file.seek(start)
    members = []
    folders = set()
    for member in _entries(file.read(length), shift, start):
        folder = installed(member.name)
        if folder is None:
            members.append(member)
        elif folder not in folders:
            folders.add(folder)
            members.append(Member(folder))
        if len(members) > max_members:
            raise UnreadableError(f"too much to read: more than {max_members:,} members in one zip")
    return tuple(members)


def table_size(file: BinaryIO) -> int:
    """Return the bytes of the table of contents. Raises UnreadableError if there is none."""
    return _end(file)[1]


def content(file: BinaryIO, member: Member, cap: Cap) -> bytes:
    """Return the bytes of a member. Raises UnreadableError if they do not match the table or exceed the cap."""
    _require_readable(member)
    if member.size > cap.size:
        raise UnreadableError(cap.reason)
    data = _unpacked(file, member, member.size)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise UnreadableError(f"damaged: not the {member.size:,} bytes listed in the table of contents")
    return data


def head(file: BinaryIO, member: Member, most: int) -> bytes:
    """Return at most the first `most` bytes of a member, unchecked. Raises UnreadableError if it must not be read."""
    _require_readable(member)
    return _unpacked(file, member, min(member.size, most))


def _require_readable(member: Member) -> None:
    if member.trouble:
        raise UnreadableError(member.trouble)
    if member.flags & _ENCRYPTED:
        raise UnreadableError("encrypted")
    if member.method not in {_STORED, _DEFLATED}:
        raise UnreadableError(f"compression method {member.method} is not supported, only stored and deflated")


def _unpacked(file: BinaryIO, member: Member, most: int) -> bytes:
    """Return the first `most` bytes of a member, and one more if there are more than it declares."""
    file.seek(member.offset)
    local = file.read(_LOCAL.size)
    if len(local) < _LOCAL.size or local[:4] != b"PK\x03\x04":
        raise UnreadableError("damaged: it is not where the table of contents says")
    *_, name_length, extra_length = _LOCAL.unpack(local)
    file.seek(member.offset + _LOCAL.size + name_length + extra_length)
    if member.method == _DEFLATED:
        return _inflated(file, member.packed, most)
    return file.read(most) if member.packed == member.size else b""


def _inflated(file: BinaryIO, left: int, most: int) -> bytes:
    """Inflate `left` bytes into at most one byte more than `most`, however much the stream would yield."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    data = bytearray()
    while left > 0 and len(data) <= most and not engine.eof:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            break
        left -= len(chunk)
        try:
            data += engine.decompress(chunk, most + 1 - len(data))
        except zlib.error:
            raise UnreadableError("damaged: it cannot be decompressed") from None
    return bytes(data)


def _end(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the table starts, its length, and the shift of all offsets (bytes in front of the zip)."""
    total = file.seek(0, 2)
    tail_start = max(0, total - _END.size - 0xFFFF)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise UnreadableError("not a zip archive, or truncated: it has no table of contents")
    *_, length, offset, _comment = _END.unpack_from(tail, at)
    end = tail_start + at
    if at >= _LOCATOR.size + _END64.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
        at -= _LOCATOR.size + _END64.size
        signature, *_, length, offset = _END64.unpack_from(tail, at)
        if signature != b"PK\x06\x06":
            raise UnreadableError("damaged: its zip64 records contradict each other")
        end = tail_start + at
    start = end - length
    if start < offset:
        raise UnreadableError("damaged or truncated: its table of contents is not where it should be")
    return start, length, start - offset


def _entries(table: bytes, shift: int, start: int) -> Iterator[Member]:
    at = 0
    while at < len(table):
        if len(table) - at < _CENTRAL.size or table[at : at + 4] != b"PK\x01\x02":
            raise UnreadableError("damaged: its table of contents breaks off")
        (
            _,
            _,
            _,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            full,
            name_length,
            extra_length,
            comment_length,
            _,
            _,
            mode,
            offset,
        ) = _CENTRAL.unpack_from(table, at)
        at += _CENTRAL.size
        name = _name(table[at : at + name_length]).replace("\\", "/")  # Windows writes its own separator
        extra = table[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        if at > len(table):
            raise UnreadableError("damaged: its table of contents breaks off")
        if _ELSEWHERE in (full, packed, offset):
            full, packed, offset = _zip64(extra, full, packed, offset)
        trouble = _unsafe_name(name) or _unsafe_kind(mode >> 16)
        name = name[:_LONGEST_NAME]
        if offset + shift > start:
            trouble = trouble or "damaged: it is outside the archive"
        yield Member(name, offset + shift, packed, full, crc, method, flags, trouble, _seconds(date, time))


def _zip64(extra: bytes, *figures: int) -> Iterator[int]:
    """Yield the figures; those that do not fit in 32 bits come from the extra field, which has them in this order."""
    at = 0
    longer = b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            longer = extra[at + 4 : at + 4 + length]
        at += 4 + length
    taken = 0
    for figure in figures:
        if figure != _ELSEWHERE:
            yield figure
            continue
        if taken + 8 > len(longer):
            raise UnreadableError("damaged: a zip64 size is missing")
        yield int.from_bytes(longer[taken : taken + 8], "little")
        taken += 8


def _seconds(date: int, time: int) -> int:
    """Return a time of MS-DOS in seconds since 1970, 0 if it is none; the first of 1980 stands for none."""
    year, month, day = 1980 + (date >> 9), date >> 5 & 15, date & 31
    try:
        found = datetime(year, month, day, time >> 11, time >> 5 & 63, 2 * (time & 31), tzinfo=timezone.utc)
    except ValueError:
        return 0
    return 0 if (year, month, day) == (1980, 1, 1) else int(found.timestamp())


def _name(raw: bytes) -> str:
    """Decode a name as UTF-8 if it is valid, even without the flag (macOS omits it), else as code page 437."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _unsafe_name(name: str) -> str | None:
    if "\0" in name or not name:
        return "its name is empty or contains a NUL"
    if len(name) > _LONGEST_NAME:
        return f"its name has more than {_LONGEST_NAME:,} characters"
    if re.match("[A-Za-z]:", name):
        return "its name is a Windows path"
    if name.startswith("/"):
        return "its name is an absolute path"
    if ".." in name.split("/"):
        return "its name points outside the archive"
    return None


def _unsafe_kind(mode: int) -> str | None:
    kind = stat.S_IFMT(mode)
    if kind in {0, stat.S_IFREG, stat.S_IFDIR}:
        return None
    return LINK if kind == stat.S_IFLNK else "a device, a pipe or a socket"
