"""Studying as a person does it: keys pressed, text seen, grades kept."""

import pytest

from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CLOZE, Running, press

SIZES = [(80, 24), (40, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_decks(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        seen.check(pilot.app, f"decks-{size[0]}")


@pytest.mark.parametrize("size", SIZES)
async def test_front_and_back(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(CLOZE,)) as pilot:
        await press(pilot, "enter")
        seen.check(pilot.app, f"study-front-{size[0]}")
        await press(pilot, "space")
        seen.check(pilot.app, f"study-back-{size[0]}")
