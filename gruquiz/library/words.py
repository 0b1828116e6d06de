"""The index by which cards are found by their words; it keeps no texts of its own."""

INSERT_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"
INSERT_WORDS_SINCE = (
    "INSERT INTO words (rowid, text) "
    "SELECT card, front || char(10) || back FROM content WHERE card >= ? ORDER BY card"
)
DELETE_WORDS = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)"
"""With the text as it was put in: what is not known to be there cannot be taken out."""
EMPTY_WORDS = "INSERT INTO words (words) VALUES ('delete-all')"
TRY_WORDS = "INSERT INTO words (words) VALUES ('integrity-check')"
"""Fails where the index does not hang together."""
