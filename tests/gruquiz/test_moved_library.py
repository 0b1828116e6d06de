"""A library whose file is moved, deleted or replaced while it is open: no answer is lost in it."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.errors import LibraryError, LibraryMovedError
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from gruquiz.session.rescue import join, rescue
from tests.gruquiz.cards import DAY, NOW, add


def reviews(file: Path) -> int:
    with Library.open(file) as library:
        assert library.maintenance.faults() == []
        return int(library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(9)])
    return path


def replaced(file: Path) -> None:
    shutil.copyfile(file, file.with_name("copy.db"))
    file.with_name("copy.db").replace(file)


def moved(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


def deleted(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("happens", [replaced, moved, deleted])
def test_an_answer_is_refused_when_the_path_names_the_open_file_no_longer(
    file: Path, happens: object
) -> None:
    with Library.open(file) as library:
        session = Session(library, Config())
        first, second = library.search.ids()[:2]
        session.answer(first, Grade.GOOD, NOW)
        library.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        assert callable(happens)
        happens(file)
        with pytest.raises(LibraryMovedError, match="nothing was written") as raised:
            session.answer(second, Grade.GOOD, NOW)
        assert raised.value.path == file
        assert library.cards.get(second).schedule.is_new  # rolled back, and can be read on
        assert not library.cards.get(first).schedule.is_new
        with pytest.raises(LibraryMovedError):
            library.meta.set("key", "value")  # a statement by itself is no way around


def test_a_library_that_is_only_renamed_to_and_fro_is_the_same(file: Path) -> None:
    with Library.open(file) as library:
        file.rename(file.with_name("away.db"))
        file.with_name("away.db").rename(file)
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
    assert reviews(file) == 1


def test_a_library_under_another_name_by_a_link_is_the_same(file: Path) -> None:
    link = file.with_name("link.db")
    link.symlink_to(file)
    with Library.open(link) as library:
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
    assert reviews(file) == 1


def test_a_library_that_is_gone_is_not_begun_anew_while_its_backups_are_there(file: Path) -> None:
    with Library.open(file) as library:
        copy = library.backups.make(NOW)
    file.unlink()
    with pytest.raises(LibraryError, match="is gone, but there are backups") as raised:
        Library.open(file)
    assert str(copy) in raised.value.message
    assert not file.exists()
    shutil.move(file.with_name("library-backups"), file.with_name("away"))
    Library.open(file).close()
    assert file.exists()


def test_a_closed_library_is_one_file(file: Path) -> None:
    first, second = Library.open(file), Library.open(file)
    Session(first, Config()).answer(first.search.ids()[0], Grade.GOOD, NOW)
    first.close()
    Session(second, Config()).answer(second.search.ids()[1], Grade.GOOD, NOW + DAY)
    second.close()
    assert [path.name for path in file.parent.iterdir()] == ["library.db"]
    copy = file.with_name("copy.db")
    shutil.copyfile(file, copy)
    assert reviews(copy) == 2


@pytest.mark.parametrize("happens", [replaced, moved, deleted])
def test_what_was_answered_is_rescued_and_study_goes_on(file: Path, happens: object) -> None:
    session = Session(Library.open(file), Config(), "desk")
    first, second, third = session.library.search.ids()[:3]
    session.answer(first, Grade.GOOD, NOW)
    assert callable(happens)
    happens(file)
    with pytest.raises(LibraryMovedError):
        session.answer(second, Grade.HARD, NOW, 1234)
    rescued = rescue(session, NOW)
    assert rescued.answer is not None
    assert rescued.answer.card == second
    session = join(session, rescued)
    session.answer(third, Grade.GOOD, NOW)
    assert session.library.cards.get(second).schedule.lapses == 0
    session.library.close()
    assert reviews(file) == 3
    assert reviews(rescued.copy) == 2  # for whoever would rather keep them aside


def test_an_act_that_is_no_answer_is_not_rescued_but_said(file: Path) -> None:
    session = Session(Library.open(file), Config())
    session.answer(session.library.search.ids()[0], Grade.GOOD, NOW)
    moved(file)
    with pytest.raises(LibraryMovedError):
        session.changes.suspend(session.library.search.ids()[1], NOW)
    rescued = rescue(session, NOW)
    assert rescued.answer is None
    join(session, rescued).library.close()
    assert reviews(file) == 1


@pytest.mark.parametrize("happens", [replaced, moved, deleted])
def test_nobody_opens_what_is_there_while_the_old_file_is_open(file: Path, happens: object) -> None:
    """SQLite would take the old file's log, which goes by the name alone, for the new one's."""
    with Library.open(file) as library:
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
        assert callable(happens)
        happens(file)
        with pytest.raises(LibraryError, match="still has the file open that was here before"):
            Library.open(file)


def test_the_log_that_a_killed_process_left_of_another_file_is_moved_away(file: Path) -> None:
    copy = file.with_name("copy.db")
    shutil.copyfile(file, copy)
    pid = os.fork()
    if pid == 0:
        library = Library.open(file)
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert file.with_name("library.db-wal").stat().st_size > 0
    copy.replace(file)
    assert reviews(file) == 0
    assert len(list(file.parent.glob("library.db-wal-of-another-file-*"))) == 1


def test_the_log_that_a_killed_process_left_of_this_file_is_its_own(file: Path) -> None:
    pid = os.fork()
    if pid == 0:
        library = Library.open(file)
        Session(library, Config()).answer(library.search.ids()[0], Grade.GOOD, NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert reviews(file) == 1
