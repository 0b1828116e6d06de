"""The container: a zip with a collection and its media, in each of the three forms in use."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import IO

from gruquiz.errors import NoteError
from gruquiz.exchange.anki.protobuf import messages, text

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: a new package holds an old collection too, with a card that says to update."""

MISSING_EXTRA = (
    "this package is compressed with Zstandard, which gruquiz reads with its `anki` extra: "
    "install it with `pip install 'gruquiz[anki]'`, or export from Anki with support for older "
    "versions"
)
DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError,
)  # fmt: skip
"""What a damaged, encrypted or strange zip makes its reader raise."""

_UNSAFE = re.compile(r"[/\\:\0]|^\.+$")


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package."""

    archive: zipfile.ZipFile
    collection: Path
    """The collection as a file, whatever it was compressed with."""
    media: Mapping[str, str]
    """The entry of the zip by the file's own name."""
    compressed: bool
    """Whether media are compressed too."""

    def media_bytes(self, name: str) -> bytes:
        """A media file."""
        content = self.archive.read(self.media[name])
        return _decompressed(content) if self.compressed else content


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """The package at a path. Raises NoteError where it is none."""
    try:
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(prefix="gruquiz-anki-") as folder:
            names = set(archive.namelist())
            name = next((name for name in COLLECTIONS if name in names), None)
            if name is None:
                raise NoteError("is no Anki package: it holds no collection", path)
            collection = Path(folder) / "collection.db"
            with archive.open(name) as source, collection.open("wb") as target:
                if name.endswith("b"):
                    _decompress(source, target)
                else:
                    copyfileobj(source, target)
            content = archive.read("media") if "media" in names else b"{}"
            compressed = name.endswith("b")
            media = _media(_decompressed(content) if compressed else content, compressed)
            held = {own: entry for own, entry in media.items() if entry in names}
            yield Package(archive, collection, MappingProxyType(held), compressed)
    except DAMAGE as error:
        raise NoteError(f"cannot be read as an Anki package: {error}", path) from error


def _media(content: bytes, compressed: bool) -> dict[str, str]:
    """The zip's entry of each media file; names that could lead elsewhere are left out."""
    if compressed:
        entries = [one for field, one in messages(content) if field == 1]
        found = {text(entry, 1): str(place) for place, entry in enumerate(entries)}
    else:
        named = json.loads(content or b"{}")
        found = {str(own): str(entry) for entry, own in named.items()}
    return {own: entry for own, entry in found.items() if own and _UNSAFE.search(own) is None}


def _decompress(source: IO[bytes], target: IO[bytes]) -> None:
    try:
        import zstandard  # only newer packages need it: an extra
    except ImportError as error:
        raise NoteError(MISSING_EXTRA) from error
    try:
        zstandard.ZstdDecompressor().copy_stream(source, target)
    except zstandard.ZstdError as error:
        raise ValueError(f"it is damaged ({error})") from error


def _decompressed(content: bytes) -> bytes:
    target = BytesIO()
    _decompress(BytesIO(content), target)
    return target.getvalue()
