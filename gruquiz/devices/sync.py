"""The sync that opening and closing the program runs, and its report in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gruquiz.config import Config, device_name, name_device, sync_folder
from gruquiz.devices.conflict_copies import find_conflict_copies, join_conflict_copies
from gruquiz.devices.folder import sync_with_folder
from gruquiz.devices.folder_sync import FolderSync
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.merge.merge import Merged


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did."""

    copies: tuple[tuple[Path, Merged | str], ...] = ()
    """Conflict copies of the library, with what they brought or why they cannot be used."""
    synced: FolderSync | None = None
    refused: tuple[str, ...] = ()
    """What of the conflict copies was left out, since it cannot be: a sentence a file and table."""

    @property
    def changed(self) -> bool:
        """Whether the library has changed."""
        brought = [merged for _, merged in self.copies if isinstance(merged, Merged)]
        if self.synced is not None:
            brought += [one.merged for one in self.synced.joined]
        return any(any(merged) for merged in brought)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What of all these files was left out."""
        return self.refused + (() if self.synced is None else tuple(self.synced.refused))

    def lines(self) -> Iterator[str]:
        """A line for each thing that is new to the learner; none where nothing is."""
        for path, merged in self.copies:
            if isinstance(merged, Merged):
                brought = describe_merge(merged)
                yield f"{path.name}, a conflict copy of the library, is joined ({brought})."
            else:
                yield f"{path.name}, a conflict copy of the library, cannot be used: {merged}"
        yield from self.left_out
        if self.synced is None:
            return
        for one in self.synced.joined:
            if any(one.merged) or one.moved is not None:
                yield f"{one.file.name} is joined ({describe_merge(one.merged)})."
        for skipped in self.synced.skipped:
            if not skipped.again:
                yield f"{skipped.file.name} is left out: {skipped.reason}"
        if self.synced.device:
            yield (
                "Another machine goes by this one's name; this one is called "
                f"{self.synced.device} from now on."
            )


def has_nothing_to_sync(library: Path, config: Config) -> bool:
    """Whether there is nothing to sync: no folder set, no conflict copy. Scans one folder."""
    return sync_folder(config) is None and not find_conflict_copies(library)


def sync_library(
    library: Path, config: Config, now: datetime, folder: Path | None = None
) -> SyncReport:
    """Merge conflict copies beside the library and the files in the folder, `[sync] folder` unless
    another is given; write what is new here. In a library of its own, so that a worker may.

    Raises LibraryError and ConfigError.
    """
    folder = folder or sync_folder(config)
    if not library.exists() or (folder is None and not find_conflict_copies(library)):
        return SyncReport()
    with Library.open(library, create=False) as opened:
        opened.log.device = device_name(library.parent)
        opened.log.rollover_hour = config.rollover_hour
        refused: list[str] = []
        copies = tuple(join_conflict_copies(opened, now, refused))
        if folder is None:
            return SyncReport(copies, refused=tuple(refused))
        synced = sync_with_folder(opened, folder, now)
        if synced.device:
            name_device(library.parent, synced.device)
    return SyncReport(copies, synced, tuple(refused))


def describe_merge(merged: Merged) -> str:
    """What a merge brought, in words."""
    if not any(merged):
        return "it held nothing new"
    counts = (
        (merged.cards, "new card", "new cards"),
        (merged.texts, "newer text", "newer texts"),
        (merged.rows, "row of the log", "rows of the log"),
        (merged.duplicates, "card that both made", "cards that both made"),
    )
    return ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in counts if count
    )


def check_folder(folder: Path) -> Path:
    """The folder as settings keep it, absolute. Raises LibraryError if it does not exist."""
    if not folder.expanduser().is_dir():
        raise LibraryError("there is no such folder; make it first, inside the synced one", folder)
    return folder.expanduser().absolute()
