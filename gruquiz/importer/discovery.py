"""The files of a source: found quickly, hidden folders skipped, loops of links cut."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from gruquiz.model import NoteFailure

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
    """What stands at a source's path."""

    files: tuple[File, ...]
    failures: tuple[NoteFailure, ...] = ()
    whole: bool = True
    """Every folder could be looked into: what was not found is not there."""


def absolute(path: Path) -> str:
    """The path from the root, `..` taken out, links as the learner named them."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - resolve() would follow links


def discover(path: str, root: str) -> Discovery:
    """What is at a path of the source `root`: a file of any ending, or a folder's notes by name."""
    place = Path(path)
    try:
        if place.is_dir():
            return _folder(place, root)
        status = place.stat()
    except OSError as error:
        message = f"cannot be found: {error.strerror or error}"
        return Discovery((), (NoteFailure(path, None, message),), whole=False)
    deck = place.stem if path == root else _deck(place.parent.as_posix(), root)
    return Discovery((File(path, status.st_mtime_ns, status.st_size, deck),))


def _deck(folder: str, root: str) -> str:
    """A folder's path inside the source, or the source's own name."""
    within = folder[len(root.rstrip("/")) + 1 :]
    return within or PurePosixPath(root).name or "notes"


def _folder(folder: Path, root: str) -> Discovery:
    files: list[File] = []
    failures: list[NoteFailure] = []
    _walk(folder.as_posix(), root, {_identity(folder)}, (files, failures))
    files.sort(key=lambda file: file.path)
    return Discovery(tuple(files), tuple(failures), whole=not failures)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def _walk(
    folder: str,
    root: str,
    above: set[tuple[int, int]],
    found: tuple[list[File], list[NoteFailure]],
) -> None:
    """Add the notes of a folder and of those in it; `above` cuts loops of links."""
    files, failures = found
    deck = _deck(folder, root)
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror or error}"
        failures.append(NoteFailure(folder, None, message))
        return
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        try:
            if name.endswith(ENDINGS) or name.lower().endswith(ENDINGS):
                if entry.is_file():
                    status = entry.stat()
                    files.append(File(f"{folder}/{name}", status.st_mtime_ns, status.st_size, deck))
                    continue
                if entry.is_symlink() and not entry.is_dir():
                    message = "the link leads nowhere"
                    failures.append(NoteFailure(f"{folder}/{name}", None, message))
                    continue
            if not entry.is_dir():
                continue
            status = entry.stat()
        except OSError as error:
            message = f"cannot be looked at: {error.strerror or error}"
            failures.append(NoteFailure(f"{folder}/{name}", None, message))
            continue
        identity = (status.st_dev, status.st_ino)
        if identity not in above:
            _walk(f"{folder}/{name}", root, above | {identity}, found)


def inside(path: str, folder: str) -> bool:
    """Whether a path lies in a folder or is it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")
