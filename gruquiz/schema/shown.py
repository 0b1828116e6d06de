"""What a library has shown of its cards to other devices."""

from typing import TYPE_CHECKING

from gruquiz.schema.script import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

# 40: the bits of `held` that no row of the log sets, incomplete and joined.
SHOWN_CARDS = """
CREATE TABLE shown_card (
    card INTEGER PRIMARY KEY REFERENCES card (n),
    hash INTEGER NOT NULL,
    version INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX shown_card_version ON shown_card (version) WHERE version > 0;
CREATE INDEX shown_card_stale ON shown_card (stale) WHERE stale;

CREATE TRIGGER shown_text_changed AFTER UPDATE ON content
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = new.card; END;
CREATE TRIGGER shown_card_changed AFTER UPDATE OF note, deck, own, held, act, origin ON card
    WHEN (new.note, COALESCE(new.own, new.deck), new.held & 40, new.act, new.origin)
    IS NOT (old.note, COALESCE(old.own, old.deck), old.held & 40, old.act, old.origin)
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = new.n; END;
CREATE TRIGGER shown_note_moved AFTER UPDATE OF path, within ON note
    WHEN (new.path, new.within) IS NOT (old.path, old.within)
    BEGIN UPDATE shown_card SET stale = 1 WHERE card IN (SELECT n FROM card WHERE note = new.n);
    END;
CREATE TRIGGER shown_deck_joined AFTER INSERT ON card_deck
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = new.card; END;
CREATE TRIGGER shown_deck_left AFTER DELETE ON card_deck
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = old.card; END;
CREATE TRIGGER shown_history_added AFTER INSERT ON reading
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = new.card; END;
CREATE TRIGGER shown_history_changed AFTER UPDATE ON reading
    BEGIN UPDATE shown_card SET stale = 1 WHERE card = new.card; END;
"""


def m005_shown_cards(database: "Database") -> None:
    """What other devices were shown of each card: a hash of it, and at which `version` that
    changed last; `stale` where something of it was written since, which may have changed nothing.

    A card that is new is told by its number; until a folder is synced the table is empty.
    """
    for statement in statements(SHOWN_CARDS):
        database.execute(statement)
