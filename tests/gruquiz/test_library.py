"""What may happen to a file: absent, foreign, newer, damaged, full, locked, killed. And backups."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from gruquiz import schema
from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library, restore
from gruquiz.library.backups import STAMP, superseded
from gruquiz.model import CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(40)])
    return path


def test_a_new_library_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "library.db"
    with Library.open(path) as library:
        assert library.created
        assert library.check() == []
    with Library.open(path, create=False) as library:
        assert not library.created


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


def test_what_cannot_be_a_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_bytes(b"not a database at all, but some text " * 40)
    with pytest.raises(LibraryError, match="not a gruquiz library"):
        Library.open(text)
    assert text.read_bytes().startswith(b"not a database at all")
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(foreign)
    with pytest.raises(LibraryError, match="folder"):
        Library.open(tmp_path)
    with pytest.raises(LibraryError, match="no library here"):
        Library.open(tmp_path / "absent.db", create=False)
    with pytest.raises(LibraryError, match="cannot be made"):
        Library.open(text / "library.db")


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

    for broken in (True, False):
        monkeypatch.setattr(schema, "MIGRATIONS", (schema.m001_tables, grow))
        if broken:
            with pytest.raises(LibraryError):
                Library.open(file)
            monkeypatch.undo()
            with Library.open(file) as library:
                assert library.check() == []
        else:
            with Library.open(file) as library:
                assert library.value("PRAGMA user_version") == 2
    monkeypatch.undo()
    with Library.open(file.with_name("library-backups") / "before-version-2.db") as copy:
        assert len(copy.cards()) == 40


def test_the_log_cannot_be_rewritten(file: Path) -> None:
    with Library.open(file) as library:
        Session(library, Config()).answer(library.search()[0], Grade.GOOD, NOW)
        for statement in ("DELETE FROM log", "UPDATE log SET grade = 5"):
            with pytest.raises(LibraryError, match="only ever added to"):
                library.run(statement)


def test_check_sees_a_cache_that_is_not_what_the_log_says_and_mend_mends_it(file: Path) -> None:
    with Library.open(file) as library:
        card = library.search()[0]
        Session(library, Config()).answer(card, Grade.GOOD, NOW)
        library.run("UPDATE card SET ease = 999 WHERE id = ?", (card,))
        library.run("UPDATE tally SET ms = 77")
        faults = library.check()
        assert any("ease=999" in fault for fault in faults)
        assert any("statistics" in fault for fault in faults)
        library.mend()
        assert library.check() == []


def study_all(file: Path) -> None:
    """Everything of a day; what `check` finds counts as told."""
    with Library.open(file) as library:
        session = Session(library, Config())
        while (asked := session.next(NOW)) is not None:
            session.answer(asked.card.id, Grade.GOOD, NOW)
        faults = library.check()
        raise LibraryError(f"{faults[0]}: bring a copy back with gruquiz restore", file)


def test_damaged_pages_are_told_not_hidden(file: Path) -> None:
    with Library.open(file) as library:
        library.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    for start in range(8192, len(content) - 4096, 8192):
        content[start : start + 2048] = b"\xa5" * 2048
    file.write_bytes(content)
    with pytest.raises(LibraryError, match="gruquiz restore") as raised:
        study_all(file)
    assert raised.value.path == file


def test_a_full_disk_loses_nothing_that_was_answered(file: Path) -> None:
    with Library.open(file) as library:
        session = Session(library, Config())
        pages = library.value("PRAGMA page_count")
        library.rows(f"PRAGMA max_page_count = {pages}")
        answered: list[CardId] = []
        cards = library.search()

        def answer_for_ever() -> None:
            for step in count():
                card = cards[step % 40]
                session.answer(card, Grade.GOOD, NOW + step * DAY, drill="x" * 200)
                answered.append(card)

        with pytest.raises(LibraryError, match="disk is full"):
            answer_for_ever()
    with Library.open(file) as library:
        assert len(answered) > 0
        assert sum(len(library.history(card)) for card in set(answered)) == len(answered)
        assert library.check() == []
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
cards = library.search()
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
        assert library.value("SELECT COUNT(*) FROM log WHERE kind = 'review'") == int(done) > 0
        assert library.check() == []


def test_a_library_that_may_only_be_read_says_so(file: Path) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
    with Library(connection, file) as library:
        card = library.search()[0]
        with pytest.raises(LibraryError, match="may only be read"):
            Session(library, Config()).answer(card, Grade.GOOD, NOW)
        assert library.card(card).schedule.is_new


def test_a_library_locked_by_another_process_says_so(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Library.open(file) as library:
        library.run("PRAGMA busy_timeout = 1")
        with pytest.raises(LibraryError, match="another program"):
            Session(library, Config()).answer(library.search()[0], Grade.GOOD, NOW)
    other.execute("ROLLBACK")
    other.close()


GRADER = """
import sys
from datetime import UTC, datetime, timedelta
from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.session import Session
library = Library.open(sys.argv[1])
session = Session(library, Config(), sys.argv[2])
cards = library.search()
now = datetime(2026, 11, 21, 12, tzinfo=UTC)
for step in range(int(sys.argv[3])):
    card = cards[(step * 7 + len(sys.argv[2])) % len(cards)]
    session.answer(card, step % 6, now + timedelta(days=step // 9))
    if step % 11 == 10:
        session.undo(now)
    print(card, flush=True)
"""


def test_two_processes_grade_at_once(file: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", GRADER, file, name, "60"], stdout=subprocess.PIPE)
        for name in ("a", "bb")
    ]
    for one in both:
        output, _ = one.communicate()
        assert one.returncode == 0
        assert len(output.split()) == 60
    with Library.open(file) as library:
        assert library.value("SELECT COUNT(*) FROM log WHERE kind IN ('review', 'repeat')") == 120
        assert library.check() == []


@pytest.mark.parametrize("after", [1, 57, 203])
def test_killed_at_any_point_nothing_acknowledged_is_lost(file: Path, after: int) -> None:
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, file, "a", "1000"], stdout=subprocess.PIPE, text=True
    )
    assert grader.stdout is not None
    acknowledged = [grader.stdout.readline() for _ in range(after)]
    os.kill(grader.pid, signal.SIGKILL)
    acknowledged += grader.stdout.readlines()
    grader.wait()
    grader.stdout.close()
    with Library.open(file) as library:
        answers = library.value("SELECT COUNT(*) FROM log WHERE kind IN ('review', 'repeat')")
        assert answers - 1 <= len(acknowledged) <= answers
        assert library.check() == []
        assert Session(library, Config()).undo(NOW) is not None


def test_killed_in_an_import_the_notes_before_are_whole(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from tests.gruquiz.cards import add
from gruquiz.library import Library
library = Library.open(sys.argv[1])
with library.importing():
    for number in range(1000):
        add(library, [f"{number} {card}" for card in range(5)], path=f"/{number}.md")
        print(number, flush=True)
"""
    path = tmp_path / "library.db"
    importer = subprocess.Popen(
        [sys.executable, "-c", code, path],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert importer.stdout is not None
    for _ in range(30):
        importer.stdout.readline()
    importer.kill()
    importer.wait()
    importer.stdout.close()
    with Library.open(path) as library:
        notes = library.known_notes()
        assert len(notes) >= 30
        assert {note.cards for note in notes.values()} == {5}
        assert library.check() == []


@pytest.fixture
def year(tmp_path: Path) -> list[tuple[datetime, Path]]:
    first = datetime(2026, 1, 1, 9)  # noqa: DTZ001 - a name on the learner's clock
    times = [first + timedelta(hours=11 * step) for step in range(730)]
    return [(time, tmp_path / f"{time.strftime(STAMP)}.db") for time in times]


def test_of_a_year_of_backups_the_recent_days_weeks_and_months_stay(
    year: list[tuple[datetime, Path]],
) -> None:
    old = set(superseded(year))
    kept = [time for time, path in year if path not in old]
    assert 7 + 12 <= len(kept) <= 7 + 4 + 12
    assert kept[-1] == year[-1][0]
    assert len({time.date() for time in kept[-7:]}) == 7
    assert len({(time.year, time.month) for time in kept}) == 12


def test_a_backup_a_day_and_before_an_import_and_back_again(file: Path) -> None:
    with Library.open(file) as library:
        assert library.backups() == []  # nothing was there to lose
        assert library.daily_backup(NOW) is not None
        assert library.daily_backup(NOW) is None
        card = library.search("0")[0]
        Session(library, Config()).answer(card, Grade.GOOD, NOW)
        add(library, ["later"], NOW + DAY, path="/later.md")
        before_import = library.backups()[-1]
        assert len(library.backups()) == 2
        Session(library, Config()).suspend(library.search(), NOW)
    aside = restore(file, before_import, NOW + DAY)
    with Library.open(file) as library:
        assert len(library.cards()) == 40
        assert library.card(card).schedule.reps == 1
        assert library.cards("is:suspended") == []
        assert library.check() == []
    assert aside is not None
    with Library.open(aside) as library:
        assert len(library.cards("is:suspended")) == 41


def test_a_backup_that_is_not_sound_is_not_brought_back(file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"nothing " * 2000)
    with pytest.raises(LibraryError, match=r"bad\.db"):
        restore(file, bad, NOW)
    with Library.open(file) as library:
        assert len(library.cards()) == 40


def test_a_damaged_library_is_set_aside_when_a_backup_comes_back(file: Path) -> None:
    with Library.open(file) as library:
        copy = library.back_up(NOW)
    assert copy is not None
    file.write_bytes(b"rubbish" * 1000)
    aside = restore(file, copy, NOW)
    assert aside is not None
    assert aside.read_bytes().startswith(b"rubbish")
    with Library.open(file) as library:
        assert len(library.cards()) == 40
        assert found("card 1").face in {card.face for card in library.cards()}
