"""The container: a zip with a collection and its media, in each of the three forms in use."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

from gruquiz.errors import NoteError
from gruquiz.exchange.anki.protobuf import messages, text

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first: a new package holds an old collection too, with a card that says to update."""

MISSING_EXTRA = (
    "this package is compressed with Zstandard, which gruquiz reads with its `anki` extra: "
    "install it with `pip install 'gruquiz[anki]'`, or export from Anki with support for older "
    "versions"
)
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
                    _decompressor().copy_stream(source, target)
                else:
                    copyfileobj(source, target)
            content = archive.read("media") if "media" in names else b"{}"
            compressed = name.endswith("b")
            media = _media(_decompressed(content) if compressed else content, compressed)
            held = {own: entry for own, entry in media.items() if entry in names}
            yield Package(archive, collection, MappingProxyType(held), compressed)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
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


def _decompressor() -> "ZstdDecompressor":
    try:
        from zstandard import ZstdDecompressor  # only newer packages need it: an extra
    except ImportError as error:
        raise NoteError(MISSING_EXTRA) from error
    return ZstdDecompressor()


def _decompressed(content: bytes) -> bytes:
    return _decompressor().decompressobj().decompress(content)
