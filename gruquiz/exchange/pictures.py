"""Finds the pictures of cards, and names them for a package."""

import os
import re
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from gruquiz.model import Card

SHOWN = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|tiff?|ico)$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.IGNORECASE)
_UNWANTED = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Pictures:
    """Finds pictures and records which were requested.

    A picture is looked for beside its note, beside the library, and as Obsidian does by its name
    alone anywhere in the folder that was imported; never outside of these folders, whatever a
    note says.
    """

    def __init__(self, library: Path, sources: Iterable[str]) -> None:
        self.home = library.resolve().parent
        self.sources = sorted((Path(path) for path in sources), key=lambda path: -len(path.parts))
        self.files: dict[str, Path] = {}
        """The requested pictures, by their names in the package."""
        self.named = cache(_pictures_of)

    def name(self, card: Card, target: str) -> str | None:
        """The name of a card's picture in the package; None where the picture is not found."""
        target = unquote(target.partition("|")[0].partition("#")[0]).strip()
        if not target or _ELSEWHERE.match(target) or SHOWN.search(target) is None:
            return None
        path = self._found(Path(card.note), target)
        if path is None:
            return None
        name = _UNWANTED.sub("_", path.name)
        taken = self.files.get(name)
        if taken is not None and taken != path and taken.read_bytes() != path.read_bytes():
            digest = blake2b(path.read_bytes(), digest_size=4).hexdigest()
            name = f"{path.stem}-{digest}{path.suffix}"
        self.files.setdefault(name, path)
        return name

    def _found(self, note: Path, target: str) -> Path | None:
        root = self._root(note) if note.is_absolute() else None
        places = [(self.home, self.home / target)]
        if root is not None:
            places = [(root, note.parent / target), (root, root / target), *places]
        for folder, place in places:
            path = place.resolve()
            if path.is_file() and path.is_relative_to(folder):
                return path
        return self.named(root).get(Path(target).name.lower()) if root is not None else None

    def _root(self, note: Path) -> Path:
        """The folder that may hold a note's pictures: the imported one, or the note's own."""
        for source in self.sources:
            if note.is_relative_to(source) and note != source:
                return source.resolve()
        return note.parent.resolve()


def _pictures_of(root: Path) -> dict[str, Path]:
    """The pictures in a folder by their names in lower case, without hidden folders."""
    found: dict[str, Path] = {}
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for file in files:
            if SHOWN.search(file):
                path = Path(folder, file).resolve()
                if path.is_relative_to(root):
                    found.setdefault(file.lower(), path)
    return found
