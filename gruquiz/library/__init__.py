"""The library: one SQLite file with notes, cards, schedules and the log. All SQL is in here."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gruquiz.library.adopting import Adopting
from gruquiz.library.answers import Play
from gruquiz.library.backups import restore
from gruquiz.library.connection import Row
from gruquiz.library.doubts import Doubts
from gruquiz.library.duplicates import Duplicates
from gruquiz.library.log import Moment
from gruquiz.library.queues import Queues
from gruquiz.library.rollups import Rollups
from gruquiz.library.rows import Held
from gruquiz.library.searching import Searching
from gruquiz.library.undo import Taken
from gruquiz.model import LogKind

if TYPE_CHECKING:
    from gruquiz.library.merging import Merged

__all__ = ["Held", "Library", "Moment", "Play", "Row", "restore"]


class Library(Adopting, Queues, Rollups, Searching, Doubts, Duplicates):
    """Reads and writes the model's nouns. One connection: not to be shared between threads."""

    def merge(self, other: Path | str) -> "Merged":
        """Add what another library has and this one has not, see `Merging.merge`."""
        from gruquiz.library.sharing import Sharing  # whoever joins libraries can wait for it

        return Sharing.on(self).merge(other)

    def agree(self) -> int:
        """Have cards that an import made of a text known from another device be one with that;
        how many there were. Costs nothing in a library that never met another."""
        if self.row("SELECT 1 FROM reading LIMIT 1") is None:
            return 0
        from gruquiz.library.sharing import Sharing  # as above

        return Sharing.on(self).agree()

    def take_back(self, now: datetime) -> Taken | None:
        """Undo the last act made in this file; None where there is none left."""
        with self.transaction():
            taken = super().take_back(now)
            if taken is not None and taken.kind is LogKind.IMPORT:
                self.agree()  # cards that went may have carried on for another device's
            return taken
