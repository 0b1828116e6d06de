"""The files of a source: found quickly, hidden folders skipped, loops of links cut."""

import os
import stat
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from gruquiz.model import NoteFailure
from gruquiz.terminal import visible

ENDINGS = (".md", ".markdown")


class File(NamedTuple):
    """A file that may be a note."""

    path: str
    mtime_ns: int
    size: int
    deck: str
    """The deck that its place gives it."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files found at a source's path."""

    files: tuple[File, ...] = ()
    failures: tuple[NoteFailure, ...] = ()
    unseen: tuple[str, ...] = ()
    """Files and folders that could not be looked at: what was known of them may still be there."""


def absolute(path: Path) -> str:
    """The path from the root, `..` taken out, links as the learner named them."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - resolve() would follow links


def discover(path: str, root: str) -> Discovery:
    """What is at a path of the source `root`: a file of any ending, or a folder's notes by name."""
    place = Path(path)
    try:
        if not _is_text(path):
            return _failed(path, _NAMELESS)
        if place.is_dir():
            return _folder(place, root)
        status = place.stat()
    except FileNotFoundError:
        return _failed(path, "cannot be found: there is no file or folder of this name")
    except OSError as error:
        return _failed(path, f"cannot be found: {error.strerror or error}")
    if not stat.S_ISREG(status.st_mode):
        return _failed(path, "is neither a file nor a folder: nothing can be imported from it")
    deck = visible(place.stem) if path == root else _deck(place.parent.as_posix(), root)
    return Discovery((File(path, status.st_mtime_ns, status.st_size, deck),))


def _failed(path: str, message: str) -> Discovery:
    return Discovery(failures=(NoteFailure(_as_text(path), None, message),), unseen=(path,))


_NAMELESS = "its name is no text (not UTF-8): rename it"


def _is_text(name: str) -> bool:
    """Whether a name is text; any other fits neither a library nor JSON nor a terminal."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_text(path: str) -> str:
    """A path as text: bytes that are none are written out."""
    return path.encode("utf-8", "backslashreplace").decode()


def _deck(folder: str, root: str) -> str:
    """A folder's path inside the source, or the source's own name."""
    within = folder[len(root.rstrip("/")) + 1 :]
    return visible(within or PurePosixPath(root).name or "notes")


def _folder(folder: Path, root: str) -> Discovery:
    walk = _Walk(root)
    status = folder.stat()
    walk.look(folder.as_posix(), {(status.st_dev, status.st_ino)})
    walk.files.sort(key=itemgetter(0))
    return Discovery(tuple(walk.files), tuple(walk.failures), tuple(walk.unseen))


class _Walk:
    """A walk through the folders of a source."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: list[File] = []
        self.failures: list[NoteFailure] = []
        self.unseen: list[str] = []

    def fail(self, path: str, message: str) -> None:
        self.failures.append(NoteFailure(_as_text(path), None, message))
        self.unseen.append(path)

    def look(self, folder: str, above: set[tuple[int, int]]) -> None:
        """Add the notes of a folder and of those in it; `above` cuts loops of links."""
        deck = _deck(folder, self.root)
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            self.fail(folder, f"the folder cannot be read: {error.strerror or error}")
            return
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{folder}/{entry.name}"
            try:
                is_note = self.take(entry, path, deck)
                if is_note or not entry.is_dir():
                    continue
                status = entry.stat()
            except OSError as error:
                self.fail(path, f"cannot be looked at: {error.strerror or error}")
                continue
            identity = (status.st_dev, status.st_ino)
            if not _is_text(entry.name):
                self.fail(path, _NAMELESS)
            elif identity not in above:
                self.look(path, above | {identity})

    def take(self, entry: "os.DirEntry[str]", path: str, deck: str) -> bool:
        """Take an entry that is named like a note; whether it is done with."""
        name = entry.name
        if not (name.endswith(ENDINGS) or name.lower().endswith(ENDINGS)):
            return False
        if entry.is_file():
            if _is_text(name):
                status = entry.stat()
                self.files.append(File(path, status.st_mtime_ns, status.st_size, deck))
            else:
                self.fail(path, _NAMELESS)
            return True
        if entry.is_symlink() and not entry.is_dir():
            self.fail(path, "the link leads nowhere")
            return True
        return False


def inside(path: str, folder: str) -> bool:
    """Whether a path is a folder or inside it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")
