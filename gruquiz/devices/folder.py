"""A folder that Syncthing, Dropbox, git or a memory stick keeps the same on every machine.

Each device writes segments there, of its own, and reads the others'. So no two devices ever write
to the same file; a conflict copy that a tool makes nevertheless is read like any other file.
"""

import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from gruquiz.devices.device_file import (
    FileStamp,
    extract_library,
    is_shared_file,
    own_name,
    take_stamp,
)
from gruquiz.devices.folder_sync import FolderSync
from gruquiz.devices.own_segments import OwnSegments, renamed
from gruquiz.devices.segment_file import SegmentName, read_header, unpack_segment
from gruquiz.devices.segment_notice import is_notice, write_notice
from gruquiz.devices.shared_files import PARTIAL, SharedFiles
from gruquiz.devices.sync_state import SeenFile, SyncState, WrittenSegment
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.temporary import KEPT_SECONDS, temporary_folder

_log = logging.getLogger(__name__)

STATE = "met "
"""In `meta`, with a folder's path: what is kept about it."""


def sync_with_folder(library: Library, folder: Path, now: datetime) -> FolderSync:
    """Merge what other devices left in the folder, then write what this one has new.

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
        self.key = f"{STATE}{folder}"
        """The library keeps the state of this folder under this key."""
        kept = library.meta.get(self.key)
        self.state = SyncState.read(kept)
        self.files = SharedFiles(library, self.state, self.result, now)
        self.day = library.log.moment(now).day.toordinal()
        elsewhere = library.meta.count(STATE) > (kept is not None)
        self.segments = OwnSegments(library.share, folder, self.state, self.save, elsewhere)
        self.unknown: list[SegmentName] = []
        """Whole files of this device that the state does not know of, and that held nothing new:
        written by a sync that was killed, or by a library that was in this one's place."""
        self.lost: list[WrittenSegment] = []
        self.number = 1
        """The first number that no segment of this device has."""

    @property
    def device(self) -> str:
        return Path(own_name(self.library.log.device, self.library.share.birth)).stem

    @property
    def notice(self) -> Path:
        return self.folder / own_name(self.library.log.device, self.library.share.birth)

    def save(self) -> None:
        self.library.meta.set(self.key, self.state.text())

    def run(self) -> FolderSync:
        conflicts: list[tuple[Path, FileStamp]] = []
        try:
            names = sorted(self._names())
            before = _devices(self.state.joined)
            for name in names:
                if not self._is_own(name):
                    conflicts.extend(self.files.merge_other(self.folder / name))
            self._check_own([name for name in names if self._is_own(name)])
            self._write(others_gone=bool(before - _devices(names)))
            for path, stamp in conflicts:
                self.files.move_conflict_copy(path, stamp)
        except OSError as error:
            raise LibraryError(
                f"the folder for other devices cannot be used: {error.strerror}", self.folder
            ) from error
        finally:
            self.state.keep_only(
                [name for name in self.state.joined if (self.folder / name).exists()]
            )
            self.save()
        return self.result

    def _names(self) -> list[str]:
        """The files that devices share. What this one has left half written goes after a day."""
        with os.scandir(self.folder) as entries:
            files = [one for one in entries if one.is_file()]
        for one in files:
            begun = one.name.startswith(f".~{self.device}") and one.name.endswith(".tmp")
            if begun and one.stat().st_mtime < self.now.timestamp() - KEPT_SECONDS:
                Path(one.path).unlink(missing_ok=True)
        return [one.name for one in files if is_shared_file(one.name)]

    def _is_own(self, name: str) -> bool:
        found = SegmentName.read(name)
        return name == self.notice.name or (found is not None and found.device == self.device)

    def _check_own(self, names: list[str]) -> None:
        """See whether this device's files are as it wrote them, and whether anybody else has
        written one of that name: then that is merged, and this device takes another name."""
        known = {one.name: one for one in self.state.own}
        taken = False
        for name in names:
            segment = SegmentName.read(name)
            if segment is None:
                taken |= self._check_single_file()
            else:
                taken |= self._check_segment(segment, known.pop(segment, None))
                self.number = max(self.number, segment.last + 1)
        self.lost += known.values()
        if taken:
            self._take_another_name(names)

    def _check_segment(self, name: SegmentName, known: WrittenSegment | None) -> bool:
        """Whether a file of this device's name is another machine's."""
        path = self.folder / name.file
        stamp = take_stamp(path)
        if known is not None and known.stamp == stamp:
            return False
        try:
            found = read_header(path)
            if found is None and known is None:
                self.files.skip(path, stamp, PARTIAL)
            elif found is None and known is not None:
                self.lost.append(known)
            elif found is not None and known is not None and known.digest == found[0].hex():
                self.state.own[self.state.own.index(known)] = renamed(known, path)
            else:
                with temporary_folder("sync") as place:
                    unpack_segment(path, place / "own.db")
                    merged = self.files.merge(path, place / "own.db")
                if known is not None:
                    self.lost.append(known)
                else:
                    self.unknown.append(name)
                return bool(merged.cards or merged.rows)
        except LibraryError as error:
            self.files.skip(path, stamp, error.message)
            return known is not None  # whole, and not what was written: by a newer program
        return False

    def _check_single_file(self) -> bool:
        """Whether the file under the name that earlier versions gave this device's is another
        machine's. If it is its own, or damaged, a notice takes its place."""
        path, stamp = self.notice, take_stamp(self.notice)
        if self.state.notice == stamp:
            return False
        self.state.notice = None
        with temporary_folder("sync") as place:
            copy = place / "own.db"
            if extract_library(path, copy) is None:
                return False
            if is_notice(copy):
                self.state.notice = stamp
                return False
            try:
                merged = self.files.merge(path, copy, device=path.stem)
            except LibraryError as error:
                self.files.skip(path, stamp, error.message)
                self.state.notice = stamp  # a newer program's: it stays
                return False
            return bool(merged.cards or merged.rows)

    def _take_another_name(self, names: list[str]) -> None:
        """Take a new name and leave the old one to the machine that uses it too."""
        _log.warning("another machine uses the name of this one, %s", self.library.log.device)
        self.result.device = os.urandom(4).hex()
        known: set[int] = set()
        for name in names:
            path = self.folder / name
            stamp, digest = take_stamp(path), self._read_ids(path, known)
            if digest is not None:
                self.state.joined[name] = SeenFile(stamp, digest)
        self.library.share.take_another_name(known, self.result.device)
        self.state.own.clear()
        self.state.notice, self.number = None, 1
        self.unknown.clear()
        self.lost.clear()

    def _read_ids(self, path: Path, known: set[int]) -> str | None:
        """Add the ids of the cards in a file that was merged; its digest, or None where it cannot
        be read."""
        with temporary_folder("sync") as place:
            copy = place / "own.db"
            try:
                if SegmentName.read(path.name) is None:
                    digest = extract_library(path, copy)
                    if digest is None or is_notice(copy):
                        return None if digest is None else digest.hex()
                else:
                    found = read_header(path)
                    if found is None:
                        return None
                    digest = found[0]
                    unpack_segment(path, copy)
                known |= self.library.share.cards_in(copy)
            except LibraryError:
                return None  # reported when it was merged
            return digest.hex()

    def _write(self, *, others_gone: bool) -> None:
        """Write what is new, and what the folder has lost; then delete what that covers.

        `others_gone`: no file of some device is left, so that what came from it is shown here. The
        same is done before a file of this device's name goes that the state does not know of.
        """
        again = self.segments.write_again(self.lost)
        begun = not self.state.own
        wrote = self.segments.write_news(self.device, self.number, self.day)
        if (others_gone or self.unknown) and not begun:
            wrote = self.segments.write_all(self.number, self.day, ())
        if wrote is not None:
            self.segments.compact(self.day)
            self.result.wrote = self.folder / self.state.own[-1].name.file
        elif again:
            self.result.wrote = again[-1]
        for name in self.unknown:
            if self.segments.cover(name):
                self.segments.delete(name)
        if self.state.notice is None or not self.notice.exists():
            write_notice(self.library.share, self.notice)
            self.state.notice = take_stamp(self.notice)


def _devices(names: Iterable[str]) -> set[str]:
    """The devices whose segments these are."""
    found = map(SegmentName.read, names)
    return {segment.device for segment in found if segment is not None}
