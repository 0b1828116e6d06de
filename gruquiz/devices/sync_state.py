"""What a device keeps about a sync folder from one sync to the next."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from gruquiz.devices.device_file import FileStamp
from gruquiz.devices.segment_file import SegmentName
from gruquiz.library.merge.share import Extent
from gruquiz.schema import MIGRATIONS

REMEMBERED = 4_000
"""Digests that are kept of files that have left the folder: many times what one replaces."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """Another device's file when it was last read."""

    stamp: FileStamp
    digest: str | None = None
    """Of the file that was joined, in hexadecimal digits."""
    fault: str | None = None
    """Why it could not be used."""
    version: int | None = None
    """The newest schema that the program knew which could not use it."""

    def is_current(self, stamp: FileStamp) -> bool:
        """Whether reading the file again, stamped so now, would change nothing: it is the same,
        and so is the program that could not use it."""
        return self.stamp == stamp and self.version in (None, len(MIGRATIONS))


@dataclass(frozen=True, slots=True)
class WrittenSegment:
    """A segment of this device's own, as it was written."""

    name: SegmentName
    stamp: FileStamp
    digest: str
    day: int
    """The study day on which it was written, or the last of those whose it holds."""
    since: Extent
    """From where in this library on it holds what is new; from nowhere, if it holds all."""
    until: Extent


@dataclass(slots=True)
class SyncState:
    """Everything that is kept about one folder."""

    joined: dict[str, SeenFile] = field(default_factory=dict)
    """The other devices' files by name."""
    left: list[str] = field(default_factory=list)
    """The digests of files that were joined and have left the folder, the last ones last."""
    own: list[WrittenSegment] = field(default_factory=list)
    """This device's segments, which follow on each other; the first holds all up to its end."""
    notice: FileStamp | None = None
    """The file that tells earlier versions about segments."""

    @classmethod
    def read(cls, text: str | None) -> "SyncState":
        """The state that `text` wrote; empty where there is none.

        A state of an earlier release, whose keys were others, counts as none: every file is read
        once more, which changes nothing.
        """
        kept = json.loads(text or "{}")
        try:
            joined = {
                name: SeenFile(**{**seen, "stamp": FileStamp(*seen["stamp"])})
                for name, seen in kept.get("joined", {}).items()
            }
            own = [_written(one) for one in kept.get("own", ())]
            notice = kept.get("notice")
        except (KeyError, TypeError):
            return cls()
        return cls(joined, kept.get("left", []), own, FileStamp(*notice) if notice else None)

    def text(self) -> str:
        """The state as text; equal states give equal text."""
        joined = {
            name: {key: value for key, value in asdict(seen).items() if value is not None}
            for name, seen in sorted(self.joined.items())
        }
        return json.dumps(
            {
                "joined": joined,
                "left": self.left,
                "own": [asdict(one) for one in self.own],
                "notice": self.notice,
            }
        )

    def knows(self, digest: str) -> bool:
        """Whether a file of these bytes was joined, under whatever name."""
        return digest in self.left or any(seen.digest == digest for seen in self.joined.values())

    def knows_all(self, digests: Iterable[str]) -> bool:
        """The same of several files, of which there is one at least."""
        wanted = set(digests)
        known = {seen.digest for seen in self.joined.values()} | set(self.left)
        return bool(wanted) and wanted <= known

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget files that have left the folder, but not what they were."""
        here = set(names)
        gone = [seen.digest for name, seen in self.joined.items() if name not in here]
        self.left = [*self.left, *(one for one in gone if one is not None)][-REMEMBERED:]
        self.joined = {name: seen for name, seen in self.joined.items() if name in here}


def _written(kept: dict[str, Any]) -> WrittenSegment:
    return WrittenSegment(
        SegmentName(*kept["name"]),
        FileStamp(*kept["stamp"]),
        kept["digest"],
        kept["day"],
        Extent(*kept["since"]),
        Extent(*kept["until"]),
    )
