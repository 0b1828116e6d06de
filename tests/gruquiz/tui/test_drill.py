"""Computing by hand: typed numbers, marks, the mistake named, the steps shown."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from engine import Exercise, grade
from engine.drills import drill_named
from engine.exercise.separable import applicable
from gruquiz.exercises import CHOICES
from gruquiz.tui.screens.drill import DrillScreen
from gruquiz.tui.widgets.answer_fields import NumberField
from gruquiz.tui.widgets.grades import Grades
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import DRILL, Running, press

SIZES = [(80, 24), (40, 24)]


def exercise(pilot: Pilot[None]) -> Exercise:
    """The exercise on the screen."""
    screen = pilot.app.screen
    assert isinstance(screen, DrillScreen)
    assert screen.exercise is not None
    return screen.exercise


def right(pilot: Pilot[None]) -> list[str]:
    """The right numbers in the order of the fields."""
    asked = exercise(pilot)
    return [f"{v:.3f}" for name in asked.asked for v in asked.answers[name].ravel()]


def flipped(pilot: Pilot[None]) -> list[str]:
    """The numbers of a learner who weights the states the other way round."""
    asked = exercise(pilot)
    kind = drill_named(asked.kind)
    mistake = next(m for m in applicable(kind, asked.setting) if m.key == "polarity_flipped")
    values = kind.solve(asked.setting, asked.numbers, (mistake,))
    return [f"{v:.3f}" for quantity in values for v in quantity[0, ..., 0].ravel()]


async def fill_in(pilot: Pilot[None], numbers: list[str]) -> None:
    """Put numbers into the fields, from the first on."""
    for cell, text in zip(pilot.app.screen.query(NumberField), numbers, strict=False):
        cell.value = text
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_right(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "d")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"drill-asked-{size[0]}")
        await fill_in(pilot, right(pilot))
        await press(pilot, "enter")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"drill-right-{size[0]}")


@pytest.mark.parametrize("size", SIZES)
async def test_wrong_then_told(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "d")
        await fill_in(pilot, flipped(pilot))
        await press(pilot, "enter")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"drill-wrong-{size[0]}")
        await press(pilot, "enter")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"drill-told-{size[0]}")
        await press(pilot, "s")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"drill-steps-{size[0]}")


async def test_a_second_try_mends_only_what_was_wrong(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        wrong, good = flipped(pilot), right(pilot)
        await fill_in(pilot, wrong)
        await press(pilot, "enter")
        focused = pilot.app.focused
        assert isinstance(focused, NumberField)
        assert focused.symbol == "h_t"
        open_cells = [cell for cell in pilot.app.screen.query(NumberField) if not cell.disabled]
        assert [cell.symbol for cell in open_cells] == ["h_t", "h_t"]
        for cell, text in zip(open_cells, good[6:], strict=True):
            cell.value = text
        await press(pilot, "enter")
        assert "✓ All right." in seen.text(pilot.app)


async def test_first_try_does_not_tell_the_right_value(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        good = right(pilot)
        await fill_in(pilot, ["9.999", *good[1:]])
        await press(pilot, "enter")
        assert good[0] not in seen.text(pilot.app).partition("Compute")[2]
        await press(pilot, "enter")
        assert good[0] in seen.text(pilot.app).partition("Compute")[2]


async def test_giving_up_shows_the_steps_and_says_nothing(running: Running) -> None:
    async with running(cards=(DRILL,)) as pilot:
        await press(pilot, "enter", "space", "s")
        shown = seen.text(pilot.app)
        assert "W_ir xₜ" in shown
        assert "1 Again" in shown
        for lecture in ("blank", "Marks", "✗", "from here"):
            assert lecture not in shown
        await press(pilot, "s")
        assert right(pilot)[0].replace("-", "−") in seen.text(pilot.app).partition("Compute")[2]
        assert pilot.app.screen.query_one(Grades).proposed == "again"


async def test_giving_up_names_a_slip_that_was_made(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        await fill_in(pilot, flipped(pilot))
        await press(pilot, "s", "s")
        shown = seen.text(pilot.app)
        assert "⎛" in shown, "the steps"
        assert "✗ You weighted the candidate by zₜ." in shown
        assert "Marks" not in shown


async def test_new_numbers_and_other_convention(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        first = exercise(pilot)
        await press(pilot, "c")
        other = exercise(pilot)
        assert other.convention is not first.convention
        assert all((other.numbers[name] == first.numbers[name]).all() for name in ("W", "x", "h"))
        await press(pilot, "n")
        again = exercise(pilot)
        assert again.convention is other.convention
        assert (again.numbers["W"] != other.numbers["W"]).any()


async def test_letters_are_keys_until_a_function_is_begun(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        await pilot.press(*"=sigmoid(0.3)")
        focused = pilot.app.focused
        assert isinstance(focused, Input)
        assert focused.value == "=sigmoid(0.3)"
        await press(pilot, "tab", "1", "e", "minus", "3")
        focused = pilot.app.focused
        assert isinstance(focused, Input)
        assert focused.value == "1e-3"
        await press(pilot, "tab", "0", "s", "s")
        assert "W_ir xₜ" in seen.text(pilot.app)
        assert "◂ from here" in seen.text(pilot.app)


async def test_decimal_comma_and_true_minus(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        good = [text.replace(".", ",").replace("-", "−") for text in right(pilot)]
        await fill_in(pilot, good)
        await press(pilot, "enter")
        assert "✓ All right." in seen.text(pilot.app)


@pytest.mark.parametrize("typed", ["=1/0", "=9**9**9", "=__import__(1)", "abc", "0.1 0.2"])
async def test_what_cannot_be_read_is_said(running: Running, typed: str) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        cell = pilot.app.focused
        assert isinstance(cell, Input)
        cell.value = typed
        await press(pilot, "enter")
        shown = seen.text(pilot.app)
        assert "✗" in shown
        assert "?" in shown.partition("Compute")[2]
        assert grade(exercise(pilot), {"r_t": f"[{typed}, ]"}).problems


async def test_arrows_move_between_the_rows(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d", "tab", "down", "down")
        cell = pilot.app.focused
        assert isinstance(cell, NumberField)
        assert (cell.symbol, cell.position) == ("n_t", (1,))
        await press(pilot, "up", "up", "up")
        cell = pilot.app.focused
        assert isinstance(cell, NumberField)
        assert (cell.symbol, cell.position) == ("r_t", (1,))


@pytest.mark.parametrize("key", ["n", "c", "s"])
async def test_what_is_not_marked_is_lost_only_by_a_second_press(
    running: Running, key: str
) -> None:
    async with running() as pilot:
        await press(pilot, "d", *"0.211")
        asked, screen = exercise(pilot), pilot.app.screen
        assert isinstance(screen, DrillScreen)
        await press(pilot, key)
        assert f"{key} again:" in seen.text(pilot.app)
        assert "what you typed is not marked yet" in seen.text(pilot.app)
        await press(pilot, "tab", key)
        assert "not marked yet" in seen.text(pilot.app), "another key has cancelled"
        await press(pilot, "5")
        assert "not marked yet" not in seen.text(pilot.app)
        await press(pilot, key)
        assert exercise(pilot) is asked
        assert screen.query(NumberField).first().value == "0.211"
        assert screen.phase == "first"
        await press(pilot, key)
        assert exercise(pilot) is not asked or screen.phase == "done"
        assert "not marked yet" not in seen.text(pilot.app)


async def test_what_is_marked_needs_no_second_press(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        await fill_in(pilot, flipped(pilot))
        await press(pilot, "enter", "s")
        assert "⎛" in seen.text(pilot.app), "the steps"


async def test_a_slip_of_typing_does_not_end_the_second_try(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        await fill_in(pilot, flipped(pilot))
        await press(pilot, "enter")
        screen, good = pilot.app.screen, right(pilot)
        assert isinstance(screen, DrillScreen)
        open_cells = [cell for cell in screen.query(NumberField) if not cell.disabled]
        open_cells[0].value = "0.211 0.454"
        await press(pilot, "enter")
        assert screen.phase == "second"
        for cell, text in zip(open_cells, good[6:], strict=True):
            cell.value = text
        await press(pilot, "enter")
        assert "✓ All right." in seen.text(pilot.app)


async def test_all_conventions_round_the_numbers_are_the_first(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        first = exercise(pilot)
        assert first.numbers["bx"].any()
        for _ in CHOICES:
            await press(pilot, "c")
        again = exercise(pilot)
        assert again.convention is first.convention
        assert all((again.numbers[name] == first.numbers[name]).all() for name in first.numbers)


async def test_who_has_given_up_is_not_told_to_try_again(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        coarse = [f"{float(text):.1f}" for text in right(pilot)[:2]]
        await fill_in(pilot, coarse + flipped(pilot)[2:])
        await press(pilot, "enter", "s")
        assert "again" not in seen.text(pilot.app)


async def test_the_pages_of_the_numbers_are_told_and_turned(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d")
        assert "page 1 of 2 ▾" in seen.text(pilot.app)
        assert "PgDn/PgUp page" in seen.text(pilot.app)
        await press(pilot, "pagedown")
        assert "page 2 of 2 ▴" in seen.text(pilot.app)
    async with running((80, 60)) as pilot:
        await press(pilot, "d")
        assert "page" not in seen.text(pilot.app)
