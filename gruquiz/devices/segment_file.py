"""The file of a segment: what was new in a device's library, packed, with a proof at its end.

A line that names the format, a line of JSON (how much it unpacks to; the digests of the segments
that it replaces), the library's bytes as a zlib stream, and the proof of `device_file`. A segment
is never changed: it appears under its name when it is whole, and goes when another replaces it.
"""

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from gruquiz.devices.device_file import CHUNK, PROOF, SEGMENT, put_whole, read_proof
from gruquiz.errors import LibraryError
from gruquiz.foreign.limits import MEBIBYTE

MAGIC = b"gruquiz segment 1\n"
HEADER = 1 * MEBIBYTE
"""Bytes of the longest line of JSON: that of ten thousand segments replaced by one."""
LARGEST = 4096 * MEBIBYTE
"""Bytes of the largest library that is unpacked."""
RATIO = 1032
"""Bytes that zlib makes of one at most; whoever promises more has a damaged or hostile file."""

NAME = re.compile(r"(?P<device>[\w-]+-[0-9a-f]{8})-(?P<first>\d{6,12})-(?P<last>\d{6,12})\.gruseg")
"""A segment's own name; any other is a copy that a tool made of two versions."""


class SegmentName(NamedTuple):
    """What a segment's name says."""

    device: str
    """The device and the birth of its library."""
    first: int
    last: int
    """Which of the device's segments it holds, counted from 1."""

    @classmethod
    def read(cls, name: str) -> "SegmentName | None":
        """None where it is no segment's own name."""
        found = NAME.fullmatch(name)
        if found is None:
            return None
        return cls(found["device"], int(found["first"]), int(found["last"]))

    @property
    def file(self) -> str:
        return f"{self.device}-{self.first:06}-{self.last:06}{SEGMENT}"

    def covers(self, other: "SegmentName") -> bool:
        """Whether it holds all that the other one of the same device does."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    """What is known of a segment before it is unpacked."""

    size: int
    """Bytes of the library in it."""
    replaces: tuple[str, ...] = ()
    """The digests of the segments that it holds, in hexadecimal digits."""


def write_segment(library: Path, path: Path, replaces: Sequence[str] = ()) -> bytes:
    """Pack a library into a segment, whole or not at all; the file's digest."""
    return put_whole(path, _packed(library, replaces))


def _packed(library: Path, replaces: Sequence[str]) -> Iterator[bytes]:
    yield MAGIC
    header = {"size": library.stat().st_size, "replaces": [*replaces]}
    yield json.dumps(header).encode("ascii") + b"\n"
    packer = zlib.compressobj(6)
    with library.open("rb") as source:
        while part := source.read(CHUNK):
            yield packer.compress(part)
    yield packer.flush()


def read_header(path: Path) -> tuple[bytes, SegmentHeader] | None:
    """A segment's digest and header; None where the file is not whole.

    Raises LibraryError where the file is whole and no segment that this program can read.
    """
    digest = read_proof(path)
    if digest is None:
        return None
    with path.open("rb") as source:
        return digest, _read_header(source, path)


def _read_header(source: BinaryIO, path: Path) -> SegmentHeader:
    if source.read(len(MAGIC)) != MAGIC:
        raise LibraryError("this is no segment that this gruquiz can read; is there a newer?", path)
    line = source.readline(HEADER)
    try:
        kept = json.loads(line)
        size, replaces = kept["size"], tuple(kept["replaces"])
        sound = type(size) is int and all(isinstance(one, str) for one in replaces)
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise LibraryError("its second line does not say what the segment holds", path)
    packed = path.stat().st_size - source.tell() - PROOF
    if not 0 <= size <= min(LARGEST, packed * RATIO):
        raise LibraryError(
            f"it claims to hold {size} bytes in {packed}, which cannot be; delete it, and have the "
            "machine that wrote it sync again",
            path,
        )
    return SegmentHeader(size, replaces)


def unpack_segment(path: Path, copy: Path) -> None:
    """Write the library of a whole segment to `copy`. Raises LibraryError where it cannot be."""
    unpacker, written = zlib.decompressobj(), 0
    with path.open("rb") as source, copy.open("wb") as target:
        size = _read_header(source, path).size
        left = path.stat().st_size - source.tell() - PROOF
        while left > 0 and not unpacker.eof and written <= size:
            packed = source.read(min(CHUNK, left))
            left -= len(packed)
            while packed and not unpacker.eof and written <= size:
                try:
                    part = unpacker.decompress(packed, CHUNK)
                except zlib.error as error:
                    raise LibraryError(f"it cannot be unpacked: {error}", path) from error
                packed = unpacker.unconsumed_tail
                written += len(part)
                target.write(part)
    if written != size or not unpacker.eof or left or unpacker.unused_data:
        raise LibraryError(f"it does not hold the {size} bytes that it claims to", path)
