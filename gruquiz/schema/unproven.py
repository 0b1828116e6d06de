"""What of a library has yet to be proven to other devices."""

from typing import TYPE_CHECKING

from gruquiz.schema.script import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

# Not OR IGNORE: how the statement that fires a trigger meets conflicts counts in it too.
UNPROVEN = """
CREATE TABLE unproven (card INTEGER PRIMARY KEY) STRICT;
CREATE INDEX reading_card ON reading (card, key);
CREATE TRIGGER content_changed AFTER UPDATE ON content
    BEGIN INSERT INTO unproven SELECT new.card WHERE new.card NOT IN unproven; END;
CREATE TRIGGER card_moved AFTER UPDATE OF note ON card WHEN new.note <> old.note
    BEGIN INSERT INTO unproven SELECT new.n WHERE new.n NOT IN unproven; END;
CREATE TRIGGER card_gone AFTER UPDATE OF held ON card WHEN (new.held & 48) <> (old.held & 48)
    BEGIN INSERT INTO unproven SELECT new.n WHERE new.n NOT IN unproven; END;
CREATE TRIGGER note_moved AFTER UPDATE OF path, within, settings, gone ON note
    WHEN (new.path, new.within, new.settings = '', new.gone)
    IS NOT (old.path, old.within, old.settings = '', old.gone)
    BEGIN INSERT INTO unproven SELECT n FROM card WHERE note = new.n AND n NOT IN unproven; END;
"""


def m004_unproven(database: "Database") -> None:
    """The cards that say something else, stand elsewhere, or are withdrawn or joined to another,
    since `reading` was written: what is the same as what may be other now.

    New cards are told by their numbers, so that an import writes no row more.
    """
    for statement in statements(UNPROVEN):
        database.execute(statement)
