"""This device's segments: what is new becomes one, those of an earlier day become one, and rarely
one takes the place of all.

A segment goes only when the one that replaces it is whole on the disk and the state says so.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from gruquiz.devices.device_file import take_stamp
from gruquiz.devices.segment_file import SegmentName, write_segment
from gruquiz.devices.sync_state import SyncState, WrittenSegment
from gruquiz.library.merge.share import Extent, Share
from gruquiz.temporary import temporary_folder

_log = logging.getLogger(__name__)

MOST = 100
"""Segments beside the first, beyond which one takes the place of all."""
SMALL = 256 * 1024
"""Bytes of segments beside the first that are never worth writing everything anew."""


class OwnSegments:
    """Writes them and keeps the state up to date.

    `save` keeps the state; `relay`: not all devices see the same files, see `Share.extent`.
    """

    def __init__(
        self, share: Share, folder: Path, state: SyncState, save: Callable[[], None], relay: bool
    ) -> None:
        self.share = share
        self.folder = folder
        self.state = state
        self.save = save
        self.relay = relay

    def write_again(self, lost: Sequence[WrittenSegment]) -> list[Path]:
        """Write segments that the folder has lost; their paths."""
        for one in lost:
            place = self.state.own.index(one)
            written = self._write(one.name, one.since, one.until, one.day)
            self.state.own[place] = written
        return [self.folder / one.name.file for one in lost]

    def write_news(self, device: str, number: int, day: int) -> Path | None:
        """Write what is new since the last segment as the next one, of at least that `number`;
        its path, or None where there is nothing."""
        own = self.state.own
        shown = own[-1].until if own else Extent()
        if own and not self.share.has_news(shown):
            return None
        until = self.share.extent(shown, self.relay)
        number = max(number, own[-1].name.last + 1 if own else 1)
        if own and until.log >= shown.log and until.cards >= shown.cards:
            written = self._write(SegmentName(device, number, number), shown, until, day)
            own.append(written)
        else:  # nothing is written yet, or the library is not the one that wrote it
            written = self._write(SegmentName(device, 1, number), Extent(), until, day)
            own[:] = [written]
        self.save()
        return self.folder / written.name.file

    def write_all(self, number: int, day: int, replaces: Sequence[WrittenSegment]) -> Path:
        """Write one segment in place of all, of at least that `number`; its path.

        Devices that have joined those that it `replaces` need not read it.
        """
        own = self.state.own
        number = max(number, own[-1].name.last + 1)
        until = self.share.extent(own[-1].until, self.relay)
        name = SegmentName(own[-1].name.device, 1, number)
        written = self._write(name, Extent(), until, day, replaces)
        self._replace(own[:], written)
        return self.folder / name.file

    def compact(self, day: int) -> None:
        """Make one of the segments of an earlier day, and one of all where they have grown."""
        for on, group in groupby(self.state.own[1:], key=lambda one: one.day):
            several = list(group)
            if on < day and len(several) > 1:
                first, last = several[0], several[-1]
                name = SegmentName(first.name.device, first.name.first, last.name.last)
                written = self._write(name, first.since, last.until, on, several)
                self._replace(several, written)
        first, *others = self.state.own
        grown = sum(one.stamp.size for one in others)
        if len(others) > MOST or grown > max(SMALL, first.stamp.size):
            self.write_all(0, day, self.state.own[:])

    def _write(
        self,
        name: SegmentName,
        since: Extent,
        until: Extent,
        day: int,
        replaces: Sequence[WrittenSegment] = (),
    ) -> WrittenSegment:
        path = self.folder / name.file
        with temporary_folder("sync") as place:
            draft = place / "own.db"
            if since == Extent():
                self.share.write(draft)
            else:
                self.share.write_part(draft, since, until, self.relay)
            digest = write_segment(draft, path, [one.digest for one in replaces])
        _log.info("wrote %r, %d bytes", str(path), path.stat().st_size)
        return WrittenSegment(name, take_stamp(path), digest.hex(), day, since, until)

    def _replace(self, several: Sequence[WrittenSegment], one: WrittenSegment) -> None:
        """Have one segment, whole on the disk, take the place of several."""
        own = self.state.own
        place = own.index(several[0])
        own[place : place + len(several)] = [one]
        self.save()
        for gone in several:
            self.delete(gone.name)

    def delete(self, name: SegmentName) -> None:
        """Delete a file that the device's segments have the rows of."""
        if all(one.name != name for one in self.state.own):
            (self.folder / name.file).unlink(missing_ok=True)

    def cover(self, name: SegmentName) -> bool:
        """Whether a file of this device ends before its last segment does."""
        return bool(self.state.own) and name.last <= self.state.own[-1].name.last


def renamed(one: WrittenSegment, path: Path) -> WrittenSegment:
    """The same segment with the times that its file has now."""
    return replace(one, stamp=take_stamp(path))
