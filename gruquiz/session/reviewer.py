"""The next card and its answer: the path that must be quick."""

from collections import deque
from collections.abc import Mapping
from datetime import date, datetime

from gruquiz.config import Config, DeckOptions
from gruquiz.day_queue import Day, Load, QueueEntry, study_day
from gruquiz.errors import CardError
from gruquiz.library import Answer, CardRow, Held, Library, Moment
from gruquiz.model import BUTTONS, Card, CardId, Grade, LogKind, Schedule, card_name
from gruquiz.schedulers import SCHEDULERS, Scheduler, scheduler_of
from gruquiz.session.results import AnsweredCard, AskedCard

LONGEST_ANSWER = 600_000
"""Milliseconds; a card left open over lunch counts as this."""


REASONS = {
    Held.DROPPED: "is a dropped suggestion; restore it first",
    Held.MISSING: "is missing from its note",
    Held.SUSPENDED: "is suspended; unsuspend it first",
    Held.INCOMPLETE: "is incomplete: one of its sides is empty",
}
"""Why a card that is held cannot be answered."""


class _Queue:
    """A day's queue as built, good while nobody else changes the library."""

    __slots__ = ("cards", "day", "deck", "seen")

    def __init__(
        self, day: date, deck: str | None, seen: tuple[int, int], cards: deque[QueueEntry]
    ) -> None:
        self.day = day
        self.deck = deck
        self.seen = seen
        self.cards = cards


class Asking:
    """Keeps the day's queue; asks its first card; takes answers in."""

    def __init__(self, library: Library, config: Config, device: str = "") -> None:
        self.library = library
        self.config = config
        library.log.device = device
        library.log.rollover_hour = config.rollover_hour
        library.search.leech_lapses = lambda deck: config.of(deck).leech_lapses
        self._queue: _Queue | None = None
        self._asked: tuple[Card, CardRow] | None = None
        """The card asked last."""
        self._grades: Mapping[str, Grade] = BUTTONS
        if config.grades == "0-5":
            self._grades = {str(grade.value): grade for grade in Grade}
        self._rules: dict[str, tuple[DeckOptions, Scheduler, str]] = {}

    def day(self, now: datetime) -> date:
        """The study day of a time."""
        return study_day(now, self.config.rollover_hour)

    def next(self, now: datetime, deck: str | None = None) -> AskedCard | None:
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
        card, play = self.library.cards.numbered(number)
        self._asked = card, play
        return self._shown(card, play, today)

    def asked(self, card: CardId, now: datetime) -> AskedCard:
        """Any card with its buttons; an early review if it is not due."""
        return self._shown(
            self.library.cards.get(card), self.library.cards.row(card), self.day(now)
        )

    def _shown(self, card: Card, play: CardRow, today: date) -> AskedCard:
        deck, grades = card.deck, self._grades

        def after(grade: Grade) -> Schedule:
            return self._after(play, deck, grade, today)[1]

        if self._rule(deck)[0].fuzz:  # looks at the other cards, which may change meanwhile
            return AskedCard(card, today, grades, {one: after(one) for one in Grade}.__getitem__)
        return AskedCard(card, today, grades, after)

    def _after(
        self, play: CardRow, deck: str, grade: Grade, today: date
    ) -> tuple[LogKind, Schedule]:
        """What a grade does: a review, or the repeat of a card that is relearned today."""
        schedule = play.schedule
        if schedule.repeat_on == today:
            return LogKind.REPEAT, schedule.repeated(grade)
        options, scheduler, _ = self._rule(deck)
        after = scheduler.review(schedule, grade, today)
        if options.fuzz:
            after = Load(self.library, options).moved(play, after, today)
        return LogKind.REVIEW, after

    def _settle(self, now: datetime) -> None:
        """Replay the decks whose settings now name another scheduler than made their dates."""
        for deck, last in self.library.decks.schedulers().items():
            options, scheduler, _ = self._rule(deck)
            if options.scheduler != (last or SCHEDULERS[0].key):
                self.library.acts.change_scheduler(deck, scheduler, now)

    def _rule(self, deck: str) -> tuple[DeckOptions, Scheduler, str]:
        """A deck's options, its scheduler and how the log calls that."""
        rule = self._rules.get(deck)
        if rule is None:
            options = self.config.of(deck)
            scheduler = scheduler_of(options)
            rule = self._rules[deck] = options, scheduler, scheduler.label
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
        return self.library.change_counter()

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
        asked, play = self._asked if self._asked is not None else (None, None)
        if asked is None or play is None or play.id != card:
            asked, play = self.library.cards.get(card), self.library.cards.row(card)
        with self.library.transaction():
            answered = self._record(asked, play, grade, moment, elapsed_ms, drill)
            if answered is None:  # the card is not what it was when it was shown
                asked, play = self.library.cards.get(card), self.library.cards.row(card)
                _refuse(play, moment.day)
                answered = self._record(asked, play, grade, moment, elapsed_ms, drill)
            if answered is None:
                raise CardError(f"card {card_name(card)} cannot be answered")
        self._asked = None
        self._advance(play, changes)
        return answered

    def _record(
        self,
        asked: Card,
        play: CardRow,
        grade: Grade,
        moment: Moment,
        elapsed_ms: int | None,
        drill: str,
    ) -> AnsweredCard | None:
        """Write the answer; None where the card no longer stands as `play` says."""
        if play.held or play.buried_on is not None:
            _refuse(play, moment.day)
        options, _, label = self._rule(asked.deck)
        kind, after = self._after(play, asked.deck, grade, moment.day)
        leech = _is_leech(play.schedule, after, options)
        act = self.library.imports.new_act() if leech else None
        answer = Answer(kind, grade.value, after, label, elapsed_ms, drill)
        if not self.library.log.record(play, answer, moment, act):
            return None
        if leech:
            self.library.acts.suspend_leech(play._replace(schedule=after), moment, act)
        return AnsweredCard(asked, grade, play.schedule, after, kind is LogKind.REPEAT, leech)

    def _advance(self, play: CardRow, changes: int) -> None:
        """Keep the queue where the answer was to its first card and nothing else happened.

        Whether another process has written meanwhile is seen when the next card is fetched.
        """
        queue = self._queue
        if queue is None or queue.seen[1] != changes:
            return
        if queue.cards and queue.cards[0].card == play.number:
            queue.cards.popleft()
        elif any(entry.block == play.block for entry in queue.cards):
            return  # out of turn: limits and siblings are counted anew
        queue.seen = queue.seen[0], self.library.own_changes


def _refuse(play: CardRow, today: date) -> None:
    """Raise CardError where a card cannot be answered now."""
    if play.held:
        reason = next(reason for bit, reason in REASONS.items() if play.held & bit)
        raise CardError(f"card {card_name(play.id)} {reason}")
    if play.buried_on == today:
        raise CardError(f"card {card_name(play.id)} is buried until tomorrow")


def _is_leech(before: Schedule, after: Schedule, options: DeckOptions) -> bool:
    """Whether this lapse makes the card a leech, or makes it one once more."""
    first = options.leech_lapses
    return (
        first > 0
        and after.lapses > before.lapses
        and after.lapses >= first
        and (after.lapses - first) % options.leech_again == 0
    )
