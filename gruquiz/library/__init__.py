"""The library: one SQLite file with notes, cards, schedules and the log. All SQL is in here."""

from gruquiz.library.answers import Play
from gruquiz.library.backups import restore
from gruquiz.library.connection import Row
from gruquiz.library.doubts import Doubts
from gruquiz.library.duplicates import Duplicates
from gruquiz.library.log import Moment
from gruquiz.library.merging import Merged
from gruquiz.library.queues import Queues
from gruquiz.library.rollups import Rollups
from gruquiz.library.rows import Held
from gruquiz.library.searching import Searching
from gruquiz.library.sharing import Sharing

__all__ = ["Held", "Library", "Merged", "Moment", "Play", "Row", "restore"]


class Library(Sharing, Queues, Rollups, Searching, Doubts, Duplicates):
    """Reads and writes the model's nouns. One connection: not to be shared between threads."""
