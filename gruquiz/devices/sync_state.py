"""What a device keeps about a sync folder from one sync to the next."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from gruquiz.devices.device_file import FileStamp
from gruquiz.schema import MIGRATIONS


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
class WrittenFile:
    """This device's own file when it was last written."""

    stamp: FileStamp
    digest: str
    news: str
    """What it holds, as `Sharing.news` names it."""


@dataclass(slots=True)
class SyncState:
    """Everything that is kept about one folder."""

    joined: dict[str, SeenFile] = field(default_factory=dict)
    """The other devices' files by name."""
    wrote: WrittenFile | None = None

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
            wrote = kept.get("wrote")
            own = WrittenFile(**{**wrote, "stamp": FileStamp(*wrote["stamp"])}) if wrote else None
        except (KeyError, TypeError):
            return cls()
        return cls(joined, own)

    def text(self) -> str:
        """The state as text; equal states give equal text."""
        joined = {
            name: {key: value for key, value in asdict(seen).items() if value is not None}
            for name, seen in sorted(self.joined.items())
        }
        return json.dumps(
            {"joined": joined} | ({"wrote": asdict(self.wrote)} if self.wrote else {})
        )

    def knows(self, digest: bytes) -> bool:
        """Whether a file of these bytes was joined, under whatever name."""
        return any(seen.digest == digest.hex() for seen in self.joined.values())

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget files that have left the folder."""
        self.joined = {name: self.joined[name] for name in names if name in self.joined}
