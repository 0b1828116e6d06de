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

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.schema.places_and_doubts import m002_places_and_doubts
from gruquiz.schema.shown import m005_shown_cards
from gruquiz.schema.tables import TALLIES, TALLY_COLUMNS, m001_tables
from gruquiz.schema.twins import m003_twins
from gruquiz.schema.unproven import m004_unproven

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["APPLICATION", "MIGRATIONS", "TALLIES", "TALLY_COLUMNS", "migrate"]

APPLICATION = 0x67727571
"""SQLite's `application_id` of a library: "gruq"."""

MIGRATIONS: tuple[Callable[["Database"], None], ...] = (
    m001_tables,
    m002_places_and_doubts,
    m003_twins,
    m004_unproven,
    m005_shown_cards,
)
"""In order; `user_version` is how many of them a library has seen."""


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
    private_files.make_folder(folder)
    copy = folder / f"before-version-{len(MIGRATIONS)}.db"
    copy.unlink(missing_ok=True)
    private_files.create(copy)
    connection.execute("VACUUM INTO ?", (str(copy),))
