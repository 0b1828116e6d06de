"""Four screens with their colours: a change of look shows as a change of a picture."""

from pathlib import Path

import pytest

from gruquiz.config import Config
from tests.gruquiz.tui import pictures
from tests.gruquiz.tui.conftest import CARDS, Running, press


@pytest.mark.parametrize(
    ("name", "theme", "keys"),
    [
        ("decks", "gruquiz-dark", ()),
        ("lab", "gruquiz-dark", ("l", "z", "c")),
        ("browse", "gruquiz-light", ("b", "enter", "space")),
        ("quiz-setup", "gruquiz-light", ("z", "down", "right")),
    ],
)
async def test_picture(running: Running, name: str, theme: str, keys: tuple[str, ...]) -> None:
    config = Config(tables={"app": {"theme": theme}})
    async with running((80, 24), cards=CARDS, config=config) as pilot:
        await press(pilot, *keys)
        assert pictures.seen(pilot.app) == pictures.golden(pilot.app, name)


def test_another_colour_or_place_is_another_picture() -> None:
    """The comparison sees what a person would."""
    golden = (Path(pictures.GOLDEN) / "decks.svg").read_text(encoding="utf-8")
    seen = pictures.cells(golden)
    assert len(seen) >= 80 * 24
    assert sum(len(cell) > 1 for cell in seen.values()) > 100
    assert pictures.cells(golden.replace("study", "learn")) != seen
    background = seen[0, 0][0]
    assert (
        pictures.cells(golden.replace(f'rect fill="{background}"', 'rect fill="#123456"')) != seen
    )
    assert pictures.cells(golden.replace("font-weight: bold", "")) != seen
    assert pictures.cells(golden.replace("terminal-r", "other-r")) == seen
