"""`gruquiz restore`: refused while anybody has the library open, and killed at any step."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import FrameType

import pytest

from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.library.holders import holders, register, unregister
from gruquiz.library.maintenance.restore import restore
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add

KILLABLE = sys.platform != "win32"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(9)])
        library.backups.make(NOW)
        for card in library.search.ids()[:5]:
            Session(library, Config()).answer(card, Grade.GOOD, NOW)
    return path


def backup(file: Path) -> Path:
    return next(file.with_name("library-backups").glob("2*.db"))


def reviews(file: Path) -> int:
    with Library.open(file) as library:
        assert library.maintenance.faults() == []
        return int(library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'"))


def test_it_waits_until_nobody_has_the_library_open_and_says_who(file: Path) -> None:
    with Library.open(file), pytest.raises(LibraryError, match="it is open in") as raised:
        restore(file, backup(file), NOW)
    assert f"process {os.getpid()}" in raised.value.message
    assert reviews(file) == 5
    assert restore(file, backup(file), NOW) is not None
    assert reviews(file) == 0


@pytest.mark.skipif(not KILLABLE, reason="there is no SIGKILL")
def test_who_was_killed_has_it_open_no_longer(file: Path) -> None:
    code = "import sys, time; from gruquiz.library import Library; "
    code += "library = Library.open(sys.argv[1]); print(1, flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, file], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    assert [holder.pid for holder in holders(file)] == [process.pid]
    with pytest.raises(LibraryError, match=f"process {process.pid}"):
        restore(file, backup(file), NOW)
    process.kill()
    process.wait()
    process.stdout.close()
    assert holders(file) == []
    restore(file, backup(file), NOW)
    assert reviews(file) == 0


def test_a_later_process_of_the_same_number_is_another(file: Path) -> None:
    mine = register(file, "1:2")
    assert mine is not None
    lines = mine.read_text(encoding="utf-8").split("\n")
    if lines[1]:  # where the system tells when a process began
        mine.write_text("\n".join((lines[0], "1", *lines[2:])), encoding="utf-8")
        assert holders(file) == []
    mine.write_text("nonsense", encoding="utf-8")
    assert holders(file) == []
    assert not mine.exists()
    unregister(mine)


def test_a_log_that_was_left_beside_the_old_file_does_not_win_over_the_new_one(
    file: Path, tmp_path: Path
) -> None:
    # As after a kill: the answers are in the log alone.
    library = Library.open(file)
    Session(library, Config()).answer(library.search.ids()[6], Grade.GOOD, NOW)
    left = tmp_path / "left"
    left.mkdir()
    for part in file.parent.glob("library.db*"):
        (left / part.name).write_bytes(part.read_bytes())
    library.close()
    aside = restore(left / "library.db", backup(file), NOW)
    assert reviews(left / "library.db") == 0
    assert aside is not None
    assert reviews(aside) == 6


def test_while_another_program_writes_nothing_is_replaced(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryError, match="another program is writing"):
        restore(file, backup(file), NOW)
    other.execute("ROLLBACK")
    other.close()
    assert reviews(file) == 5


@pytest.mark.skipif(not KILLABLE, reason="there is no SIGKILL")
@pytest.mark.parametrize("with_log", [False, True], ids=["clean", "with a log"])
def test_killed_at_any_step_the_library_is_the_old_or_the_new_one(
    file: Path, with_log: bool
) -> None:
    copy = backup(file)
    seen = set()
    for step in range(1, 2000):
        if with_log and file.exists():
            _leave_a_log(file)
        before = reviews(file) if not with_log else None
        finished = _restore_until(file, copy, step)
        assert file.exists()
        after = reviews(file)
        assert before is None or after in (0, before)
        seen.add(after)
        with Library.open(file) as library:  # what was answered before is in it or put aside
            if after == 0 and not finished:
                asides = list(file.with_name("library-backups").glob("replaced-*.db"))
                assert any(reviews(aside) >= 5 for aside in asides)
            for card in library.search.ids()[:5]:
                if library.cards.get(card).schedule.is_new:
                    Session(library, Config()).answer(card, Grade.GOOD, NOW + DAY)
        if finished:
            break
    assert finished
    assert step > 50
    assert seen >= {0, 5}


def _leave_a_log(file: Path) -> None:
    """As a killed program leaves it: an answer that is in the log beside the file alone."""
    pid = os.fork()
    if pid == 0:
        library = Library.open(file)
        Session(library, Config()).changes.suspend(library.search.ids()[-1], NOW)
        Session(library, Config()).changes.unsuspend(library.search.ids()[-1], NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def _restore_until(file: Path, copy: Path, steps: int) -> bool:
    """Restore in a process that is killed after so many calls; whether it came to its end."""
    pid = os.fork()
    if pid == 0:
        left = steps

        def step(frame: FrameType, event: str, argument: object) -> None:
            nonlocal left
            if frame.f_code.co_filename.endswith("restore.py"):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(step)
        restore(file, copy, NOW)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0
