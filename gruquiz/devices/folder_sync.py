"""What one sync with a folder did, file by file."""

from dataclasses import dataclass, field
from pathlib import Path

from gruquiz.library.merge.merge import Merged


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """Another device's file, and what it brought."""

    file: Path
    merged: Merged
    moved: Path | None = None
    """Where a conflict copy was moved, out of the folder."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that could not be used."""

    file: Path
    reason: str
    again: bool = False
    """Reported by an earlier sync already, and unchanged since."""


@dataclass(slots=True)
class FolderSync:
    """What one sync with a folder did."""

    folder: Path
    joined: list[JoinedFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What of the joined files was left out, since it cannot be: a sentence a file and table."""
    wrote: Path | None = None
    """This device's newest segment, where one was written because something is new."""
    device: str = ""
    """The new name of this device, where another machine has the old one too."""

    @property
    def changed(self) -> bool:
        """Whether the library has changed."""
        return any(any(one.merged) for one in self.joined)
