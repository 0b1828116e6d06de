"""The fields of an exercise: one cell a number, one row a quantity, its mark beside each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, ItemGrid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from engine import Exercise, Verdict
from engine.answers import readings
from gruquiz import typeset
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.text_field import TextField

MARKS: Mapping[str, tuple[str, str]] = {
    "right": ("✓", "bold $text-success"),
    "follow-through": ("(✓)", "bold $text-warning"),
    "wrong": ("✗", "bold $text-error"),
    "imprecise": ("≈", "bold $text-warning"),
    "unreadable": ("?", "bold $text-error"),
    "blank": ("·", "$quiet"),
}
"""How each verdict on a number is shown; never by colour alone."""

CELL_WIDTH = 16
MARK_WIDTH = 3
MOST_LABEL = 18
"""Cells for the name of a quantity; a longer one is wrapped."""

_DECIMAL_COMMA = re.compile(r"^([-−+]?\d*),(\d+)$")
"""A lone number with a comma, which between other numbers would end it."""

_NUMBER = re.compile(r"[-−+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-−+]?\d+)?(?:/\d+)?")
_BETWEEN = re.compile(r"[\s;\[\]]+|,\s+")
"""What parts the numbers of a pasted row; a comma within a number is a decimal one."""


def _pasted(text: str) -> list[str]:
    """The numbers of a pasted text, as fields can hold them; [] where it is something else."""
    numbers = [number for number in _BETWEEN.split(text) if number]
    if all(map(_NUMBER.fullmatch, numbers)):
        return numbers
    found = next((rows.numbers for rows in readings(text).found), ())  # tensor([0.1, 0.2])
    if any(number.blank for number in found):
        return []
    return [
        repr(number.value) if number.decimals is None else f"{number.value:.{number.decimals}f}"
        for number in found
    ]


class NumberField(TextField):
    """One number. Letters stay the screen's keys, since numbers need none.

    A function is typed behind a sign or bracket: `=sigmoid(.3)`, `(tanh(.5))`, `=pi/4`.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *("drill.mark", "drill.next", "drill.previous", "drill.up", "drill.down"),
        *("drill.page_down", "drill.page_up"),  # here as well: an input has these keys for itself
    )

    def __init__(self, symbol: str, place: tuple[int, ...]) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.symbol = symbol
        self.position = place

    @property
    def typed(self) -> str:
        """What stands in the cell."""
        return self.value.strip().removeprefix("=")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        if character is not None and character.isalpha():
            formula = any(sign.isalpha() or sign in "=(" for sign in self.value)
            return formula or (character in "eE" and self.value[-1:].isdigit())
        return character not in ("?", "!") and super().check_consume_key(key, character)

    def action_beside(self, cells: int) -> None:
        """Go so many fields on; behind the last is the first."""
        self.query_ancestor(AnswerFields).step(self, cells)

    def on_paste(self, event: events.Paste) -> None:
        """Several numbers go into this field and those behind it, where there is room for them."""
        numbers = _pasted(event.text)
        if len(numbers) > 1 and self.query_ancestor(AnswerFields).fill(self, numbers):
            event.stop()
            event.prevent_default()

    async def on_key(self, event: events.Key) -> None:
        """Leave letters to the screen while there is nothing they could belong to.

        A space or semicolon behind a number goes to the next field.
        """
        focused = self.screen.focused
        if (
            isinstance(focused, NumberField) and focused is not self
        ):  # typed faster than the cursor went
            event.stop()
            event.prevent_default()
            focused.post_message(events.Key(event.key, event.character))
            return
        number = self.value.strip().rstrip(",")
        if event.character in (" ", ";") and self.cursor_at_end and _NUMBER.fullmatch(number):
            event.stop()
            event.prevent_default()
            self.value = number
            self.query_ancestor(AnswerFields).step(self, 1, wraps=False)
            return
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()


class MarkedCell(Horizontal):
    """A cell with its mark."""

    def __init__(self, symbol: str, place: tuple[int, ...]) -> None:
        super().__init__()
        self.cell = NumberField(symbol, place)
        self.mark = Static("", markup=False, classes="mark")

    def compose(self) -> ComposeResult:
        yield self.cell
        yield self.mark

    def show(self, verdict: str, expected: str = "") -> None:
        """Show a verdict, and the expected number where it is told."""
        sign, style = MARKS[verdict]
        text = Content.styled(sign.center(MARK_WIDTH), style)
        if expected:  # a minus may touch a bracket, a digit may not
            gap = " " if sign.endswith(")") and expected[0].isdigit() else ""
            text = text + Content.styled(gap + expected, "$text-success")
        self.mark.update(text)
        self.cell.disabled = verdict == "right" or bool(expected)


