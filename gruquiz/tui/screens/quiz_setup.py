"""Before a quiz: which decks, how many questions, how much time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gruquiz.model import in_deck
from gruquiz.quiz import A_NUMBER, Clock, QuizPlan
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.row_list import RowList

NUMBERS = (5, 10, 20, 40)
CLOCKS: Sequence[tuple[Clock | None, str]] = (
    (None, "none"),
    (Clock(30, whole=False), "30 s a question"),
    (Clock(60, whole=False), "1 min a question"),
    (Clock(300, whole=True), "5 min in all"),
    (Clock(600, whole=True), "10 min in all"),
    (Clock(1200, whole=True), "20 min in all"),
)
DRILLS_TAKE_LONGER = f" A drill adds {A_NUMBER} s for each of its numbers, once a step."
CHOICES = 2
"""Rows above the decks."""


class PlanList(RowList):
    """Number and clock, then the decks to be ticked."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        "plan.begin", "plan.tick", "plan.less", "plan.more"
    )


class QuizSetupScreen(GruquizScreen[None]):
    """What the quiz is to be; enter begins it."""

    BINDINGS: ClassVar[list[BindingType]] = keys("app.back")
    AUTO_FOCUS = "#plan"

    def __init__(self, session: Session, deck: str | None, last: QuizPlan | None = None) -> None:
        super().__init__()
        self.session = session
        self.plan = last or QuizPlan()
        self.decks: list[str] = []
        self.ticked: set[str] = set()
        self.start = deck

    def body(self) -> ComposeResult:
        yield Static(markup=False, id="hint")
        yield PlanList(id="plan", markup=False, compact=True)

    def on_mount(self) -> None:
        self.place("Quiz")
        self.decks = [deck.name for deck in self.session.overview.counts(self.gruquiz.clock())]
        chosen = set(self.decks) if self.start is None else {self.start}
        self.ticked = {deck for deck in self.decks if any(in_deck(deck, root) for root in chosen)}
        self._fill(0)

    def on_resize(self) -> None:
        """Draw the rows for another width."""
        self._fill(self.query_one(PlanList).highlighted or 0)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        row = self.query_one(PlanList).highlighted or 0
        match action:
            case "begin":
                return bool(self.ticked)
            case "tick":
                return row >= CHOICES
            case "change":
                return row < CHOICES
            case _:
                return True

    def _fill(self, cursor: int) -> None:
        more = "" if self.plan.clock is None else DRILLS_TAKE_LONGER
        self.query_one("#hint", Static).update(f"The schedule stays as it is.{more}")
        rows = self.query_one(PlanList)
        width = max(20, min(60, rows.scrollable_content_region.width - 1))
        rows.clear_options()
        drawn = [Option(self._row(place, width)) for place in range(self._rows)]
        rows.add_options([*drawn[:CHOICES], None, *drawn[CHOICES:]])
        rows.highlighted = min(cursor, self._rows - 1)

    @property
    def _rows(self) -> int:
        return CHOICES + len(self.decks)

    def _row(self, place: int, width: int) -> Content:
        if place >= CHOICES:
            return self._deck_row(self.decks[place - CHOICES], width)
        clock = next((name for clock, name in CLOCKS if clock == self.plan.clock), "")
        label, value = (("questions", str(self.plan.number)), ("clock", clock))[place]
        shown_value = Content.assemble(("◂ ", "$quiet"), (value, "bold $accent"), (" ▸", "$quiet"))
        return Content(label).pad_right(width - len(label) - shown_value.cell_length) + shown_value

    def _deck_row(self, deck: str, width: int) -> Content:
        box, style = ("[x] ", "$accent") if deck in self.ticked else ("[ ] ", "$quiet")
        indent = "  " * deck.count("/")
        name = Content.assemble(indent, (box, style), visible(deck.rpartition("/")[2]))
        return name.truncate(width, ellipsis=True)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < CHOICES:
            self.action_change(1)
        else:
            self.action_tick()

    def action_tick(self) -> None:
        """Ask from the deck under the cursor and all in it, or not."""
        row = self.query_one(PlanList).highlighted or 0
        if row < CHOICES:
            return
        root = self.decks[row - CHOICES]
        below = {deck for deck in self.decks if in_deck(deck, root)}
        self.ticked = self.ticked - below if root in self.ticked else self.ticked | below
        above = {deck for deck in self.decks if in_deck(root, deck) and deck != root}
        self.ticked -= {deck for deck in above if root not in self.ticked}
        self._fill(row)

    def action_change(self, places: int) -> None:
        """The next number of questions, or the next clock."""
        row = self.query_one(PlanList).highlighted or 0
        if row == 0:
            place = NUMBERS.index(self.plan.number) if self.plan.number in NUMBERS else 0
            number = NUMBERS[(place + places) % len(NUMBERS)]
            self.plan = replace(self.plan, number=number)
        elif row == 1:
            clocks = [clock for clock, _ in CLOCKS]
            clock = clocks[(clocks.index(self.plan.clock) + places) % len(clocks)]
            self.plan = replace(self.plan, clock=clock)
        self._fill(row)

    def action_begin(self) -> None:
        """Ask."""
        roots = [
            deck
            for deck in self.decks
            if deck in self.ticked and deck.rpartition("/")[0] not in self.ticked
        ]
        decks = () if len(self.ticked) == len(self.decks) else tuple(roots)
        self.gruquiz.replace_screen("quiz", self.session, replace(self.plan, decks=decks))
