"""What may happen to a library in use: damaged, full, read-only, locked, killed, used twice."""

import sqlite3
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random

import pytest

from gruquiz.config import Config
from gruquiz.errors import GruquizError, LibraryError
from gruquiz.library import Library, rows
from gruquiz.library.database import Database, Opened
from gruquiz.model import CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with some weeks of answers and acts, all in the one file, the same in each run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "urandom", Random(1).randbytes)
        return _studied(tmp_path_factory.mktemp("studied") / "library.db")


def _studied(path: Path) -> Path:
    with Library.open(path) as library:
        cards = add(library, [f"card {number} with a few words" for number in range(40)])
        session = Session(library, Config(), "test")
        for step in range(200):
            card, now = cards[step % 40], NOW - 30 * DAY + step // 9 * DAY
            session.answer(card, Grade(step * 7 % 6), now)
            if step % 17 == 3:
                session.undo(now)
                session.changes.suspend(card, now)
                session.changes.unsuspend(card, now)
        library.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


SAID = (sqlite3.Error, UnicodeDecodeError)
"""How SQLite tells of damage; the latter where its message quotes it."""


def sound(file: Path) -> bool:
    """What SQLite itself says of a file."""
    connection = sqlite3.connect(file)
    try:
        noticed: bool = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except SAID:
        noticed = False
    finally:
        connection.close()
    return noticed


def legible(file: Path) -> dict[int, tuple[object, ...]]:
    """The rows of the log that can be read one by one, whatever is damaged beside them."""
    found = {}
    connection = sqlite3.connect(file)
    connection.text_factory = bytes
    for seq in range(1, 400):
        with suppress(*SAID):
            for row in connection.execute("SELECT * FROM log NOT INDEXED WHERE seq = ?", (seq,)):
                found[seq] = row
    connection.close()
    return found


def study_all(file: Path) -> None:
    """Everything of a day, and a look at everything."""
    with Library.open(file) as library:
        session = Session(library, Config(), "test")
        while (asked := session.next(NOW)) is not None:
            session.answer(asked.card.id, Grade.GOOD, NOW)
        session.overview.counts(NOW)
        for card in library.search.cards():
            library.cards.history(card.id)


@pytest.mark.parametrize("part", range(3))
def test_damage_is_told_wherever_it_is_seen_and_takes_nothing_with_it(
    studied: Path, tmp_path: Path, part: int
) -> None:
    """Bits turned anywhere behind the header, few or many."""
    random, file = Random(part), tmp_path / "library.db"
    whole, seen = studied.read_bytes(), 0
    for round_ in range(8):
        content = bytearray(whole)
        for _ in range(1 + 4 * round_):
            content[random.randrange(100, len(content))] ^= 1 << random.randrange(8)
        file.write_bytes(content)
        before, is_sound = legible(file), sound(file)
        try:
            with Library.open(file) as library:
                noticed = bool(library.maintenance.faults())
        except GruquizError:
            noticed = True
        assert noticed or is_sound
        seen += noticed
        with suppress(GruquizError):  # the only kind of error there is
            study_all(file)
        after = legible(file)
        assert {seq: after.get(seq) for seq in before} == before
        with suppress(FileNotFoundError):
            file.with_name("library.db-wal").unlink()
            file.with_name("library.db-shm").unlink()
    assert seen > 2


def test_damaged_pages_are_told_not_hidden(studied: Path, tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    content = bytearray(studied.read_bytes())
    for start in range(8192, len(content) - 4096, 8192):
        content[start : start + 2048] = b"\xa5" * 2048
    file.write_bytes(content)
    for look in (study_all, lambda path: Library.open(path).maintenance.faults()):
        with pytest.raises(LibraryError, match="gruquiz restore") as raised:
            look(file)
        assert raised.value.path == file


def test_a_value_that_cannot_be_is_told_with_the_file(file: Path) -> None:
    with Library.open(file) as library:
        cards = library.search.ids()
        library.database.run("UPDATE card SET due = 99999999 WHERE id = ?", (cards[0],))
        library.database.run("UPDATE content SET kind = 'pear' WHERE card = 2")
    for look in (study_all, lambda path: Library.open(path).search.cards("1")):
        with pytest.raises(LibraryError, match=r"damaged.*restore"):
            look(file)
    with pytest.raises(LibraryError) as raised:
        study_all(file)
    assert raised.value.path == file


def test_a_full_disk_loses_nothing_that_was_answered(file: Path) -> None:
    with Library.open(file) as library:
        session = Session(library, Config())
        pages = library.database.value("PRAGMA page_count")
        library.database.rows(f"PRAGMA max_page_count = {pages}")
        answered: list[CardId] = []
        cards = library.search.ids()

        def answer_for_ever() -> None:
            for step in count():
                card = cards[step % 40]
                session.answer(card, Grade.GOOD, NOW + step * DAY, drill="x" * 200)
                answered.append(card)

        with pytest.raises(LibraryError, match="disk is full"):
            answer_for_ever()
    with Library.open(file) as library:
        assert len(answered) > 0
        assert sum(len(library.cards.history(card)) for card in set(answered)) == len(answered)
        assert library.maintenance.faults() == []
        Session(library, Config()).answer(answered[0], Grade.GOOD, NOW)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a Unix file limit")
def test_a_disk_that_refuses_to_grow_is_told_in_words(file: Path) -> None:
    code = f"""
import resource, signal, sys
from datetime import UTC, datetime
from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.session import Session
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open({str(file)!r})
session = Session(library, Config())
cards = library.search.ids()
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
done = 0
try:
    while True:
        session.answer(cards[done % 40], 4, datetime(2026, 11, 21, 12, tzinfo=UTC))
        done += 1
except LibraryError as error:
    print(done, str(error))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    done, message = told.stdout.split(" ", 1)
    assert str(file) in message
    assert "disk" in message
    with Library.open(file) as library:
        assert (
            library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'")
            == int(done)
            > 0
        )
        assert library.maintenance.faults() == []


def test_a_library_that_may_only_be_read_says_so(file: Path) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    with Library(Database(Opened(connection), file)) as library:
        card = library.search.ids()[0]
        with pytest.raises(LibraryError, match="may only be read"):
            Session(library, Config()).answer(card, Grade.GOOD, NOW)
        assert library.cards.get(card).schedule.is_new


def test_a_library_locked_by_another_process_says_so(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Library.open(file) as library:
        library.database.run("PRAGMA busy_timeout = 1")
        with pytest.raises(LibraryError, match="another program"):
            Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
    other.execute("ROLLBACK")
    other.close()


WRITE = "INSERT INTO meta (key, value) VALUES (?, 'kept')"
LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(*(key for key, in connection.execute("SELECT key FROM meta")))
connection.close()
"""


def _seen_by_another(file: Path) -> list[str]:
    look = [sys.executable, "-c", LOOK, str(file)]
    return subprocess.run(look, check=True, capture_output=True, text=True).stdout.split()


def test_what_is_answered_stays_whoever_else_opens_the_library_meanwhile(file: Path) -> None:
    """The app opens the library more than once; the system must not forget its locks for that."""
    with Library.open(file) as app:
        app.database.run(WRITE, ("before",))
        Library.open(file).close()  # as an import or a backup within the app does
        assert "before" in _seen_by_another(file)
        app.database.run(WRITE, ("after",))
        assert "after" in _seen_by_another(file)
