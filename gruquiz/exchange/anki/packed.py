"""Unpacks compressed bytes, after counting how many there are."""

import io
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gruquiz.errors import NoteError
from gruquiz.foreign import Deadline, Limits

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MISSING_EXTRA = (
    "this package is compressed with Zstandard, which gruquiz reads with its `anki` extra: "
    "install it with `pip install 'gruquiz[anki]'`, or export from Anki with support for older "
    "versions"
)
CHUNK = 1 << 16
LARGEST_WINDOW = 1 << 27
"""Bytes of Zstandard's window, which it keeps in memory."""
LARGEST_DIRECTORY = 64 << 20
"""Bytes of a zip's list of members: a million of them in half of it."""


class ZipBytes(io.BufferedReader):
    """A zip file that refuses an absurdly long list of members.

    `zipfile` reads that list at once and makes an object of every entry before their number can be
    checked.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes. Raises ValueError for more than any part of a zip needs."""
        if size is not None and size > LARGEST_DIRECTORY:
            raise ValueError("its list of files is too long")
        return super().read(size)


class Sink:
    """Counts bytes, and writes them to the target, if any."""

    def __init__(self, limit: int, deadline: Deadline, target: IO[bytes] | None = None) -> None:
        self.limit = limit
        self.deadline = deadline
        self.target = target
        self.count = 0

    def write(self, content: "ReadableBuffer") -> int:
        """Take bytes. Raises LimitError past the size or time limit."""
        size = memoryview(content).nbytes
        self.count += size
        self.deadline.check()
        self.deadline.limits.check_bytes("it unpacks to more than", self.count, self.limit)
        if self.target is not None:
            self.target.write(content)
        return size


def unpack(archive: zipfile.ZipFile, entry: str, sink: Sink, *, zstandard: bool) -> None:
    """Unpack an entry of a zip into a sink, with Zstandard if needed.

    Raises LimitError where the sink is full, ValueError where the entry is damaged.
    """
    with archive.open(entry) as source:
        if zstandard:
            _unpack_zstandard(source, sink)
        else:
            while content := source.read(CHUNK):
                sink.write(content)


def _unpack_zstandard(source: IO[bytes], sink: Sink) -> None:
    try:
        import zstandard  # an optional dependency, for newer packages only
    except ImportError as error:
        raise NoteError(MISSING_EXTRA) from error
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        # Its types ask for a file object, but only `write` is used.
        reader.copy_stream(source, sink, write_size=CHUNK)  # type: ignore[arg-type]
    except (zstandard.ZstdError, MemoryError) as error:
        raise ValueError(f"it is damaged ({error})") from error


def size_of(archive: zipfile.ZipFile, entry: str, deadline: Deadline, *, zstandard: bool) -> int:
    """The unpacked size of an entry in bytes; nothing is kept.

    Raises LimitError for a size over the limits, absolute or relative to the packed size.
    """
    limits, info = deadline.limits, archive.getinfo(entry)
    size = info.file_size
    check_ratio(limits, size, info.compress_size)
    if zstandard:
        tightest = max(limits.small, limits.ratio * info.compress_size)
        sink = Sink(min(limits.unpacked, tightest) + CHUNK, deadline)
        try:
            unpack(archive, entry, sink, zstandard=True)
        finally:  # name the one of the two limits that was exceeded
            size = sink.count
            check_ratio(limits, size, info.compress_size)
    return size


def check_ratio(limits: Limits, size: int, packed: int) -> None:
    """Raise LimitError for an extreme compression ratio, which no useful file has."""
    if size > limits.small and size > limits.ratio * packed:
        raise limits.exceeded(
            "one of its files unpacks to a multiple of its packed size, times",
            size / max(packed, 1),
            limits.ratio,
        )
