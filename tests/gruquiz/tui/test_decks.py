"""The decks screen: while the bundled decks come, the days to come, what other machines had."""

from datetime import date
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.devices import sync_with_folder
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.screens.decks import DecksScreen
from gruquiz.tui.widgets.coming_days import ComingDays, parts
from gruquiz.tui.widgets.drawn import packed
from gruquiz.tui.widgets.no_cards import NoCards
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import NOW, QUESTION, Running, fill, press


async def test_while_the_bundled_decks_are_read_only_working_keys_are_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stands still here: other notes cannot be read meanwhile, nothing be taken back."""
    monkeypatch.setattr(NoCards, "_read", lambda *_: None)
    app = GruquizApp(tmp_path / "library.db", Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        for _ in range(50):  # the foot follows the list of decks by a message
            if "enter study" not in seen.text(app):
                break
            await pilot.pause()
        shown = seen.text(app)
        assert "Reading the bundled decks" in shown
        assert "d drill" in shown
        for key in ("enter study", "i import", "b browse", "s stats", "z quiz"):
            assert key not in shown
        await press(pilot, "i", "u", "r")
        assert isinstance(app.screen, DecksScreen)
        assert "undo" not in seen.text(app).lower()
        app.screen.query_one(NoCards).post_message(NoCards.Filled())
        await pilot.pause()
        await pilot.pause()
        assert "i import" in seen.text(app)


@pytest.mark.parametrize("width", [24, 38, 60, 200])
def test_the_days_to_come_are_never_broken_in_a_phrase(width: int) -> None:
    reviews = [3, *[0] * 12, 120]
    lines = [line.plain for line in packed(parts(reviews, date(2026, 11, 21)), width)]
    assert "most on Fri 4: 120" in " ".join(lines)
    assert any("most on Fri 4: 120" in line for line in lines)
    assert all(len(line) <= width for line in lines)


async def test_a_library_without_reviews_says_so(running: Running) -> None:
    async with running((40, 24), cards=()) as pilot:
        assert not pilot.app.screen.query_one(ComingDays).display


@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_what_another_machine_had_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    """Answers that lie in the shared folder are in the library once the app is open."""
    here, there, shared = (tmp_path / name for name in ("here.db", "there.db", "shared"))
    shared.mkdir()
    fill(here, (QUESTION,))
    with Library.open(here) as library, Library.open(there) as other:
        sync_with_folder(library, shared, NOW)
        sync_with_folder(other, shared, NOW)
        session = Session(other, Config(), "the other one")
        session.answer(other.search.cards("")[0].id, Grade.GOOD, NOW)
        sync_with_folder(other, shared, NOW)
    app = GruquizApp(here, Config(tables={"sync": {"folder": str(shared)}}), lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await seen.opened(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        shown = " ".join(seen.text(app).split())
        assert "today 1 done, 0 left" in shown, "the counts are those of both"
        assert "is joined (1 row of the log)." in shown
        await press(pilot, "s")
        assert "1 answer on 1 day" in " ".join(seen.text(app).split())
