"""The tables of a library, as migrations that are never edited once released.

A library tells its version by `user_version`, so that an up-to-date one opens without
sqlite-utils, whose import costs more than everything else on that path.

Words of the tables: days are `date.toordinal()`, times UTC milliseconds, `n` and `seq` row numbers
that never leave the file (`id` is the identity that does). `card.held` is a set of bits, see
`library.rows`; a card is in play while it is 0.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gruquiz.errors import LibraryError

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION = 0x67727571
"""SQLite's `application_id` of a library: "gruq"."""

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


def migrate(connection: sqlite3.Connection, path: Path | str) -> bool:
    """Bring a library up to date; True where there was something to do.

    Raises LibraryError for a file that is no library, or that a newer program wrote.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(MIGRATIONS):
        return False
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"this library was written by a newer gruquiz (version {version}, this one knows "
            f"{len(MIGRATIONS)}); install the newer program to open it. Nothing was changed",
            path,
        )
    (objects,) = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if version == 0 and objects and application != APPLICATION:
        raise LibraryError("this is a database of another program; choose another file", path)

    if version:
        _copy_before(connection, path)

    from sqlite_utils import Database, Migrations  # 230 ms: only where there is something to do

    migrations = Migrations("gruquiz")
    for migration in MIGRATIONS:
        migrations()(migration)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute("BEGIN EXCLUSIVE")  # of two processes making one library, one does it
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < len(MIGRATIONS):
            migrations.apply(Database(connection))
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return True


def _copy_before(connection: sqlite3.Connection, path: Path | str) -> None:
    """A copy of the library as it is, beside it."""
    folder = Path(path).with_name(f"{Path(path).stem}-backups")
    folder.mkdir(exist_ok=True)
    copy = folder / f"before-version-{len(MIGRATIONS)}.db"
    copy.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(copy),))


def m001_tables(database: "Database") -> None:
    """Everything that the first release keeps."""
    for statement in _statements(TABLES):
        database.execute(statement)
    database.execute(_tally())


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
    for statement in _statements(PLACES_AND_DOUBTS):
        database.execute(statement)


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
    for statement in _statements(TWINS):
        database.execute(statement)


MIGRATIONS: tuple[Callable[["Database"], None], ...] = (
    m001_tables,
    m002_places_and_doubts,
    m003_twins,
)
"""In order; `user_version` is how many of them a library has seen."""


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit the migration's transaction."""
    statements, open_ = [], ""
    for line in script.splitlines(keepends=True):
        open_ += line
        if sqlite3.complete_statement(open_):
            statements.append(open_.strip())
            open_ = ""
    return statements
