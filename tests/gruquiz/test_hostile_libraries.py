"""Another library may hold anything: none of it runs, what cannot be is named, the rest comes in,
and nothing that came in makes a later command fail."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gruquiz.library import Library
from tests.gruquiz.cli.conftest import Run, run
from tests.gruquiz.hostile_libraries import join, loosened, mutations, scribbled, studied, use

Other = Callable[..., Path]

__all__ = ["run"]  # a fixture of the commands' own tests


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A library here and one of another device."""
    folder = tmp_path_factory.mktemp("pair")
    return studied(folder / "here.db", "desk", "mine"), studied(folder / "other.db", "phone")


@pytest.fixture
def here(pair: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copyfile(pair[0], tmp_path / "library.db"))


@pytest.fixture
def other(pair: tuple[Path, Path], tmp_path: Path) -> Other:
    return lambda *statements: loosened(pair[1], tmp_path / "other.db", *statements)


def cards(path: Path) -> int:
    with Library.open(path) as library:
        assert library.maintenance.faults() == []
        return int(library.database.value("SELECT COUNT(*) FROM card"))


@pytest.mark.parametrize(
    ("statement", "added", "said"),
    [
        ("UPDATE log SET interval = 9e999 WHERE seq = 2", 3, "log: 1 refused, the rest was taken"),
        ("UPDATE log SET day = 3652059 WHERE seq < 3", 3, "day is not a day between 1900 and 2999"),
        ("UPDATE log SET time = 253402300799999 WHERE seq = 2", 3, "time is not a time between"),
        ("UPDATE log SET kind = 'tax' WHERE seq = 2", 3, "kind is no kind of row"),
        ("UPDATE log SET grade = 6 WHERE seq = 2", 3, "grade is not a grade from 0 to 5"),
        ("UPDATE log SET grade = NULL WHERE kind = 'review'", 3, "grade is not a grade"),
        ("UPDATE log SET hour = 24 WHERE seq = 2", 3, "hour is not an hour from 0 to 23"),
        ("UPDATE log SET before = '1,inf,1,1,1,,,,' WHERE seq = 2", 3, "before is not a schedule"),
        ("UPDATE log SET card = 99 WHERE seq = 2", 3, "card names a card that is missing"),
        ("UPDATE log SET drill = '[1]' WHERE seq = 2", 3, "drill is not an exercise"),
        ("UPDATE log SET stability = 3 WHERE seq = 2", 3, "stability and difficulty are not what"),
        ("UPDATE log SET after = 'x' WHERE kind = 'flag'", 3, "after is not what a row of"),
        ("UPDATE label SET text = 'sm2 paper plain 0 v1' WHERE text LIKE 's%2%'", 3, "scheduler"),
        ("UPDATE label SET text = 'fsrs 0.9' WHERE text LIKE 'sm2%'", 3, "names no scheduler"),
        ("INSERT INTO log SELECT * FROM log", 3, "is there twice"),
        ("UPDATE card SET id = -5 WHERE n = 1", 2, "card: 1 refused, the rest was taken: id"),
        ("UPDATE card SET day = 9e9 WHERE n = 1", 2, "day is not a day between 1900 and 2999"),
        ("UPDATE card SET deck = 99 WHERE n = 1", 2, "deck names a deck that is missing"),
        ("UPDATE card SET note = NULL WHERE n = 1", 2, "note names a note that is missing"),
        ("UPDATE card SET id = (SELECT id FROM card WHERE n = 2)", 1, "card: 2 refused, the rest "),
        ("UPDATE card SET due = 9e999, interval = 'x', ease = x'00', stability = -1", 3, ""),
        ("UPDATE content SET kind = 'x' WHERE card = 1", 2, "kind is no kind of card"),
        ("UPDATE content SET front = CAST(x'ff' AS TEXT) WHERE card = 1", 2, "front is not text"),
        ("UPDATE content SET back = CAST(x'eda080' AS TEXT) WHERE card = 1", 2, "back is not text"),
        ("UPDATE content SET front = 5 WHERE card = 1", 2, "front is not text"),
        ("UPDATE content SET answers = '[\"\\ud800\"]' WHERE card = 1", 2, "answers is not a list"),
        ("UPDATE content SET headings = '[' WHERE card = 1", 2, "headings is not a list of texts"),
        ("UPDATE content SET also = '[9e999]' WHERE card = 1", 2, "also is not a list of lines"),
        ("UPDATE content SET kind = 'drill' WHERE card = 1", 2, "asks for an exercise"),
        ("UPDATE content SET kind = 'drill', back = '{\"hidden\": 999999999}'", 0, "asks for"),
        ("UPDATE content SET time = 9e999 WHERE card = 1", 2, "time is not a time between"),
        ("UPDATE content SET back = printf('%.*c', 1048577, 'x') WHERE card = 1", 2, "back is not"),
        ("UPDATE content SET back = printf('%.*c', 1048576, 'x') WHERE card = 1", 3, ""),
        ("UPDATE deck SET name = '' WHERE name = 'GRU'", 0, "name is not a deck's name"),
        ("UPDATE note SET path = 'a' || char(0)", 0, "path is not a path"),
        ("UPDATE note SET path = CAST(x'ff' AS TEXT)", 0, "path is not a path"),
        ("UPDATE meta SET value = 'x'", 3, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_and_the_rest_comes(
    here: Path, other: Other, statement: str, added: int, said: str
) -> None:
    before = cards(here)
    refused, error = join(here, other(statement))
    assert error == ""
    assert (said in " ".join(refused)) if said else refused == []
    assert cards(here) == before + added
    use(here)


def test_a_sound_library_in_tables_of_another_make_has_nothing_refused(
    here: Path, other: Other
) -> None:
    assert join(here, other()) == ([], "")
    use(here)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER a AFTER INSERT ON unproven BEGIN SELECT RAISE (ABORT, 'ran'); END",
        "CREATE TRIGGER a AFTER UPDATE ON note BEGIN SELECT RAISE (ABORT, 'ran'); END",
        "CREATE TRIGGER a AFTER INSERT ON meta BEGIN SELECT RAISE (ABORT, 'ran'); END",
        "CREATE VIEW other AS SELECT * FROM card",
        "CREATE VIRTUAL TABLE found USING fts5 (x)",
        "CREATE INDEX odd ON log (abs(seq)) WHERE seq > 3",
        "CREATE INDEX odd ON reading (hex(key))",
    ],
)  # fmt: skip
def test_nothing_of_the_other_file_runs(here: Path, other: Other, statement: str) -> None:
    before = cards(here)
    theirs = other("UPDATE note SET within = NULL", statement)
    assert join(here, theirs) == ([], "")
    assert cards(here) == before + 3


def test_an_index_that_calls_what_may_be_unsafe_is_a_sentence(here: Path, other: Other) -> None:
    theirs = other("CREATE INDEX odd ON log (seq) WHERE json_valid(kind) = 0")
    _, error = join(here, theirs)
    assert error.startswith(f"{theirs}: it cannot be read: ")
    assert "unsafe use of json_valid" in error


@pytest.mark.parametrize("table", ["card", "content", "log", "note", "deck", "label"])
def test_a_view_in_the_place_of_a_table_is_refused(here: Path, other: Other, table: str) -> None:
    endless = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    theirs = other(f"ALTER TABLE {table} RENAME TO hidden", f"CREATE VIEW {table} AS {endless}")
    refused, error = join(here, theirs)
    assert error == f"{theirs}: it cannot be read: it has no plain table {table}"
    assert refused == []


def test_a_computed_column_is_refused(here: Path, other: Other) -> None:
    theirs = other(
        "ALTER TABLE content DROP COLUMN front",
        "ALTER TABLE content ADD COLUMN front TEXT AS (hex(zeroblob(100000000))) VIRTUAL",
    )
    _, error = join(here, theirs)
    assert error == f"{theirs}: it cannot be read: its table content has no stored column front"


def test_a_huge_text_is_refused_by_name(here: Path, other: Other) -> None:
    theirs = other("UPDATE content SET front = CAST(zeroblob(100000000) AS TEXT) WHERE card = 1")
    _, error = join(here, theirs)
    assert error == (
        f"{theirs}: it cannot be read: it holds a text of more than 64 MiB, as no program wrote it"
    )
    use(here)


@pytest.mark.parametrize("seed", range(30))
def test_no_change_of_values_makes_a_later_command_fail(
    here: Path, pair: tuple[Path, Path], tmp_path: Path, seed: int
) -> None:
    changes = mutations(pair[1], seed)
    theirs = loosened(pair[1], tmp_path / "other.db", *changes)
    _, error = join(here, theirs)
    assert error == "" or error.startswith(f"{theirs}: "), changes
    use(here)


@pytest.mark.parametrize("seed", range(10))
def test_no_scribble_makes_a_later_command_fail(
    here: Path, pair: tuple[Path, Path], tmp_path: Path, seed: int
) -> None:
    theirs = Path(shutil.copyfile(pair[1], tmp_path / "other.db"))
    scribbled(theirs, seed)
    _, error = join(here, theirs)
    assert error == "" or error.startswith(f"{theirs}: ")
    use(here)


def test_the_command_names_the_file_the_table_and_the_count(
    here: Path,
    other: Other,
    run: Run,
) -> None:
    assert here.name == "library.db", "the library of the commands"
    theirs = other("UPDATE log SET interval = 9e999 WHERE seq = 2")
    code, out, err = run("merge", theirs)
    assert code == 1
    assert "Added 1 card and 13 rows of the log" in out
    assert f"\n{theirs}: log: 1 refused, the rest was taken: interval is not a number" in err
    for command in ("decks", "cards", "stats", "next", "check"):
        assert run(command)[0] == 0
