"""`check --mend` mends what an older version took in: infinities, the year 9999."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gruquiz.library import Library, known_tables
from gruquiz.library.notes import texts
from gruquiz.library.value_rules import CONTENT_FIELDS
from tests.gruquiz.hostile_libraries import studied, use


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        ("interval = 9e999", 0),
        ("stability = 9e999, difficulty = 5", 0),
        ("due = 3652060", 0),
        ("before = '739000,inf,250,1,0,739000,,,'", 0),
        ("before = '9999999,1.0,250,1,0,739000,,,'", 0),
        ("grade = 77", 1),
        ("day = 3652059", 1),
        ("time = 253402300799999", 1),
        ("kind = 'tax'", 1),
    ],
)
def test_an_impossible_row_of_the_log_is_mended(tmp_path: Path, change: str, left_out: int) -> None:
    path = studied(tmp_path / "library.db", "desk")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = guards.fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE log SET {change} WHERE seq = 2")
        for _, statement in kept:
            connection.execute(statement)
        (rows,) = connection.execute("SELECT COUNT(*) FROM log").fetchone()
    with Library.open(path) as library:
        (fault,) = library.maintenance.faults()
        assert fault.mendable
        assert fault.text.startswith("row 2 of the log cannot be: ")
        library.maintenance.mend()
        assert library.maintenance.faults() == []
        assert library.database.value("SELECT COUNT(*) FROM log") == rows - left_out
        with pytest.raises(Exception, match="only ever added to"):
            library.database.run("DELETE FROM log")
    use(path)


@pytest.mark.parametrize("change", ["content SET time = 9e18", "card SET day = 3652059"])
def test_a_time_that_cannot_be_is_mended(tmp_path: Path, change: str) -> None:
    path = studied(tmp_path / "library.db", "desk")
    with Library.open(path) as library:
        library.database.run(f"UPDATE {change.replace('9e18', '9000000000000000000')}")
        assert [fault.mendable for fault in library.maintenance.faults()] == [True] * 3
        library.maintenance.mend()
        assert library.maintenance.faults() == []
    use(path)


def test_the_rules_have_the_columns_of_a_text_in_their_order() -> None:
    assert ", ".join(CONTENT_FIELDS) == texts.CONTENT
    assert known_tables.PAST_CONTENT == texts.PAST_CONTENT
