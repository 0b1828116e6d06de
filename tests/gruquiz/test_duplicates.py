"""Devices that import the same vault each by itself: one card a fact, whoever joins whom first."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Grade
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.several_devices import Device, State, state
from tests.gruquiz.vaults import finished

FACTS = (
    "update gate::keeps the old state",
    "update gate::keeps the old state or takes the new",
    "reset gate::drops what is past",
    "candidate::what the state may become",
    "The ==state== is a blend.",
)
"""What notes may hold: the second is an edit of the first."""


@pytest.fixture
def desk(tmp_path: Path) -> Device:
    return Device(tmp_path, "desk")


@pytest.fixture
def phone(tmp_path: Path) -> Device:
    return Device(tmp_path, "phone")


def test_a_vault_imported_twice_is_one_set_of_cards(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("gates.md", *FACTS[1:])
        device.read()
    phone.answer("reset gate", Grade.GOOD, days=1)
    desk.answer("reset gate", Grade.GOOD, days=2)
    merged = desk.library.merge.join(phone.path)
    assert (merged.cards, merged.duplicates) == (0, 4)
    assert len(desk.shown()) == 4
    card = next(card for text, card in desk.shown().items() if text.startswith("reset"))
    assert card.schedule.reps == 2
    assert len(desk.library.cards.history(card.id)) == 2
    phone.take(desk)
    assert state(phone.library) == state(desk.library)
    assert desk.library.merge.join(phone.path)[:3] == (0, 0, 0)


def test_the_next_import_knows_the_card_that_carries_on(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("deep/gates.md", *FACTS[2:])
        device.read()
    for one, other in ((desk, phone), (phone, desk)):
        one.take(other)
        one.write("deep/gates.md", FACTS[0], *FACTS[2:])
        one.read(days=1)
        assert len(one.shown()) == 4, one.name
        assert not any(card.missing for card in one.shown().values())
        assert all(Path(card.note).is_relative_to(one.vault) for card in one.shown().values())
    desk.take(phone)
    assert len(desk.shown()) == 4


def test_a_text_edited_on_one_device_before_they_met(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("gates.md", FACTS[0], FACTS[2])
        device.read()
    desk.answer("update gate", days=0)
    desk.write("gates.md", FACTS[1], FACTS[2])
    desk.read(days=3)
    phone.answer("update gate", days=1)
    phone.take(desk)
    (card,) = [card for text, card in phone.shown().items() if text.startswith("update")]
    assert card.face.back.endswith("takes the new")
    assert card.schedule.reps == 2
    desk.take(phone)
    assert state(phone.library) == state(desk.library)


def test_two_cards_of_one_device_stay_two(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        for folder in ("gru", "lstm"):
            device.write(f"{folder}/notes.md", FACTS[2])
        device.read()
    (first, second) = desk.library.search.cards("deck:gru") + desk.library.search.cards("deck:lstm")
    desk.session.answer(first.id, Grade.GOOD, NOW)
    desk.take(phone)
    assert sorted(card.deck for card in desk.library.search.cards()) == ["gru", "lstm"]
    assert desk.library.search.cards("deck:gru")[0].schedule.reps == 1
    assert desk.library.search.cards("deck:lstm")[0].schedule.is_new
    assert second.deck == "lstm"


def test_the_same_words_elsewhere_are_another_card(desk: Device, phone: Device) -> None:
    desk.write("gates.md", FACTS[2])
    phone.write("cells.md", FACTS[2])
    desk.read()
    phone.read()
    desk.take(phone)
    assert len(desk.library.search.cards()) == 2


def test_vaults_imported_from_different_depths(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("gru/gates.md", *FACTS[2:])
    desk.read()
    finished(import_notes(phone.library, [phone.vault / "gru"], NOW))
    desk.take(phone)
    assert len(desk.library.search.cards()) == 3


@pytest.mark.parametrize("later", [0, 1])
def test_a_note_in_folders_of_two_names_lies_in_one_deck(tmp_path: Path, later: int) -> None:
    facts = [f"term {number}::what it means" for number in range(20)]
    devices = []
    for days, name in enumerate(("notes of the desk", "notes of the phone")):
        device = Device(tmp_path, name)
        device.vault = device.vault.rename(device.vault.with_name(name))
        device.write("gates.md", *facts)
        device.read(days * later)
        devices.append(device)
    desk, phone = devices
    desk.take(phone)
    assert len(desk.library.search.cards()) == 20
    assert {card.deck for card in desk.library.search.cards()} == {"notes of the phone"}
    phone.take(desk)
    assert state(phone.library) == state(desk.library)
    desk.write("gates.md", *facts, FACTS[2])  # read anew, it stays in one piece
    desk.read(days=3)
    phone.take(desk)
    assert len(phone.library.search.cards()) == 21
    assert {card.deck for card in phone.library.search.cards()} == {"notes of the desk"}
    assert state(phone.library) == state(desk.library)


def test_the_old_id_still_names_the_card(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("gates.md", FACTS[2])
        device.read()
    ids = [device.library.search.cards()[0].id for device in (desk, phone)]
    desk.take(phone)
    for card in ids:
        assert desk.library.cards.find(f"{card:016x}") == min(ids)
        assert desk.library.cards.get(card).id == min(ids)
        desk.session.answer(card, Grade.GOOD, NOW)
    assert len(desk.library.cards.history(max(ids))) == 2


def test_an_old_schedule_in_the_note_does_not_undo_reviews(desk: Device, phone: Device) -> None:
    fact = f"{FACTS[2]} <!--SR:!2026-10-20,10,250-->"
    for device in (desk, phone):
        device.write("gates.md", fact)
    desk.read()
    desk.answer("reset gate", days=0)
    after = next(iter(desk.shown().values())).schedule
    phone.read(days=5)
    for one, other in ((desk, phone), (phone, desk)):
        one.take(other)
        assert next(iter(one.shown().values())).schedule == after


@pytest.mark.parametrize(
    ("comment", "interval"), [("2026-11-25,5,250", 1), ("2026-11-25,4,250", 4)]
)
def test_a_schedule_as_new_as_the_last_review_is_taken_an_older_one_is_not(
    desk: Device, phone: Device, comment: str, interval: int
) -> None:
    """Both come in with a note that the desk had read, and reviewed, without its schedule."""
    desk.write("gates.md", FACTS[2])
    phone.write("gates.md", f"{FACTS[2]} <!--SR:!{comment}-->")
    desk.read()
    desk.answer("reset gate", days=0)
    phone.read(days=2)
    for one, other in ((desk, phone), (phone, desk)):
        one.take(other)
        (card,) = one.shown().values()
        assert card.schedule.interval == interval
    assert state(desk.library) == state(phone.library)


def test_undo_after_joining_takes_back_what_was_done_here(desk: Device, phone: Device) -> None:
    for device in (desk, phone):
        device.write("gates.md", FACTS[2])
        device.read()
        device.answer("reset gate", days=len(device.name))
    for one, other in ((desk, phone), (phone, desk)):
        one.take(other)
        undone = one.session.undo(NOW + 20 * DAY)
        assert undone is not None
        assert undone.what == "grade"
    desk.take(phone)
    (card,) = desk.library.search.cards()
    assert card.schedule.is_new
    assert state(desk.library) == state(phone.library)


def test_a_vault_imported_after_its_cards_came_shows_them_once(desk: Device, phone: Device) -> None:
    desk.write("gates.md", *FACTS[2:])
    desk.read()
    desk.answer("reset gate")
    phone.take(desk)
    before = state(phone.library)
    phone.write("gates.md", *FACTS[2:])
    phone.read(days=1)
    assert [card.face.front for card in phone.library.search.cards()] == [
        card.face.front for card, _ in before.values()
    ]
    assert sum(card.schedule.reps for card in phone.shown().values()) == 1
    assert all(Path(card.note).is_relative_to(phone.vault) for card in phone.shown().values())
    desk.take(phone)
    assert state(desk.library) == state(phone.library)


def test_undoing_that_import_leaves_the_cards_that_came(desk: Device, phone: Device) -> None:
    desk.write("gates.md", *FACTS[2:])
    desk.read()
    phone.take(desk)
    before = set(phone.shown())
    phone.write("gates.md", *FACTS[2:])
    phone.read(days=1)
    undone = phone.session.undo(NOW + 2 * DAY)
    assert undone is not None
    assert set(phone.shown()) == before
    assert len(phone.library.search.cards()) == len(before)
    phone.read(days=3)
    assert len(phone.library.search.cards()) == len(before)
    desk.take(phone)
    assert state(desk.library) == state(phone.library)


def test_who_never_met_another_pays_nothing_for_it(desk: Device, phone: Device) -> None:
    desk.write("gates.md", *FACTS[2:])
    desk.read()
    assert desk.library.database.rows("SELECT * FROM reading") == []
    phone.take(desk)
    (rows,) = phone.library.database.rows("SELECT COUNT(*) FROM reading")
    assert rows == (3,)
    assert phone.library.database.rows("SELECT * FROM unproven") == []
    phone.write("cells.md", FACTS[2])
    phone.read(days=1)
    assert phone.library.database.rows("SELECT COUNT(*) FROM reading") == [(4,)]
    assert phone.library.database.rows("SELECT * FROM unproven") == []


WORK = st.one_of(
    st.tuples(
        st.just("note"),
        st.sampled_from(["gates.md", "cells.md", "deep/gates.md"]),
        st.lists(st.sampled_from(FACTS), max_size=3, unique=True),
    ),
    st.tuples(st.just("answer"), st.integers(0, 4), st.sampled_from(list(Grade))),
    st.tuples(st.sampled_from(["suspend", "undo", "bury"]), st.integers(0, 4), st.none()),
)


def work(device: Device, acts: list[tuple[str, object, object]]) -> None:
    """A day's acts, one a minute, at other seconds than any other device."""
    for what, where, how in acts:
        device.minutes += 1
        now = NOW + timedelta(minutes=device.minutes, seconds=len(device.name))
        cards = [card for card in device.shown().values() if not card.missing]
        if what == "note":
            assert isinstance(where, str)
            assert isinstance(how, list)
            device.write(where, *how)
            device.read()
        elif what == "undo":
            device.session.undo(now)
        elif cards and isinstance(where, int):
            card = cards[where % len(cards)]
            if what == "answer" and isinstance(how, Grade):
                if not card.suspended and card.buried_on is None and not card.incomplete:
                    device.session.answer(card.id, how, now)
            elif what != "answer":
                getattr(device.session.changes, what)(card.id, now)


