"""Several machines and a folder that some tool copies between them, well or badly."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.devices import FolderSync, sync_library, sync_with_folder
from gruquiz.devices.conflict_copies import find_conflict_copies
from gruquiz.devices.device_file import (
    PROOF,
    extract_library,
    is_conflict_copy,
    is_shared_file,
    read_proof,
    write_device_file,
)
from gruquiz.devices.segment_file import SegmentName, unpack_segment, write_segment
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.model import Card, CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.vaults import Vault

NOTE = "# Gates\n\n" + "\n\n".join(f"question {number}::answer {number}" for number in range(8))


class Machine:
    """A library, a vault and a folder, each under a path of this machine's own."""

    def __init__(self, root: Path, name: str, hours: int = 0) -> None:
        self.name = name
        self.ahead = timedelta(hours=hours)
        """By how much its clock is wrong."""
        self.folder = root / name / "shared"
        self.folder.mkdir(parents=True)
        self.library = Library.open(root / name / "library.db")
        self.session = Session(self.library, Config(), name)
        self.vault = Vault(root / name / "notes", self.library)
        self.vault.write("gates.md", NOTE)
        self.vault.read()
        self.given: set[int] = set()
        """The ids of every answer that was acknowledged here."""

    def study(self, now: datetime, chance: random.Random, answers: int) -> None:
        for step in range(answers):
            card = chance.choice(self.library.search.cards())
            moment = now + self.ahead + timedelta(seconds=step)
            if not (card.suspended or card.missing):
                self.session.answer(card.id, chance.choice(list(Grade)), moment)
        self.given |= {
            row
            for (row,) in self.library.database.rows(
                "SELECT id FROM log WHERE merged = 0 AND grade > -1"
            )
        }

    def sync(self, now: datetime) -> FolderSync:
        return sync_with_folder(self.library, self.folder, now + self.ahead)


def state(library: Library) -> Mapping[CardId, tuple[Card, tuple[int, ...]]]:
    """All that the machines must agree on; where a note lies is each one's own."""
    assert library.maintenance.faults() == []
    return {
        card.id: (replace(card, note=""), tuple(row.id for row in library.cards.history(card.id)))
        for card in library.search.cards()
    }


def carry(source: Path, target: Path, chance: random.Random) -> None:
    """What a tool does between two folders: copies some files, others in part or under the name
    of a conflict, and all of them late."""
    for file in sorted(source.iterdir()):
        fate = chance.random()
        there = target / file.name
        if fate < 0.25:
            continue
        if fate < 0.4:
            there.write_bytes(file.read_bytes()[: chance.randrange(file.stat().st_size)])
        elif fate < 0.6 and there.exists():
            word = chance.choice([
                "{}.sync-conflict-20261121-101112-ABCDEFG{}",
                "{} (conflicted copy 2026-11-21){}",
                "{} (Ada's conflicted copy 2026-11-21){}",
                "{}_conflict-20261121-101112{}",
                "{}{}.orig",
                "{}{}~HEAD",
            ])  # fmt: skip
            shutil.copyfile(file, target / word.format(file.stem, file.suffix))
        else:
            shutil.copyfile(file, there)


@pytest.mark.parametrize("seed", range(6))
def test_three_machines_end_alike_and_no_grade_is_lost(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    machines = [Machine(tmp_path, *one) for one in (("desk", 0), ("phone", -30), ("tablet", 5))]
    for day in range(8):
        now = NOW + day * DAY
        one = chance.choice(machines)
        one.study(now, chance, chance.randrange(5))
        if chance.random() < 0.3:
            one.vault.write("gates.md", NOTE.replace("answer 3", f"answer 3, as of day {day}"))
            one.vault.rescan()
        if chance.random() < 0.6:
            one.sync(now)
        other = chance.choice(machines)
        if other is not one:
            carry(one.folder, other.folder, chance)
    for _ in range(3):  # in the end the tool gets everything across, whole
        for one in machines:
            one.sync(NOW + 9 * DAY)
            for other in machines:
                if other is not one:
                    copied(one, other)
    ends = [state(one.library) for one in machines]
    assert ends[0] == ends[1] == ends[2]
    assert len(ends[0]) == 8
    given = set().union(*(one.given for one in machines))
    for one in machines:
        rows = [row for (row,) in one.library.database.rows("SELECT id FROM log WHERE grade > -1")]
        assert sorted(rows) == sorted(given)
        left = [file for file in one.folder.iterdir() if is_conflict_copy(file.name)]
        assert all(read_proof(file) is None for file in left)  # copied in part
        assert one.sync(NOW + 10 * DAY).wrote is None


def copied(one: Machine, other: Machine) -> Path:
    """The one's segments, copied whole to the other's folder, as a tool does it that copies what
    is new and deletes what has gone; the newest."""
    for file in other.folder.glob(f"{one.name}-*"):
        if not is_conflict_copy(file.name):
            file.unlink()
    files = sorted(one.folder.glob(f"{one.name}-*.gruseg"), key=lambda file: file.name[-13:])
    return [Path(shutil.copy2(file, other.folder / file.name)) for file in files][-1]


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "desk")


