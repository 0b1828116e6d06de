"""The container: a zip with a collection and its media, in one of three formats.

All sizes are checked before anything is written: those of the zip by its directory, those inside
Zstandard by a pass that only counts.
"""

import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from gruquiz.errors import NoteError
from gruquiz.exchange.anki.packed import Sink, ZipBytes, size_of, unpack
from gruquiz.exchange.anki.protobuf import integer, messages, text
from gruquiz.foreign import Deadline, LimitError, Refusals
from gruquiz.foreign.limits import MEBIBYTE
from gruquiz.foreign.values import loads_object
from gruquiz.temporary import temporary_folder

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: a new package holds an old collection too, with a card that says to update."""

DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError, OverflowError,
    MemoryError,
)  # fmt: skip
"""The errors that a damaged, encrypted or malformed zip causes in its reader."""
LARGEST_LIST = 64 * MEBIBYTE
"""Bytes of the list of media."""
LONGEST_FILE_NAME = 200
"""Bytes; most file systems allow 255."""

_UNSAFE = re.compile(r"[/\\:\x00-\x1f\x7f-\x9f\ud800-\udfff]|^\.+$")


@dataclass(frozen=True, slots=True)
class Media:
    """A media file of a package."""

    entry: str
    """Its name in the zip."""
    size: int
    """Bytes, unpacked."""


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """An opened package, its sizes checked."""

    archive: zipfile.ZipFile
    collection: Path
    """The uncompressed collection."""
    media: Mapping[str, Media]
    """By the file's original name."""
    zstandard: bool
    """Whether media are compressed with Zstandard too."""
    deadline: Deadline

    def write_media(self, name: str, target: Path) -> None:
        """Write a media file to a new path; on an error nothing is left there."""
        media = self.media[name]
        try:
            with target.open("xb") as stream:
                sink = Sink(media.size, self.deadline, stream)
                unpack(self.archive, media.entry, sink, zstandard=self.zstandard)
        except BaseException:
            target.unlink(missing_ok=True)
            raise


@contextmanager
def opened(path: Path, deadline: Deadline, refusals: Refusals) -> Iterator[OpenedPackage]:
    """The package at a path; NoteError where it is not a package, or exceeds the limits."""
    try:
        if not path.is_file():
            raise NoteError("is no file" if path.exists() else "there is no such file", path)
        deadline.limits.check_bytes("it has", path.stat().st_size, deadline.limits.packed)
        with (
            ZipBytes(path) as stream,
            zipfile.ZipFile(stream) as archive,
            temporary_folder("anki") as folder,
        ):
            yield _unpacked(archive, path, folder, deadline, refusals)
    except LimitError as error:
        raise NoteError(f"is too much for one import: {error}", path) from error
    except DAMAGE as error:
        raise NoteError(f"cannot be read as an Anki package: {error}", path) from error


def _unpacked(
    archive: zipfile.ZipFile, path: Path, folder: Path, deadline: Deadline, refusals: Refusals
) -> OpenedPackage:
    """The package, its sizes checked and its collection unpacked into a folder."""
    limits, names = deadline.limits, set(archive.namelist())
    if len(names) > limits.members:
        raise limits.exceeded("it holds", len(names), limits.members, "files")
    name = next((name for name in COLLECTIONS if name in names), None)
    if name is None:
        raise NoteError("is no Anki package: it holds no collection", path)
    zstandard = name.endswith("b")
    database = size_of(archive, name, deadline, zstandard=zstandard)
    limits.check_bytes("its collection unpacks to", database, limits.sqlite_file)
    media = _media(archive, deadline, refusals, zstandard=zstandard)
    whole = database + sum(one.size for one in media.values())
    limits.check_bytes("it unpacks to", whole, limits.unpacked)
    free = shutil.disk_usage(folder).free
    if whole > free:
        raise ValueError(
            f"it unpacks to {whole // MEBIBYTE:,} MiB, and {folder.parent} has room for "
            f"{free // MEBIBYTE:,} MiB; make room, or name another place by the variable TMPDIR"
        )
    collection = folder / "collection.db"
    with collection.open("xb") as target:
        unpack(archive, name, Sink(database, deadline, target), zstandard=zstandard)
    return OpenedPackage(archive, collection, MappingProxyType(media), zstandard, deadline)


def _media(
    archive: zipfile.ZipFile, deadline: Deadline, refusals: Refusals, *, zstandard: bool
) -> dict[str, Media]:
    """The media files in the zip; unsafe names are left out."""
    entries = set(archive.namelist())
    if "media" not in entries:
        return {}
    listed = BytesIO()
    unpack(archive, "media", Sink(LARGEST_LIST, deadline, listed), zstandard=zstandard)
    found: dict[str, Media] = {}
    for own, entry, size in _listed(listed.getvalue(), refusals, zstandard=zstandard):
        if entry not in entries:
            continue
        if not own or _UNSAFE.search(own) or len(own.encode()) > LONGEST_FILE_NAME:
            refusals.add("media", "is not the name of a file")
            continue
        unpacked = size_of(archive, entry, deadline, zstandard=zstandard)
        if size not in (0, unpacked):
            refusals.add("media", "is cut short")
            continue
        found[own] = Media(entry, unpacked)
    return found


def _listed(
    content: bytes, refusals: Refusals, *, zstandard: bool
) -> Iterator[tuple[str, str, int]]:
    """Each media file's original name, its entry in the zip, and its size, or 0 if unknown."""
    try:
        if zstandard:
            entries = [one for field, one in messages(content) if field == 1]
            for place, entry in enumerate(entries):
                yield text(entry, 1), str(place), integer(entry, 2)
        else:
            for key, own in loads_object(content or b"{}").items():
                yield own if isinstance(own, str) else "", key, 0
    except ValueError as error:
        refusals.add("media", f"their list cannot be read: {error}")
