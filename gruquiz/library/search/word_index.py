"""The index by which cards are found by their words; it keeps no texts of its own.

Letters within a word are looked up among the distinct words, kept in memory once that pays, and
then their cards in the index: letters and digits stand within one word, so whatever shows them has
a word that holds them. To read the words takes as long as to look through all cards three times,
and to use them a thirtieth.
"""

import re
import sqlite3
from dataclasses import dataclass

from gruquiz.errors import LibraryError
from gruquiz.library.database import Database

INSERT = "INSERT INTO words (rowid, text) VALUES (?, ?)"
INSERT_SINCE = (
    "INSERT INTO words (rowid, text) "
    "SELECT card, front || char(10) || back FROM content WHERE card >= ? ORDER BY card"
)
DELETE = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)"
"""With the text as it was put in: what is not known to be there cannot be taken out."""
EMPTY = "INSERT INTO words (words) VALUES ('delete-all')"
CHECK = "INSERT INTO words (words) VALUES ('integrity-check')"
"""Fails where the index does not hang together."""

LETTERS = re.compile("[A-Za-z0-9]+")
"""What the index of words and LIKE take for the same, but for its case."""
LONGEST = 32_768
"""Bytes; the index cuts longer words off (FTS5_MAX_TOKEN_SIZE)."""
MOST = 500
"""Words to be looked up; where more hold the letters, so does much of all there is."""
COMMON = 20
"""A word is common where more than one card in so many has it."""
PATIENCE = 3
"""Searches between two changes of the words before they are read."""
STRUCTURE = 10
"""The row of the index that is written anew with each change (FTS5_STRUCTURE_ROWID)."""

READ = (
    "SELECT GROUP_CONCAT(term, char(10)) FILTER (WHERE length(CAST(term AS BLOB)) < :longest), "
    "GROUP_CONCAT(term, char(10)) FILTER (WHERE doc > :common), "
    "MAX(length(CAST(term AS BLOB))) FROM temp.vocabulary"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word once, in lower case and without accents."""

    words: str
    """Each with a line end."""
    common: frozenset[str]

    def holding(self, letters: str) -> list[str] | None:
        """The words that hold letters of lower case; None where too many cards have one."""
        words, found = self.words, list[str]()
        at = words.find(letters)
        while at >= 0:
            end = words.index("\n", at)
            word = words[words.rfind("\n", 0, at) + 1 : end]
            if word in self.common or len(found) == MOST:
                return None
            found.append(word)
            at = words.find(letters, end)
        return found


class WordIndex:
    """Keeps the index, and knows the words in it once they have been asked for often enough."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._vocabulary: Vocabulary | None = None
        self._words_of: object = None
        """The state of the index that the words were read from, or are waited for in."""
        self._asked = 0
        """Searches in that state."""

    def add_since(self, first: int) -> None:
        """Let the cards from a number on be found by their words.

        Once for however many: any other statement that adds rows makes the index write out what
        it has gathered, a small piece that later costs a merge.
        """
        self.database.run(INSERT_SINCE, (first,))

    def replace(self, card: int, old: tuple[str, str], new: tuple[object, object]) -> None:
        """A card's sides are others now."""
        self.database.run(DELETE, (card, f"{old[0]}\n{old[1]}"))
        self.database.run(INSERT, (card, f"{new[0]}\n{new[1]}"))

    def rebuild(self) -> None:
        """Make the index anew from the texts."""
        self.database.run(EMPTY)
        self.database.run(INSERT_SINCE, (0,))

    def is_damaged(self) -> bool:
        """Whether the index contradicts itself; False for a file that may only be read, since
        SQLite puts the question as a write."""
        try:
            self.database.run(CHECK)
        except LibraryError as error:
            code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
            if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_READONLY):
                raise
            return code == sqlite3.SQLITE_CORRUPT
        return False

    def words_holding(self, text: str) -> list[str] | None:
        """Words of which every card that shows the text has one; None where all cards are to be
        looked through."""
        letters = max(LETTERS.findall(text), key=len, default="").lower()
        # LIKE reads no further than a zero byte.
        if not letters or "\0" in text or self.database.is_in_transaction():
            return None
        state = (
            self.database.data_version(),
            self.database.row("SELECT block FROM words_data WHERE id = ?", (STRUCTURE,)),
        )
        if state != self._words_of:
            self._words_of, self._asked, self._vocabulary = state, 0, None
        self._asked += 1
        if self._vocabulary is None and self._asked > PATIENCE:
            self._vocabulary = self._read_vocabulary()
        return None if self._vocabulary is None else self._vocabulary.holding(letters)

    def _read_vocabulary(self) -> Vocabulary | None:
        """The words of the index; None where it does not have them whole."""
        self.database.run(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
        )
        cards = self.database.value("SELECT COUNT(*) FROM content")
        words, common, longest = self.database.the_row(
            READ, {"longest": LONGEST, "common": max(cards // COMMON, COMMON)}
        )
        if longest is not None and longest >= LONGEST:
            return None
        return Vocabulary(f"{words or ''}\n", frozenset((common or "").split("\n")))
