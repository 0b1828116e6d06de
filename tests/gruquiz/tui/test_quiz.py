"""A quiz from its first question to its score; the schedule stays as it is."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from gruquiz.library import Library
from gruquiz.model import Face, Kind
from gruquiz.tui.screens.quiz import QuizScreen
from gruquiz.tui.widgets.answer_fields import NumberField
from gruquiz.tui.widgets.choices import Choices
from gruquiz.tui.widgets.computed import Computed
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import DRILL, NOW, Running, found, press

SIZES = [(80, 24), (40, 24)]

NAMES = ("update gate", "reset gate", "input gate", "forget gate", "output gate")
CARDS = [
    found(n, Kind.CLOZE, Face(f"Gate {n} is the […].", f"Gate {n} is the =={name}==.", (name,)))
    for n, name in enumerate(NAMES, start=1)
]
LONG = found(9, Kind.QUESTION, Face("Why?", "Because " * 50))


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
        await press(pilot, "z", "enter")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"quiz-typed-{size[0]}")
        await answer(pilot, right=True)
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"quiz-choice-{size[0]}")
        for number in range(4):
            await answer(pilot, right=number != 2)
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"quiz-score-{size[0]}")


async def test_what_went_wrong_is_asked_again(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        for number in range(5):
            await answer(pilot, right=number not in (1, 3))
        assert "3 of 5 right" in seen.text(pilot.app)
        await press(pilot, "r")
        assert "0 of 2" in seen.text(pilot.app)
        await answer(pilot, right=True)
        await answer(pilot, right=True)
        assert "Nothing went wrong." in seen.text(pilot.app)


async def test_the_schedule_stays_as_it_is(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        for _ in range(5):
            await answer(pilot, right=False)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            assert all(card.schedule.is_new for card in library.search.cards(""))


async def test_an_option_is_clicked(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        await answer(pilot, right=True)
        await pilot.click(Choices, offset=(4, quiz(pilot).question.right))
        await pilot.pause()
        assert "✓" in seen.text(pilot.app)
        assert "enter next" in seen.text(pilot.app)


async def test_giving_up_shows_the_answer(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        name = quiz(pilot).question.answer
        await press(pilot, "escape")
        assert name in seen.text(pilot.app)
        assert len(quiz(pilot).round.missed) == 1


async def test_without_cards_to_ask_it_says_so(running: Running) -> None:
    async with running(cards=[LONG]) as pilot:
        await press(pilot, "z", "enter")
        assert "No questions can be made" in " ".join(seen.text(pilot.app).replace("▌", "").split())


async def test_decks_number_and_clock_are_chosen(running: Running) -> None:
    other = found(8, Kind.CLOZE, Face("An […].", "An ==LSTM==.", ("LSTM",)), deck="Cells")
    async with running(cards=[*CARDS, other]) as pilot:
        await press(pilot, "down", "z")
        assert "[ ] Cells" in seen.text(pilot.app)
        assert "[x] GRU" in seen.text(pilot.app)
        await press(pilot, "left", "down", "right", "down", "space", "down", "space")
        shown = seen.text(pilot.app)
        assert "◂ 5 ▸" in shown
        assert "◂ 30 s a question ▸" in shown
        row = next(n for n, line in enumerate(seen.rows(pilot.app)) if "Gates" in line)
        await pilot.click(offset=(5, row))
        await pilot.pause()
        assert "[x]   Gates" in seen.text(pilot.app) or "[x] Gates" in seen.text(pilot.app)
        assert "[ ] GRU" in seen.text(pilot.app)
        await press(pilot, "enter")
        shown = seen.text(pilot.app)
        assert "0 of 5" in shown
        assert "30 s left" in shown


async def test_the_time_for_a_question_runs_out(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "down", "right", "enter")
        await later(pilot, 31)
        assert len(quiz(pilot).round.missed) == 1
        await press(pilot, "enter")
        assert "30 s left" in seen.text(pilot.app), "each question has its own time"


async def test_a_drill_has_time_to_compute(running: Running) -> None:
    async with running(cards=[DRILL]) as pilot:
        await press(pilot, "z", "down", "right")
        assert "A drill adds 10 s for each of its numbers" in seen.text(pilot.app)
        await press(pilot, "enter")
        assert "8 min left" in seen.text(pilot.app)
        await later(pilot, 300)
        assert quiz(pilot).phase == "asked"
        await later(pilot, 600)
        assert quiz(pilot).phase == "told"


async def test_the_time_for_the_whole_quiz_runs_out(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "down", "right", "right", "right", "enter")
        assert "5 min left" in seen.text(pilot.app)
        await answer(pilot, right=True)
        await later(pilot, 301)
        shown = seen.text(pilot.app)
        assert "1 of 1 right" in shown
        assert "4 questions not reached" in shown


async def later(pilot: Pilot[None], seconds: int) -> None:
    """Let the clock of the app go on."""
    pilot.app.clock = lambda: NOW + timedelta(seconds=seconds)  # type: ignore[attr-defined]  # our app's own
    await quiz(pilot).tick()
    await pilot.pause()


async def test_a_drill_is_computed_and_its_mistake_named(running: Running) -> None:
    async with running(cards=[DRILL]) as pilot:
        await press(pilot, "z", "enter")
        assert "enter mark" in seen.text(pilot.app)
        exercise = quiz(pilot).query_one(Computed).exercise
        assert exercise is not None
        wrong = {name: values + 1.5 for name, values in exercise.answers.items()}
        await fill(pilot, [f"{value:.3f}" for v in wrong.values() for value in v.ravel()])
        assert "✗" in seen.text(pilot.app)
        await press(pilot, "enter")
        shown = seen.text(pilot.app)
        assert "0 of 1 right" in shown
        await press(pilot, "enter")
        exercise = quiz(pilot).query_one(Computed).exercise
        assert exercise is not None
        right = [f"{value:.3f}" for v in exercise.answers.values() for value in v.ravel()]
        await fill(pilot, right)
        await press(pilot, "enter")
        assert "1 of 1 right" in seen.text(pilot.app)


async def fill(pilot: Pilot[None], numbers: list[str]) -> None:
    """Type numbers into the cells, and have them marked."""
    for cell, number in zip(quiz(pilot).query(NumberField), numbers, strict=True):
        cell.value = number
    await press(pilot, "enter")


async def test_what_went_wrong_is_counted_where_asked(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        for number in range(5):
            await answer(pilot, right=number > 1)
        await press(pilot, "c")
        assert "a count as Again" not in seen.text(pilot.app)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            assert sum(not card.schedule.is_new for card in library.search.cards("")) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_setup_looks(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=CARDS) as pilot:
        await press(pilot, "z", "down")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"quiz-setup-{size[0]}")


async def test_leaving_in_the_middle_ends_with_the_score(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        await answer(pilot, right=True)
        await press(pilot, "1", "escape")
        shown = seen.text(pilot.app)
        assert "of 2 right" in shown, "a question that was answered counts, though not gone on from"
        assert "3 questions not reached" in shown
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, QuizScreen)


async def test_a_quiz_without_an_answer_is_left_at_once(running: Running) -> None:
    async with running(cards=[DRILL]) as pilot:
        await press(pilot, "z", "enter", "escape")
        assert not isinstance(pilot.app.screen, QuizScreen)


async def test_a_question_says_where_it_comes_from(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        await press(pilot, "z", "enter")
        where = "Gated Recurrent Units in Neural Network › Concept Definition"
        assert where in seen.text(pilot.app)
        for _ in CARDS:
            await answer(pilot, right=True)
        assert where not in seen.text(pilot.app), "the score is about no note"
