"""Which cards of several devices are one, where there is a choice."""

from pathlib import Path

import pytest

from gruquiz.importer import import_notes
from gruquiz.model import Card
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.several_devices import Device, state
from tests.gruquiz.vaults import finished

FACT = "reset gate::drops what is past"


@pytest.fixture
def desk(tmp_path: Path) -> Device:
    return Device(tmp_path, "desk")


@pytest.fixture
def phone(tmp_path: Path) -> Device:
    return Device(tmp_path, "phone")


def by_deck(device: Device) -> dict[str, Card]:
    return {card.deck: card for card in device.library.search.cards()}


def answer(device: Device, deck: str) -> None:
    device.session.answer(by_deck(device)[deck].id, 4, NOW)


def test_cards_at_the_same_place_are_one_before_any_others(desk: Device, phone: Device) -> None:
    folders = [f"f{number}" for number in range(8)]
    for days, folder in enumerate(folders):  # the last of the desk's is the phone's first
        desk.write(f"{folder}/notes.md", FACT)
        desk.read(days)
        phone.write(f"{folders[-1 - days]}/notes.md", FACT)
        phone.read(days)
    for folder in folders[::2]:
        answer(desk, folder)
    for folder in folders[:4]:
        answer(phone, folder)
    desk.take(phone)
    answers = {
        deck: len(desk.library.cards.history(card.id)) for deck, card in by_deck(desk).items()
    }
    assert answers == dict(zip(folders, (2, 1, 2, 1, 1, 0, 1, 0), strict=True))


def test_of_texts_elsewhere_the_older_is_the_same(desk: Device, phone: Device) -> None:
    desk.write("c/notes.md", FACT)
    desk.read()
    phone.write("a/notes.md", FACT)
    phone.read()
    phone.write("b/notes.md", FACT)
    phone.read(days=2)
    answer(desk, "c")
    phone.take(desk)
    cards = by_deck(phone)
    assert len(cards) == 2
    assert cards.pop("b").schedule.is_new
    (joined,) = cards.values()
    assert joined.schedule.reps == 1


def test_of_three_the_one_with_the_smallest_id_carries_on(tmp_path: Path) -> None:
    for attempt in range(3):
        devices = [Device(tmp_path / str(attempt), name) for name in ("desk", "phone", "tablet")]
        for device in devices:
            device.write("notes.md", FACT)
            device.read()
        ids = [device.library.search.cards()[0].id for device in devices]
        devices[0].take(*devices[1:])
        (card,) = devices[0].library.search.cards()
        assert card.id == min(ids)


def test_three_vaults_imported_from_different_depths(tmp_path: Path) -> None:
    devices = [Device(tmp_path, name) for name in ("desk", "phone", "tablet")]
    for device, source in zip(devices, (".", "a", "a/b"), strict=True):
        device.write("a/keep.md", "k::v")
        device.write("a/b/notes.md", FACT)
        finished(import_notes(device.library, [device.vault / source], NOW))
    devices[0].take(*devices[1:])
    fronts = [card.face.front for card in devices[0].library.search.cards()]
    assert sorted(fronts) == ["k", "reset gate"]


@pytest.mark.parametrize(("folders", "cards"), [(39, 39), (40, 41)])
def test_of_more_than_forty_cards_of_one_text_only_the_place_decides(
    desk: Device, phone: Device, folders: int, cards: int
) -> None:
    """Such as a form that is filled in a thousand folders."""
    for number in range(folders):
        desk.write(f"f{number}/notes.md", FACT)
    desk.read()
    phone.write("elsewhere/notes.md", FACT)
    phone.read()
    desk.take(phone)
    assert len(desk.library.search.cards()) == cards
    phone.take(desk)
    assert state(desk.library) == state(phone.library)


def test_what_was_joined_by_hand_is_one_card_on_every_device(desk: Device, phone: Device) -> None:
    desk.write("notes.md", FACT)
    desk.read()
    (old,) = by_deck(desk).values()
    desk.write("notes.md", "which gate forgets?::the reset gate")
    desk.read(days=1)
    (new,) = (card for card in desk.library.search.cards() if card.id != old.id)
    phone.take(desk)
    assert len(phone.library.search.cards()) == 2
    act = desk.library.imports.new_act()
    desk.library.updates.join([(old.id, new.id)], NOW + 2 * DAY, act)
    phone.take(desk)
    (card,) = phone.library.search.cards()
    assert (card.id, card.face.back) == (old.id, "the reset gate")
    assert state(phone.library) == state(desk.library)
