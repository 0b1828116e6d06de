"""What help says of keys that belong together."""

import pytest

from gruquiz.tui.help import KeyTable
from tests.gruquiz.tui.conftest import Running, press


@pytest.mark.parametrize(
    ("opened", "keys", "told"),
    [
        ("l", "↑↓", "Another row"),
        ("l", "←→", "0.1 less or more; with shift 0.01. Or type a number."),
        ("s", "←→", "Turn pages"),
        ("comma", "←→", "Another choice"),
        ("z", "←→", "Another choice"),
    ],
)
async def test_keys_of_a_pair_are_told_once(
    running: Running, opened: str, keys: str, told: str
) -> None:
    async with running(size=(80, 50)) as pilot:
        await press(pilot, opened, "question_mark")
        rows = pilot.app.screen.query_one(KeyTable).rows
        assert [own for own, text in rows if text == told] == [keys]
