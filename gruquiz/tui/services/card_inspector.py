"""A card looked at: its history and its place in the note, over the screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gruquiz.model import Card
from gruquiz.notes import read_note
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen

INSPECTION = ("card.info", "card.source")
"""The acts of `CardInspector`, by their names in the table of keys."""


class CardInspector:
    """Shows more of the card that a screen is about."""

    def __init__(
        self, screen: GruquizScreen[Any], session: Session, card: Callable[[], Card | None]
    ) -> None:
        self._screen = screen
        self._session = session
        self._card = card

    def show(self, what: str) -> None:
        """Show the card's `info` or its `source`; nothing where there is no card."""
        card = self._card()
        if card is not None:
            {"info": self._info, "source": self._source}[what](card)

    def _info(self, card: Card) -> None:
        from gruquiz.tui.widgets.card_info import CardInfo  # plots: most cards are never asked for

        app = self._screen.gruquiz
        app.open("details", CardInfo(card, self._session, app.clock()))

    def _source(self, card: Card) -> None:
        from gruquiz.tui.widgets.card_source import CardSource

        app, note = self._screen.gruquiz, read_note(Path(card.note))
        app.open("details", CardSource(card, note, app.place_of(note.path)))
