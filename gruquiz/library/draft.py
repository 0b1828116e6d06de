"""A library that is made, or copied, to the end before it is at its place."""

import os
from pathlib import Path

from gruquiz.errors import LibraryError


def draft_of(path: Path) -> Path:
    """Where a new library is made, to be moved to its place when it is whole.

    Raises LibraryError where there is no folder for it: a name mistyped should not make folders.
    """
    place = Path(os.path.realpath(path))
    if not place.parent.is_dir():
        raise LibraryError(
            f"there is no folder {place.parent}; make it first, or name another file", path
        )
    return place.with_name(f".{place.name}.{os.urandom(4).hex()}.new")


def put(draft: Path, path: Path) -> bool:
    """Move a whole new library to its place; False where another process was quicker."""
    place = Path(os.path.realpath(path))
    try:
        os.link(draft, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if place.exists():
            return False
        draft.rename(place)
    return True


def discard(draft: Path) -> None:
    """Remove a draft and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
