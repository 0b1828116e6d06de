"""The laboratory's picture: one step as bars, its formula in numbers, the sequence over time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style

from engine.notation import symbols
from gruquiz import typeset
from gruquiz.tui.bench import Bench, Place, Trace
from gruquiz.tui.widgets.bars import gauge, levels, number, signed
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.weights import weights

CURSOR = "bold reverse"
WORDS = {"r": "reset", "z": "update", "n": "candidate", "h'": "state"}
SAME = 5e-4
"""A difference that three decimals do not show."""
CHANGE = "0.1 less or more; with shift 0.01. Or type a number."
"""What help says of the keys that change a number."""
PER_STEP = 2
"""Cells that one step takes in the plots over time."""


class LabView(Drawn, can_focus=True, inherit_bindings=False):
    """All of a bench at one step; the number under the cursor stands out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up", "screen.row(-1)", "choose", key_display="↑↓", id="lab.up", tooltip="Another row"
        ),
        Binding(
            "down",
            "screen.row(1)",
            show=False,
            key_display="↑↓",
            id="lab.down",
            tooltip="Another row",
        ),
        Binding("tab", "screen.cell(1)", show=False, id="lab.next", tooltip="Next number"),
        Binding("shift+tab", "screen.cell(-1)", show=False, id="lab.previous", tooltip="Back"),
        Binding(
            "left",
            "screen.change(-0.1)",
            "change",
            key_display="←→",
            id="lab.less",
            tooltip=CHANGE,
        ),
        Binding(
            "right",
            "screen.change(0.1)",
            show=False,
            key_display="←→",
            id="lab.more",
            tooltip=CHANGE,
        ),
        Binding("shift+left", "screen.change(-0.01)", show=False, id="lab.little_less"),
        Binding("shift+right", "screen.change(0.01)", show=False, id="lab.little_more"),
    ]

    class Picked(Message):
        """A number was clicked."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, bench: Bench, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.bench = bench
        self.trace: Trace = bench.trace()
        self.t = 0
        self.cursor: Place = ("xs", (0, 0))
        self.typed = ""
        """What is being typed over the number under the cursor."""
        self.compared: Bench | None = None
        self._theirs: Trace | None = None
        self._weighed: tuple[tuple[object, ...], list[Content]] | None = None

    def show(
        self, bench: Bench, t: int, cursor: Place, typed: str, compared: Bench | None = None
    ) -> None:
        """Show this bench at a step, beside another one if that is to be compared."""
        if compared is not self.compared:
            self.compared, self._theirs = compared, None if compared is None else compared.trace()
        if bench is not self.bench:
            self.bench, self.trace = bench, bench.trace()
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
        letters = symbols(self.bench.convention)
        return [
            *self._inputs(letters, width),
            Content(""),
            *self._gates(letters, width),
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
        bench = self.bench
        cursor = (self.cursor, self.typed) if self.cursor[0] not in ("xs", "h0") else None
        key = (bench.parameters, bench.convention, cursor, width)
        if self._weighed is None or self._weighed[0] != key:
            self._weighed = (key, weights(bench, letters, self._number, width))
        return self._weighed[1]

    def _number(self, place: Place, decimals: int = 2) -> Content:
        """A number that can be changed."""
        click = Style.from_meta({"place": place})
        if place != self.cursor:
            return Content.styled(number(self.bench.value(place), decimals), "bold").stylize(click)
        text = self.typed or number(self.bench.value(place), decimals).strip()
        return Content(" " * max(0, decimals + 3 - len(text))) + Content.styled(text, CURSOR)

    def _inputs(self, letters: Mapping[str, str], width: int) -> Iterator[Content]:
        bench, t = self.bench, self.t
        xs: list[Place] = [("xs", (t, i)) for i in range(bench.input)]
        cells = [(self._number(place), bench.value(place), False) for place in xs]
        yield from _row("input", letters["x"], cells, width)
        if t == 0:
            hs: list[Place] = [("h0", (i,)) for i in range(bench.hidden)]
            cells = [(self._number(place), bench.value(place), False) for place in hs]
        else:
            cells = [(Content(number(v, 2)), float(v), False) for v in self.trace.h[t - 1]]
        yield from _row("old state", letters["h"], cells, width)

    def _gates(self, letters: Mapping[str, str], width: int) -> Iterator[Content]:
        trace, bench = self.trace, self.bench
        rows = (
            ("r", trace.r, bench.pin_r),
            ("z", trace.z, bench.pin_z),
            ("n", trace.n, None),
            ("h'", trace.h, None),
        )
        for role, sequence, pin in rows:
            cells = [(Content(number(v)), float(v), role in "rz") for v in sequence[self.t]]
            word = WORDS[role] if pin is None else f"held {pin:.0f}"
            yield from _row(word, letters[role], cells, width, held=pin is not None)

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
        trace, bench, t = self.trace, self.bench, self.t
        before = bench.h0 if t == 0 else trace.h[t - 1]
        name = typeset.inline(letters["h'"])
        for unit in range(min(bench.hidden, 2)):
            z, n, old, new = (
                number(float(v[unit])).strip() for v in (trace.z[t], trace.n[t], before, trace.h[t])
            )
            shares = (z, f"(1 − {z})") if bench.convention.z_keeps else (f"(1 − {z})", z)
            terms = [f"{shares[0]} · {_held(old)}", f"{shares[1]} · {_held(n)}"]
            if bench.convention.notation.candidate_first:
                terms.reverse()
            text = Content.assemble(
                (f"unit {unit + 1}  ", "$quiet"),
                f"{name} = {terms[0]} + {terms[1]} = ",
                (new, "bold"),
            )
            yield from text.wrap(width)

    def _over_time(self, letters: Mapping[str, str], width: int) -> list[Content]:
        trace, bench = self.trace, self.bench
        left = [Content.styled("over time", "$quiet")]
        for i in range(bench.input):
            name = f"{typeset.inline(letters['x'])} {i + 1}"
            left.append(self._plot(name, list(bench.xs[:, i]), "$quiet"))
        for i in range(bench.hidden):
            name = f"{typeset.inline(letters['h' + chr(39)])} {i + 1}"
            states = [float(value) for value in trace.h[:, i]]
            plot = self._plot(name, states, "$accent")
            for step, value in enumerate(states):
                start = plot.cell_length - PER_STEP * (len(states) - step)
                if value < 0 and step != self.t:
                    plot = plot.stylize("$warning", start, start + PER_STEP)
            left.append(plot)
        last = len(bench.xs)
        title = f"how much h{_lowered(last)} still depends on h₀"
        right = [Content.styled(title if width >= 60 else f"‖∂h{_lowered(last)}/∂h₀‖", "$quiet")]
        top = max(1.0, float(trace.flow.max()), float(trace.plain_flow.max()))
        for name, flow, style in (
            ("GRU", trace.flow, "$accent"),
            ("RNN", trace.plain_flow, "$warning"),
        ):
            plot = self._plot(name, list(flow), style, low=0.0, high=top)
            right.append(plot + Content.styled(f" {flow[-1]:.3f}", "bold"))
        return _beside(left, right, width)

    def _plot(
        self, name: str, values: Sequence[float], style: str, low: float = -1.0, high: float = 1.0
    ) -> Content:
        bars = "".join(bar * PER_STEP for bar in levels(values, low, high))
        here = slice(self.t * PER_STEP, (self.t + 1) * PER_STEP)
        line = Content.styled(bars, style).stylize("bold $foreground", here.start, here.stop)
        return Content.styled(name.ljust(7), "$quiet") + line


def _row(
    word: str,
    latex: str,
    cells: Sequence[tuple[Content, float, bool]],
    width: int,
    *,
    held: bool = False,
) -> Iterator[Content]:
    """A quantity's numbers, each with its bar; several lines where they do not fit."""
    symbol = typeset.inline(latex)
    label = f"{word} {symbol}".ljust(15) if width >= 60 else symbol.ljust(5)
    room = width - len(label)
    per_line = max(1, min(len(cells), room // 14))
    bar = min(24, room // per_line - 9)
    for start in range(0, len(cells), per_line):
        style = "bold $warning" if held else "$quiet"
        line = Content.styled(label if start == 0 else " " * len(label), style)
        for shown, value, share in cells[start : start + per_line]:
            picture = gauge(value, bar) if share else signed(value, bar | 1)
            line = line + shown.pad_left(max(0, 6 - shown.cell_length)) + Content(" ") + picture
            line = line + Content("  ")
        yield line.rstrip()


def _held(text: str) -> str:
    """A negative number in brackets, so that no two signs meet."""
    return f"({text})" if text.startswith("−") else text


def _lowered(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _beside(left: list[Content], right: list[Content], width: int) -> list[Content]:
    """Two columns where both fit, else one below the other."""
    margin = max(line.cell_length for line in left) + 4
    if margin + max(line.cell_length for line in right) > width:
        return [*left, Content(""), *right]
    rows = max(len(left), len(right))
    blank = Content("")
    pairs = zip(
        left + [blank] * (rows - len(left)), right + [blank] * (rows - len(right)), strict=True
    )
    return [(a.pad_right(margin - a.cell_length) + b).rstrip() for a, b in pairs]
