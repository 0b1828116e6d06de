"""Cards as a list: what they ask in one line, and how they stand."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gruquiz.markdown import plain
from gruquiz.model import Card, CardId
from gruquiz.tui.counting import day, days
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.row_list import RowList

STATES = {
    "new": ("new", "$accent"),
    "review": ("", ""),
    "relearning": ("again", "$text-warning"),
    "suspended": ("susp.", "$quiet"),
    "buried": ("buried", "$quiet"),
    "missing": ("missing", "$text-error"),
}
MARK = "● "


class CardList(RowList):
    """The cards found; some of them marked."""

    BINDINGS: ClassVar[list[BindingType]] = keys("browse.mark")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False, compact=True)
        self.cards: list[Card] = []
        self.marked: set[CardId] = set()
        self.today = date.min

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        return None if self.highlighted is None else self.cards[self.highlighted]

    def show(self, cards: Sequence[Card], today: date) -> None:
        """Show these cards, the cursor where it was if it can be."""
        place = self.highlighted or 0
        self.cards, self.today = list(cards), today
        self._fill(min(place, len(self.cards) - 1))

    def toggle(self) -> None:
        """Mark the card under the cursor or take its mark off, and go on to the next."""
        card = self.card
        if card is None or self.highlighted is None:
            return
        self.marked ^= {card.id}
        place = self.highlighted
        self._fill(min(place + 1, len(self.cards) - 1))

    def mark_all(self) -> None:
        """Mark all cards, or none where all were marked."""
        everything = {card.id for card in self.cards}
        self.marked = set() if self.marked == everything else everything
        self._fill(self.highlighted or 0)

    def draw_rows(self) -> None:
        """Draw the rows for the width at hand."""
        self._fill(self.highlighted or 0)

    def _fill(self, cursor: int) -> None:
        width = self.row_width()
        self.clear_options()
        self.add_options(Option(self._row(card, width)) for card in self.cards)
        if self.cards:
            self.highlighted = max(0, cursor)

    def _row(self, card: Card, width: int) -> Content:
        word, style = STATES[card.state(self.today).value]
        schedule = card.schedule
        if word:
            standing = Content.styled(word, style)
        else:
            due = day(schedule.due, self.today) if schedule.due is not None else ""
            standing = Content(due if width < 56 else f"{days(schedule.interval)} · {due}")
        mark = MARK if card.id in self.marked else "  "
        room = width - len(mark) - standing.cell_length - 2
        flag = "⚑ " if card.flag else ""
        front = Content(flag + plain(card.face.front)).truncate(room, ellipsis=True)
        gap = room - front.cell_length + 2
        return Content.assemble((mark, "bold $accent"), front.pad_right(gap), standing)
