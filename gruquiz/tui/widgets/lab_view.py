"""The laboratory's picture: one step as bars, its formula in numbers, the sequence over time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style

from engine.flow import Trace
from engine.notation import symbols
from gruquiz import typeset
from gruquiz.tui.keymap import keys
from gruquiz.tui.lab_state import LabState, Place
from gruquiz.tui.widgets.bars import levels, number
from gruquiz.tui.widgets.drawn import Drawn, packed
from gruquiz.tui.widgets.quantities import Shown, beside, labels, padded, row
from gruquiz.tui.widgets.weights import weights

CURSOR = "bold reverse"
SAME = 5e-4
"""A difference that three decimals do not show."""
PER_STEP = 2
"""Cells that one step takes in the plots over time."""


class LabView(Drawn, can_focus=True, inherit_bindings=False):
    """All of a lab state at one time step; the number under the cursor stands out."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *("lab.up", "lab.down", "lab.next", "lab.previous", "lab.less", "lab.more"),
        *("lab.little_less", "lab.little_more"),
    )

    class Picked(Message):
        """A number was clicked."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, state: LabState, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.state = state
        self.trace: Trace = state.trace()
        self.t = 0
        self.cursor: Place = ("xs", (0, 0))
        self.typed = ""
        """What is being typed over the number under the cursor."""
        self.compared: LabState | None = None
        self._theirs: Trace | None = None
        self._weighed: tuple[tuple[object, ...], list[Content]] | None = None

    def show(
        self, state: LabState, t: int, cursor: Place, typed: str, compared: LabState | None = None
    ) -> None:
        """Show this state at a step, beside another one if that is to be compared."""
        if compared is not self.compared:
            self.compared, self._theirs = compared, None if compared is None else compared.trace()
        if state is not self.state:
            self.state, self.trace = state, state.trace()
        self.t, self.cursor, self.typed = t, cursor, typed
        self.redraw()

    @property
    def cursor_line(self) -> int:
        """The line that the cursor is on."""
        marked = (any(s.style == CURSOR for s in line.spans) for line in self.drawn_lines)
        return next((index for index, found in enumerate(marked) if found), 0)

    def on_click(self, event: events.Click) -> None:
        """A click on a number puts the cursor there."""
        place = event.style.meta.get("place")
        if place is not None:
            name, index = place
            self.post_message(self.Picked((name, tuple(index))))

    def lines(self, width: int) -> list[Content]:
        letters, pins = symbols(self.state.convention), self._pins()
        names = labels(letters, width, {gate: f"held {pin:.0f}" for gate, pin in pins.items()})
        return [
            *self._inputs(names, width),
            Content(""),
            *self._gates(names, width),
            *self._changed(letters, width),
            Content(""),
            *self._formulas(letters, width),
            Content(""),
            *self._over_time(letters, width),
            Content(""),
            *self._weights(letters, width),
        ]

    def _weights(self, letters: Mapping[str, str], width: int) -> list[Content]:
        """The weights, drawn anew only where they or the cursor among them moved."""
        state = self.state
        cursor = (self.cursor, self.typed) if self.cursor[0] not in ("xs", "h0") else None
        key = (state.parameters, state.convention, cursor, width)
        if self._weighed is None or self._weighed[0] != key:
            self._weighed = (key, weights(state, letters, self._number, width))
        return self._weighed[1]

    def _number(self, place: Place, decimals: int = 2) -> Content:
        """A number that can be changed."""
        click = Style.from_meta({"place": place})
        if place != self.cursor:
            return Content.styled(number(self.state.value(place), decimals), "bold").stylize(click)
        text = self.typed or number(self.state.value(place), decimals).strip()
        return Content(" " * max(0, decimals + 3 - len(text))) + Content.styled(text, CURSOR)

    def _pins(self) -> dict[str, float]:
        """The gates that are held, and where."""
        pins = {"r": self.state.pin_r, "z": self.state.pin_z}
        return {gate: pin for gate, pin in pins.items() if pin is not None}

    def _inputs(self, names: Mapping[str, str], width: int) -> Iterator[Content]:
        state, t = self.state, self.t
        xs: list[Place] = [("xs", (t, i)) for i in range(state.input)]
        cells: list[Shown] = [(self._number(place), state.value(place), False) for place in xs]
        yield from row(names["x"], cells, width, "$quiet")
        if t == 0:
            hs: list[Place] = [("h0", (i,)) for i in range(state.hidden)]
            cells = [(self._number(place), state.value(place), False) for place in hs]
        else:
            cells = [(Content(number(v, 2)), float(v), False) for v in self.trace.h[t - 1]]
        yield from row(names["h"], cells, width, "$quiet")

    def _gates(self, names: Mapping[str, str], width: int) -> Iterator[Content]:
        trace, pins = self.trace, self._pins()
        sequences = {"r": trace.r, "z": trace.z, "n": trace.n, "h'": trace.h}
        for role, sequence in sequences.items():
            cells = [(Content(number(v)), float(v), role in "rz") for v in sequence[self.t]]
            yield from row(names[role], cells, width, "bold $warning" if role in pins else "$quiet")

    def _changed(self, letters: Mapping[str, str], width: int) -> Iterator[Content]:
        """What the other convention makes of the same numbers."""
        if self.compared is None or self._theirs is None:
            return
        theirs, mine = self._theirs.h, self.trace.h
        name = typeset.inline(letters["h'"])
        was = "  ".join(number(float(value)).strip() for value in theirs[self.t])
        largest = float(abs(mine - theirs).max())
        if largest < SAME:
            text = f"{self.compared.convention.title}: the same states at every step"
        else:
            step = int(abs(mine - theirs).max(axis=1).argmax()) + 1
            text = (
                f"{self.compared.convention.title}: {name} was {was}; "
                f"the largest change is {largest:.3f}, at step {step}"
            )
        yield from Content.styled(text, "$text-warning").wrap(width)

    def _formulas(self, letters: Mapping[str, str], width: int) -> Iterator[Content]:
        trace, state, t = self.trace, self.state, self.t
        before = state.h0 if t == 0 else trace.h[t - 1]
        name = typeset.inline(letters["h'"])
        for unit in range(min(state.hidden, 2)):
            z, n, old, new = (
                number(float(v[unit])).strip() for v in (trace.z[t], trace.n[t], before, trace.h[t])
            )
            shares = (z, f"(1 − {z})") if state.convention.z_keeps else (f"(1 − {z})", z)
            terms = [f"{shares[0]} · {_held(old)}", f"{shares[1]} · {_held(n)}"]
            if state.convention.notation.candidate_first:
                terms.reverse()
            parts = [
                Content.assemble((f"unit {unit + 1}  ", "$quiet"), f"{name} = {terms[0]}"),
                Content(f"+ {terms[1]}"),
                Content.assemble("= ", (new, "bold")),
            ]
            yield from packed(parts, width, gap=1)

    def _over_time(self, letters: Mapping[str, str], width: int) -> list[Content]:
        trace, state = self.trace, self.state
        left = [Content.styled("over time", "$quiet")]
        over = [("x", state.xs), ("h'", trace.h)]
        names = padded(
            {
                f"{role}{i}": f"{typeset.inline(letters[role])} {i + 1}"
                for role, values in over
                for i in range(values.shape[1])
            },
            7,
        )
        left += [
            self._plot(names[f"x{i}"], list(state.xs[:, i]), "$quiet") for i in range(state.input)
        ]
        for i in range(state.hidden):
            states = [float(value) for value in trace.h[:, i]]
            plot = self._plot(names[f"h'{i}"], states, "$accent")
            for step, value in enumerate(states):
                start = len(plot.plain) - PER_STEP * (len(states) - step)
                if value < 0 and step != self.t:
                    plot = plot.stylize("$warning", start, start + PER_STEP)
            left.append(plot)
        last = len(state.xs)
        title = f"how much h{_lowered(last)} still depends on h₀"
        right = [Content.styled(title if width >= 60 else f"‖∂h{_lowered(last)}/∂h₀‖", "$quiet")]
        top = max(1.0, float(trace.flow.max()), float(trace.plain_flow.max()))
        for name, flow, style in (
            ("GRU", trace.flow, "$accent"),
            ("RNN", trace.plain_flow, "$warning"),
        ):
            plot = self._plot(name.ljust(7), list(flow), style, low=0.0, high=top)
            right.append(plot + Content.styled(f" {flow[-1]:.3f}", "bold"))
        return beside(left, right, width)

    def _plot(
        self, name: str, values: Sequence[float], style: str, low: float = -1.0, high: float = 1.0
    ) -> Content:
        bars = "".join(bar * PER_STEP for bar in levels(values, low, high))
        here = slice(self.t * PER_STEP, (self.t + 1) * PER_STEP)
        line = Content.styled(bars, style).stylize("bold $foreground", here.start, here.stop)
        return Content.styled(name, "$quiet") + line


def _held(text: str) -> str:
    """A negative number in brackets, so that no two signs meet."""
    return f"({text})" if text.startswith("−") else text


def _lowered(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
