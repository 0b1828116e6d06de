"""Segments: a day's become one, one replaces all, what is lost or damaged keeps no other back."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from gruquiz import schema
from gruquiz.config import Config
from gruquiz.devices import folder, own_segments, sync_with_folder
from gruquiz.devices.device_file import (
    extract_library,
    read_proof,
    write_device_file,
)
from gruquiz.devices.segment_file import (
    SegmentName,
)
from gruquiz.devices.segment_notice import is_notice, write_notice
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.benchmarks.decks import library_from_table, table
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.test_devices import Machine, copied, state


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "desk")


@pytest.fixture
def phone(tmp_path: Path) -> Machine:
    return Machine(tmp_path, "phone")


def segments(machine: Machine) -> list[SegmentName]:
    """The segments of a machine in its own folder, in order."""
    names = [SegmentName.read(file.name) for file in machine.folder.glob(f"{machine.name}-*")]
    return sorted((name for name in names if name is not None), key=lambda name: name.first)


def numbers(machine: Machine) -> list[tuple[int, int]]:
    return [(name.first, name.last) for name in segments(machine)]


def study_and_sync(machine: Machine, day: int, chance: Random) -> None:
    machine.study(NOW + day * DAY, chance, 1)
    assert machine.sync(NOW + day * DAY).wrote is not None


def test_a_days_segments_become_one_on_the_next_day(desk: Machine) -> None:
    chance = Random(1)
    desk.sync(NOW)
    for _ in range(3):
        study_and_sync(desk, 1, chance)
    assert numbers(desk) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    study_and_sync(desk, 2, chance)
    assert numbers(desk) == [(1, 1), (2, 4), (5, 5)]
    study_and_sync(desk, 3, chance)
    assert numbers(desk) == [(1, 1), (2, 4), (5, 5), (6, 6)]


def test_one_takes_the_place_of_all_when_they_have_grown(
    desk: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(1)
    desk.sync(NOW)
    monkeypatch.setattr(own_segments, "MOST", 3)
    for day in range(1, 4):
        study_and_sync(desk, day, chance)
        copied(desk, phone)
        phone.sync(NOW + day * DAY)
    assert numbers(desk) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    study_and_sync(desk, 4, chance)
    assert numbers(desk) == [(1, 6)]
    copied(desk, phone)
    assert [one.merged.rows for one in phone.sync(NOW + 4 * DAY).joined] == [1]
    fresh = Machine(phone.folder.parent.parent, "fresh")
    copied(desk, fresh)
    fresh.sync(NOW + 5 * DAY)
    assert desk.given <= ids(fresh)


def test_what_replaces_segments_that_are_known_is_not_read_again(
    desk: Machine, phone: Machine
) -> None:
    chance = Random(1)
    desk.sync(NOW)
    for _ in range(3):
        study_and_sync(desk, 1, chance)
    copied(desk, phone)
    phone.sync(NOW + DAY)
    study_and_sync(desk, 2, chance)
    copied(desk, phone)
    (joined,) = phone.sync(NOW + 2 * DAY).joined
    assert joined.file.name == segments(desk)[-1].file
    assert desk.given <= ids(phone)


def ids(machine: Machine) -> set[int]:
    return {row for (row,) in machine.library.database.rows("SELECT id FROM log")}


def test_one_missing_in_the_middle_hides_none_of_the_others(desk: Machine, phone: Machine) -> None:
    chance = Random(1)
    desk.sync(NOW)
    desk.vault.write("more.md", "asked later::answered later")
    desk.vault.rescan()
    study_and_sync(desk, 1, chance)
    before = set(desk.given)
    (later,) = [card for card in desk.library.search.cards() if "later" in card.face.front]
    desk.session.answer(later.id, Grade.GOOD, NOW + DAY)
    desk.sync(NOW + DAY)
    copied(desk, phone)
    middle = phone.folder / segments(desk)[1].file
    content = middle.read_bytes()
    middle.unlink()
    phone.sync(NOW + DAY)
    assert [row.card for row in phone.library.cards.history(later.id)] == [later.id]
    assert not before <= ids(phone)
    middle.write_bytes(content)
    phone.sync(NOW + DAY)
    assert before <= ids(phone)


def test_a_segment_goes_only_when_the_one_that_replaces_it_is_on_the_disk(
    desk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(1)
    desk.sync(NOW)
    for _ in range(2):
        study_and_sync(desk, 1, chance)
    desk.study(NOW + 2 * DAY, chance, 1)
    whole: list[bool] = []
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".gruseg":
            covering = desk.folder / SegmentName(segments(desk)[0].device, 2, 3).file
            whole.append(read_proof(covering) is not None and "000003" in kept(desk))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)
    desk.sync(NOW + 2 * DAY)
    assert whole == [True, True]


def kept(machine: Machine) -> str:
    """What the machine keeps of its own segments, as if it had just started."""
    found = json.loads(machine.library.meta.get(f"met {machine.folder}") or "")["own"]
    return " ".join(SegmentName(*one["name"]).file for one in found)


def test_what_was_deleted_or_damaged_in_ones_own_folder_is_written_again(desk: Machine) -> None:
    chance = Random(1)
    desk.sync(NOW)
    study_and_sync(desk, 1, chance)
    study_and_sync(desk, 1, chance)
    first, second, third = (desk.folder / name.file for name in segments(desk))
    before = [file.read_bytes() for file in (first, second, third)]
    first.unlink()
    second.write_bytes(before[1][:-20])
    third.write_bytes(b"")
    assert desk.sync(NOW + DAY).wrote is not None
    assert read_proof(first) is not None, "the first has all up to now"
    assert [file.read_bytes() for file in (second, third)] == before[1:]


def test_what_a_machine_brought_that_left_the_folder_is_shown_by_the_others(
    desk: Machine, phone: Machine, tmp_path: Path
) -> None:
    phone.study(NOW, Random(1), 3)
    phone.sync(NOW)
    desk.sync(NOW)
    copied(phone, desk)
    desk.sync(NOW)
    for file in desk.folder.glob("phone-*"):
        file.unlink()
    assert desk.sync(NOW).wrote is not None
    third = Machine(tmp_path, "third")
    copied(desk, third)
    third.sync(NOW)
    assert phone.given <= ids(third)


def test_a_machine_between_two_folders_carries_from_one_to_the_other(
    desk: Machine, phone: Machine, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    far = Machine(tmp_path, "far")
    far.folder = stick
    chance = Random(1)
    for day in range(3):
        for machine in (phone, far):
            machine.study(NOW + day * DAY, chance, 2)
            machine.sync(NOW + day * DAY)
        copied(phone, desk)
        for place in (desk.folder, stick, desk.folder):
            desk.folder, home = place, desk.folder
            desk.study(NOW + day * DAY, chance, 1)
            desk.sync(NOW + day * DAY)
            desk.folder = home
        far.sync(NOW + day * DAY)
        copied(desk, phone)
        phone.sync(NOW + day * DAY)
    assert phone.given <= ids(far)
    assert far.given - ids(phone) == set()


def test_an_earlier_version_is_told_to_be_renewed_and_its_file_is_read(
    desk: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    phone.study(NOW, Random(1), 3)
    desk.sync(NOW)
    (notice,) = desk.folder.glob("*.gruquiz")
    assert notice.stat().st_size < 4096
    copy = tmp_path / "copy.db"
    assert extract_library(notice, copy) is not None
    assert is_notice(copy)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:4])
        with closing(sqlite3.connect(copy)) as connection, pytest.raises(LibraryError) as raised:
            schema.migrate(connection, copy)
    assert "newer gruquiz" in str(raised.value)
    assert "install the newer program" in str(raised.value)
    whole = tmp_path / "whole.db"
    phone.library.share.write(whole)
    write_device_file(whole, desk.folder / "phone-01234567.gruquiz")
    (joined,) = desk.sync(NOW).joined
    assert joined.merged.rows >= 3
    assert phone.given <= ids(desk)
    assert not desk.sync(NOW).joined
    shutil.copyfile(notice, phone.folder / notice.name)
    result = phone.sync(NOW)
    assert not result.skipped
    assert not result.joined


def test_a_session_of_fifty_answers_among_fifteen_thousand_cards_is_small(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    with library_from_table(tmp_path / "library.db", table(tmp_path, 15_000)) as library:
        session = Session(library, Config(), "desk")
        first = sync_with_folder(library, shared, NOW).wrote
        assert first is not None
        whole = tmp_path / "whole.db"
        library.share.write(whole)
        assert first.stat().st_size < whole.stat().st_size / 2
        cards = [card.id for card in library.search.cards("")[:50]]
        for card in cards:
            session.answer(card, Grade.GOOD, NOW + timedelta(minutes=1))
        second = sync_with_folder(library, shared, NOW).wrote
        assert second is not None
        assert second.stat().st_size <= 64 * 1024


def test_a_file_of_ones_own_name_that_is_not_whole_is_reported_once(desk: Machine) -> None:
    desk.sync(NOW)
    (name,) = segments(desk)
    odd = desk.folder / SegmentName(name.device, 7, 7).file
    odd.write_bytes(b"half")
    (skipped,) = desk.sync(NOW).skipped
    assert skipped.file == odd
    assert not skipped.again
    assert desk.sync(NOW).skipped[0].again
    assert odd.exists()
    desk.study(NOW, Random(1), 1)
    wrote = desk.sync(NOW).wrote
    assert wrote is not None
    assert wrote.name == SegmentName(name.device, 8, 8).file


def test_a_state_that_is_lost_costs_a_file_and_no_answer(desk: Machine, phone: Machine) -> None:
    chance = Random(1)
    desk.sync(NOW)
    study_and_sync(desk, 1, chance)
    study_and_sync(desk, 1, chance)
    moved = desk.folder.rename(desk.folder.with_name("elsewhere"))
    desk.folder = moved  # what is kept is kept by the folder's path
    result = desk.sync(NOW + DAY)
    assert not result.changed
    assert not result.device
    assert numbers(desk) == [(1, 4)]
    copied(desk, phone)
    phone.sync(NOW + DAY)
    assert desk.given <= ids(phone)
    assert desk.sync(NOW + DAY).wrote is None


def test_a_single_file_of_ones_own_gives_way_once_all_of_it_is_in_a_segment(
    desk: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.study(NOW, Random(1), 3)
    desk.sync(NOW)
    (segment,), (notice,) = desk.folder.glob("*.gruseg"), desk.folder.glob("*.gruquiz")
    whole = tmp_path / "whole.db"
    desk.library.share.write(whole)
    segment.unlink()
    write_device_file(whole, notice)  # as the earlier version left it
    desk.library.meta.set(f"met {desk.folder}", "{}")
    there: list[bool] = []

    def watched(*values: object) -> None:
        there.append(read_proof(segment) is not None)
        write_notice(desk.library.share, notice)

    monkeypatch.setattr(folder, "write_notice", watched)
    result = desk.sync(NOW)
    assert there == [True]
    assert not result.device
    assert not result.changed
    assert result.wrote == segment
    assert notice.stat().st_size < 4096
    assert desk.sync(NOW).wrote is None


def test_two_of_one_name_that_wrote_the_same_number_lose_nothing(
    desk: Machine, tmp_path: Path
) -> None:
    desk.sync(NOW)
    desk.library.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    twin = Machine(tmp_path, "twin")
    twin.library.close()
    shutil.copyfile(tmp_path / "desk" / "library.db", tmp_path / "twin" / "library.db")
    twin.library = Library.open(tmp_path / "twin" / "library.db")
    twin.folder = desk.folder
    written = []
    path = desk.folder / SegmentName(segments(desk)[0].device, 2, 2).file
    for one, seed in ((desk, 1), (twin, 2)):
        path.unlink(missing_ok=True)  # the twin's folder has not had the desk's yet
        one.session = Session(one.library, Config(), "desk")
        one.study(NOW, Random(seed), 4)
        assert one.sync(NOW).wrote == path
        written.append(path.read_bytes())
    assert written[0] != written[1]
    renamed = desk.sync(NOW)
    assert renamed.device
    for day in range(1, 3):
        twin.sync(NOW + day * DAY)
        desk.sync(NOW + day * DAY)
    assert desk.given | twin.given <= ids(desk) & ids(twin)
    assert state(desk.library) == state(twin.library)
