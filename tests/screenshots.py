"""The README's pictures, drawn from the running app: `python -m tests.screenshots`.

A library of the bundled decks, eight weeks of study by a learner who errs by the dice, and the
screens as they then look. The same pictures each time; they name no address but SVG's own.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from engine.drills import drill_named
from engine.exercise.separable import applicable
from gruquiz.config import Config, bundled_decks
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Card, Grade, Kind
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.screens.drill import DrillScreen
from gruquiz.tui.widgets.answer_fields import NumberField

FOLDER = Path(__file__).parent.parent / ".github" / "screens"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WEEKS = 8
A_DAY = 12
"""Cards that the learner answers on most days."""
SIZE = (92, 28)

_FACE = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = re.compile(r"font-family:\s*Fira Code,\s*monospace")
_GENERATOR = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_NUMBERED = re.compile(r"terminal-\d+")


def studied(path: Path) -> None:
    """Make the library of somebody who has been at it for eight weeks."""
    random = Random(7)
    began = NOW - timedelta(weeks=WEEKS)
    with Library.open(path) as library:
        for _ in import_notes(library, [bundled_decks()], began):
            pass
        session = Session(library, Config())
        for day in range(WEEKS * 7):
            morning = began + timedelta(days=day, minutes=random.randrange(600))
            for answered in range(0 if random.random() < 0.12 else random.randint(6, A_DAY * 2)):
                now = morning + timedelta(seconds=40 * answered)
                asked = session.next(now)
                if asked is None:
                    break
                grade = random.choices(
                    (Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.EASY), (9, 11, 65, 15)
                )[0]
                session.answer(asked.card.id, grade, now, random.randrange(4000, 30000))


@asynccontextmanager
async def app_at(path: Path) -> AsyncIterator[Pilot[None]]:
    """The app on the library, its decks counted."""
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way any more."""
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def draw(pilot: Pilot[None], name: str) -> None:
    """Keep the screen as it is now."""
    await settled(pilot)
    (FOLDER / f"{name}.svg").write_text(bare(pilot.app.export_screenshot(title="gruquiz")), "utf-8")


def bare(svg: str) -> str:
    """The picture without addresses, in whatever fixed font the reader has."""
    svg = _GENERATOR.sub("", _FACE.sub("", svg))
    svg = _FAMILY.sub(
        "font-family: 'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace", svg
    )
    return "\n".join(line.rstrip() for line in _NUMBERED.sub("gruquiz", svg).splitlines()) + "\n"


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def marked(pilot: Pilot[None]) -> None:
    """Answer the drill as one does who takes the update gate the other way round."""
    screen = pilot.app.screen
    assert isinstance(screen, DrillScreen)
    assert screen.exercise is not None
    exercise = screen.exercise
    kind = drill_named(exercise.kind)
    flip = next(m for m in applicable(kind, exercise.setting) if m.key == "polarity_flipped")
    values = kind.solve(exercise.setting, exercise.numbers, (flip,))
    numbers = [value for quantity in values for value in quantity[..., 0].ravel()]
    for cell, value in zip(screen.query(NumberField), numbers, strict=True):
        cell.value = f"{value:.3f}"
    await press(pilot, "enter")


async def all_screens(path: Path) -> None:
    """Go through the app as a learner does, and keep what is seen."""
    async with app_at(path) as pilot:
        await draw(pilot, "decks")
        await press(pilot, "d")
        await marked(pilot)
        await draw(pilot, "drill")
        await press(pilot, "escape")
        await press(pilot, "l")
        await draw(pilot, "lab")
        await press(pilot, "escape")
        await press(pilot, "s")
        await draw(pilot, "stats")
    with Library.open(path) as library:
        session, cards = Session(library, Config()), library.search.cards()
        session.changes.suspend([card.id for card in cards if not has_formulas(card)], NOW)
        session.changes.reset([card.id for card in cards if has_formulas(card)], NOW)
    async with app_at(path) as pilot:
        await press(pilot, "enter", "space")
        await draw(pilot, "study")


def has_formulas(card: Card) -> bool:
    """Whether a card shows what the picture is to show: formulas on both sides."""
    return card.kind is not Kind.DRILL and "$" in card.face.front and r"\odot" in card.face.back


def main() -> None:
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        studied(path)
        asyncio.run(all_screens(path))


if __name__ == "__main__":
    main()
