"""The first release: notes, cards, the log, what is counted from it."""

from typing import TYPE_CHECKING

from gruquiz.schema.script import statements

if TYPE_CHECKING:
    from sqlite_utils import Database

# SQLite reads a partial index alone only where it holds the columns of its own condition too.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    n INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, deck TEXT, suggest TEXT NOT NULL,
    one_way INTEGER NOT NULL
) STRICT;

CREATE TABLE note (
    n INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    settings TEXT NOT NULL,
    deck TEXT NOT NULL,
    tags TEXT,
    gone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE deck (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scheduler TEXT
) STRICT;

CREATE TABLE card (
    n INTEGER PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    note INTEGER NOT NULL REFERENCES note (n),
    deck INTEGER NOT NULL REFERENCES deck (n),
    block INTEGER NOT NULL,
    held INTEGER NOT NULL,
    buried_on INTEGER,
    flag INTEGER NOT NULL DEFAULT 0,
    due INTEGER,
    interval REAL NOT NULL DEFAULT 0,
    ease INTEGER NOT NULL DEFAULT 250,
    reps INTEGER NOT NULL DEFAULT 0,
    lapses INTEGER NOT NULL DEFAULT 0,
    last_review INTEGER,
    repeat_on INTEGER,
    stability REAL,
    difficulty REAL,
    latest INTEGER,
    act INTEGER NOT NULL,
    day INTEGER NOT NULL
) STRICT;
CREATE INDEX card_note ON card (note, held, day);
CREATE INDEX card_block ON card (block);
CREATE INDEX card_held ON card (deck, held) WHERE held <> 0;
CREATE INDEX card_due ON card (due, deck, interval, ease, block, buried_on, repeat_on, held)
    WHERE held = 0 AND due IS NOT NULL;
CREATE INDEX card_new ON card (deck, n, block, buried_on, held, due)
    WHERE held = 0 AND due IS NULL;
CREATE INDEX card_memory ON card (deck) WHERE stability IS NOT NULL;
CREATE INDEX card_repeat ON card (repeat_on, deck) WHERE repeat_on IS NOT NULL;

CREATE TABLE card_deck (
    card INTEGER NOT NULL REFERENCES card (n),
    deck INTEGER NOT NULL REFERENCES deck (n),
    place INTEGER NOT NULL,
    PRIMARY KEY (card, deck)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
    card INTEGER PRIMARY KEY REFERENCES card (n),
    kind TEXT NOT NULL,
    front TEXT NOT NULL,
    back TEXT NOT NULL,
    answers TEXT,
    line INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    variant TEXT NOT NULL,
    sibling INTEGER NOT NULL,
    rule TEXT,
    entry TEXT,
    also TEXT,
    hash BLOB NOT NULL,
    headings TEXT,
    anchor TEXT,
    time INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', detail = none, columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);

CREATE TABLE orphan (
    n INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES note (n),
    line INTEGER NOT NULL,
    raw TEXT NOT NULL,
    hint TEXT NOT NULL
) STRICT;
CREATE INDEX orphan_note ON orphan (note);

CREATE TABLE likely_edit (
    old INTEGER NOT NULL REFERENCES card (n),
    new INTEGER NOT NULL REFERENCES card (n),
    similarity REAL NOT NULL,
    PRIMARY KEY (old, new)
) STRICT, WITHOUT ROWID;

CREATE TABLE label (n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    id INTEGER NOT NULL,
    act INTEGER,
    card INTEGER REFERENCES card (n),
    time INTEGER NOT NULL,
    day INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    kind TEXT NOT NULL,
    grade INTEGER,
    scheduler INTEGER,
    device INTEGER NOT NULL,
    interval REAL,
    due INTEGER,
    stability REAL,
    difficulty REAL,
    before TEXT,
    after TEXT,
    elapsed INTEGER,
    drill TEXT,
    target INTEGER,
    merged INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX log_card ON log (card, time) WHERE card IS NOT NULL;
CREATE INDEX log_act ON log (act) WHERE act IS NOT NULL;
CREATE INDEX log_target ON log (target) WHERE target IS NOT NULL;
CREATE TRIGGER log_keeps BEFORE DELETE ON log
    BEGIN SELECT RAISE (ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER log_stands BEFORE UPDATE ON log
    BEGIN SELECT RAISE (ABORT, 'the log is only ever added to'); END;

CREATE TABLE past (
    act INTEGER NOT NULL,
    card INTEGER NOT NULL REFERENCES card (n),
    content TEXT NOT NULL,
    PRIMARY KEY (act, card)
) STRICT, WITHOUT ROWID;

CREATE TABLE raised (
    day INTEGER NOT NULL,
    deck INTEGER NOT NULL REFERENCES deck (n),
    new INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    PRIMARY KEY (day, deck)
) STRICT, WITHOUT ROWID;
"""

TALLIES = ("new", "young", "mature", "repeat")
"""What the card was when answered; `repeat` is every answer after the day's first."""

TALLY_COLUMNS = tuple(f"{was}_{button}" for was in TALLIES for button in range(4))
"""Answers counted by what the card was and which of the four buttons it got."""


def _tally() -> str:
    counts = ", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in TALLY_COLUMNS)
    return (
        "CREATE TABLE tally (day INTEGER NOT NULL, deck INTEGER NOT NULL REFERENCES deck (n), "
        f"hour INTEGER NOT NULL, ms INTEGER NOT NULL DEFAULT 0, {counts}, "
        "PRIMARY KEY (day, deck, hour)) STRICT, WITHOUT ROWID"
    )


def m001_tables(database: "Database") -> None:
    """Everything that the first release keeps."""
    for statement in statements(TABLES):
        database.execute(statement)
    database.execute(_tally())
