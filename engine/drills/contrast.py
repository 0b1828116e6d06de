"""`contrast`: the same numbers in two cells, and by how much their states differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine import notation, printed
from engine.base_drill import BaseDrill
from engine.cell_drill import SPOKEN
from engine.conventions import CONVENTIONS, Convention
from engine.exercise import Floats, Given, Line, Numbers, Quantity, Setting
from engine.mistakes import RIGHT, STEP_MISTAKES, Mistake
from engine.mistakes.batch import Cells, Values, compute
from engine.nice import SHARES, STATES, Draws, cell_draws, draw_cell
from engine.solution import StepWriter

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

_SECOND = ("polarity", "rnn", "lstm", "reset", "both")
"""What the second cell may be; the last two need a recurrent matrix of their own."""
_GRUS = ("polarity", "reset", "both")


@dataclass(frozen=True, slots=True)
class _Letters:
    """What the second cell's own quantities are called."""

    g: str
    """Its new state."""
    m: str
    """Its candidate, where it differs from the first cell's."""
    d: str
    """The difference of the states."""
    c: str
    c_prev: str
    o: str


class Contrast(BaseDrill):
    name = "contrast"
    title = "Two cells, the same numbers"
    possible = _MISTAKES

    def variants(self, setting: Setting) -> int:
        return 3 if setting.convention.notation.form == "concat" else len(_SECOND)

    def draws(self, setting: Setting) -> int:
        return cell_draws(setting.hidden, setting.input, 1) + 2 * setting.hidden

    def draw(self, setting: Setting, integers: NDArray[np.uint32]) -> Numbers:
        draws = Draws(integers)
        numbers = draw_cell(draws, setting.hidden, setting.input, 1, setting.convention.biases)
        return numbers | {
            "o": draws.take(SHARES, setting.hidden),
            "c": draws.take(STATES, setting.hidden),
        }

    def quantities(self, setting: Setting) -> tuple[Quantity, ...]:
        letters, size = _letters(setting.convention), (setting.hidden,)
        new = setting.convention.notation.h
        return (
            Quantity(printed.plain(new), new, "h'", size, SPOKEN["h'"]),
            Quantity(printed.plain(letters.g), letters.g, "g", size, "the other cell's state"),
            Quantity(printed.plain(letters.d), letters.d, "d", size, "the difference"),
        )

    def solve(
        self,
        setting: Setting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        changes = tuple(RIGHT if mistake is None else mistake.change for mistake in mistakes)
        cells = _cells(numbers)
        first = compute(cells, changes, setting.convention, digits=digits)[0]
        if _kind(setting) in _GRUS:
            other = compute(cells, changes, _other(setting), digits=digits)[0].h
        else:
            without = tuple(replace(change, reset="one", reset_on="own") for change in changes)
            plain = compute(cells, without, setting.convention, digits=digits)[0]
            other = plain.n if _kind(setting) == "rnn" else _lstm(first, plain.n, numbers, digits)

        def made(key: str) -> Floats:
            return np.array([m is not None and m.key == key for m in mistakes])[:, None, None]

        g = np.where(made("contrast_ignored"), first.h, other)
        h_used, g_used = (
            own if known is None else np.where(np.isnan(known[k]), own, known[k])
            for k, own in enumerate((first.h, g))
        )
        sign = np.where(made("contrast_sign"), -1.0, 1.0)
        return [first.h, g, sign * (g_used - h_used)]

    def tolerance(self, setting: Setting, numbers: Numbers) -> list[Floats]:
        """The usual one for the states; twice that for their difference, since both may be off."""
        h, g, d = super().tolerance(setting, numbers)
        return [h, g, 2 * d]

    def equations(self, setting: Setting) -> tuple[str, ...]:
        return (*notation.equations(setting.convention), *_second(setting))

    def given(self, setting: Setting, numbers: Numbers) -> tuple[Given, ...]:
        symbols = printed.symbols(setting.convention)
        letters = _letters(setting.convention)
        extra: tuple[Given, ...] = ()
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

    def task(self, setting: Setting, numbers: Numbers) -> str:  # noqa: ARG002  # the family's signature
        h, g, d = (quantity.latex for quantity in self.quantities(setting))
        return (
            f"{_told(setting)} Compute ${h}$, ${g}$ and their difference ${d} = {g} - {h}$ "
            f"to {setting.decimals} decimals."
        )

    def solution(self, setting: Setting, numbers: Numbers) -> tuple[Line, ...]:
        h, g, d = self.quantities(setting)
        writer = StepWriter(setting.convention, numbers, setting.decimals)
        x, old = numbers["x"][0, :, 0], numbers["h"][:, 0]
        found = compute(_cells(numbers), (RIGHT,), setting.convention)[0]
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
        _, other, difference = (values[0, :, 0] for values in self.solve(setting, numbers, (None,)))
        if _kind(setting) in _GRUS:
            convention = _other(setting)
            second = StepWriter(convention, numbers, setting.decimals)
            values = compute(_cells(numbers), (RIGHT,), convention)[0].n[0, :, 0]
            own = [] if _kind(setting) == "polarity" else list(second.candidate(x, old, r))
            lines += [
                replace(line, quantity=g.name) for line in (*own, *second.state(z, values, old))
            ]
        else:
            lines += [Line(g.name, equation) for equation in _second(setting)]
            lines.append(Line(g.name, f"{g.latex} = {writer.show(other, final=True)}", other))
        shown = f"{writer.show(other)} - {writer.show(new)}"
        lines.append(
            Line(
                d.name,
                f"{d.latex} = {shown} = {writer.show(difference, final=True)}",
                difference,
            )
        )
        return tuple(lines)


def _kind(setting: Setting) -> str:
    return _SECOND[setting.variant]


def _cells(numbers: Numbers) -> Cells:
    return Cells(**{name: numbers[name] for name in ("W", "U", "bx", "bh", "x", "h")})


def _lstm(first: Values, candidate: Floats, numbers: Numbers, digits: int | None) -> Floats:
    """The state of an LSTM with z as its forget gate and r as its input gate."""
    c = first.z * numbers["c"] + first.r * candidate
    if digits is not None:
        c = np.round(c, digits)
    return np.asarray(numbers["o"] * np.tanh(c))


def _renamed(latex: str, letter: str) -> str:
    """The symbol with another letter: `h_t` → `g_t`."""
    return re.sub(r"(?<![\\A-Za-z])[A-Za-z]'?", letter, latex, count=1)


def _letters(convention: Convention) -> _Letters:
    h, before = convention.notation.h, convention.notation.h_prev
    return _Letters(
        g=_renamed(h, "g"),
        m=_renamed(h, "m"),
        d=_renamed(h, "d"),
        c=_renamed(h, "c"),
        c_prev=_renamed(before, "c"),
        o=_renamed(h, "o"),
    )


def _other(setting: Setting) -> Convention:
    """The second cell, where it is a GRU."""
    convention, letters = setting.convention, _letters(setting.convention)
    resets = _kind(setting) in ("reset", "both")
    return replace(
        convention,
        z_keeps=convention.z_keeps ^ (_kind(setting) in ("polarity", "both")),
        reset_after=convention.reset_after ^ resets,
        notation=replace(
            convention.notation,
            equations=(),
            h=letters.g,
            n=letters.m if resets else convention.notation.n,
        ),
    )


def _second(setting: Setting) -> tuple[str, ...]:
    """The second cell's equations, as far as they are not the first one's."""
    convention, letters = setting.convention, _letters(setting.convention)
    if _kind(setting) == "polarity":
        return notation.equations(_other(setting))[3:]
    if _kind(setting) in ("reset", "both"):
        return notation.equations(_other(setting))[2:]
    writer = StepWriter(convention, {}, setting.decimals)
    name = letters.g if _kind(setting) == "rnn" else letters.m
    candidate = f"{name} = {writer.without_reset()}"
    if _kind(setting) == "rnn":
        return (candidate,)
    symbols, o = printed.symbols(convention), convention.notation.hadamard
    return (
        candidate,
        f"{letters.c} = {symbols['z']} {o} {letters.c_prev} + {symbols['r']} {o} {letters.m}",
        rf"{letters.g} = {letters.o} {o} \tanh({letters.c})",
    )


def _told(setting: Setting) -> str:
    """What the second cell is, in words."""
    convention, letters = setting.convention, _letters(setting.convention)
    symbols = printed.symbols(convention)
    if _kind(setting) == "rnn":
        return f"${letters.g}$ is the state of a plain RNN with the candidate's weights."
    if _kind(setting) == "lstm":
        return (
            f"${letters.g}$ is the state of an LSTM with ${symbols['z']}$ as its forget gate, "
            f"${symbols['r']}$ as its input gate and ${letters.o}$ as its output gate."
        )
    semantics = _other(setting).semantics
    named = [known.title for known in CONVENTIONS.values() if known.semantics == semantics]
    like = f", as in {named[0]}" if named else ""
    what = {
        "polarity": f"with ${symbols['z']}$ the other way round",
        "reset": "with the reset on the other side of the recurrent product",
        "both": f"with ${symbols['z']}$ the other way round and the reset on the other side",
    }[_kind(setting)]
    return f"${letters.g}$ is the state of a cell {what}{like}."
