"""What a learner does to cards beside answering them, one at a time or many; and undo."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from gruquiz.errors import CardError
from gruquiz.library import CardRow, Held
from gruquiz.model import NEW, CardId, LogKind
from gruquiz.session.results import UndoneAction
from gruquiz.session.reviewer import Asking


class Acts(Asking):
    """Each of these is one act, taken back at once by one undo."""

    def undo(self, now: datetime) -> UndoneAction | None:
        """Take the last act back; None where there is none left."""
        self._asked = None
        taken = self.library.undo.last(now)
        if taken is None:
            return None
        what = "grade" if taken.kind in (LogKind.REVIEW, LogKind.REPEAT) else str(taken.kind)
        card = None
        if len(taken.cards) == 1 and not self.library.cards.is_gone(taken.cards[0]):
            card = self.library.cards.get(taken.cards[0])
        return UndoneAction(what, card, len(taken.cards))

    def bury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Set cards aside until tomorrow; how many were changed."""
        today = self.day(now)
        return self._act(cards, LogKind.BURY, now, lambda play: play.buried_on != today)

    def unbury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._act(cards, LogKind.UNBURY, now, lambda play: play.buried_on is not None)

    def suspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Take cards out of play until they are wanted again."""
        return self._act(cards, LogKind.SUSPEND, now, lambda play: not play.held & Held.SUSPENDED)

    def unsuspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._act(
            cards, LogKind.UNSUSPEND, now, lambda play: bool(play.held & Held.SUSPENDED)
        )

    def drop(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Throw suggestions away: they stay away on every later import."""
        return self._act(cards, LogKind.DROP, now, lambda play: not play.held & Held.DROPPED)

    def restore(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Take dropped cards back."""
        return self._act(cards, LogKind.RESTORE, now, lambda play: bool(play.held & Held.DROPPED))

    def move(self, cards: CardId | Sequence[CardId], now: datetime, deck: str) -> int:
        """Put cards into another deck, where imports leave them; how many were elsewhere.

        Raises CardError for a name that is none.
        """
        name = parse_deck_name(deck)
        with self.library.transaction():
            number = self.library.decks.number(name)
            plays = [play for play in self._plays(cards) if play.deck != number]
            if plays:
                self.library.acts.move_cards(plays, name, now)
        return len(plays)

    def flag(self, cards: CardId | Sequence[CardId], now: datetime, flag: int) -> int:
        """Mark cards, 1 to 7; 0 takes the mark away."""
        if not 0 <= flag <= 7:
            raise CardError(f"a flag is a number from 0 to 7, not {flag}")
        return self._act(cards, LogKind.FLAG, now, lambda _: True, str(flag))

    def reset(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Make cards new again; their history stays in the log."""
        plays = self._plays(cards)
        self.library.acts.set_schedules(plays, [NEW] * len(plays), now)
        return len(plays)

    def set_due(self, cards: CardId | Sequence[CardId], now: datetime, due: date) -> int:
        """Have cards asked on a day of the learner's choice; interval and ease stay."""
        today = self.day(now)
        plays = self._plays(cards)
        schedules = []
        for play in plays:
            old = play.schedule
            schedule = replace(old, due=due, repeat_on=None)
            if old.is_new:
                days = max((due - today).days, 1)
                schedule = replace(schedule, interval=float(days), reps=2, last_review=today)
            schedules.append(schedule)
        self.library.acts.set_schedules(plays, schedules, now)
        return len(plays)

    def _plays(self, cards: CardId | Sequence[CardId]) -> list[CardRow]:
        self._asked = None  # whatever is known of it may be changed now
        ids = [cards] if isinstance(cards, int) else list(dict.fromkeys(cards))
        return [self.library.cards.row(card) for card in ids]

    def _act(
        self,
        cards: CardId | Sequence[CardId],
        kind: LogKind,
        now: datetime,
        wanted: Callable[[CardRow], bool],
        after: str | None = None,
    ) -> int:
        with self.library.transaction():
            plays = [play for play in self._plays(cards) if wanted(play)]
            if plays:
                self.library.acts.perform(
                    plays, kind, now, None if after is None else [after] * len(plays)
                )
        return len(plays)


def parse_deck_name(text: str) -> str:
    """A deck's name as it was typed. Raises CardError for what is none."""
    name = "/".join(part.strip() for part in text.split("/"))
    if not all(name.split("/")):
        raise CardError(f"a deck's name is words with / between them, not {text!r}")
    return name
