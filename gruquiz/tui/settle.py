"""Likely edits of the last import: is the new card the old one mended, or another?"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gruquiz.model import LikelyEdit
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.standing import standing


class SettleScreen(GruquizScreen[None]):
    """One pair after another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "join", "same card", id="settle.join",
                tooltip="One card: it keeps the old history and takes the new text"),
        Binding("k", "keep", "two cards", id="settle.keep",
                tooltip="Two cards: the old one stays missing, the new one is new"),
        Binding("escape", "back", "later", id="app.back", tooltip="Settle this another time"),
    ]  # fmt: skip
    AUTO_FOCUS = "#pair"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pairs: list[LikelyEdit] = []

    def body(self) -> ComposeResult:
        with VerticalScroll(id="pair"):
            yield Static("no longer in its note", markup=False, classes="heading")
            yield CardText(id="old")
            yield Static(id="old-standing", markup=False)
            yield Static("new in a note", markup=False, classes="heading")
            yield CardText(id="new")
            yield Static(id="new-standing", markup=False)

    def on_mount(self) -> None:
        self.pairs = list(self.session.library.likely_edits())
        self.show_pair()

    def show_pair(self) -> None:
        """Show the likeliest pair, or leave where none is left."""
        if not self.pairs:
            self.dismiss(None)
            return
        pair, now = self.pairs[0], self.gruquiz.clock()
        self.place("Settle", f"{len(self.pairs)} left · {pair.similarity:.0%} alike")
        for name, card_id in (("old", pair.old), ("new", pair.new)):
            card = self.session.library.card(card_id)
            face = card.face
            text = face.back if face.answers else f"{face.front}\n\n{face.back}"
            self.query_one(f"#{name}", CardText).text = text
            told: Content = standing(card, self.session, now)
            self.query_one(f"#{name}-standing", Static).update(told)
        self.query_one("#pair").scroll_home(animate=False)

    def action_join(self) -> None:
        """Make the pair one card."""
        pair, library = self.pairs[0], self.session.library
        library.join_cards([(pair.old, pair.new)], self.gruquiz.clock(), library.new_action())
        self._settled()

    def action_keep(self) -> None:
        """Leave the pair as two cards."""
        self._settled()

    def _settled(self) -> None:
        self.pairs.pop(0)
        self.session.library.save_likely_edits(self.pairs)
        self.show_pair()
