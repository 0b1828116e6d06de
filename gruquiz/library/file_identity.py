"""Whether a path still names the file that was opened."""

import os
from pathlib import Path
from typing import NamedTuple, Self

from gruquiz.errors import LibraryMovedError


class FileIdentity(NamedTuple):
    """What a path names: a file keeps it when it is moved, and no two files have the same."""

    device: int
    inode: int

    @classmethod
    def of(cls, path: Path | str) -> Self:
        """Raises OSError where there is nothing."""
        status = os.stat(path)  # noqa: PTH116 - a `Path` made of a string costs as much again
        return cls(status.st_dev, status.st_ino)

    def __str__(self) -> str:
        return f"{self.device}:{self.inode}"

    def require_at(self, path: Path | str) -> None:
        """Raise LibraryMovedError where a commit would go to a file that is no longer there.

        On the path of every grade: with a string it takes half as long as with a `Path`.
        """
        try:
            status = os.stat(path)  # noqa: PTH116 - as above
        except OSError:
            raise LibraryMovedError(
                "the library was moved or deleted while it was open; nothing was written",
                Path(path),
            ) from None
        if status.st_ino != self.inode or status.st_dev != self.device:
            raise LibraryMovedError(
                "another file took the library's place while it was open; nothing was written",
                Path(path),
            )
