"""Browse: every card that a search finds, looked at and changed, one or many at once."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from gruquiz.errors import QueryError
from gruquiz.model import Card, CardId, Face, Kind
from gruquiz.session import Session, UndoneAction, parse_deck_name
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.counting import count, day
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.card_actions import CARD_KEYS, Act, CardActions
from gruquiz.tui.services.card_inspector import INSPECTION, CardInspector
from gruquiz.tui.services.due_day import parse_due_day
from gruquiz.tui.services.note_editor import NoteEditor
from gruquiz.tui.widgets.card_header import card_header
from gruquiz.tui.widgets.card_list import CardList
from gruquiz.tui.widgets.card_stage import CardStage
from gruquiz.tui.widgets.text_field import TextField

OWN_ACTS = ("mark", "mark_all", "reset", "to_deck", "due")
"""What is done to the chosen cards here and nowhere else."""
MOST = 300
"""Cards that are listed; a search that finds more says so."""


class QueryInput(TextField):
    """The search line."""

    BINDINGS: ClassVar[list[BindingType]] = keys("browse.list")


class BrowseScreen(GruquizScreen[None]):
    """A search, its cards, and the one under the cursor as study would show it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys("browse.search", "browse.all", "browse.reset", "browse.move", "browse.due"),
        *keys(*INSPECTION, "app.back"),
        *CARD_KEYS,
    ]
    AUTO_FOCUS = "#query"

    def __init__(self, session: Session, query: str = "") -> None:
        super().__init__()
        self.session = session
        self.start = query
        self.actions = CardActions(self, NoteEditor(self, self.edited))
        self.inspector = CardInspector(self, session, lambda: self.card)
        self.faulty = False
        """Whether the search cannot be read; the cards are those of the last that could."""

    def body(self) -> ComposeResult:
        hint = "words, deck:GRU is:suspended prop:ivl>=10 …"
        yield QueryInput(self.start, placeholder=hint, compact=True, id="query")
        yield Static(id="told", markup=False)
        with Horizontal(id="found"):
            yield CardList(id="cards")
            with Vertical(id="preview"):
                yield Static(id="card-header", markup=False)
                yield CardStage(id="card")

    def on_mount(self) -> None:
        self.place("Browse")
        self.search()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "to_list":
            return not self.faulty
        if action in OWN_ACTS:
            return bool(self.chosen)
        match action:
            case "undo":
                return self.actions.can("undo")
            case "undo_nothing":
                return not self.actions.can("undo")
            case "card":
                return self.actions.can(str(parameters[0]))
            case "inspect":
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
        result_line = self.query_one("#told", Static)
        try:
            found = self.session.library.search.ids(self.query_one(QueryInput).value, today)
        except QueryError as error:
            result_line.update(Content.assemble(("✗ ", "$text-error"), str(error)))
            self.faulty = True
            self.refresh_bindings()
            return
        self.faulty = False
        cards = [self.session.library.cards.get(card) for card in found[:MOST]]
        listed = self.query_one(CardList)
        listed.marked &= {card.id for card in cards}
        listed.show(cards, today)
        more = f", the first {MOST} are listed" if len(found) > MOST else ""
        why = "" if found else self.session.overview.why_nothing(self.query_one(QueryInput).value)
        result_line.update(f"{count(len(found), 'card')}{more}{f': {visible(why)}' if why else ''}")
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
            self.query_one("#card-header", Static).update(card_header(card, self.session, now))
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

    def action_card(self, act: str) -> None:
        """Flag, bury, suspend, drop or edit the chosen cards."""
        self.actions.act(act)

    def action_inspect(self, what: str) -> None:
        """Show more of the card under the cursor."""
        self.inspector.show(what)

    def action_undo(self) -> None:
        """Undo the last act of this screen."""
        self.actions.undo()

    action_undo_nothing = action_undo

    def acted(self) -> None:
        """Search anew: cards may have come or gone."""
        self.search()

    def flagged(self) -> None:
        """Search anew: `is:flagged` may find others now."""
        self.search()

    def undone(self, undone: UndoneAction) -> None:
        """Search anew."""
        del undone
        self.search()

    def _change(self, act: Act, outcome: str) -> None:
        self.actions.change(act, outcome)
        self.search()

    def action_reset(self) -> None:
        """Make the chosen cards new again."""
        self._change(self.session.changes.reset, "new again")

    def action_to_deck(self) -> None:
        """Put the chosen cards into another deck, where imports leave them."""
        names = sorted(self.session.library.decks.names().values())
        question = f"Move {count(len(self.chosen), 'card')} to which deck?"
        app = self.gruquiz
        app.open("prompt", question, "GRU/Gates", parse_deck_name, names, then=self._move)

    def _move(self, deck: str | None) -> None:
        if deck is not None:
            self._change(lambda cards, now: self.session.changes.move(cards, now, deck), "moved")

    def action_due(self) -> None:
        """Have the chosen cards asked on a day."""
        today = self.session.day(self.gruquiz.clock())
        question = f"Ask {count(len(self.chosen), 'card')} on which day?"
        hint, check = "tomorrow, +7, fri, 2026-12-24", partial(parse_due_day, today=today)

        def set_due(typed: str | None) -> None:
            if typed is not None:
                due = parse_due_day(typed, today)
                self._change(
                    lambda cards, now: self.session.changes.set_due(cards, now, due),
                    f"due {day(due, today)}",
                )

        self.gruquiz.open("prompt", question, hint, check, then=set_due)

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        return self.query_one(CardList).card

    def edited(self, card: CardId | None) -> None:
        """Show the cards as they are now."""
        del card
        self.search()


def shown(card: Card) -> Face:
    """The face to look at: a drill card's back is a specification for the program."""
    if card.kind is Kind.DRILL:
        return Face(card.face.front, "*Its numbers are new each time.*")
    return card.face
