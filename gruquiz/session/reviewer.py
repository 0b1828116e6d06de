"""The next card and its answer: the path that must be quick."""

from collections.abc import Mapping
from datetime import date, datetime

from gruquiz.errors import CardError
from gruquiz.library import Answer, CardRow, Held, Library, Moment
from gruquiz.model import BUTTONS, Card, CardId, Grade, LogKind, Schedule, card_name
from gruquiz.session.deck_rules import DeckRules
from gruquiz.session.results import AnsweredCard, AskedCard
from gruquiz.session.today_queue import TodayQueue

LONGEST_ANSWER = 600_000
"""Milliseconds; a card left open over lunch counts as this."""

REASONS = {
    Held.DROPPED: "is a dropped suggestion; restore it first",
    Held.MISSING: "is missing from its note",
    Held.SUSPENDED: "is suspended; unsuspend it first",
    Held.INCOMPLETE: "is incomplete: one of its sides is empty",
}
"""Why a card that is held cannot be answered."""


class Reviewer:
    """Asks the first card of the day's queue and records answers."""

    def __init__(self, library: Library, rules: DeckRules, queue: TodayQueue) -> None:
        self.library = library
        self.rules = rules
        self.queue = queue
        self._asked: tuple[Card, CardRow, int] | None = None
        """The card asked last, and the library's own changes by then: it is read again where
        there were more since."""
        self._grades: Mapping[str, Grade] = BUTTONS
        if rules.config.grades == "0-5":
            self._grades = {str(grade.value): grade for grade in Grade}

    def next(self, now: datetime, deck: str | None = None) -> AskedCard | None:
        """The next card of today's queue, of one deck or of all; None when the day is done."""
        today = self.rules.day(now)
        cards = self.queue.cards(now, deck)
        if cards:
            number = cards[0].card
        else:
            repeats = self.queue.on(today).repeats(deck)
            if not repeats:
                return None
            number = repeats[0]
        card, row = self.library.cards.numbered(number)
        self._asked = card, row, self.library.own_changes
        return self._show(card, row, today)

    def asked(self, card: CardId, now: datetime) -> AskedCard:
        """Any card with its buttons; an early review if it is not due."""
        found, row = self._read(card)
        return self._show(found, row, self.rules.day(now))

    def _read(self, card: CardId) -> tuple[Card, CardRow]:
        return self.library.cards.get(card), self.library.cards.row(card)

    def _show(self, card: Card, row: CardRow, today: date) -> AskedCard:
        deck, grades = card.deck, self._grades

        def after(grade: Grade) -> Schedule:
            return self.rules.grade(row, deck, grade, today)[1]

        if self.rules.of(deck).options.fuzz:  # depends on other cards, which may change meanwhile
            return AskedCard(card, today, grades, {one: after(one) for one in Grade}.__getitem__)
        return AskedCard(card, today, grades, after)

    def answer(
        self,
        card: CardId,
        grade: Grade | int,
        now: datetime,
        elapsed_ms: int | None = None,
        drill: str = "",
    ) -> AnsweredCard:
        """Grade a card; committed when this returns. Raises CardError with the reason if it
        cannot be answered now."""
        moment = self.library.log.moment(now)
        if type(grade) is not Grade:
            grade = Grade(grade)
        if elapsed_ms is not None:
            elapsed_ms = min(max(elapsed_ms, 0), LONGEST_ANSWER)
        changes = self.library.own_changes
        if self._asked is not None and self._asked[1].id == card and self._asked[2] == changes:
            asked, row, _ = self._asked
        else:
            asked, row = self._read(card)
        with self.library.transaction():
            answered = self._record(asked, row, grade, moment, elapsed_ms, drill)
            if answered is None:  # the card is not what it was when it was shown
                asked, row = self._read(card)
                _refuse(row, moment.day)
                answered = self._record(asked, row, grade, moment, elapsed_ms, drill)
            if answered is None:
                raise CardError(f"card {card_name(card)} cannot be answered")
        self._asked = None
        self.queue.advance(row, changes)
        return answered

    def _record(
        self,
        asked: Card,
        row: CardRow,
        grade: Grade,
        moment: Moment,
        elapsed_ms: int | None,
        drill: str,
    ) -> AnsweredCard | None:
        """Write the answer; None where the card in the library is not what `row` says."""
        if row.held or row.buried_on is not None:
            _refuse(row, moment.day)
        rule = self.rules.of(asked.deck)
        kind, after = self.rules.grade(row, asked.deck, grade, moment.day)
        leech = rule.makes_leech(row.schedule, after)
        act = self.library.imports.new_act() if leech else None
        answer = Answer(kind, grade.value, after, rule.label, elapsed_ms, drill)
        if not self.library.log.record(row, answer, moment, act):
            return None
        if leech:
            self.library.acts.suspend_leech(row._replace(schedule=after), moment, act)
        return AnsweredCard(asked, grade, row.schedule, after, kind is LogKind.REPEAT, leech)


def _refuse(row: CardRow, today: date) -> None:
    """Raise CardError where a card cannot be answered now."""
    if row.held:
        reason = next(reason for bit, reason in REASONS.items() if row.held & bit)
        raise CardError(f"card {card_name(row.id)} {reason}")
    if row.buried_on == today:
        raise CardError(f"card {card_name(row.id)} is buried until tomorrow")
