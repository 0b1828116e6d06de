"""A foreign SQLite file: its plain tables are read, and nothing in it is ever run."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gruquiz.foreign import LIMITS, Deadline, ForeignDatabase, ForeignTable, LimitError, Refusals
from gruquiz.foreign.values import ID, Text, Whole

CARDS = ForeignTable("cards", {"id": ID, "front": Text(10), "ease": Whole(130, 1000)}, order="id")


def made(path: Path, *statements: str) -> Path:
    """A file made by these statements, its table of three cards first."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, front, ease)")
    connection.executemany(
        "INSERT INTO cards VALUES (?, ?, ?)", [(1, "a", 250), (2, "b", 130), (3, "c", 1000)]
    )
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def read(path: Path, table: ForeignTable = CARDS) -> tuple[Sequence[object], list[str]]:
    refusals = Refusals()
    with ForeignDatabase.open(path) as database:
        database.check(*database.columns)
        rows = list(database.rows(table, refusals))
    return rows, list(refusals.sentences())


def test_sound_rows_come_and_the_others_are_counted_by_reason(tmp_path: Path) -> None:
    path = made(
        tmp_path / "x.db",
        "INSERT INTO cards VALUES (4, 'elf letters', 250), (5, 'five', 9e999), (6, 'six', 129)",
        "INSERT INTO cards VALUES (7, x'00', 250), (8, NULL, 250), (9, 'a text it takes', 250)",
        "INSERT INTO cards VALUES (-1, 'a', 250), (10, 'ten lettrs', 1001)",
    )
    rows, sentences = read(path)
    assert rows == [(1, "a", 250), (2, "b", 130), (3, "c", 1000)]
    (sentence,) = sentences
    assert sentence.startswith("cards: 8 refused, the rest was taken: front is not text of at most")
    assert "(4)" in sentence
    assert "ease is not a whole number from 130 to 1000 (3)" in sentence
    assert "id is not an id from 1 to 9223372036854775807 (1)" in sentence


def test_names_are_found_without_regard_to_case(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "CREATE TABLE Other (ID, Front, EASE)")
    assert read(path, replace(CARDS, name="other")) == ([], [])


def test_text_that_is_no_unicode_does_not_stop_the_others(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "INSERT INTO cards VALUES (4, CAST(x'61ff' AS TEXT), 250)")
    assert read(path)[0][-1] == (4, "a�", 250)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW cards2 AS SELECT * FROM cards",
        "CREATE VIRTUAL TABLE cards2 USING fts5 (id, front, ease)",
        "CREATE TABLE cards2 (id, front, ease AS (length(hex(zeroblob(9)))))",
        "CREATE TABLE cards2 (id, front, ease AS (1) STORED)",
    ],
)
def test_views_virtual_tables_and_computed_columns_are_no_tables(
    tmp_path: Path, statement: str
) -> None:
    path = made(tmp_path / "x.db", statement)
    with pytest.raises(ValueError, match=r"no (plain table|stored column)"):
        read(path, replace(CARDS, name="cards2"))
    assert len(read(path)[0]) == 3


def test_a_view_in_a_tables_place_is_refused(tmp_path: Path) -> None:
    path = made(
        tmp_path / "x.db",
        "ALTER TABLE cards RENAME TO hidden",
        "CREATE VIEW cards AS SELECT * FROM hidden",
    )
    with pytest.raises(ValueError, match="no plain table cards"):
        read(path)


def test_an_object_that_lies_about_what_it_is_is_refused(tmp_path: Path) -> None:
    path = made(
        tmp_path / "x.db",
        "CREATE TABLE other (id, front, ease)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE VIEW cards AS SELECT 1, 2, 3' WHERE name = 'cards'",
    )
    with pytest.raises(ValueError, match=r"malformed|no plain table"):
        read(path)


def test_triggers_and_checks_of_the_file_are_never_run(tmp_path: Path) -> None:
    slow = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    path = made(
        tmp_path / "x.db",
        f"CREATE VIEW endless AS {slow}",
        "CREATE TRIGGER t AFTER INSERT ON cards BEGIN DELETE FROM cards; END",
        "CREATE TABLE checked (id, CHECK (length(hex(zeroblob(200000000))) > id))",
        "PRAGMA ignore_check_constraints = ON",
        "INSERT INTO checked VALUES (1), (2)",
    )  # fmt: skip
    assert len(read(path)[0]) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cards",
        "ATTACH ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "SELECT load_extension('x')",
        "SELECT hex(front) FROM cards",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_table_list",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ],
)
def test_nothing_but_its_tables_can_be_read(tmp_path: Path, statement: str) -> None:
    path = made(tmp_path / "x.db")
    with (
        pytest.raises(ValueError, match=r"not authorized|prohibited|no such"),
        ForeignDatabase.open(path) as database,
    ):
        database.sqlite.execute(statement).fetchall()


def test_the_file_is_not_written(tmp_path: Path) -> None:
    path = made(tmp_path / "q?#%41.db")
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_time_is_limited(tmp_path: Path) -> None:
    many = "WITH n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
    path = made(tmp_path / "x.db", f"INSERT INTO cards {many} SELECT i, 'a', 250 FROM n")
    ticks = iter(range(1000))
    deadline = Deadline(replace(LIMITS, seconds=3), lambda: float(next(ticks)))
    with (
        pytest.raises(LimitError, match=r"more than 3 seconds.*`--limits 2`"),
        ForeignDatabase.open(path, deadline=deadline) as database,
    ):
        list(database.rows(CARDS, Refusals()))


@pytest.mark.parametrize(("rows", "taken"), [(3, True), (2, False)])
def test_the_rows_are_limited(tmp_path: Path, rows: int, taken: bool) -> None:
    path = made(tmp_path / "x.db")
    with ForeignDatabase.open(path, replace(LIMITS, rows=rows)) as database:
        if taken:
            assert len(list(database.rows(CARDS, Refusals()))) == 3
            return
        with pytest.raises(LimitError, match="more than 2 rows"):
            list(database.rows(CARDS, Refusals()))


@pytest.mark.parametrize("size", [0, 1, 2000])
def test_a_file_over_its_size_is_not_opened(tmp_path: Path, size: int) -> None:
    path = made(tmp_path / "x.db")
    with (
        pytest.raises(LimitError, match="its database has"),
        ForeignDatabase.open(path, replace(LIMITS, sqlite_file=size)),
    ):
        pass


def test_damage_is_told_of_the_tables_that_are_read(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db")
    content = bytearray(path.read_bytes())
    content[5000:5100] = bytes(100)
    content[4096:4110] = b"\x0d\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"malformed|Tree|page|btree"):
        read(path)