class QuantityFields(Horizontal):
    """One asked quantity: its symbol and its cells."""

    def __init__(self, symbol: str, label: str, shape: Sequence[int]) -> None:
        super().__init__()
        self.symbol = symbol
        self.label = label
        self.shape = tuple(shape)

    def compose(self) -> ComposeResult:
        yield Static(self.label, markup=False, classes="symbol")
        with Vertical(classes="cells"):
            for row in self._rows():
                with ItemGrid(min_column_width=CELL_WIDTH, max_column_width=CELL_WIDTH):
                    for place in row:
                        yield MarkedCell(self.symbol, place)

    def _rows(self) -> Iterator[list[tuple[int, ...]]]:
        if len(self.shape) == 2:
            for row in range(self.shape[0]):
                yield [(row, column) for column in range(self.shape[1])]
        elif self.shape:
            yield [(index,) for index in range(self.shape[0])]
        else:
            yield [()]

    @property
    def cells(self) -> list[MarkedCell]:
        """The cells in reading order."""
        return list(self.query(MarkedCell))

    @property
    def answer(self) -> str:
        """What was typed, as the engine reads it: `[a, b]`, `[[a, b], [c, d]]` or a number."""
        if not self.shape:  # the engine knows 0,75 from 27,000
            return self.cells[0].cell.typed
        typed = [_DECIMAL_COMMA.sub(r"\1.\2", cell.cell.typed) for cell in self.cells]
        if not any(typed):
            return ""
        if len(self.shape) == 1:
            return _list(typed)
        width = self.shape[1]
        return _list([_list(typed[i : i + width]) for i in range(0, len(typed), width)])


class AnswerFields(Vertical):
    """All asked quantities."""

    class Submitted(Message):
        """Enter was pressed in a cell."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)

    async def ask(self, exercise: Exercise) -> None:
        """Show empty fields for what the exercise asks, the cursor in the first."""
        quantities = [
            QuantityFields(name, typeset.inline(exercise.latex[name]), exercise.answers[name].shape)
            for name in exercise.asked
        ]
        await self.remove_children()
        await self.mount(*quantities)
        widest = max((Content(quantity.label).cell_length for quantity in quantities), default=0)
        for symbol in self.query(".symbol"):
            symbol.styles.width = max(6, min(widest + 2, MOST_LABEL))
        self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor into the first field that can still be filled."""
        for cell in self.query(NumberField):
            if not cell.disabled:
                cell.focus()
                cell.cursor_position = len(cell.value)
                return

    def _open(self) -> list[NumberField]:
        """The fields that can still be filled."""
        return [cell for cell in self.query(NumberField) if not cell.disabled]

    def step(self, cell: NumberField, cells: int, *, wraps: bool = True) -> None:
        """Put the cursor so many open fields further on; without `wraps` not past the last."""
        fields = self._open()
        place = fields.index(cell) + cells
        if wraps or place < len(fields):  # at once: what is typed next belongs there
            self.screen.set_focus(fields[place % len(fields)])

    def fill(self, cell: NumberField, numbers: Sequence[str]) -> bool:
        """Put numbers into this field and those behind it; whether there were enough of them."""
        fields = self._open()
        fields = fields[fields.index(cell) :][: len(numbers)]
        if len(fields) < len(numbers):
            return False
        for field, number in zip(fields, numbers, strict=True):
            field.value = number
        self.screen.set_focus(fields[-1])
        return True

    def move(self, rows: int) -> None:
        """Put the cursor so many rows lower, in the same column where there is one."""
        grids = list(self.query(ItemGrid))
        current = next((i for i, grid in enumerate(grids) if grid.has_focus_within), None)
        if current is None:
            self.focus_first()
            return
        column = next(i for i, c in enumerate(grids[current].children) if c.has_focus_within)
        target = current + rows
        while 0 <= target < len(grids):
            cells = [c.cell for c in grids[target].query(MarkedCell) if not c.cell.disabled]
            if cells:
                cells[min(column, len(cells) - 1)].focus()
                return
            target += 1 if rows > 0 else -1

    @property
    def answers(self) -> dict[str, str]:
        """What was typed, by symbol; quantities left blank are absent."""
        typed = {quantity.symbol: quantity.answer for quantity in self.query(QuantityFields)}
        return {symbol: answer for symbol, answer in typed.items() if answer}

    def show(self, verdict: Verdict, told: Mapping[str, Sequence[str]] | None = None) -> None:
        """Show the state of every number, and where `told` the right ones beside the others."""
        for quantity in self.query(QuantityFields):
            states = verdict.states(quantity.symbol)
            values = [""] * len(states) if told is None else told[quantity.symbol]
            for cell, state, value in zip(quantity.cells, states, values, strict=True):
                cell.show(state, "" if state == "right" else value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in any cell marks all of them."""
        event.stop()
        self.post_message(self.Submitted())


def _list(items: Sequence[str]) -> str:
    return "[" + ", ".join(item or "?" for item in items) + "]"
