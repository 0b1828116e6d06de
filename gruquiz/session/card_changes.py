"""What a learner does to cards apart from answering them, one card or many; and undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from gruquiz.errors import CardError
from gruquiz.library import CardRow, Held, Library
from gruquiz.model import NEW, CardId, LogKind
from gruquiz.session.deck_rules import DeckRules
from gruquiz.session.results import UndoneAction


class CardChanges:
    """Each of these is one action, undone at once by one undo."""

    def __init__(self, library: Library, rules: DeckRules) -> None:
        self.library = library
        self.rules = rules

    def undo(self, now: datetime) -> UndoneAction | None:
        """Undo the last action; None where there is none left."""
        undone = self.library.undo.last(now)
        if undone is None:
            return None
        what = "grade" if undone.kind in (LogKind.REVIEW, LogKind.REPEAT) else str(undone.kind)
        card = None
        if len(undone.cards) == 1 and not self.library.cards.is_gone(undone.cards[0]):
            card = self.library.cards.get(undone.cards[0])
        return UndoneAction(what, card, len(undone.cards))

    def bury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Bury cards until tomorrow; how many were not buried yet."""
        today = self.rules.day(now)
        return self._change(cards, LogKind.BURY, now, lambda row: row.buried_on != today)

    def unbury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._change(cards, LogKind.UNBURY, now, lambda row: row.buried_on is not None)

    def suspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Ask cards no more until they are unsuspended."""
        return self._change(cards, LogKind.SUSPEND, now, lambda row: not row.held & Held.SUSPENDED)

    def unsuspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._change(
            cards, LogKind.UNSUSPEND, now, lambda row: bool(row.held & Held.SUSPENDED)
        )

    def drop(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Drop suggestions: no later import suggests them again."""
        return self._change(cards, LogKind.DROP, now, lambda row: not row.held & Held.DROPPED)

    def restore(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Undo the dropping of suggestions."""
        return self._change(cards, LogKind.RESTORE, now, lambda row: bool(row.held & Held.DROPPED))

    def move(self, cards: CardId | Sequence[CardId], now: datetime, deck: str) -> int:
        """Move cards to another deck, where imports leave them; how many were elsewhere.

        Raises CardError for a name with an empty part.
        """
        name = parse_deck_name(deck)
        with self.library.transaction():
            number = self.library.decks.number(name)
            rows = [row for row in self._rows(cards) if row.deck != number]
            if rows:
                self.library.acts.move_cards(rows, name, now)
        return len(rows)

    def flag(self, cards: CardId | Sequence[CardId], now: datetime, flag: int) -> int:
        """Flag cards, 1 to 7; 0 removes the flag."""
        if not 0 <= flag <= 7:
            raise CardError(f"a flag is a number from 0 to 7, not {flag}")
        return self._change(cards, LogKind.FLAG, now, lambda _: True, str(flag))

    def reset(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Make cards new again; their history stays in the log."""
        rows = self._rows(cards)
        self.library.acts.set_schedules(rows, [NEW] * len(rows), now)
        return len(rows)

    def set_due(self, cards: CardId | Sequence[CardId], now: datetime, due: date) -> int:
        """Set the due date; interval and ease stay."""
        today = self.rules.day(now)
        rows = self._rows(cards)
        schedules = []
        for row in rows:
            old = row.schedule
            schedule = replace(old, due=due, repeat_on=None)
            if old.is_new:
                days = max((due - today).days, 1)
                schedule = replace(schedule, interval=float(days), reps=2, last_review=today)
            schedules.append(schedule)
        self.library.acts.set_schedules(rows, schedules, now)
        return len(rows)

    def _rows(self, cards: CardId | Sequence[CardId]) -> list[CardRow]:
        ids = [cards] if isinstance(cards, int) else list(dict.fromkeys(cards))
        return [self.library.cards.row(card) for card in ids]

    def _change(
        self,
        cards: CardId | Sequence[CardId],
        kind: LogKind,
        now: datetime,
        wanted: Callable[[CardRow], bool],
        after: str | None = None,
    ) -> int:
        with self.library.transaction():
            rows = [row for row in self._rows(cards) if wanted(row)]
            if rows:
                self.library.acts.perform(
                    rows, kind, now, None if after is None else [after] * len(rows)
                )
        return len(rows)


def parse_deck_name(text: str) -> str:
    """The deck's name that was typed. Raises CardError where a part of it is empty."""
    name = "/".join(part.strip() for part in text.split("/"))
    if not all(name.split("/")):
        raise CardError(f"a deck's name is words with / between them, not {text!r}")
    return name
