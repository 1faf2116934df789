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
from typing import BinaryIO

from autograder.submissions.limits import Cap, size
from autograder.submissions.names import LINK
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


@dataclass(frozen=True)
class Member:
    """One entry of a zip; `name` is hostile text. `trouble` says why it must not be read."""

    name: str
    offset: int = 0
    packed: int = 0
    size: int = 0
    crc: int = 0
    method: int = _STORED
    flags: int = 0
    trouble: str | None = None


def directory(file: BinaryIO, max_members: int, max_bytes: int) -> tuple[Member, ...]:
    """Return all members in the order of the table. Raises UnreadableError if it is missing or too large."""
    start, length, shift = _end(file)
    if length > max_bytes:
        raise UnreadableError(f"too large: a table of contents of more than {size(max_bytes)}")
    file.seek(start)
    members = []
    for member in _entries(file.read(length), shift, start):
        members.append(member)
        if len(members) > max_members:
            raise UnreadableError(f"too much to read: more than {max_members:,} members in one zip")
    return tuple(members)


def content(file: BinaryIO, member: Member, cap: Cap) -> bytes:
    """Return the bytes of a member. Raises UnreadableError if they do not match the table or exceed the cap."""
    if member.trouble:
        raise UnreadableError(member.trouble)
    if member.flags & _ENCRYPTED:
        raise UnreadableError("encrypted")
    if member.method not in {_STORED, _DEFLATED}:
        raise UnreadableError(f"compression method {member.method} is not supported, only stored and deflated")
    if member.size > cap.size:
        raise UnreadableError(cap.reason)
    file.seek(member.offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
        raise UnreadableError("damaged: it is not where the table of contents says")
    *_, name_length, extra_length = _LOCAL.unpack(head)
    file.seek(member.offset + _LOCAL.size + name_length + extra_length)
    data = (_inflated if member.method == _DEFLATED else _stored)(file, member)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise UnreadableError(f"damaged: not the {member.size:,} bytes listed in the table of contents")
    return data


def _stored(file: BinaryIO, member: Member) -> bytes:
    return file.read(member.size) if member.packed == member.size else b""


def _inflated(file: BinaryIO, member: Member) -> bytes:
    """Inflate a member, up to one byte more than it declares, however much the stream would yield."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    data = bytearray()
    left = member.packed
    while left > 0 and len(data) <= member.size and not engine.eof:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            break
        left -= len(chunk)
        try:
            data += engine.decompress(chunk, member.size + 1 - len(data))
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
            _,
            _,
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
        name = _name(table[at : at + name_length])
        extra = table[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        if at > len(table):
            raise UnreadableError("damaged: its table of contents breaks off")
        if _ELSEWHERE in (full, packed, offset):
            full, packed, offset = _zip64(extra, full, packed, offset)
        trouble = _unsafe_name(name) or _unsafe_kind(mode >> 16)
        if offset + shift > start:
            trouble = trouble or "damaged: it is outside the archive"
        yield Member(name, offset + shift, packed, full, crc, method, flags, trouble)


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


def _name(raw: bytes) -> str:
    """Decode a name as UTF-8 if it is valid, even without the flag (macOS omits it), else as code page 437."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _unsafe_name(name: str) -> str | None:
    if "\0" in name or not name:
        return "its name is empty or contains a NUL"
    if "\\" in name or re.match("[A-Za-z]:", name):
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
