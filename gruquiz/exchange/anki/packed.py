"""Packed bytes: how many come out, counted before any is kept, and the bytes themselves."""

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
"""Bytes that Zstandard may look back, which it holds in memory."""
LARGEST_DIRECTORY = 64 << 20
"""Bytes of a zip's list of members: a million of them in half of it."""


class ZipBytes(io.BufferedReader):
    """A zip as a file whose list of members is not read where it is senselessly long.

    `zipfile` reads that list at once and makes an object of every entry before it can be asked
    how many there are.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes; ValueError where more are asked for than any part of a zip needs."""
        if size is not None and size > LARGEST_DIRECTORY:
            raise ValueError("its list of files is too long")
        return super().read(size)


class Sink:
    """Takes bytes, counts them, and passes them on where there is a place to pass them to."""

    def __init__(self, limit: int, deadline: Deadline, target: IO[bytes] | None = None) -> None:
        self.limit = limit
        self.deadline = deadline
        self.target = target
        self.count = 0

    def write(self, content: "ReadableBuffer") -> int:
        """Take bytes; raise LimitError past the limit or the time."""
        size = memoryview(content).nbytes
        self.count += size
        self.deadline.check()
        self.deadline.limits.check_bytes("it unpacks to more than", self.count, self.limit)
        if self.target is not None:
            self.target.write(content)
        return size


def unpack(archive: zipfile.ZipFile, entry: str, sink: Sink, *, zstandard: bool) -> None:
    """Put an entry of a zip into a sink, through Zstandard if it is packed by that too.

    Raises LimitError where the sink takes no more, ValueError where the entry is damaged.
    """
    with archive.open(entry) as source:
        if zstandard:
            _unpack_zstandard(source, sink)
        else:
            while content := source.read(CHUNK):
                sink.write(content)


def _unpack_zstandard(source: IO[bytes], sink: Sink) -> None:
    try:
        import zstandard  # only newer packages need it: an extra
    except ImportError as error:
        raise NoteError(MISSING_EXTRA) from error
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        # Its types ask for a whole file where a `write` is enough.
        reader.copy_stream(source, sink, write_size=CHUNK)  # type: ignore[arg-type]
    except (zstandard.ZstdError, MemoryError) as error:
        raise ValueError(f"it is damaged ({error})") from error


def size_of(archive: zipfile.ZipFile, entry: str, deadline: Deadline, *, zstandard: bool) -> int:
    """How many bytes an entry unpacks to; none is kept.

    Raises LimitError where that is over the limits, alone or for what it is packed in.
    """
    limits, info = deadline.limits, archive.getinfo(entry)
    size = info.file_size
    check_ratio(limits, size, info.compress_size)
    if zstandard:
        tightest = max(limits.small, limits.ratio * info.compress_size)
        sink = Sink(min(limits.unpacked, tightest) + CHUNK, deadline)
        try:
            unpack(archive, entry, sink, zstandard=True)
        finally:  # of the two limits that end it early, name the one that did
            size = sink.count
            check_ratio(limits, size, info.compress_size)
    return size


def check_ratio(limits: Limits, size: int, packed: int) -> None:
    """Raise LimitError where much is packed into next to nothing: no file of use is so empty."""
    if size > limits.small and size > limits.ratio * packed:
        raise limits.exceeded(
            "one of its files unpacks to a multiple of its packed size, times",
            size / max(packed, 1),
            limits.ratio,
        )
