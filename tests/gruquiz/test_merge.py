"""Joining libraries of several devices: a set union, whatever the order, and nothing lost."""

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.config import Config
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.model import Card, CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

Acts = list[tuple[str, int, Grade, int]]

ACTS = st.tuples(
    st.sampled_from(["answer", "suspend", "unsuspend", "bury", "undo", "reset", "flag", "add"]),
    st.integers(0, 2),
    st.sampled_from(list(Grade)),
    st.integers(0, 5),
)
DEVICE = st.lists(ACTS, max_size=8)


def do(library: Library, device: str, acts: Acts) -> None:
    """What happens on one device, on days of its own."""
    session = Session(library, Config(), device)
    names = [card.id for card in library.search.cards()]
    shared = (
        library.log.last_act()
    )  # what the devices had in common is not taken back on one of them
    for step, (act, place, grade, day) in enumerate(acts):
        now = NOW + day * DAY + timedelta(minutes=step, seconds=len(device))
        card = names[place % len(names)]
        if act == "answer":
            if not library.cards.get(card).suspended and library.cards.get(card).buried_on is None:
                session.answer(card, grade, now)
        elif act == "undo":
            if library.log.last_act() != shared:
                session.undo(now)
        elif act == "add":
            add(library, [f"{device} {step}"], now, path=f"/{device}{step}.md")
        elif act == "flag":
            session.changes.flag(card, now, int(grade))
        else:
            getattr(session.changes, act)(card, now)


def state(library: Library) -> dict[CardId, tuple[Card, int]]:
    assert library.maintenance.faults() == []
    return {card.id: (card, len(library.cards.history(card.id))) for card in library.search.cards()}


def copies(folder: Path, base: Path, count: int) -> list[Path]:
    paths = [folder / f"device{number}.db" for number in range(count)]
    for path in paths:
        shutil.copyfile(base, path)
    return paths


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("merge") / "base.db"
    with Library.open(path) as library:
        cards = add(library, [found("one"), found("two"), found("three")])
        Session(library, Config(), "base").answer(cards[0], Grade.GOOD, NOW - 10 * DAY)
    return path


@settings(max_examples=25, deadline=None)  # files on a shared disk take as long as they take
@given(one=DEVICE, two=DEVICE, three=DEVICE)
def test_order_and_repetition_of_merges_do_not_matter(
    base: Path, one: Acts, two: Acts, three: Acts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("devices")
    paths = copies(folder, base, 3)
    for path, acts in zip(paths, (one, two, three), strict=True):
        with Library.open(path) as library:
            do(library, path.stem, acts)
    ends: list[dict[CardId, tuple[Card, int]]] = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2, 0, 1)):
        joined = folder / f"joined{len(ends)}.db"
        shutil.copyfile(paths[order[0]], joined)
        with Library.open(joined) as library:
            for other in order[1:]:
                library.merge.join(paths[other])
            ends.append(state(library))
            assert library.merge.join(paths[order[-1]]).rows == 0
    pair = folder / "pair.db"
    shutil.copyfile(paths[1], pair)
    with Library.open(pair) as library:
        library.merge.join(paths[2])
    with Library.open(paths[0]) as library:
        library.merge.join(pair)
        ends.append(state(library))
    assert all(end == ends[0] for end in ends)


def test_both_devices_reviews_count_and_undo_is_each_ones_own(base: Path, tmp_path: Path) -> None:
    here, there = copies(tmp_path, base, 2)
    with Library.open(here) as mine, Library.open(there) as other:
        card = mine.search.ids("one")[0]
        Session(other, Config(), "phone").answer(card, Grade.GOOD, NOW - 5 * DAY)
        session = Session(mine, Config(), "desk")
        session.answer(card, Grade.EASY, NOW)
        merged = mine.merge.join(there)
        assert (merged.cards, merged.rows) == (0, 1)
        schedule = mine.cards.get(card).schedule
        assert schedule.reps == 3
        assert schedule.interval == 15  # 6 days by the phone, then the desk's own
        assert [row.grade for row in mine.cards.history(card)][-2:] == [Grade.GOOD, Grade.EASY]
        undone = session.undo(NOW)
        assert undone is not None
        assert undone.what == "grade"
        assert mine.cards.get(card).schedule.reps == 2
        other.merge.join(here)
        assert other.cards.get(card) == mine.cards.get(card)


def test_a_newer_text_wins_and_new_cards_come_along(base: Path, tmp_path: Path) -> None:
    here, there = copies(tmp_path, base, 2)
    with Library.open(there) as other:
        add(other, [found("four", deck=("X/y", "Z"))], NOW, path="/four.md")
    with Library.open(here) as mine:
        assert mine.merge.join(there).cards == 1
        (four,) = mine.search.cards("four")
        assert four.decks == ("X/y", "Z")
        assert Session(mine, Config()).next(NOW, "Z") is not None


def test_a_device_that_was_set_back_to_a_backup_is_read_from_the_start(
    base: Path, tmp_path: Path
) -> None:
    """Of a device known by name only what is new is read, as long as it only went on."""
    here, there, backup = copies(tmp_path, base, 3)
    for path, front in ((there, "two"), (backup, "three")):
        with Library.open(path) as other:
            Session(other, Config(), "phone").answer(other.search.ids(front)[0], Grade.GOOD, NOW)
    with Library.open(here) as mine:
        assert mine.merge.join(there, device="phone").rows == 1
        assert mine.merge.join(there, device="phone").rows == 0
        shutil.copyfile(backup, there)
        assert mine.merge.join(there, device="phone").rows == 1
        assert mine.cards.get(mine.search.ids("three")[0]).schedule.reps == 1


def test_what_is_no_library_is_refused_and_left_alone(base: Path, tmp_path: Path) -> None:
    (here,) = copies(tmp_path, base, 1)
    text = tmp_path / "notes.md"
    text.write_text("not a database, but long enough to look into. " * 50, encoding="utf-8")
    with Library.open(here) as mine:
        before = state(mine)
        with pytest.raises(LibraryError, match=r"notes\.md"):
            mine.merge.join(text)
        with pytest.raises(LibraryError, match="cannot be read"):
            mine.merge.join(tmp_path / "absent.db")
        assert state(mine) == before
    assert text.read_text(encoding="utf-8").startswith("not a database")


@pytest.mark.parametrize("link", ["", "symlink_to", "hardlink_to"])
def test_a_library_is_not_merged_with_itself_and_keeps_its_locks(tmp_path: Path, link: str) -> None:
    path, other = tmp_path / "library.db", tmp_path / "other.db"
    with Library.open(path) as library:
        add(library, ["one"], NOW)
        if link:
            getattr(other, link)(path)
        with pytest.raises(LibraryError, match="this is the library itself"):
            library.merge.join(other if link else path)
        # Another program that closes the library last would remove the log that ours writes to.
        look = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT 1 FROM card')"
        subprocess.run([sys.executable, "-c", look, str(path)], check=True)
        add(library, ["two"], NOW, path="/two.md")
    with Library.open(path) as again:
        assert len(again.search.cards()) == 2
