"""An undo says of what it is: the act and the card's front."""

import pytest

from gruquiz.model import NEW, Card, CardId, Face, Kind
from gruquiz.session import UndoneAction
from gruquiz.tui.services.undo_message import HOLE, LONGEST, front, undo_message
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CLOZE, QUESTION, Running, press

WHICH = "“Which state does zₜ weight in hₜ = zₜ ⊙ hₜ₋₁ + …”"
IN = "“In […], we combine the role of long-term memory …”"


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (("space", "3"), f"grading {WHICH}"),
        (("minus",), f"burying {WHICH}"),
        (("exclamation_mark",), f"suspending {WHICH}"),
        (("m",), f"flagging {WHICH}"),
        (("space", "3", "x"), f"dropping {IN}"),
    ],
)
async def test_in_study(running: Running, keys: tuple[str, ...], shown: str) -> None:
    async with running((120, 24), cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", *keys, "u")
        assert f"Undone: {shown}." in seen.text(pilot.app)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (("asterisk", "exclamation_mark"), "suspending 2 cards"),
        (("r",), f"rescheduling {WHICH}"),
        (("c", "X", "enter"), f"moving {WHICH}"),
        (("d", *"tomorrow", "enter"), f"rescheduling {WHICH}"),
    ],
)
async def test_in_the_browser(running: Running, keys: tuple[str, ...], shown: str) -> None:
    async with running((120, 30), cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "b", "enter", *keys, "u")
        assert f"Undone: {shown}." in seen.text(pilot.app)


async def test_on_the_decks(running: Running) -> None:
    async with running((120, 24), cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3", "escape", "u")
        assert f"Undone: grading {WHICH}." in seen.text(pilot.app)
        await press(pilot, "u")
        assert "Undone: importing 2 cards." in seen.text(pilot.app)


@pytest.mark.parametrize("words", [0, 3, 20, 60])
def test_a_long_front_is_shortened_about_its_hole(words: int) -> None:
    text = "so very " * words + f"much {HOLE} of it all" + " and more" * words
    card = Card(CardId(1), Kind.CLOZE, Face(text, text), ("GRU",), "/n.md", "N", (), 1, NEW)
    shown = front(card)
    assert HOLE in shown
    assert len(shown) <= LONGEST + 4
    assert shown in undo_message(UndoneAction("grade", card, 1))


async def test_nothing_to_undo_is_said(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "enter", "u")
        assert "Nothing to undo." in seen.text(pilot.app)
        assert "u undo" not in seen.text(pilot.app)


async def test_what_was_undone_is_said_until_the_next_card(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3", "u")
        assert "Undone: grading" in seen.text(pilot.app)
        await press(pilot, "space", "3")
        assert "Undone" not in seen.text(pilot.app)
