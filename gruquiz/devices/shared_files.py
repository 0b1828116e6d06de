"""The files of a sync folder, read: segments, single files of earlier versions, conflict copies."""

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gruquiz.devices.conflict_copies import move_to_backups
from gruquiz.devices.device_file import (
    SEGMENT,
    FileStamp,
    extract_library,
    is_conflict_copy,
    take_stamp,
)
from gruquiz.devices.folder_sync import FolderSync, JoinedFile, SkippedFile
from gruquiz.devices.segment_file import SegmentHeader, read_header, unpack_segment
from gruquiz.devices.segment_notice import is_notice
from gruquiz.devices.sync_state import SeenFile, SyncState
from gruquiz.errors import LibraryError
from gruquiz.foreign import Refusals
from gruquiz.library import Library
from gruquiz.library.merge.merge import Merged
from gruquiz.schema import MIGRATIONS
from gruquiz.temporary import temporary_folder

_log = logging.getLogger(__name__)

PARTIAL = "it is not whole: still being copied, or damaged; it is read when it is"


class SharedFiles:
    """Merges files into the library, and keeps in `state` and `result` what became of each."""

    def __init__(
        self, library: Library, state: SyncState, result: FolderSync, now: datetime
    ) -> None:
        self.library = library
        self.state = state
        self.result = result
        self.now = now

    def merge_other(self, path: Path) -> Iterator[tuple[Path, FileStamp]]:
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
        try:
            digest = self._merge_new(path)
        except LibraryError as error:
            self.skip(path, stamp, error.message)
            return
        if digest is None:
            self.skip(path, stamp, PARTIAL)
            return
        self.state.joined[path.name] = SeenFile(stamp, digest)
        if is_conflict_copy(path.name):
            yield path, stamp

    def _merge_new(self, path: Path) -> str | None:
        """Merge a file unless all that it holds is here; its digest, or None if it is not whole.

        Raises LibraryError where it cannot be used.
        """
        shown = not is_conflict_copy(path.name)
        with temporary_folder("sync") as place:
            copy = place / "other.db"
            if SEGMENT in path.name:
                found = read_header(path)
                if found is None:
                    return None
                digest = found[0].hex()
                if not self._has(digest, found[1]):
                    unpack_segment(path, copy)
                    self.merge(path, copy, shown=shown)
                return digest
            whole = extract_library(path, copy)
            if whole is None:
                return None
            if not self.state.knows(whole.hex()) and not is_notice(copy):
                self.merge(path, copy, shown=shown, device=path.stem if shown else "")
            return whole.hex()

    def _has(self, digest: str, header: SegmentHeader) -> bool:
        """Whether a segment was joined, or all that it replaces was."""
        return self.state.knows(digest) or self.state.knows_all(header.replaces)

    def merge(self, path: Path, copy: Path, *, shown: bool = True, device: str = "") -> Merged:
        """Merge what was unpacked of a file. Raises LibraryError where it cannot be used."""
        if not self.result.joined:
            self.library.backups.daily(self.now)
        refusals = Refusals()
        merged = self.library.merge.join(
            copy, shown=shown, whole=True, device=device, refusals=refusals
        )
        self.result.refused.extend(f"{path}: {one}" for one in refusals.sentences())
        self.result.joined.append(JoinedFile(path, merged))
        _log.info("merged %r: %s", str(path), merged)
        return merged

    def skip(self, path: Path, stamp: FileStamp, reason: str) -> None:
        """Report a file that cannot be used; it is tried again once it, or this program, has
        changed."""
        known = self.state.joined.get(path.name)
        again = known is not None and known.is_current(stamp) and known.fault == reason
        self.result.skipped.append(SkippedFile(path, reason, again))
        if not again:
            _log.warning("left out %r: %s", str(path), reason)
        self.state.joined[path.name] = SeenFile(stamp, fault=reason, version=len(MIGRATIONS))

    def move_conflict_copy(self, path: Path, stamp: FileStamp) -> None:
        """Move a merged conflict copy out of the folder, unless it has changed meanwhile."""
        try:
            if take_stamp(path) != stamp:
                return
            moved = move_to_backups(self.library.backups, path)
        except FileNotFoundError:
            return  # another device was quicker
        for place, one in enumerate(self.result.joined):
            if one.file == path:
                self.result.joined[place] = JoinedFile(path, one.merged, moved)
