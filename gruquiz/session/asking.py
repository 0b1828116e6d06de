"""The next card and its answer: the path that must be quick."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from gruquiz.config import Config, Options
from gruquiz.day_queue import Day, Entry, Load, study_day
from gruquiz.errors import CardError
from gruquiz.library import Held, Library, Play
from gruquiz.model import BUTTONS, Card, CardId, Grade, LogKind, Schedule, card_name
from gruquiz.schedulers import Scheduler, scheduler_of
from gruquiz.session.results import Answered, Asked

LONGEST_ANSWER = 600_000
"""Milliseconds; a card left open over lunch counts as this."""


REASONS = {
    Held.DROPPED: "is a dropped suggestion; restore it first",
    Held.MISSING: "is missing from its note",
    Held.SUSPENDED: "is suspended; unsuspend it first",
    Held.INCOMPLETE: "is incomplete: one of its sides is empty",
}
"""Why a card that is held cannot be answered."""


@dataclass(slots=True)
class _Queue:
    """A day's queue as built, good while nobody else changes the library."""

    day: date
    deck: str | None
    seen: tuple[int, int]
    cards: deque[Entry]


class Asking:
    """Keeps the day's queue; asks its first card; takes answers in."""

    def __init__(self, library: Library, config: Config, device: str = "") -> None:
        self.library = library
        self.config = config
        library.device = device
        library.rollover_hour = config.rollover_hour
        self._queue: _Queue | None = None
        self._card: Card | None = None
        """The card asked last."""
        self._rules: dict[str, tuple[Options, Scheduler]] = {}

    def day(self, now: datetime) -> date:
        """The study day of a time."""
        return study_day(now, self.config.rollover_hour)

    def next(self, now: datetime, deck: str | None = None) -> Asked | None:
        """The next card of today's queue, of one deck or of all; None when the day is done."""
        today = self.day(now)
        queue = self._today_queue(now, today, deck)
        if queue.cards:
            number = queue.cards[0].card
        else:
            repeats = self._a_day(today).repeats(deck)
            if not repeats:
                return None
            number = repeats[0]
        return self._asked(self.library.card_numbered(number), today)

    def asked(self, card: CardId, now: datetime) -> Asked:
        """Any card with its buttons; an early review if it is not due."""
        return self._asked(self.library.card(card), self.day(now))

    def _asked(self, card: Card, today: date) -> Asked:
        self._card = card
        schedule = card.schedule
        grades: Mapping[str, Grade] = BUTTONS
        if self.config.grades == "0-5":
            grades = {str(int(grade)): grade for grade in Grade}
        afters = {
            name: self._after(card.id, schedule, card.deck, grade, today)[1]
            for name, grade in grades.items()
        }
        return Asked(
            card,
            MappingProxyType({name: after.interval for name, after in afters.items()}),
            MappingProxyType({name: after.ease - schedule.ease for name, after in afters.items()}),
            today,
        )

    def _after(
        self, card: CardId, schedule: Schedule, deck: str, grade: Grade, today: date
    ) -> tuple[LogKind, Schedule]:
        """What a grade does: a review, or the repeat of a card that is relearned today."""
        if schedule.repeat_on == today:
            if grade < Grade.GOOD:
                return LogKind.REPEAT, schedule
            return LogKind.REPEAT, replace(schedule, repeat_on=None)
        options, scheduler = self._rule(deck)
        after = scheduler.review(schedule, grade, today)
        if options.fuzz:
            after = Load(self.library, options).moved(self.library.play(card), after, today)
        return LogKind.REVIEW, after

    def _settle(self, now: datetime) -> None:
        """Replay the decks whose settings now name another scheduler than made their dates."""
        for deck, last in self.library.schedulers().items():
            options, scheduler = self._rule(deck)
            if options.scheduler != (last or "sm2"):
                self.library.move_deck(deck, scheduler, now)

    def _rule(self, deck: str) -> tuple[Options, Scheduler]:
        rule = self._rules.get(deck)
        if rule is None:
            options = self.config.of(deck)
            rule = self._rules[deck] = options, scheduler_of(options)
        return rule

    def _a_day(self, today: date) -> Day:
        return Day(self.library, lambda deck: self._rule(deck)[0], today)

    def _today_queue(self, now: datetime, today: date, deck: str | None) -> _Queue:
        """The queue as kept, or built anew where the day, the deck or the library is another."""
        queue, seen = self._queue, self._seen()
        if queue is None or (queue.day, queue.deck, queue.seen) != (today, deck, seen):
            self._settle(now)
            cards = self._a_day(today).queue(deck)
            queue = self._queue = _Queue(today, deck, self._seen(), cards)
        return queue

    def _seen(self) -> tuple[int, int]:
        """What changes when anybody else, or an act of ours, has changed the library."""
        return self.library.data_version(), self.library.connection.total_changes

    def answer(
        self,
        card: CardId,
        grade: Grade | int,
        now: datetime,
        elapsed_ms: int | None = None,
        drill: str = "",
    ) -> Answered:
        """Grade a card; committed when this returns. Raises CardError with the reason if it
        cannot be answered now."""
        grade = Grade(grade)
        today = self.day(now)
        known = self._seen()
        if elapsed_ms is not None:
            elapsed_ms = min(max(elapsed_ms, 0), LONGEST_ANSWER)
        with self.library.transaction():
            play = self.library.play(card)
            _refuse(play, today)
            deck = self.library.deck_name(play.deck)
            options, scheduler = self._rule(deck)
            kind, after = self._after(card, play.schedule, deck, grade, today)
            act = self.library.record(
                play, kind, grade, after, self.library.moment(now), scheduler.label,
                elapsed_ms, drill,
            )  # fmt: skip
            leech = _is_leech(play.schedule, after, options)
            if leech:
                self.library.act([replace(play, schedule=after)], LogKind.SUSPEND, now, act=act)
        self._advance(play, known)
        last = self._card
        if last is not None and last.id == card and last.schedule == play.schedule:
            asked = replace(last, schedule=after, suspended=leech, buried_on=play.buried_on)
        else:
            asked = self.library.card(card)
        return Answered(
            card=asked,
            grade=grade,
            before=play.schedule,
            after=after,
            repeat=kind is LogKind.REPEAT,
            leech=leech,
        )

    def _advance(self, play: Play, known: tuple[int, int]) -> None:
        """Keep the queue where the answer was to its first card and nothing else happened."""
        queue = self._queue
        if queue is None or queue.seen != known:
            return
        if queue.cards and queue.cards[0].card == play.number:
            queue.cards.popleft()
        elif any(entry.block == play.block for entry in queue.cards):
            return  # out of turn: limits and siblings are counted anew
        queue.seen = known[0], self.library.connection.total_changes


def _refuse(play: Play, today: date) -> None:
    """Raise CardError where a card cannot be answered now."""
    if play.held:
        reason = next(reason for bit, reason in REASONS.items() if play.held & bit)
        raise CardError(f"card {card_name(play.id)} {reason}")
    if play.buried_on == today:
        raise CardError(f"card {card_name(play.id)} is buried until tomorrow")


def _is_leech(before: Schedule, after: Schedule, options: Options) -> bool:
    """Whether this lapse makes the card a leech, or makes it one once more."""
    first = options.leech_lapses
    return (
        first > 0
        and after.lapses > before.lapses
        and after.lapses >= first
        and (after.lapses - first) % options.leech_again == 0
    )