@pytest.fixture
def phone(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "phone")


def test_a_segment_is_written_only_when_there_is_news(desk: Machine) -> None:
    first = desk.sync(NOW).wrote
    assert first is not None
    assert {file.suffix for file in desk.folder.iterdir()} == {".gruseg", ".gruquiz"}
    before = first.read_bytes()
    assert desk.sync(NOW).wrote is None
    desk.vault.rescan()
    assert desk.sync(NOW).wrote is None
    first.unlink()
    assert desk.sync(NOW).wrote == first
    assert first.read_bytes() == before
    desk.study(NOW, random.Random(1), 1)
    second = desk.sync(NOW).wrote
    assert second not in (None, first)
    assert first.read_bytes() == before, "what is written is never changed"


def test_what_is_not_whole_is_told_once_and_read_when_it_is(desk: Machine, phone: Machine) -> None:
    phone.study(NOW, random.Random(1), 3)
    phone.sync(NOW)
    file = copied(phone, desk)
    whole = file.read_bytes()
    for damaged in (
        whole[:-1],
        whole[: len(whole) // 2],
        bytes([*whole[:5000], whole[5000] ^ 1, *whole[5001:]]),
        b"",
    ):
        file.write_bytes(damaged)
        before = state(desk.library)
        (skipped,) = desk.sync(NOW).skipped
        assert not skipped.again
        assert "not whole" in skipped.reason
        assert desk.sync(NOW).skipped[0].again
        assert state(desk.library) == before
    file.write_bytes(whole)
    assert len(desk.sync(NOW).joined) == 1
    assert phone.given <= {row for (row,) in desk.library.database.rows("SELECT id FROM log")}


def test_a_newer_programs_file_is_left_alone(desk: Machine, phone: Machine, tmp_path: Path) -> None:
    phone.sync(NOW)
    file, newer = copied(phone, desk), tmp_path / "newer.db"
    unpack_segment(file, newer)
    with Library.open(newer) as library:
        library.database.run("PRAGMA user_version = 999")
        library.database.run("PRAGMA journal_mode = DELETE")
    write_segment(newer, file)
    (skipped,) = desk.sync(NOW).skipped
    assert "newer gruquiz" in skipped.reason
    assert "999" in skipped.reason


def test_conflict_copies_are_put_away_after_what_they_hold_is_shown(
    desk: Machine, phone: Machine, tmp_path: Path
) -> None:
    phone.study(NOW, random.Random(1), 3)
    phone.sync(NOW)
    file = copied(phone, desk)
    file = file.rename(file.with_name(f"{file.stem}.sync-conflict-20261121-101112-ABCDEFG.gruseg"))
    (joined,) = desk.sync(NOW).joined
    assert not file.exists()
    assert joined.moved is not None
    assert joined.moved.exists()
    third = Machine(tmp_path, "tablet")
    copied(desk, third)
    third.sync(NOW)
    assert phone.given <= {row for (row,) in third.library.database.rows("SELECT id FROM log")}


def test_machines_that_go_by_one_name_get_two(desk: Machine, tmp_path: Path) -> None:
    desk.sync(NOW)
    desk.library.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    twin = Machine(tmp_path, "twin")
    twin.library.close()
    shutil.copyfile(tmp_path / "desk" / "library.db", tmp_path / "twin" / "library.db")
    twin.library = Library.open(tmp_path / "twin" / "library.db")
    twin.session = Session(twin.library, Config(), "desk")
    for one, seed in ((desk, 1), (twin, 2)):
        one.study(NOW, random.Random(seed), 4)
    desk.sync(NOW)
    copied(desk, twin)
    result = twin.sync(NOW)
    assert result.device
    assert result.wrote is not None
    assert result.wrote.name.startswith(result.device)
    for file in twin.folder.iterdir():
        shutil.copyfile(file, desk.folder / file.name)
    desk.sync(NOW)
    assert state(desk.library) == state(twin.library)


def test_a_folder_that_is_not_there_is_told(desk: Machine) -> None:
    desk.folder.rmdir()
    with pytest.raises(LibraryError, match="not there"):
        desk.sync(NOW)


@pytest.mark.parametrize("name", [
    "library.sync-conflict-20261121-101112-ABCDEFG.db",
    "library (conflicted copy 2026-11-21 101112).db",
    "library (Ada's conflicted copy 2026-11-21).db",
    "library_conflict-20261121-101112.db",
    "library.db.sync-conflict-20261121-101112-ABCDEFG",
    "library_REMOTE_4711.db",
])  # fmt: skip
def test_a_conflict_copy_of_the_library_is_joined_and_put_away(
    name: str, desk: Machine, phone: Machine, tmp_path: Path
) -> None:
    phone.study(NOW, random.Random(1), 3)
    phone.library.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    home = tmp_path / "desk"
    copy = home / name
    shutil.copyfile(tmp_path / "phone" / "library.db", copy)
    met = sync_library(home / "library.db", Config(), NOW)
    assert met.changed
    (line,) = met.lines()
    assert name in line
    assert not copy.exists()
    assert (home / "library-backups" / name).exists()
    assert phone.given <= {row for (row,) in desk.library.database.rows("SELECT id FROM log")}
    assert not list(sync_library(home / "library.db", Config(), NOW).lines())


def test_what_only_looks_like_one_is_left_alone(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    for name in ("library.db", "library.db-wal", "library-backups", "library2.db", "library.txt",
                 "library (1).db", "my library.sync-conflict-1.db"):  # fmt: skip
        (tmp_path / name).touch()
    assert find_conflict_copies(library) == []
    damaged = tmp_path / "library.sync-conflict-20261121-101112-ABCDEFG.db"
    damaged.write_text("no library", encoding="utf-8")
    library.unlink()
    Library.open(library).close()
    (line,) = sync_library(library, Config(), NOW).lines()
    assert "cannot be used" in line
    assert damaged.exists()


def test_names_of_the_folder() -> None:
    own = "3fa92c01-9be2d410.gruquiz"
    assert is_shared_file(own)
    assert not is_conflict_copy(own)
    segment = "3fa92c01-9be2d410-000003-000007.gruseg"
    assert is_shared_file(segment)
    assert not is_conflict_copy(segment)
    assert is_conflict_copy("3fa92c01-9be2d410-000003-000007 (1).gruseg")
    assert SegmentName.read(segment) == SegmentName("3fa92c01-9be2d410", 3, 7)
    assert not is_shared_file(f".~{own}.tmp")
    assert not is_shared_file(f".syncthing.{own}.tmp")
    assert not is_shared_file(f"{own}.part")
    assert not is_shared_file("notes.md")
    assert is_conflict_copy("3fa92c01-9be2d410 (1).gruquiz")
    assert is_conflict_copy("3fa92c01-9be2d410-LAPTOP.gruquiz")


WRITER = """
import sys
from pathlib import Path
from gruquiz.devices.device_file import write_device_file
print("go", flush=True)
while True:
    for source in sys.argv[2:]:
        write_device_file(Path(source), Path(sys.argv[1]))
"""


def test_killed_while_it_writes_the_file_is_the_old_or_the_new(tmp_path: Path) -> None:
    sources = []
    for letter in "ab":
        source = tmp_path / letter
        source.write_bytes(letter.encode() * 3_000_000)
        sources.append(source)
    target = tmp_path / "folder" / "one-00000000.gruquiz"
    target.parent.mkdir()
    write_device_file(sources[0], target)
    chance = random.Random(7)
    for _ in range(8):
        command = [sys.executable, "-c", WRITER, str(target), *map(str, sources)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        for _ in range(chance.randrange(200_000)):  # a while of no fixed length
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        copy = tmp_path / "copy"
        assert extract_library(target, copy) is not None
        assert copy.stat().st_size == 3_000_000
        assert target.stat().st_size == 3_000_000 + PROOF
        assert {file.name for file in target.parent.iterdir() if is_shared_file(file.name)} == {
            target.name
        }
