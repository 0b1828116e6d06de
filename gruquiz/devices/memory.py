"""What a device remembers of a folder from one look at it to the next."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from gruquiz.devices.files import Look
from gruquiz.schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Seen:
    """Another device's file as it was last met."""

    look: Look
    digest: str | None = None
    """Of the file that was joined, in hexadecimal digits."""
    fault: str | None = None
    """Why it could not be used."""
    version: int | None = None
    """The newest schema that the program knew which could not use it."""

    def is_still(self, look: Look) -> bool:
        """Whether there is nothing more to be got from the file, looking so now: it is the same,
        and so is the program that could not use it."""
        return self.look == look and self.version in (None, len(MIGRATIONS))


@dataclass(frozen=True, slots=True)
class Wrote:
    """This device's own file, as it was left."""

    look: Look
    digest: str
    news: str
    """What was told in it, as `Sharing.news` names it."""


@dataclass(slots=True)
class Memory:
    """Everything about one folder."""

    joined: dict[str, Seen] = field(default_factory=dict)
    """The other devices' files by name."""
    wrote: Wrote | None = None

    @classmethod
    def read(cls, text: str | None) -> "Memory":
        """As `text` wrote it; empty where nothing is remembered."""
        kept = json.loads(text or "{}")
        joined = {
            name: Seen(**{**seen, "look": Look(*seen["look"])})
            for name, seen in kept.get("joined", {}).items()
        }
        wrote = kept.get("wrote")
        return cls(joined, Wrote(**{**wrote, "look": Look(*wrote["look"])}) if wrote else None)

    def text(self) -> str:
        """The same whenever the same is remembered."""
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
        """Forget the files that are not there any more."""
        self.joined = {name: self.joined[name] for name in names if name in self.joined}
