"""The fields of a drill: numbers typed or pasted one after another, and no way out by Tab."""

import pytest
from textual import events
from textual.pilot import Pilot

from gruquiz.tui.screens.drill import DrillScreen
from gruquiz.tui.widgets.answer_fields import NumberField
from gruquiz.tui.widgets.paged import PagedScroll
from tests.gruquiz.tui.conftest import Running, press


def values(pilot: Pilot[None]) -> list[str]:
    """What stands in the fields."""
    return [cell.value for cell in pilot.app.screen.query(NumberField)]


def place(pilot: Pilot[None]) -> int:
    """The place of the field that the cursor is in."""
    cell = pilot.app.focused
    assert isinstance(cell, NumberField)
    return list(pilot.app.screen.query(NumberField)).index(cell)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (".368 .883", [".368", ".883"]),
        ("-0.1, 2e-3;7", ["-0.1", "2e-3", "7"]),
        ("0,5 1/3 1e3", ["0,5", "1/3", "1e3"]),
        ("=(1 + 2) * 3", ["=(1 + 2) * 3"]),
    ],
)
async def test_a_row_is_typed(running: Running, typed: str, found: list[str]) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        for character in typed:
            await pilot.press(character)
        await pilot.pause()
        assert values(pilot)[: len(found)] == found
        assert place(pilot) == len(found) - 1


async def test_a_row_is_typed_faster_than_the_cursor_goes(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        for key, character in (("5", "5"), ("space", " "), ("7", "7"), ("space", " "), ("9", "9")):
            pilot.app.post_message(events.Key(key, character))
        for _ in range(5):
            await pilot.pause()
        assert values(pilot)[:3] == ["5", "7", "9"]


async def test_a_number_is_mended_faster_than_keys_are_bound(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        for key in ("5", "6", "backspace", "7", "ctrl+u", "8"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        for _ in range(5):
            await pilot.pause()
        assert values(pilot)[0] == "8"


async def test_a_space_behind_the_last_number_stays_there(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d", "shift+tab", *"0.5", "space", "1")
        assert values(pilot)[-1] == "0.51"
        assert not any(values(pilot)[:-1])


@pytest.mark.parametrize(
    "pasted",
    [
        "0.368 0.883",
        "[0.368, 0.883]",
        "0.368;0.883",
        "0.368\n0.883",
        "tensor([0.368, 0.883], dtype=torch.float64)",
    ],
)
async def test_a_pasted_row_fills_the_fields(running: Running, pasted: str) -> None:
    async with running() as pilot:
        await press(pilot, "d", "tab")
        cell = pilot.app.focused
        assert isinstance(cell, NumberField)
        cell.post_message(events.Paste(pasted))
        await pilot.pause()
        assert values(pilot)[:4] == ["", "0.368", "0.883", ""]
        assert place(pilot) == 2


@pytest.mark.parametrize("pasted", ["0.5", "tanh of it", "1 2 3 4 5 6 7 8 9"])
async def test_what_is_no_row_stays_in_its_field(running: Running, pasted: str) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        cell = pilot.app.focused
        assert isinstance(cell, NumberField)
        cell.post_message(events.Paste(pasted))
        await pilot.pause()
        assert values(pilot)[0] == pasted
        assert not any(values(pilot)[1:])


async def test_tab_stays_among_the_fields(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d", "shift+tab")
        last = len(values(pilot)) - 1
        assert place(pilot) == last
        await press(pilot, "tab")
        assert place(pilot) == 0


async def test_enter_marks_wherever_the_cursor_is(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d", "1")
        screen = pilot.app.screen
        assert isinstance(screen, DrillScreen)
        screen.query_one(PagedScroll).focus()
        await press(pilot, "enter")
        assert screen.phase == "second"
