"""The words of all cards in memory: letters are sought among them, then their cards in the index.

Letters and digits stand within one word, so whatever shows them has a word that holds them. To
read the words takes as long as to look through all cards three times, and to use them a thirtieth.
"""

import re
from dataclasses import dataclass

from gruquiz.library.connection import Store

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


class Worded(Store):
    """Knows the words of its cards once they have been asked for often enough."""

    _vocabulary: Vocabulary | None = None
    _words_of: object = None
    """The state of the index that the words were read from, or are waited for in."""
    _asked: int = 0
    """Searches in that state."""

    def words_holding(self, text: str) -> list[str] | None:
        """Words of which every card that shows the text has one; None where all cards are to be
        looked through."""
        letters = max(LETTERS.findall(text), key=len, default="").lower()
        # LIKE reads no further than a zero byte.
        if not letters or "\0" in text or self.connection.in_transaction:
            return None
        state = (
            self.data_version(),
            self.row("SELECT block FROM words_data WHERE id = ?", (STRUCTURE,)),
        )
        if state != self._words_of:
            self._words_of, self._asked, self._vocabulary = state, 0, None
        self._asked += 1
        if self._vocabulary is None and self._asked > PATIENCE:
            self._vocabulary = self._read_vocabulary()
        return None if self._vocabulary is None else self._vocabulary.holding(letters)

    def _read_vocabulary(self) -> Vocabulary | None:
        """The words of the index; None where it does not have them whole."""
        self.run(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)"
        )
        cards = self.value("SELECT COUNT(*) FROM content")
        words, common, longest = self.the_row(
            READ, {"longest": LONGEST, "common": max(cards // COMMON, COMMON)}
        )
        if longest is not None and longest >= LONGEST:
            return None
        return Vocabulary(f"{words or ''}\n", frozenset((common or "").split("\n")))
