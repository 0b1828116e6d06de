"""The lab: what follows from a changed number is there at once, and it is right."""

import re

import numpy as np
import pytest

from engine import CONVENTIONS, Parameters, generate, run, step
from gruquiz.terminal import cells
from gruquiz.tui.lab_state import LabState, first_lab_state, lab_state_of
from gruquiz.tui.screens.lab import LabScreen
from gruquiz.tui.widgets.bars import LEVELS
from gruquiz.tui.widgets.lab_view import LabView
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import Running, press

SIZES = [(80, 24), (40, 24)]


@pytest.mark.parametrize("name", ["pytorch", "chung2014", "goodfellow", "onnx"])
def test_trace_is_the_engines(name: str) -> None:
    state = first_lab_state(CONVENTIONS[name])
    trace = state.trace()
    states = run(state.parameters, state.xs[:, None], state.h0[None], state.convention)[:, 0]
    np.testing.assert_allclose(trace.h, states, rtol=0, atol=1e-12)


def test_flow_is_the_derivative_of_the_last_state() -> None:
    state = first_lab_state(CONVENTIONS["pytorch"])
    nudge, columns, plain = 1e-6, [], []
    for unit in range(state.hidden):
        ends = []
        for sign in (1, -1):
            moved = state.with_value(("h0", (unit,)), state.h0[unit] + sign * nudge)
            h = moved.h0
            for x in moved.xs:
                p = moved.parameters
                h = np.tanh(p.W[2] @ x + p.U[2] @ h)
            ends.append((moved.trace().h[-1], h))
        columns.append((ends[0][0] - ends[1][0]) / (2 * nudge))
        plain.append((ends[0][1] - ends[1][1]) / (2 * nudge))
    trace = state.trace()
    assert trace.flow[-1] == pytest.approx(np.linalg.norm(np.array(columns), 2), rel=1e-6)
    assert trace.plain_flow[-1] == pytest.approx(np.linalg.norm(np.array(plain), 2), rel=1e-6)


@pytest.mark.parametrize(("pin", "expected"), [(1.0, "old"), (0.0, "candidate")])
def test_a_held_update_gate(pin: float, expected: str) -> None:
    first = first_lab_state(CONVENTIONS["pytorch"])
    state = LabState(first.parameters, first.xs, first.h0, first.convention, pin_z=pin)
    trace = state.trace()
    wanted = np.tile(state.h0, (len(state.xs), 1)) if expected == "old" else trace.n
    np.testing.assert_allclose(trace.h, wanted, rtol=0, atol=1e-12)


def test_a_held_reset_gate_leaves_the_rest_as_it_was() -> None:
    first = first_lab_state(CONVENTIONS["keras-reset-before"])
    p = Parameters(first.parameters.W, first.parameters.U, np.full((3, 2), 0.25))
    trace = LabState(p, first.xs, first.h0, first.convention, pin_r=0.0).trace()
    free = step(p, first.xs[0], first.h0, first.convention)
    assert (trace.r == 0).all() or np.abs(trace.r).max() < 1e-15
    np.testing.assert_allclose(trace.z[0], free.z)
    np.testing.assert_allclose(trace.n[0], np.tanh(p.W[2] @ first.xs[0] + 0.25))


@pytest.mark.parametrize("size", SIZES)
async def test_looks(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "l")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"lab-{size[0]}")
        await press(pilot, "c", "space", "space", "z")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"lab-held-{size[0]}")


async def test_arrows_and_typing_change_a_number(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "l", "right", "right")
        screen = pilot.app.screen
        assert isinstance(screen, LabScreen)
        assert screen.state.xs[0, 0] == pytest.approx(1.2)
        await press(pilot, "tab", *"-.75", "enter")
        assert screen.state.xs[0, 1] == pytest.approx(-0.75)
        await press(pilot, *"12", "backspace", "escape")
        assert screen.state.xs[0, 1] == pytest.approx(-0.75)
        assert isinstance(pilot.app.screen, LabScreen), "escape only took the typing back"
        await press(pilot, "down", "down", "shift+left")
        assert screen.state.parameters.W[0, 0, 1] == pytest.approx(-1.01)
        await press(pilot, "o")
        assert screen.state is screen.first


