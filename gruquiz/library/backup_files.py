"""Where the copies of a library lie, and how they are named."""

from datetime import datetime
from pathlib import Path

STAMP = "%Y-%m-%dT%H%M%S"
"""The name of a copy: when it was made, by the learner's clock."""


def folder_of(library: Path) -> Path:
    """Where the copies of a library lie."""
    return library.with_name(f"{library.stem}-backups")


def dated(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies in a folder with their times by the learner's clock, oldest first."""
    found = []
    for path in folder.glob("*.db"):
        try:
            found.append((datetime.strptime(path.stem, STAMP), path))  # noqa: DTZ007 - as named
        except ValueError:
            continue  # put aside by hand or by a migration: not ours to thin out
    return sorted(found)
