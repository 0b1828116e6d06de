"""What earlier versions of gruquiz find under the name of a device's file.

They take it for a library that a newer program wrote, which they say, with what to do about it, and
leave alone. Segments they do not see.
"""

from pathlib import Path

from gruquiz.devices.device_file import write_device_file
from gruquiz.library.merge.share import Share
from gruquiz.temporary import temporary_folder

LARGEST = 8192
"""Bytes of a notice at most; a library with its tables has ten times as many."""


def is_notice(library: Path) -> bool:
    """Whether what was in a device's file is a notice and no library."""
    return library.stat().st_size <= LARGEST


def write_notice(share: Share, path: Path) -> None:
    """Write a notice, whole or not at all."""
    with temporary_folder("sync") as place:
        draft = place / "notice.db"
        share.write_notice(draft)
        write_device_file(draft, path)