async def test_what_is_typed_asks_for_enter_until_it_is_kept(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "l")
        assert "enter keep" not in seen.text(pilot.app)
        await press(pilot, "7")
        assert "enter keep the number" in seen.text(pilot.app)
        await press(pilot, "escape")
        assert "enter keep" not in seen.text(pilot.app)
        await press(pilot, "8", "tab")
        screen = pilot.app.screen
        assert isinstance(screen, LabScreen)
        assert screen.state.xs[0, 0] == 8.0, "to move on keeps it too"
        assert "enter keep" not in seen.text(pilot.app)


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("width", [78, 38, 110])
def test_columns_are_in_line_in_every_sources_letters(name: str, width: int) -> None:
    view = LabView(first_lab_state(CONVENTIONS[name]), id="lab")
    lines = view.lines(width)
    assert max(line.cell_length for line in lines) <= width
    rows = [line.plain for line in lines[:7] if line.plain]
    ends = [
        [cells(text[: found.end()]) for found in re.finditer(r"\d\.\d+", text)] for text in rows
    ]
    assert len(rows) == 6
    assert all(end == ends[0] for end in ends), "the last digits stand below each other"
    start = next(i for i, line in enumerate(lines) if line.plain.startswith("over time"))
    plots = [line.plain for line in lines[start + 1 : start + 5]]
    names = [re.split(f"(?=[{LEVELS}])", text, maxsplit=1)[0] for text in plots]
    assert len({cells(name) for name in names}) == 1
    assert all(name.endswith(" ") for name in names), "a gap before the bars"


async def test_a_number_is_picked_by_mouse(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "l")
        await pilot.click(LabView, offset=(20, 1))
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, LabScreen)
        assert screen.cursor == ("h0", (0,))


async def test_drill_numbers_go_to_the_lab(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "d", "l")
        screen = pilot.app.screen
        assert isinstance(screen, LabScreen)
        assert screen.state.convention is CONVENTIONS["pytorch"]
        await press(pilot, "escape")
        assert "Compute rₜ, zₜ" in seen.text(pilot.app)


async def test_another_convention_says_what_it_changed(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "l", "c")
        shown = " ".join(seen.text(pilot.app).split())
        assert "PyTorch: hₜ was 0.674 0.155; the largest change is" in shown
        await press(pilot, "right")
        assert "largest change" not in seen.text(pilot.app), "it is no longer the same numbers"


@pytest.mark.parametrize("name", ["pytorch", "keras", "onnx", "d2l"])
def test_weights_stand_as_the_drills_print_them(name: str) -> None:
    """Where x is a row that W multiplies from the right, W has a row for each number of x."""
    exercise = generate("step", name, hidden=3, input=2, seed=5)
    state = lab_state_of(exercise)
    printed = {exercise.roles[own]: values for own, values in exercise.given.items()}
    for gate, letter in enumerate("rzn"):
        for matrix in "WU":
            shown = [[state.value(place) for place in row] for row in state.matrix(matrix, gate)]
            np.testing.assert_array_equal(shown, printed[f"{matrix}_{letter}"])


async def test_the_cursor_goes_through_turned_weights_as_they_stand(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "l")
        lab = pilot.app.screen
        assert isinstance(lab, LabScreen)
        lab.state = lab_state_of(generate("step", "keras", hidden=3, input=2, seed=5))
        await press(pilot, "down", "down")
        assert lab.cursor == ("W", (0, 0, 0))
        await press(pilot, "tab")
        assert lab.cursor == ("W", (0, 1, 0))
        await press(pilot, "down")
        assert lab.cursor == ("W", (0, 1, 1))
