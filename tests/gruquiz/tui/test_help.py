"""What help says of keys that belong together."""

from pathlib import Path

import pytest

from gruquiz.tui.screens.help import KeyTable
from gruquiz.tui.widgets.path_input import PathInput
from tests.gruquiz.tui.conftest import Running, press
from tests.gruquiz.tui.seen import text


@pytest.mark.parametrize(
    ("opened", "keys", "shown"),
    [
        ("l", "↑↓", "Another row"),
        ("l", "←→", "0.1 less or more; with shift 0.01; or type a number"),
        ("s", "←→", "Turn pages"),
        ("comma", "←→", "Previous or next choice"),
        ("z", "←→", "Previous or next choice"),
    ],
)
async def test_keys_of_a_pair_are_told_once(
    running: Running, opened: str, keys: str, shown: str
) -> None:
    async with running(size=(80, 50)) as pilot:
        await press(pilot, opened, "question_mark")
        rows = pilot.app.screen.query_one(KeyTable).rows
        assert [own for own, text in rows if text == shown] == [keys]


async def test_the_keys_that_turn_pages_are_told_once(running: Running) -> None:
    async with running(size=(80, 24)) as pilot:
        await press(pilot, "d", "question_mark")
        rows = pilot.app.screen.query_one(KeyTable).rows
        assert [own for own, _ in rows if "PgDn" in own or own == "pgup"] == ["PgDn/PgUp"]


async def test_help_leaves_out_what_the_screen_below_refuses(
    running: Running, tmp_path: Path
) -> None:
    """The list of notes hands its keys to the screen, which after an import takes none."""
    (tmp_path / "one.md").write_text("gate::a learned share\n", encoding="utf-8")
    async with running() as pilot:
        await press(pilot, "i")
        pilot.app.screen.query_one(PathInput).value = str(tmp_path)
        for _ in ("look", "import"):
            await press(pilot, "enter")
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            await pilot.pause()
        await press(pilot, "question_mark")
        shown = [does for _, does in pilot.app.screen.query_one(KeyTable).rows]
        assert "Import the ticked notes" not in shown
        assert "Preview other notes" in shown
        assert "enter import" not in text(pilot.app)
