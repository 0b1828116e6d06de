"""Browsing: what is typed is searched, and what is marked is changed at once."""

from datetime import date
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from gruquiz.errors import GruquizError
from gruquiz.library import Library
from gruquiz.model import State
from gruquiz.tui.services.due_day import parse_due_day
from gruquiz.tui.widgets.card_list import CardList
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import Running, press

SIZES = [(80, 24), (40, 24), (140, 40)]


def states(pilot: Pilot[None]) -> list[State]:
    """The states of all cards, as another process sees them."""
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        return [card.state(date(2026, 11, 21)) for card in library.search.cards("")]


async def search(pilot: Pilot[None], query: str) -> None:
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = query
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_looks(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "b", "enter", "down")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"browse-{size[0]}")


async def test_rows_are_as_wide_as_the_list_once_its_place_is_known(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        cards = pilot.app.screen.query_one(CardList)
        with monkeypatch.context() as patch:
            # On a busy machine the cards are found before the list has its place.
            patch.setattr(CardList, "scrollable_content_region", property(lambda _: Region()))
            cards.show(cards.cards, cards.today)
        await pilot.pause()
        widest = max(len(line.rstrip()) for line in seen.text(pilot.app).splitlines()[4:8])
        assert widest > 60


async def test_typing_searches(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        await search(pilot, "memory")
        assert "1 card" in seen.text(pilot.app)
        await search(pilot, "is:suspended")
        assert "0 cards" in seen.text(pilot.app)


async def test_a_search_that_cannot_be_understood_points_at_the_place(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        await search(pilot, "prop:foo>3")
        shown = seen.text(pilot.app)
        assert "✗" in shown
        assert "^" in shown


async def test_marked_cards_are_changed_together_and_back(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", "enter", "space", "space")
        assert "2 marked" in seen.text(pilot.app)
        await press(pilot, "exclamation_mark")
        assert states(pilot).count(State.SUSPENDED) == 2
        await press(pilot, "u")
        assert states(pilot).count(State.SUSPENDED) == 0
        assert "u undo" not in seen.text(pilot.app), "the import before is not undone from here"


async def test_suspended_cards_are_taken_back(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", "enter", "asterisk", "exclamation_mark", "exclamation_mark")
        assert states(pilot).count(State.SUSPENDED) == 0


async def test_buried_cards_are_taken_back(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", "enter", "asterisk", "minus")
        assert set(states(pilot)) == {State.BURIED}
        assert "buried until tomorrow" in seen.text(pilot.app)
        await press(pilot, "minus")
        assert State.BURIED not in states(pilot)
        assert "unburied" in seen.text(pilot.app)
        await press(pilot, "u")
        assert set(states(pilot)) == {State.BURIED}


async def test_reset_makes_a_card_new(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        await search(pilot, "is:review")
        await press(pilot, "enter", "r")
        assert states(pilot).count(State.NEW) == 3


async def test_keys_of_the_list_are_letters_in_the_search_line(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", *"a-x/r")
        field = pilot.app.focused
        assert isinstance(field, Input)
        assert field.value == "a-x/r"
        assert "- bury" not in seen.text(pilot.app)


async def test_cards_move_to_another_deck_and_back(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", "enter", "asterisk", "c")
        assert "Move 3 cards to which deck?" in seen.text(pilot.app)
        await press(pilot, *"a//b", "enter")
        assert "✗ a deck's name" in seen.text(pilot.app)
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = "Mine/Gates"
        await press(pilot, "enter")
        assert decks(pilot) == {"Mine/Gates"}
        await press(pilot, "u")
        assert decks(pilot) == {"GRU/Gates", "GRU/Computing a step"}


async def test_cards_are_made_due(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "b", "enter", "asterisk", "d", *"fri", "enter")
        assert dues(pilot) == {date(2026, 11, 27)}
        await press(pilot, "d", *"2020-01-01", "enter")
        assert "is past" in seen.text(pilot.app)
        await press(pilot, "escape")
        assert dues(pilot) == {date(2026, 11, 27)}


@pytest.mark.parametrize(
    ("said", "expected"),
    [("today", 21), ("tomorrow", 22), ("+7", 28), ("sat", 28), ("mon", 23), ("2026-11-30", 30)],
)
def test_days_as_they_are_said(said: str, expected: int) -> None:
    assert parse_due_day(said, date(2026, 11, 21)) == date(2026, 11, expected)


@pytest.mark.parametrize("said", ["", "soon", "+", "+99999999999", "2026-13-01"])
def test_what_is_no_day(said: str) -> None:
    with pytest.raises(GruquizError):
        parse_due_day(said, date(2026, 11, 21))


def decks(pilot: Pilot[None]) -> set[str]:
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        return {card.deck for card in library.search.cards("")}


def dues(pilot: Pilot[None]) -> set[date | None]:
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        return {card.schedule.due for card in library.search.cards("")}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("deck:gat", "0 cards: there is no deck 'gat'; did you mean GRU/Gates?"),
        ("is:new (deck:Gaets or gates)", "0 cards: there is no deck 'Gaets'; did you mean"),
        ("deck:gru is:suspended", "0 cards"),
        ("-deck:gat is:suspended", "0 cards"),
        ("deck:*x*", "0 cards"),
    ],
)
async def test_a_deck_that_is_not_there_is_told(running: Running, query: str, told: str) -> None:
    async with running() as pilot:
        await press(pilot, "b")
        await search(pilot, query)
        line = next(line for line in seen.rows(pilot.app) if "0 cards" in line)
        assert told in line
        assert ("no deck" in line) == ("no deck" in told)


@pytest.mark.parametrize("key", ["enter", "down"])
async def test_a_faulty_search_is_mended_before_its_cards_are_gone_to(
    running: Running, key: str
) -> None:
    async with running() as pilot:
        await press(pilot, "b", *"prop:", key, "x")
        query = pilot.app.focused
        assert isinstance(query, Input)
        assert query.value == "prop:x"
        assert "✗" in seen.text(pilot.app)
        assert "enter to the cards" not in seen.text(pilot.app)
        query.value = ""
        await pilot.pause()
        await press(pilot, key)
        assert isinstance(pilot.app.focused, CardList)
