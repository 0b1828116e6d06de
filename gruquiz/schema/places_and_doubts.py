"""Cards in decks of the learner's choice; doubts of an import until they are settled."""

from typing import TYPE_CHECKING

from gruquiz.schema.script import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

PLACES_AND_DOUBTS = """
ALTER TABLE card ADD COLUMN own INTEGER REFERENCES deck (n);

CREATE TABLE doubt (
    n INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES note (n),
    line INTEGER NOT NULL,
    message TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    UNIQUE (note, line, message)
) STRICT;
"""


def m002_places_and_doubts(database: "Database") -> None:
    """The deck that a card's note gives it, where the learner chose another (`own`); what was odd
    in each note when it was last read."""
    for statement in statements(PLACES_AND_DOUBTS):
        database.execute(statement)