@settings(max_examples=30, deadline=None)  # files on a shared disk take as long as they take
@given(acts=st.lists(st.lists(WORK, max_size=7), min_size=3, max_size=3))
def test_merging_is_a_union_whatever_the_order(
    acts: list[list[tuple[str, object, object]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twins")
    devices = [Device(folder, name) for name in ("desk", "phone", "tablet")]
    for device, mine in zip(devices, acts, strict=True):
        work(device, mine)
        device.library.close()
    paths = [device.path for device in devices]
    rows = 0
    ends: list[State] = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2, 0, 1)):
        joined = folder / f"joined{len(ends)}.db"
        shutil.copyfile(paths[order[0]], joined)
        with Library.open(joined) as library:
            for other in order[1:]:
                library.merge.join(paths[other])
            ends.append(state(library))
            assert library.merge.join(paths[order[-1]]) == (0, 0, 0, 0)
            rows = library.database.value("SELECT COUNT(*) FROM log")
    pair = folder / "pair.db"
    shutil.copyfile(paths[1], pair)
    with Library.open(pair) as library:
        library.merge.join(paths[2])
    with Library.open(paths[0]) as library:
        library.merge.join(pair)
        ends.append(state(library))
        assert library.database.value("SELECT COUNT(*) FROM log") == rows
        assert library.database.value("SELECT COUNT(DISTINCT id) FROM log") == rows
    assert all(end == ends[0] for end in ends)
