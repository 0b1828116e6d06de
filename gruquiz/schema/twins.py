"""Cards that several devices imported each by itself are one card."""

from typing import TYPE_CHECKING

from gruquiz.schema.script import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

TWINS = """
ALTER TABLE note ADD COLUMN within TEXT;
ALTER TABLE card ADD COLUMN same INTEGER REFERENCES card (n);
ALTER TABLE card ADD COLUMN origin INTEGER REFERENCES label (n);
CREATE INDEX card_same ON card (same) WHERE same IS NOT NULL;

CREATE TABLE reading (
    key INTEGER NOT NULL,
    card INTEGER NOT NULL REFERENCES card (n),
    within INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (key, card, within)
) STRICT, WITHOUT ROWID;

CREATE TABLE lent (
    card INTEGER PRIMARY KEY REFERENCES card (n),
    time INTEGER NOT NULL,
    own TEXT NOT NULL
) STRICT;

ALTER TABLE log ADD COLUMN named INTEGER REFERENCES card (n);
CREATE INDEX log_named ON log (named) WHERE named IS NOT NULL;
DROP TRIGGER log_stands;
CREATE TRIGGER log_stands BEFORE UPDATE OF seq, id, act, time, day, hour, kind, grade, scheduler,
    device, interval, due, stability, difficulty, before, after, elapsed, drill, target, merged
    ON log BEGIN SELECT RAISE (ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER log_names BEFORE UPDATE OF card, named ON log
    WHEN COALESCE(new.named, new.card) IS NOT COALESCE(old.named, old.card)
    BEGIN SELECT RAISE (ABORT, 'the log is only ever added to'); END;

INSERT INTO meta (key, value) VALUES ('birth', lower(hex(randomblob(4))));
"""


def m003_twins(database: "Database") -> None:
    """Cards that several devices imported each by itself.

    `card.same` is the card that such a one goes on as, `origin` the library that first had it,
    `reading` every text that a card was read as, by a fingerprint, and `lent` the text of a card
    that shows a newer one of its twin's. `log.card` is the card that a row now counts for and
    `log.named`, where that is another, the one that it was written for, which never changes.
    """
    for statement in statements(TWINS):
        database.execute(statement)
