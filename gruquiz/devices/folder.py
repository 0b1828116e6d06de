"""A folder that Syncthing, Dropbox, git or a memory stick keeps the same on every machine.

Each device writes one file there, its own, and reads the others'. So no two devices ever write to
the same file; a conflict copy that a tool makes nevertheless is read like any other file.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from gruquiz.devices.conflict_copies import move_to_backups
from gruquiz.devices.device_file import (
    FileStamp,
    extract_library,
    is_conflict_copy,
    is_shared_file,
    own_name,
    take_stamp,
    write_device_file,
)
from gruquiz.devices.sync_state import SeenFile, SyncState, WrittenFile
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.merge.merge import Merged
from gruquiz.schema import MIGRATIONS
from gruquiz.temporary import temporary_folder

_log = logging.getLogger(__name__)

PARTIAL = "it is not whole: still being copied, or damaged; it is read when it is"


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
    wrote: Path | None = None
    """This device's file, where it was written because something in it is new."""
    device: str = ""
    """The new name of this device, where another machine has the old one too."""

    @property
    def changed(self) -> bool:
        """Whether the library has changed."""
        return any(any(one.merged) for one in self.joined)


def sync_with_folder(library: Library, folder: Path, now: datetime) -> FolderSync:
    """Merge what other devices left in the folder, then write this one's file if it has news.

    `library.log.device` is this device's name. Raises LibraryError where the folder does not exist
    or cannot be written to; files that cannot be used are reported and left alone.
    """
    if not folder.is_dir():
        raise LibraryError(
            "the folder for other devices is not there; make it, connect its disk, or name another "
            "with `gruquiz sync FOLDER`",
            folder,
        )
    return _Sync(library, folder, now).run()


class _Sync:
    """One sync with the folder."""

    def __init__(self, library: Library, folder: Path, now: datetime) -> None:
        self.library = library
        self.folder = folder
        self.now = now
        self.result = FolderSync(folder)
        self.key = f"met {folder}"
        """The library keeps the state of this folder under this key."""
        self.state = SyncState.read(self.library.meta.get(self.key))

    @property
    def own(self) -> Path:
        return self.folder / own_name(self.library.log.device, self.library.share.birth)

    def run(self) -> FolderSync:
        conflicts: list[tuple[Path, FileStamp]] = []
        try:
            for path in sorted(self.folder.iterdir()):
                if is_shared_file(path.name) and path != self.own and path.is_file():
                    conflicts.extend(self.merge_file(path))
            self.check_own_file()
            self.write_own_file()
            for path, stamp in conflicts:
                self.move_conflict_copy(path, stamp)
        except OSError as error:
            raise LibraryError(
                f"the folder for other devices cannot be used: {error.strerror}", self.folder
            ) from error
        finally:
            self.state.keep_only(
                [name for name in self.state.joined if (self.folder / name).exists()]
            )
            self.library.meta.set(self.key, self.state.text())
        return self.result

    def merge_file(self, path: Path) -> Iterator[tuple[Path, FileStamp]]:
        """Merge another device's file unless that was done before; yields conflict copies that
        can be moved away."""
        stamp = take_stamp(path)
        known = self.state.joined.get(path.name)
        if known is not None and known.is_current(stamp):
            if known.fault is not None:
                self.result.skipped.append(SkippedFile(path, known.fault, again=True))
            elif is_conflict_copy(path.name):
                yield path, stamp
            return
        with temporary_folder("sync") as place:
            copy = place / "other.db"
            digest = extract_library(path, copy)
            if digest is None:
                self.skip(path, stamp, PARTIAL)
                return
            if not self.state.knows(digest):
                merged = self.merge(path, stamp, copy)
                if merged is None:
                    return
                self.result.joined.append(JoinedFile(path, merged))
                _log.info("merged %r: %s", str(path), merged)
        self.state.joined[path.name] = SeenFile(stamp, digest.hex())
        if is_conflict_copy(path.name):
            yield path, stamp

    def merge(self, path: Path, stamp: FileStamp, copy: Path) -> Merged | None:
        """Merge a copy of a device's library; None, and reported, where it cannot be used."""
        if not self.result.joined:
            self.library.backups.daily(self.now)
        try:
            if is_conflict_copy(path.name):
                return self.library.merge.join(copy, whole=True)
            return self.library.merge.join(copy, shown=True, whole=True, device=path.stem)
        except LibraryError as error:
            self.skip(path, stamp, error.message)
            return None

    def skip(self, path: Path, stamp: FileStamp, reason: str) -> None:
        """Report a file that cannot be used; it is tried again once it, or this program, has
        changed."""
        self.result.skipped.append(SkippedFile(path, reason))
        _log.warning("left out %r: %s", str(path), reason)
        self.state.joined[path.name] = SeenFile(stamp, fault=reason, version=len(MIGRATIONS))

    def check_own_file(self) -> None:
        """See whether anybody else has written this device's file, and merge it where so."""
        wrote = self.state.wrote
        try:
            stamp = take_stamp(self.own)
        except FileNotFoundError:
            self.state.wrote = None
            return
        if wrote is not None and wrote.stamp == stamp:
            return
        with temporary_folder("sync") as place:
            copy = place / "own.db"
            digest = extract_library(self.own, copy)
            if wrote is not None and digest is not None and wrote.digest == digest.hex():
                self.state.wrote = replace(wrote, stamp=stamp)
                return
            self.state.wrote = None
            merged = None if digest is None else self.merge(self.own, stamp, copy)
            if merged is None:
                return  # damaged, or older than this device: it is written anew
            self.result.joined.append(JoinedFile(self.own, merged))
            if merged.cards or merged.rows:
                self.rename_device(copy)

    def rename_device(self, other: Path) -> None:
        """Take a new name and leave the old one to the machine that uses it too."""
        taken = self.own
        _log.warning("another machine uses the name of this one, %s", self.library.log.device)
        self.result.device = os.urandom(4).hex()
        self.library.share.take_another_name(other, self.result.device)
        self.state.joined[taken.name] = SeenFile(take_stamp(taken))

    def write_own_file(self) -> None:
        """Write this device's file, if there is anything new in it."""
        news = self.library.share.news()
        if self.state.wrote is not None and self.state.wrote.news == news:
            return
        with temporary_folder("sync") as place:
            draft = place / "own.db"
            self.library.share.write(draft)
            digest = write_device_file(draft, self.own)
        self.state.wrote = WrittenFile(take_stamp(self.own), digest.hex(), news)
        self.result.wrote = self.own
        _log.info("wrote %r", str(self.own))

    def move_conflict_copy(self, path: Path, stamp: FileStamp) -> None:
        """Move a merged conflict copy out of the folder, unless it has changed meanwhile."""
        try:
            if take_stamp(path) != stamp:
                return
            moved = move_to_backups(self.library.backups, path)
        except FileNotFoundError:
            return  # another device was quicker
        self.state.joined.pop(path.name, None)
        for place, one in enumerate(self.result.joined):
            if one.file == path:
                self.result.joined[place] = JoinedFile(path, one.merged, moved)
