"""A library copied to another machine: of two names for who had its cards first, one holds."""

import shutil
from pathlib import Path

import pytest

from tests.gruquiz.several_devices import Device, state

FACT = "reset gate::drops what is past"


@pytest.mark.parametrize(("copy", "cards"), [("laptop", 1), ("attic", 2)])
def test_of_two_devices_that_had_a_card_the_first_by_name_is_its_origin(
    tmp_path: Path, copy: str, cards: int
) -> None:
    """The copy learns the same fact from a second note. To the device that had the first card too,
    by the order of their names, the cards are two; to another they are one, made by two devices.
    """
    desk = Device(tmp_path, "desk")
    desk.write("gru/notes.md", FACT)
    desk.read()
    desk.library.close()
    shutil.copyfile(desk.path, tmp_path / f"{copy}.db")
    copied = Device(tmp_path, copy)
    copied.write("lstm/notes.md", FACT)
    copied.read(days=1)
    phone = Device(tmp_path, "phone")
    copied.take(phone)  # so that each notes by itself who had the cards
    assert len(copied.shown()) == 2
    phone.take(desk, copied)
    assert len(phone.shown()) == cards
    copied.take(phone)
    assert state(copied.library) == state(phone.library)
