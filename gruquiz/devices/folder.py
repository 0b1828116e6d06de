"""A folder that Syncthing, Dropbox, git or a stick keeps the same on every machine.

Each device writes one file there, its own, and reads the others'. So no two ever write to the same
file, and what a tool makes of two versions nevertheless is read like any other.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from gruquiz.devices.beside import move_aside
from gruquiz.devices.files import (
    Look,
    is_conflict_copy,
    is_shared_file,
    look,
    own_name,
    put,
    take,
)
from gruquiz.devices.memory import Memory, Seen, Wrote
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.merging import Merged
from gruquiz.library.sharing import Sharing
from gruquiz.schema import MIGRATIONS

PARTIAL = "it is not whole: still being copied, or damaged; it is read when it is"


@dataclass(frozen=True, slots=True)
class Joined:
    """Another device's file, and what it brought."""

    file: Path
    merged: Merged
    moved: Path | None = None
    """Where a conflict copy was put, out of the way."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be used."""

    file: Path
    reason: str
    again: bool = False
    """Told before, and the same since."""


@dataclass(slots=True)
class Synced:
    """What was met in the folder."""

    folder: Path
    joined: list[Joined] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    wrote: Path | None = None
    """This device's file, where it had anything new to tell."""
    device: str = ""
    """The new name of this device, where another machine goes by the old one too."""

    @property
    def changed(self) -> bool:
        """Whether the library is another than before."""
        return any(any(one.merged) for one in self.joined)


def sync(library: Library, folder: Path, now: datetime) -> Synced:
    """Join what other devices left in the folder, then write this one's file if it has news.

    `library.device` is this device's name. Raises LibraryError where the folder is not there or
    cannot be written to; files that cannot be used are told and left alone.
    """
    if not folder.is_dir():
        raise LibraryError(
            "the folder for other devices is not there; make it, connect its disk, or name another "
            "with `gruquiz sync FOLDER`",
            folder,
        )
    return _Meeting(library, folder, now).hold()


class _Meeting:
    """One look at the folder."""

    def __init__(self, library: Library, folder: Path, now: datetime) -> None:
        self.library = Sharing.on(library)
        self.folder = folder
        self.now = now
        self.result = Synced(folder)
        self.key = f"met {folder}"
        self.memory = Memory.read(self.library.in_mind(self.key))

    @property
    def own(self) -> Path:
        return self.folder / own_name(self.library.device, self.library.birth)

    def hold(self) -> Synced:
        conflicts: list[tuple[Path, Look]] = []
        try:
            for path in sorted(self.folder.iterdir()):
                if is_shared_file(path.name) and path != self.own and path.is_file():
                    conflicts.extend(self.meet(path))
            self.meet_own()
            self.show()
            for path, seen in conflicts:
                self.tidy(path, seen)
        except OSError as error:
            raise LibraryError(
                f"the folder for other devices cannot be used: {error.strerror}", self.folder
            ) from error
        finally:
            self.memory.keep_only(
                [name for name in self.memory.joined if (self.folder / name).exists()]
            )
            self.library.keep_in_mind(self.key, self.memory.text())
        return self.result

    def meet(self, path: Path) -> Iterator[tuple[Path, Look]]:
        """Join another device's file unless it was joined already; conflict copies come back."""
        seen = look(path)
        known = self.memory.joined.get(path.name)
        if known is not None and known.is_still(seen):
            if known.fault is not None:
                self.result.skipped.append(Skipped(path, known.fault, again=True))
            elif is_conflict_copy(path.name):
                yield path, seen
            return
        with TemporaryDirectory(prefix="gruquiz-sync-") as place:
            copy = Path(place) / "other.db"
            digest = take(path, copy)
            if digest is None:
                self.skip(path, seen, PARTIAL)
                return
            if not self.memory.knows(digest):
                merged = self.join(path, seen, copy)
                if merged is None:
                    return
                self.result.joined.append(Joined(path, merged))
        self.memory.joined[path.name] = Seen(seen, digest.hex())
        if is_conflict_copy(path.name):
            yield path, seen

    def join(self, path: Path, seen: Look, copy: Path) -> Merged | None:
        """Merge a copy; None, and told, where it cannot be used."""
        if not self.result.joined:
            self.library.daily_backup(self.now)
        try:
            if is_conflict_copy(path.name):
                return self.library.merge(copy, whole=True)
            return self.library.merge(copy, shown=True, whole=True, device=path.stem)
        except LibraryError as error:
            self.skip(path, seen, error.message)
            return None

    def skip(self, path: Path, seen: Look, reason: str) -> None:
        """Tell of a file that cannot be used; it is tried again when it, or this program, is
        another."""
        self.result.skipped.append(Skipped(path, reason))
        self.memory.joined[path.name] = Seen(seen, fault=reason, version=len(MIGRATIONS))

    def meet_own(self) -> None:
        """See whether this device's file is as it was left."""
        wrote = self.memory.wrote
        try:
            seen = look(self.own)
        except FileNotFoundError:
            self.memory.wrote = None
            return
        if wrote is not None and wrote.look == seen:
            return
        with TemporaryDirectory(prefix="gruquiz-sync-") as place:
            copy = Path(place) / "own.db"
            digest = take(self.own, copy)
            if wrote is not None and digest is not None and wrote.digest == digest.hex():
                self.memory.wrote = replace(wrote, look=seen)
                return
            self.memory.wrote = None
            merged = None if digest is None else self.join(self.own, seen, copy)
            if merged is None:
                return  # damaged, or older than this device: it is written anew
            self.result.joined.append(Joined(self.own, merged))
            if merged.cards or merged.rows:
                self.rename(copy)

    def rename(self, other: Path) -> None:
        """Leave this device's name to the machine that goes by it too."""
        taken = self.own
        self.result.device = os.urandom(4).hex()
        self.library.begin_anew(other, self.result.device)
        self.memory.joined[taken.name] = Seen(look(taken))

    def show(self) -> None:
        """Write this device's file, if there is anything new in it."""
        news = self.library.news()
        if self.memory.wrote is not None and self.memory.wrote.news == news:
            return
        with TemporaryDirectory(prefix="gruquiz-sync-") as place:
            draft = Path(place) / "own.db"
            self.library.share_to(draft)
            digest = put(draft, self.own)
        self.memory.wrote = Wrote(look(self.own), digest.hex(), news)
        self.result.wrote = self.own

    def tidy(self, path: Path, seen: Look) -> None:
        """Put a conflict copy that was joined away, unless it has changed meanwhile."""
        try:
            if look(path) != seen:
                return
            moved = move_aside(self.library, path)
        except FileNotFoundError:
            return  # another device was quicker
        self.memory.joined.pop(path.name, None)
        for place, one in enumerate(self.result.joined):
            if one.file == path:
                self.result.joined[place] = Joined(path, one.merged, moved)
