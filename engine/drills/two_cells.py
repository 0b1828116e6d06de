"""`contrast`: the same numbers in two cells, and the difference of their states."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine import notation
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    printed,
)
from engine.exercise.base_drill import BaseDrill
from engine.exercise.cell_drill import SPOKEN
from engine.exercise.number_grids import SHARES, STATES, Draws, cell_draws, draw_cell
from engine.exercise.second_cell import GRUS, SECOND, description, equations, letters_of, other
from engine.exercise.step_solution import StepWriter
from engine.mistakes import RIGHT, STEP_MISTAKES, Mistake
from engine.mistakes.forward import Cells, StepValues, compute

_MISTAKES = (
    *STEP_MISTAKES,
    Mistake(
        "contrast_ignored",
        "g",
        "You computed the second state like the first. Look at what its equations do otherwise.",
    ),
    Mistake(
        "contrast_sign",
        "d",
        "You took the difference the other way round: the second state minus the first.",
    ),
)


class TwoCellsDrill(BaseDrill):
    name = "contrast"
    title = "Two cells, the same numbers"
    summary = "the same numbers in two cells"
    possible = _MISTAKES

    def variants(self, setting: DrillSetting) -> int:
        return 3 if setting.convention.notation.form == "concat" else len(SECOND)

    def draws(self, setting: DrillSetting) -> int:
        return cell_draws(setting.hidden, setting.input, 1) + 2 * setting.hidden

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        draws = Draws(integers)
        numbers = draw_cell(draws, setting.hidden, setting.input, 1, setting.convention.biases)
        return numbers | {
            "o": draws.take(SHARES, setting.hidden),
            "c": draws.take(STATES, setting.hidden),
        }

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        letters, size = letters_of(setting.convention), (setting.hidden,)
        new = setting.convention.notation.h
        return (
            AskedQuantity(printed.plain(new), new, "h'", size, SPOKEN["h'"]),
            AskedQuantity(printed.plain(letters.g), letters.g, "g", size, "the other cell's state"),
            AskedQuantity(printed.plain(letters.d), letters.d, "d", size, "the difference"),
        )

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        changes = tuple(RIGHT if mistake is None else mistake.change for mistake in mistakes)
        cells = Cells.of(numbers)
        first = compute(cells, changes, setting.convention, digits=digits)[0]
        if _kind(setting) in GRUS:
            second = other(setting.convention, _kind(setting))
            state = compute(cells, changes, second, digits=digits)[0].h
        else:
            without = tuple(replace(change, reset="one", reset_on="own") for change in changes)
            plain = compute(cells, without, setting.convention, digits=digits)[0]
            state = plain.n if _kind(setting) == "rnn" else _lstm(first, plain.n, numbers, digits)

        def made(key: str) -> Floats:
            return np.array([m is not None and m.key == key for m in mistakes])[:, None, None]

        g = np.where(made("contrast_ignored"), first.h, state)
        h_used, g_used = (
            own if known is None else np.where(np.isnan(known[k]), own, known[k])
            for k, own in enumerate((first.h, g))
        )
        sign = np.where(made("contrast_sign"), -1.0, 1.0)
        return [first.h, g, sign * (g_used - h_used)]

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        """The usual one for the states; twice that for their difference, since both may be off."""
        h, g, d = super().tolerance(setting, numbers)
        return [h, g, 2 * d]

    def equations(self, setting: DrillSetting) -> tuple[str, ...]:
        return (
            *notation.equations(setting.convention),
            *equations(setting.convention, _kind(setting)),
        )

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = printed.symbols(setting.convention)
        letters = letters_of(setting.convention)
        extra: tuple[GivenArray, ...] = ()
        if _kind(setting) == "lstm":
            extra = (
                printed.given("c", letters.c_prev, numbers["c"][:, 0]),
                printed.given("o", letters.o, numbers["o"][:, 0]),
            )
        return (
            printed.given("x", symbols["x"], numbers["x"][0, :, 0]),
            printed.given("h", symbols["h"], numbers["h"][:, 0]),
            *extra,
            *printed.weights(setting.convention, numbers),
        )

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        h, g, d = (quantity.latex for quantity in self.quantities(setting))
        what = description(setting.convention, _kind(setting))
        return (
            f"{what} Compute ${h}$, ${g}$ and their difference ${d} = {g} - {h}$ "
            f"to {setting.decimals} decimals."
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        h, g, d = self.quantities(setting)
        writer = StepWriter(setting.convention, numbers, setting.decimals)
        x, old = numbers["x"][0, :, 0], numbers["h"][:, 0]
        found = compute(Cells.of(numbers), (RIGHT,), setting.convention)[0]
        r, z, n, new = (part[0, :, 0] for part in (found.r, found.z, found.n, found.h))
        lines = [
            replace(line, quantity=h.name)
            for line in (
                *writer.gate("r", x, old),
                *writer.gate("z", x, old),
                *writer.candidate(x, old, r),
                *writer.state(z, n, old),
            )
        ]
        _, state, difference = (values[0, :, 0] for values in self.solve(setting, numbers, (None,)))
        if _kind(setting) in GRUS:
            convention = other(setting.convention, _kind(setting))
            second = StepWriter(convention, numbers, setting.decimals)
            values = compute(Cells.of(numbers), (RIGHT,), convention)[0].n[0, :, 0]
            own = [] if _kind(setting) == "polarity" else list(second.candidate(x, old, r))
            lines += [
                replace(line, quantity=g.name) for line in (*own, *second.state(z, values, old))
            ]
        else:
            lines += [
                replace(line, quantity=g.name)
                for line in _worked_without_reset(setting, numbers, writer, (r, z))
            ]
        shown = f"{writer.show(state)} - {writer.show(new)}"
        lines.append(
            SolutionLine(
                d.name,
                f"{d.latex} = {shown} = {writer.show(difference, final=True)}",
                difference,
            )
        )
        return tuple(lines)


def _kind(setting: DrillSetting) -> str:
    return SECOND[setting.variant]


def _lstm(first: StepValues, candidate: Floats, numbers: Numbers, digits: int | None) -> Floats:
    """The state of an LSTM with z as its forget gate and r as its input gate."""
    c = first.z * numbers["c"] + first.r * candidate
    if digits is not None:
        c = np.round(c, digits)
    return np.asarray(numbers["o"] * np.tanh(c))


def _worked_without_reset(
    setting: DrillSetting, numbers: Numbers, writer: StepWriter, gates: tuple[Floats, Floats]
) -> Iterator[SolutionLine]:
    """The lines of the plain RNN or of the LSTM."""
    letters = letters_of(setting.convention)
    x, h = numbers["x"][0, :, 0], numbers["h"][:, 0]
    if _kind(setting) == "rnn":
        yield from writer.unreset(letters.g, x, h)
        return
    lines = list(writer.unreset(letters.m, x, h))
    yield from lines
    m = np.asarray(lines[-1].values, np.float64)
    (r, z), c, o = gates, numbers["c"][:, 0], numbers["o"][:, 0]
    times, show = setting.convention.notation.hadamard, writer.show
    cell = z * c + r * m
    _, cell_line, state_line = equations(setting.convention, _kind(setting))
    yield SolutionLine(
        letters.c,
        f"{cell_line} = {show(z)} {times} {writer.exact(c)} + {show(r)} {times} {show(m)} "
        f"= {show(cell)}",
        cell,
    )
    state = o * np.tanh(cell)
    yield SolutionLine(
        letters.g,
        rf"{state_line} = {writer.exact(o)} {times} \tanh {show(cell)} = {show(state, final=True)}",
        state,
    )
