"""Lab: a GRU to experiment with."""

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer

from engine import CONVENTIONS
from gruquiz.exercises import CHOICES
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.lab_state import PINS, LabState, Place, first_lab_state
from gruquiz.tui.widgets.lab_view import LabView

BEAT = 0.5
"""Seconds a step lasts while the sequence plays."""

LARGEST = 9.99


class LabScreen(GruquizScreen[None]):
    """Every number can be changed; all that follows from it is there at once."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *("lab.keep", "lab.step", "lab.back", "lab.play", "lab.r", "lab.z", "lab.c", "lab.start"),
        "app.back",
    )
    AUTO_FOCUS = "#lab"

    def __init__(self, state: LabState | None = None) -> None:
        super().__init__()
        self.first = state or first_lab_state(CONVENTIONS["pytorch"])
        self.state = self.first
        self.t = 0
        self.cursor: Place = ("xs", (0, 0))
        self.typed = ""
        self.playing: Timer | None = None
        self.before: LabState | None = None
        """The same numbers in the convention before, until one of them is changed."""

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll", can_focus=False):
            yield LabView(self.state, id="lab")

    def on_mount(self) -> None:
        self.refresh_view()

    def refresh_view(self) -> None:
        """Show the state as it is now."""
        convention = self.state.convention
        reset = "after" if convention.reset_after else "before"
        does = "keeps" if convention.z_keeps else "writes"
        self.place(
            f"Lab · {convention.title}",
            f"z {does}, reset {reset} the product · step {self.t + 1} of {len(self.state.xs)}",
        )
        view = self.query_one(LabView)
        view.show(self.state, self.t, self.cursor, self.typed, self.before)
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        """Keep the cursor in sight."""
        scroll, line = self.query_one("#scroll"), self.query_one(LabView).cursor_line
        height = scroll.scrollable_content_region.height
        if not scroll.scroll_y <= line < scroll.scroll_y + height:
            scroll.scroll_to(y=max(0, line - height // 2), animate=False)

    def _rows(self) -> list[list[Place]]:
        return [row for row in self.state.places(self.t) if row]

    def _put(self, state: LabState, before: LabState | None = None) -> None:
        self.state, self.before = state, before
        self.refresh_view()

    def on_key(self, event: events.Key) -> None:
        """Digits are typed over the number under the cursor."""
        if event.character is not None and event.character in "0123456789.,-−":
            self.typed += {",": ".", "-": "−"}.get(event.character, event.character)
        elif not self.typed:
            return
        elif event.key == "backspace":
            self.typed = self.typed[:-1]
        elif event.key == "escape":
            self.typed = ""
        else:
            self.action_keep()
            if event.key != "enter":
                return
        event.stop()
        event.prevent_default()
        self.refresh_view()
        self.refresh_bindings()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        return bool(self.typed) if action == "keep" else True

    def action_keep(self) -> None:
        """Take what was typed as the new number."""
        self._keep_typed()
        self.refresh_view()
        self.refresh_bindings()

    def _keep_typed(self) -> None:
        """Take what was typed as the new number; what is none is forgotten."""
        text, self.typed = self.typed.replace("−", "-"), ""
        try:
            value = float(text)
        except ValueError:
            self.say(f"{text} is not a number.")
            return
        self.state = self.state.with_value(self.cursor, max(-LARGEST, min(LARGEST, value)))
        self.before = None

    def action_row(self, rows: int) -> None:
        """Move the cursor to the row above or below."""
        self._move(rows, 0)

    def action_cell(self, cells: int) -> None:
        """Move the cursor to the next number or to the one before."""
        places = [place for row in self._rows() for place in row]
        self.cursor = places[(places.index(self.cursor) + cells) % len(places)]
        self.refresh_view()

    def _move(self, rows: int, _cells: int) -> None:
        table = self._rows()
        row = next(i for i, places in enumerate(table) if self.cursor in places)
        column = table[row].index(self.cursor)
        target = table[(row + rows) % len(table)]
        self.cursor = target[min(column, len(target) - 1)]
        self.refresh_view()

    def action_change(self, amount: float) -> None:
        """Change the number under the cursor."""
        value = round(self.state.value(self.cursor) + amount, 2)
        self._put(self.state.with_value(self.cursor, max(-LARGEST, min(LARGEST, value))))

    def action_step(self, steps: int) -> None:
        """Go to another time step."""
        self.t = (self.t + steps) % len(self.state.xs)
        name, index = self.cursor
        if name == "xs" or (name == "h0" and self.t):
            self.cursor = ("xs", (self.t, min(index[-1], self.state.input - 1)))
        self.refresh_view()

    def action_play(self) -> None:
        """Let the sequence run step by step, or stop it."""
        if self.playing is None:
            self.playing = self.set_interval(BEAT, lambda: self.action_step(1))
        else:
            self.playing.stop()
            self.playing = None

    def action_pin(self, gate: str) -> None:
        """Hold a gate at 0, then at 1, then let it compute again."""
        if gate == "r":
            pin = PINS[(PINS.index(self.state.pin_r) + 1) % len(PINS)]
            self._put(replace(self.state, pin_r=pin))
        else:
            pin = PINS[(PINS.index(self.state.pin_z) + 1) % len(PINS)]
            self._put(replace(self.state, pin_z=pin))

    def action_convention(self) -> None:
        """The same numbers in the next convention."""
        name = self.state.convention.name
        place = CHOICES.index(name) if name in CHOICES else -1
        convention = CONVENTIONS[CHOICES[(place + 1) % len(CHOICES)]]
        self._put(replace(self.state, convention=convention), self.state)
        if self.cursor not in [place for row in self._rows() for place in row]:
            self.cursor = ("xs", (self.t, 0))
            self.refresh_view()

    def action_start(self) -> None:
        """The numbers that the lab began with."""
        self.t, self.cursor, self.typed = 0, ("xs", (0, 0)), ""
        self._put(self.first)

    @on(LabView.Picked)
    def _picked(self, message: LabView.Picked) -> None:
        self.cursor, self.typed = message.place, ""
        self.refresh_view()
        self.refresh_bindings()
