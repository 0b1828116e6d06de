"""Studying: what is asked next, what an answer does, how it is undone.

The use case that every face calls. One grade is one committed transaction; `now` is always given.
"""

from datetime import date, datetime

from gruquiz.config import Config
from gruquiz.errors import LibraryMovedError
from gruquiz.library import Library
from gruquiz.model import CardId, Grade
from gruquiz.session.card_changes import CardChanges, parse_deck_name
from gruquiz.session.deck_rules import DeckRules
from gruquiz.session.overview import Overview
from gruquiz.session.results import (
    AnsweredCard,
    AskedCard,
    ImportIssue,
    RefusedAnswer,
    Today,
    UndoneAction,
)
from gruquiz.session.reviewer import Reviewer
from gruquiz.session.today_queue import TodayQueue

__all__ = [
    "AnsweredCard",
    "AskedCard",
    "ImportIssue",
    "RefusedAnswer",
    "Session",
    "Today",
    "UndoneAction",
    "parse_deck_name",
]


class Session:
    """One learner at one library: the review itself, and the parts that do the rest.

    Not to be shared between threads, as its library is not.
    """

    def __init__(self, library: Library, config: Config, device: str = "") -> None:
        self.library = library
        self.config = config
        library.log.device = device
        library.log.rollover_hour = config.rollover_hour
        library.search.leech_lapses = lambda deck: config.of(deck).leech_lapses
        self.rules = DeckRules(library, config)
        queue = TodayQueue(library, self.rules)
        self.reviewer = Reviewer(library, self.rules, queue)
        self.changes = CardChanges(library, self.rules)
        self.overview = Overview(library, self.rules, queue)
        self.refused: RefusedAnswer | None = None
        """The answer that could not be written, see `session.rescue`."""

    def day(self, now: datetime) -> date:
        """The study day of a time."""
        return self.rules.day(now)

    def next(self, now: datetime, deck: str | None = None) -> AskedCard | None:
        """The next card of today's queue, of one deck or of all; None when the day is done."""
        return self.reviewer.next(now, deck)

    def asked(self, card: CardId, now: datetime) -> AskedCard:
        """Any card with its buttons; an early review if it is not due."""
        return self.reviewer.asked(card, now)

    def answer(
        self,
        card: CardId,
        grade: Grade | int,
        now: datetime,
        elapsed_ms: int | None = None,
        drill: str = "",
    ) -> AnsweredCard:
        """Grade a card; committed when this returns. Raises CardError with the reason if it
        cannot be answered now, and LibraryMovedError where the open file has lost its place."""
        try:
            return self.reviewer.answer(card, grade, now, elapsed_ms, drill)
        except LibraryMovedError:
            self.refused = RefusedAnswer(card, grade, now, elapsed_ms, drill)
            raise

    def undo(self, now: datetime) -> UndoneAction | None:
        """Undo the last action; None where there is none left."""
        return self.changes.undo(now)
