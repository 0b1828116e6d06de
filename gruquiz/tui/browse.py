"""Browse: every card that a search finds, looked at and changed, one or many at once."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from gruquiz.errors import QueryError
from gruquiz.model import Card, CardId, Face, Kind
from gruquiz.session import Session
from gruquiz.tui.counting import count
from gruquiz.tui.inspecting import InspectingScreen
from gruquiz.tui.widgets.card_list import CardList
from gruquiz.tui.widgets.card_stage import CardStage
from gruquiz.tui.widgets.standing import standing
from gruquiz.tui.widgets.text_field import TextField

MOST = 300
"""Cards that are listed; a search that finds more says so."""


class QueryInput(TextField):
    """The search line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,down",
            "screen.to_list",
            "to the cards",
            key_display="enter",
            id="browse.list",
            tooltip="Go to the cards found",
        ),
    ]


class BrowseScreen(InspectingScreen[None]):
    """A search, its cards, and the one under the cursor as study would show it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "to_query",
            "search",
            key_display="/",
            id="browse.search",
            tooltip="Change the search: deck: note: tag: is: prop: rated: …",
        ),
        Binding("a", "mark_all", "all", id="browse.all", tooltip="Mark all cards, or none"),
        Binding(
            "exclamation_mark",
            "suspend",
            "suspend",
            key_display="!",
            id="browse.suspend",
            tooltip="Suspend, or take back where all are suspended",
        ),
        Binding(
            "minus",
            "bury",
            "bury",
            key_display="-",
            id="browse.bury",
            tooltip="Not again before tomorrow",
        ),
        Binding("r", "reset", "reset", id="browse.reset", tooltip="Make new again; the log stays"),
        Binding("x", "drop", "drop", id="browse.drop", tooltip="Throw suggested cards away"),
        Binding("u", "undo", "undo", id="app.undo", tooltip="Take the last act of here back"),
        Binding("escape", "back", "back", id="app.back", tooltip="Back to the decks"),
    ]
    AUTO_FOCUS = "#query"

    def __init__(self, session: Session, query: str = "") -> None:
        super().__init__()
        self.session = session
        self.start = query
        self.acts = 0

    def body(self) -> ComposeResult:
        hint = "words, deck:GRU is:suspended prop:ivl>=10 …"
        yield QueryInput(self.start, placeholder=hint, compact=True, id="query")
        yield Static(id="told", markup=False)
        with Horizontal(id="found"):
            yield CardList(id="cards")
            with Vertical(id="preview"):
                yield Static(id="standing", markup=False)
                yield CardStage(id="card")

    def on_mount(self) -> None:
        self.place("Browse")
        self.search()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        if action == "undo":
            return self.acts > 0
        if action == "drop":
            return any(card.rule is not None for card in self.chosen)
        if action in ("mark", "mark_all", "suspend", "bury", "reset", "edit", "info", "source"):
            return bool(self.chosen)
        return True

    @property
    def chosen(self) -> list[Card]:
        """The marked cards, or else the one under the cursor."""
        cards = self.query_one(CardList)
        marked = [card for card in cards.cards if card.id in cards.marked]
        return marked or ([cards.card] if cards.card is not None else [])

    @on(Input.Changed)
    def search(self) -> None:
        """Search anew."""
        today = self.session.day(self.gruquiz.clock())
        told = self.query_one("#told", Static)
        try:
            found = self.session.library.search(self.query_one(QueryInput).value, today)
        except QueryError as error:
            told.update(Content.assemble(("✗ ", "$text-error"), str(error)))
            return
        cards = [self.session.library.card(card) for card in found[:MOST]]
        listed = self.query_one(CardList)
        listed.marked &= {card.id for card in cards}
        listed.show(cards, today)
        more = f", the first {MOST} are listed" if len(found) > MOST else ""
        told.update(f"{count(len(found), 'card')}{more}")
        self.query_one("#found").display = bool(cards)
        self._marked()

    def _marked(self) -> None:
        number = len(self.query_one(CardList).marked)
        self.place("Browse", f"{number} marked" if number else "")
        self.refresh_bindings()

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        card = self.query_one(CardList).card
        if card is not None:
            now = self.gruquiz.clock()
            self.query_one("#standing", Static).update(standing(card, self.session, now))
            self.query_one(CardStage).show(shown(card), back=True, follow=False)

    def action_to_list(self) -> None:
        """Go to the cards."""
        self.query_one(CardList).focus()

    def action_to_query(self) -> None:
        """Go to the search line."""
        self.query_one(QueryInput).focus()

    def action_mark(self) -> None:
        """Mark the card under the cursor, or take its mark off."""
        self.query_one(CardList).toggle()
        self._marked()

    def action_mark_all(self) -> None:
        """Mark all cards, or none."""
        self.query_one(CardList).mark_all()
        self._marked()

    def _change(self, act: Callable[[list[CardId], datetime], int], said: str) -> None:
        changed = act([card.id for card in self.chosen], self.gruquiz.clock())
        if changed:
            self.acts += 1
        self.say(f"{count(changed, 'card')} {said}.")
        self.search()

    def action_suspend(self) -> None:
        """Suspend the chosen cards, or take that back where all of them are."""
        if all(card.suspended for card in self.chosen):
            self._change(self.session.unsuspend, "taken back into study")
        else:
            self._change(self.session.suspend, "suspended")

    def action_bury(self) -> None:
        """Set the chosen cards aside until tomorrow."""
        self._change(self.session.bury, "buried until tomorrow")

    def action_reset(self) -> None:
        """Make the chosen cards new again."""
        self._change(self.session.reset, "new again")

    def action_drop(self) -> None:
        """Throw the suggested ones of the chosen cards away."""
        self._change(self.session.drop, "dropped")

    def action_undo(self) -> None:
        """Take the last act of this screen back."""
        undone = self.session.undo(self.gruquiz.clock())
        if undone is not None:
            self.acts -= 1
            self.say(f"Undone: {undone.what}, {count(undone.cards, 'card')}.")
        self.search()

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        return self.query_one(CardList).card

    def edited(self, card: CardId) -> None:
        """Show the cards as they are now."""
        del card
        self.search()


def shown(card: Card) -> Face:
    """The face to look at: a drill card's back is a specification for the program."""
    if card.kind is Kind.DRILL:
        return Face(card.face.front, "*Its numbers are new each time.*")
    return card.face
