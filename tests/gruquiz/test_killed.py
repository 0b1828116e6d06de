"""Processes killed anywhere, and two at one library: nothing acknowledged is lost."""

import collections
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from gruquiz.config import Config
from gruquiz.importer import ImportOptions, import_notes
from gruquiz.library import Library
from gruquiz.model import CardId, Grade
from gruquiz.session import Session
from tests.benchmarks.vault import write_vault
from tests.gruquiz.cards import NOW, add


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(40)])
    return path


GRADER = """
import sys
from datetime import UTC, datetime, timedelta
from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.session import Session
library = Library.open(sys.argv[1])
session = Session(library, Config(options=DeckOptions(leech_lapses=0)), sys.argv[2])
cards = library.search.ids()
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
        assert (
            library.database.value("SELECT COUNT(*) FROM log WHERE kind IN ('review', 'repeat')")
            == 120
        )
        assert library.maintenance.faults() == []


@pytest.mark.parametrize("after", [1, *Random(2).sample(range(2, 900), 4)])
def test_killed_at_any_point_nothing_acknowledged_is_lost(file: Path, after: int) -> None:
    grader = subprocess.Popen(
        [sys.executable, "-c", GRADER, file, "a", "5000"], stdout=subprocess.PIPE, text=True
    )
    assert grader.stdout is not None
    acknowledged = [grader.stdout.readline() for _ in range(after)]
    assert grader.poll() is None  # so many lines do not fit into a pipe: it is still at work
    os.kill(grader.pid, signal.SIGKILL)
    acknowledged += grader.stdout.readlines()
    grader.wait()
    grader.stdout.close()
    with Library.open(file) as library:
        answers = library.database.value(
            "SELECT COUNT(*) FROM log WHERE kind IN ('review', 'repeat')"
        )
        assert answers - 1 <= len(acknowledged) <= answers
        assert library.maintenance.faults() == []
        assert Session(library, Config()).undo(NOW) is not None


@pytest.mark.parametrize("after", [1, *Random(3).sample(range(2, 300), 2)])
def test_killed_in_an_import_the_notes_before_are_whole(tmp_path: Path, after: int) -> None:
    code = """
import os, signal, sys
from tests.gruquiz.cards import add
from gruquiz.library import Library
library = Library.open(sys.argv[1])
with library.relaxed_durability():
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
    for _ in range(after):
        importer.stdout.readline()
    importer.kill()
    importer.wait()
    importer.stdout.close()
    with Library.open(path) as library:
        notes = library.note_index.notes()
        assert len(notes) >= after
        assert {note.cards for note in notes.values()} == {5}
        assert library.maintenance.faults() == []


IMPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from gruquiz.importer import ImportOptions, import_notes
from gruquiz.library import Library
library = Library.open(sys.argv[1])
now = datetime(2026, 11, 21, 12, tzinfo=UTC)
for step in import_notes(library, [Path(sys.argv[2])], now, ImportOptions(suggest="never")):
    print(step.path, flush=True)
"""
CARDS = (
    "SELECT path, line, variant, hash, due, entry FROM card JOIN content ON card = card.n "
    "JOIN note ON note.n = card.note ORDER BY path, line, variant"
)


@pytest.mark.parametrize("after", [1, *Random(4).sample(range(2, 1100), 3)])
def test_killed_in_an_import_of_a_vault_it_is_whole_and_can_be_done_again(
    tmp_path: Path, after: int
) -> None:
    vault, path = tmp_path / "vault", tmp_path / "library.db"
    write_vault(vault, 1200, carded=0.5)
    importer = subprocess.Popen(
        [sys.executable, "-c", IMPORTER, path, vault], stdout=subprocess.PIPE, text=True
    )
    assert importer.stdout is not None
    told = [importer.stdout.readline() for _ in range(after)]
    importer.kill()
    told += importer.stdout.readlines()
    importer.wait()
    importer.stdout.close()
    with Library.open(tmp_path / "clean.db") as clean:
        collections.deque(
            import_notes(clean, [vault], NOW, ImportOptions(suggest="never")), maxlen=0
        )
        expected = clean.database.rows(CARDS)
    with Library.open(path) as library:
        notes = library.note_index.notes()
        assert {line.strip() for line in told[:after]} <= set(notes)
        assert library.database.rows(CARDS) == [row for row in expected if row[0] in notes]
        assert library.maintenance.faults() == []
        collections.deque(
            import_notes(library, [vault], NOW, ImportOptions(suggest="never")), maxlen=0
        )
        assert library.database.rows(CARDS) == expected
        assert library.maintenance.faults() == []


MAKER = """
import os, signal, sys
from gruquiz.library import Library, database_file
if sys.argv[2] == "before":
    database_file.put = lambda draft, path: os.kill(os.getpid(), signal.SIGKILL)
else:
    database_file.discard = lambda draft: os.kill(os.getpid(), signal.SIGKILL)
Library.open(sys.argv[1])
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_a_library_is_made_there_is_a_whole_one_or_none(
    tmp_path: Path, when: str
) -> None:
    path = tmp_path / "library.db"
    killed = subprocess.run([sys.executable, "-c", MAKER, path, when], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.exists() == (when == "after")
    with Library.open(path) as library:
        assert library.maintenance.faults() == []


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.session import Session
now = datetime(2026, 11, 21, 12, tzinfo=UTC)
session = Session(Library.open(sys.argv[1]), Config())
for _ in range(int(sys.argv[2])):
    asked = session.next(now)
    session.answer(asked.card.id, 4, now)
    session.next(now)
    print(f"{asked.card.id}", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_acknowledged_is_lost_when_killed(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with Library.open(file) as library:
        add(library, [f"card {i}" for i in range(15)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, file, "9"], capture_output=True, text=True, check=False
    )
    assert killed.returncode < 0, killed.stderr
    acknowledged = [CardId(int(line)) for line in killed.stdout.split()]
    assert len(acknowledged) == 9
    with Library.open(file) as library:
        for card in acknowledged:
            assert library.cards.get(card).schedule.reps == 1
        assert library.maintenance.faults() == []
        assert Session(library, Config()).undo(NOW) is not None
        assert library.cards.get(acknowledged[-1]).schedule.is_new


def test_another_process_may_grade_at_the_same_time(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with Library.open(file) as mine, Library.open(file) as other:
        here, there = Session(mine, Config()), Session(other, Config())
        add(mine, [f"card {i}" for i in range(6)])
        seen = []
        for turn in range(6):
            session = (here, there)[turn % 2]
            asked = session.next(NOW)
            assert asked is not None
            seen.append(asked.card.id)
            session.answer(asked.card.id, Grade.GOOD, NOW)
        assert len(set(seen)) == 6
        assert here.next(NOW) is None
        assert mine.maintenance.faults() == []
