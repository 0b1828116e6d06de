"""Every kind of drill can be chosen: by a key in the drill, and from the palette."""

import pytest
from textual.pilot import Pilot

from engine.drills import DRILLS
from gruquiz.tui.commands import commands
from gruquiz.tui.screens.drill import DrillScreen
from gruquiz.tui.screens.drill_kinds import DrillKindsScreen
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import DRILL, Running, press

SIZES = [(80, 24), (40, 24)]
NAMES = [each.name for each in DRILLS]


def drill(pilot: Pilot[None]) -> DrillScreen:
    """The drill on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, DrillScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_kind_is_chosen_from_a_list(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "d", "c")
        convention = drill(pilot).request.convention
        await press(pilot, "d")
        listed = [row.split("│")[1].strip(" ›") for row in box(seen.rows(pilot.app))]
        shown = [title for title in listed if title]
        assert shown[: len(DRILLS)] == [each.title for each in DRILLS]
        place = NAMES.index("step")
        assert f"›{DRILLS[place].title}" in seen.text(pilot.app), "the cursor is on what is asked"
        await press(pilot, "down", "enter")
        assert drill(pilot).request.kind == NAMES[place + 1]
        assert drill(pilot).request.convention == convention
        assert f"Drill · {DRILLS[place + 1].title.lower()[:9]}" in seen.text(pilot.app)


def box(rows: list[str]) -> list[str]:
    """The rows inside the dialog's frame."""
    top = next(place for place, row in enumerate(rows) if "╭" in row)
    end = next(place for place, row in enumerate(rows) if "╰" in row)
    return [row[rows[top].index("╭") :] for row in rows[top + 1 : end]]


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_leaving_the_list_loses_nothing(running: Running, key: str) -> None:
    async with running() as pilot:
        await press(pilot, "d", *"0.25", "d")
        assert isinstance(pilot.app.screen, DrillKindsScreen)
        asked = drill_below(pilot).exercise
        await press(pilot, key)
        assert drill(pilot).exercise is asked
        assert "0.25" in seen.text(pilot.app)


def drill_below(pilot: Pilot[None]) -> DrillScreen:
    """The drill under the list."""
    screen = pilot.app.screen_stack[-2]
    assert isinstance(screen, DrillScreen)
    return screen


async def test_a_kind_of_many_steps_leaves_no_trace_in_the_next(running: Running) -> None:
    async with running() as pilot:
        steps = ["down"] * (NAMES.index("sequence") - NAMES.index("step"))
        await press(pilot, "d", "d", *steps, "enter")
        first = drill(pilot).exercise
        assert first is not None
        assert (first.kind, first.setting.steps) == ("sequence", 3)
        await press(pilot, "d", "home", "enter")
        second = drill(pilot).exercise
        assert second is not None
        assert (second.kind, second.setting.steps) == (NAMES[0], 1)


async def test_a_drill_card_has_its_kind(running: Running) -> None:
    async with running(cards=(DRILL,)) as pilot:
        await press(pilot, "enter", "space", "d")
        assert drill(pilot).request.kind == "step"
        assert "k kind" not in seen.text(pilot.app)


async def test_the_palette_offers_each_kind(running: Running) -> None:
    async with running() as pilot:
        offered = {each.title: each for each in commands(pilot.app.screen_stack)}
        titles = [title for title in offered if title.startswith("Drill")]
        assert titles == [f"Drill: {each.title}" for each in DRILLS]
        for each in DRILLS:
            offered[f"Drill: {each.title}"].callback()
            await pilot.pause()
            assert drill(pilot).request.kind == each.name
            await press(pilot, "escape")
