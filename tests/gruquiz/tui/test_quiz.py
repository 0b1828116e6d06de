"""A quiz from its first question to its score; the schedule stays as it is."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from gruquiz.library import Library
from gruquiz.model import Face, Kind
from gruquiz.tui.quiz import QuizScreen
from gruquiz.tui.widgets.options import Options
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import Running, found, press

SIZES = [(80, 24), (40, 24)]

NAMES = ("update gate", "reset gate", "input gate", "forget gate", "output gate")
CARDS = [
    found(n, Kind.CLOZE, Face(f"Gate {n} is the […].", f"Gate {n} is the =={name}==.", (name,)))
    for n, name in enumerate(NAMES, start=1)
]


def quiz(pilot: Pilot[None]) -> QuizScreen:
    screen = pilot.app.screen
    assert isinstance(screen, QuizScreen)
    return screen


async def answer(pilot: Pilot[None], *, right: bool) -> None:
    """Answer the question on the screen, and go on."""
    question = quiz(pilot).question
    if question.options:
        place = question.right if right else (question.right + 1) % 4
        await press(pilot, str(place + 1))
    else:
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = question.answer if right else "something else"
        await press(pilot, "enter")
    await press(pilot, "enter")


@pytest.mark.parametrize("size", SIZES)
async def test_from_start_to_score(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=CARDS) as pilot:
        await press(pilot, "z")
        seen.check(pilot.app, f"quiz-typed-{size[0]}")
        await answer(pilot, right=True)
        seen.check(pilot.app, f"quiz-choice-{size[0]}")
        for number in range(4):
            await answer(pilot, right=number != 2)
        seen.check(pilot.app, f"quiz-score-{size[0]}")


async def test_what_went_wrong_is_asked_again(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z")
        for number in range(5):
            await answer(pilot, right=number not in (1, 3))
        assert "3 of 5 right, 60%" in seen.text(pilot.app)
        await press(pilot, "r")
        assert "0 of 2" in seen.text(pilot.app)
        await answer(pilot, right=True)
        await answer(pilot, right=True)
        assert "Nothing went wrong." in seen.text(pilot.app)


async def test_the_schedule_stays_as_it_is(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z")
        for _ in range(5):
            await answer(pilot, right=False)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            assert all(card.schedule.is_new for card in library.cards(""))


async def test_an_option_is_clicked(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z")
        await answer(pilot, right=True)
        await pilot.click(Options, offset=(4, quiz(pilot).question.right))
        await pilot.pause()
        assert "✓" in seen.text(pilot.app)
        assert "enter next" in seen.text(pilot.app)


async def test_giving_up_shows_the_answer(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z")
        name = quiz(pilot).question.answer
        await press(pilot, "escape")
        assert name in seen.text(pilot.app)
        assert len(quiz(pilot).wrong) == 1


async def test_without_cards_to_ask_it_says_so(running: Running) -> None:
    async with running(cards=CARDS[:0]) as pilot:
        await press(pilot, "z")
        assert "No questions can be made" in " ".join(seen.text(pilot.app).replace("▌", "").split())
