"""What a library's file may be: absent, empty, foreign, newer, older; and what `check` sees."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gruquiz import schema
from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.gruquiz.cards import NOW


def test_a_new_library_is_made_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        assert library.created
        assert library.maintenance.faults() == []
    assert [one.name for one in tmp_path.iterdir()] == ["library.db"]
    with Library.open(path, create=False) as library:
        assert not library.created


def test_no_folder_is_made_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no folder .*mistyped; make it first"):
        Library.open(tmp_path / "mistyped" / "library.db")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_library_yet_to_be_made_is_followed(tmp_path: Path) -> None:
    (tmp_path / "sync").mkdir()
    (tmp_path / "library.db").symlink_to(tmp_path / "sync" / "real.db")
    with Library.open(tmp_path / "library.db") as library:
        assert library.created
    assert (tmp_path / "sync" / "real.db").stat().st_size > 0
    assert (tmp_path / "library.db").is_symlink()


MAKER = """
import sys
from gruquiz.library import Library
sys.stdin.readline()
with Library.open(sys.argv[1]) as library:
    print(library.created, library.maintenance.faults())
"""


def test_of_two_processes_that_make_a_library_one_does(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", MAKER, tmp_path / "library.db"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    told = sorted(one.communicate()[0].strip() for one in both)
    assert told == ["False []", "True []"]
    assert [one.name for one in tmp_path.iterdir()] == ["library.db"]


def test_an_up_to_date_library_opens_without_its_builder(file: Path) -> None:
    code = (
        "import sys; from gruquiz.library import Library; from gruquiz.config import Config; "
        "from gruquiz.session import Session; from datetime import datetime, UTC; "
        f"Session(Library.open({str(file)!r}), Config()).next(datetime.now(UTC)); "
        "print(sorted({'numpy', 'sqlite_utils', 'textual', 'markdown_it', 'yaml', 'fsrs'}"
        " & set(sys.modules)))"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


def _another_programs(path: Path, *, wal: bool) -> None:
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    if wal:  # as a crash leaves it: what was written last is in the log alone
        other = sqlite3.connect(path.with_name("copy.db"))
        other.close()
        for ending in ("", "-wal"):
            shutil.copyfile(f"{path}{ending}", path.with_name(f"crashed.db{ending}"))
    connection.close()


def test_what_cannot_be_a_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    _another_programs(tmp_path / "plain.db", wal=False)
    _another_programs(tmp_path / "wal.db", wal=True)
    for name, content in (
        ("empty.db", b""),
        ("short.db", b"hello"),
        ("text.db", b"not a database at all, but some text " * 400),
        ("cut.db", b"SQLite format 3\0 and no more"),
    ):
        (tmp_path / name).write_bytes(content)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    for name, says in (
        ("empty.db", r"empty: .*restore.*delete the file"),
        ("short.db", "not a gruquiz library"),
        ("text.db", "not a gruquiz library; choose another file"),
        ("cut.db", "not a gruquiz library"),
        ("plain.db", "another program"),
        ("wal.db", "another program"),
        ("crashed.db", "another program"),
    ):
        with pytest.raises(LibraryError, match=says) as raised:
            Library.open(tmp_path / name)
        assert raised.value.path == tmp_path / name
    for name, content in before.items():
        assert (tmp_path / name).read_bytes() == content, name
    with pytest.raises(LibraryError, match=r"folder; a library is a file, as .*library\.db"):
        Library.open(tmp_path)
    with pytest.raises(LibraryError, match="no library here"):
        Library.open(tmp_path / "absent.db", create=False)
    with pytest.raises(LibraryError, match="no folder"):
        Library.open(tmp_path / "text.db" / "library.db")


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device file")
def test_a_device_is_no_library() -> None:
    with pytest.raises(LibraryError, match="no ordinary file"):
        Library.open(Path("/dev/null"))


def test_a_library_whose_header_is_still_in_the_log_is_opened(tmp_path: Path) -> None:
    """As a crash left it in a version that did not make libraries whole."""
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
    for ending in ("", "-wal"):
        shutil.copyfile(f"{path}{ending}", tmp_path / f"crashed.db{ending}")
    connection.close()
    assert (tmp_path / "crashed.db").read_bytes()[68:72] == bytes(4)
    with Library.open(tmp_path / "crashed.db") as library:
        assert library.maintenance.faults() == []


def test_a_newer_library_is_refused_untouched(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="newer gruquiz"):
        Library.open(file)
    assert file.read_bytes() == before


def test_a_migration_leaves_a_copy_and_is_all_or_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(database) -> None:  # type: ignore[no-untyped-def]  # as the tests of a migration may
        database.execute("CREATE TABLE more (x) STRICT" if broken else "CREATE TABLE more (x INT)")

    before = schema.MIGRATIONS
    for broken in (True, False):
        monkeypatch.setattr(schema, "MIGRATIONS", (*before, grow))
        if broken:
            with pytest.raises(LibraryError):
                Library.open(file)
            monkeypatch.undo()
            with Library.open(file) as library:
                assert library.maintenance.faults() == []
        else:
            with Library.open(file) as library:
                assert library.database.value("PRAGMA user_version") == len(before) + 1
    monkeypatch.undo()
    copy_name = f"before-version-{len(before) + 1}.db"
    with Library.open(file.with_name("library-backups") / copy_name) as copy:
        assert len(copy.search.cards()) == 40


def test_the_log_cannot_be_rewritten(file: Path) -> None:
    with Library.open(file) as library:
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
        for statement in ("DELETE FROM log", "UPDATE log SET grade = 5"):
            with pytest.raises(LibraryError, match="only ever added to"):
                library.database.run(statement)


def test_check_sees_a_cache_that_is_not_what_the_log_says_and_mend_mends_it(file: Path) -> None:
    with Library.open(file) as library:
        card, other = library.search.ids()[:2]
        Session(library, Config()).answer(card, Grade.GOOD, NOW)
        library.database.run("UPDATE card SET ease = 999 WHERE id = ?", (card,))
        library.database.run(
            "UPDATE card SET due = 99999999 WHERE id = ?", (other,)
        )  # no day at all
        library.database.run("UPDATE tally SET ms = 77")
        faults = library.maintenance.faults()
        assert any("ease=999" in fault.text for fault in faults)
        assert any("99999999" in fault.text for fault in faults)
        assert any("statistics" in fault.text for fault in faults)
        library.maintenance.mend()
        assert library.maintenance.faults() == []


@pytest.mark.parametrize("part", ["an index", "the words"])
def test_what_only_finds_rows_is_made_anew_from_them(file: Path, part: str) -> None:
    with Library.open(file) as library:
        found = library.search.ids("card")
        assert len(found) == 40
        if part == "an index":  # another is put in its place, which lacks half of the rows
            library.database.run("PRAGMA writable_schema = ON")
            library.database.run(
                "UPDATE sqlite_master SET sql = sql || ' WHERE n > 20' WHERE name = 'card_block'"
            )
            library.database.run("PRAGMA writable_schema = RESET")
            library.database.run("REINDEX card_block")
            library.database.run("PRAGMA writable_schema = ON")
            library.database.run(
                "UPDATE sqlite_master SET sql = 'CREATE INDEX card_block ON card (block)' "
                "WHERE name = 'card_block'"
            )
            library.database.run("PRAGMA writable_schema = RESET")
        else:
            library.database.run(
                "UPDATE words_data SET block = zeroblob(LENGTH(block)) WHERE id > 10"
            )
    with Library.open(file) as library:
        faults = library.maintenance.faults()
        assert any("index" in fault.text for fault in faults)
        library.maintenance.mend()
        assert library.maintenance.faults() == []
        assert library.search.ids("card") == found


def test_check_sees_rows_without_their_others(file: Path) -> None:
    with Library.open(file) as library:
        library.database.run("PRAGMA foreign_keys = OFF")
        library.database.run("DELETE FROM content WHERE card = 3")
        assert any("has no text" in fault.text for fault in library.maintenance.faults())
        library.database.run("UPDATE card SET note = 99 WHERE n = 4")
        assert any(
            "row 4 of card points to a row of note" in fault.text
            for fault in library.maintenance.faults()
        )
