"""Studying: what is asked next, what an answer does, how it is taken back.

The use case that every face calls. One grade is one committed transaction. `now` is always given.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from gruquiz.config import Config, Options
from gruquiz.day_queue import Day, Entry, in_deck, study_day
from gruquiz.errors import CardError
from gruquiz.library import Held, Library, Play
from gruquiz.model import (
    BUTTONS,
    NEW,
    Card,
    CardId,
    Deck,
    Grade,
    LogKind,
    Schedule,
    card_name,
)
from gruquiz.schedulers import Scheduler, scheduler_of

LONGEST_ANSWER = 600_000
"""Milliseconds; a card left open over lunch counts as this."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A card to be asked and what each button would do."""

    card: Card
    buttons: Mapping[str, float]
    """Days until it is asked again; for a repeat, the days that stay as they are."""
    ease: Mapping[str, int]
    """The change of ease in hundredths."""
    today: date


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did."""

    card: Card
    """As it is now."""
    grade: Grade
    before: Schedule
    after: Schedule
    repeat: bool
    """Whether it was the day's repeat, which touches neither interval nor ease."""
    leech: bool
    """Whether the card was suspended, having lapsed too often."""


@dataclass(frozen=True, slots=True)
class Undone:
    """An act taken back."""

    what: str
    """grade, import, suspend, …"""
    card: Card | None
    """The card, where it was one."""
    cards: int


@dataclass(frozen=True, slots=True)
class Today:
    """The day so far."""

    done: int
    """Cards answered, repeats not counted."""
    answers: int
    again: int
    left: int
    minutes: float
    streak: int
    """Days in a row with an answer, up to today or yesterday."""


@dataclass(slots=True)
class _Queue:
    """A day's queue as built, good while nobody else changes the library."""

    day: date
    deck: str | None
    seen: tuple[int, int]
    cards: deque[Entry]


class Session:
    """One learner at one library. Not to be shared between threads, as its library is not."""

    def __init__(self, library: Library, config: Config, device: str = "") -> None:
        self.library = library
        self.config = config
        library.device = device
        library.rollover_hour = config.rollover_hour
        self._queue: _Queue | None = None
        self._rules: dict[str, tuple[Options, Scheduler]] = {}

    def day(self, now: datetime) -> date:
        """The study day of a time."""
        return study_day(now, self.config.rollover_hour)

    # What is asked

    def next(self, now: datetime, deck: str | None = None) -> Asked | None:
        """The next card of today's queue, of one deck or of all; None when the day is done."""
        today = self.day(now)
        queue = self._today_queue(today, deck)
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
        _, scheduler = self._rule(card.deck)
        schedule = card.schedule
        grades: Mapping[str, Grade] = BUTTONS
        if self.config.grades == "0-5":
            grades = {str(int(grade)): grade for grade in Grade}
        afters = {
            name: self._after(schedule, grade, today, scheduler)[1]
            for name, grade in grades.items()
        }
        return Asked(
            card,
            MappingProxyType({name: after.interval for name, after in afters.items()}),
            MappingProxyType({name: after.ease - schedule.ease for name, after in afters.items()}),
            today,
        )

    def _after(
        self, schedule: Schedule, grade: Grade, today: date, scheduler: Scheduler
    ) -> tuple[LogKind, Schedule]:
        """What a grade does: a review, or the repeat of a card that is relearned today."""
        if schedule.repeat_on == today:
            if grade < Grade.GOOD:
                return LogKind.REPEAT, schedule
            return LogKind.REPEAT, replace(schedule, repeat_on=None)
        return LogKind.REVIEW, scheduler.review(schedule, grade, today)

    def _rule(self, deck: str) -> tuple[Options, Scheduler]:
        rule = self._rules.get(deck)
        if rule is None:
            options = self.config.of(deck)
            rule = self._rules[deck] = options, scheduler_of(options)
        return rule

    # The queue

    def _a_day(self, today: date) -> Day:
        return Day(self.library, lambda deck: self._rule(deck)[0], today)

    def _today_queue(self, today: date, deck: str | None) -> _Queue:
        """The queue as kept, or built anew where the day, the deck or the library is another."""
        queue, seen = self._queue, self._seen()
        if queue is None or (queue.day, queue.deck, queue.seen) != (today, deck, seen):
            self._settle(today)
            cards = self._a_day(today).queue(deck)
            queue = self._queue = _Queue(today, deck, self._seen(), cards)
        return queue

    def _seen(self) -> tuple[int, int]:
        """What changes when anybody else, or an act of ours, has changed the library."""
        return self.library.data_version(), self.library.connection.total_changes

    def counts(self, now: datetime) -> list[Deck]:
        """Every deck with what is left of it today, parents before their sub-decks."""
        return self._a_day(self.day(now)).counts()

    def today(self, now: datetime, deck: str | None = None) -> Today:
        """The day so far, of one deck or of all."""
        today = self.day(now)
        names = self.library.deck_names()
        rows = [row for row in self.library.worked(today) if in_deck(names[row[0]], deck)]
        left = sum(
            one.new + one.learning + one.due
            for one in self.counts(now)
            if (one.name == deck if deck is not None else "/" not in one.name)
        )
        return Today(
            done=sum(row[1] for row in rows),
            again=sum(row[2] for row in rows),
            answers=sum(row[3] for row in rows),
            left=left,
            minutes=sum(row[4] for row in rows) / 60_000,
            streak=self._streak(today),
        )

    def _streak(self, today: date) -> int:
        streak, expected = 0, today
        for day in self.library.study_days(today):
            if streak == 0 and day == today - timedelta(days=1):
                expected = day  # nothing yet today does not end it
            if day != expected:
                break
            streak += 1
            expected = day - timedelta(days=1)
        return streak

    def forecast(self, now: datetime, days: int = 14, deck: str | None = None) -> list[int]:
        """Reviews due on each of the days from today, the overdue ones on the first."""
        today = self.day(now)
        names = self.library.deck_names()
        counts = [0] * days
        for due, number, cards in self.library.due_by_day(today + timedelta(days=days - 1)):
            if in_deck(names[number], deck):
                counts[max(due - today.toordinal(), 0)] += cards
        return counts

    def raise_limits(self, now: datetime, deck: str, new: int = 0, reviews: int = 0) -> None:
        """Let a deck give more today than its limits say."""
        self.library.raise_limits(self.day(now), deck, new, reviews)

    # Answers

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
            options, scheduler = self._rule(self.library.deck_name(play.deck))
            kind, after = self._after(play.schedule, grade, today, scheduler)
            act = self.library.record(
                play, kind, grade, after, self.library.moment(now), scheduler.label,
                elapsed_ms, drill,
            )  # fmt: skip
            leech = _is_leech(play.schedule, after, options)
            if leech:
                self.library.act([replace(play, schedule=after)], LogKind.SUSPEND, now, act=act)
        self._advance(play, known)
        return Answered(
            card=self.library.card(card),
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
        queue.seen = self._seen()

    # Other acts

    def undo(self, now: datetime) -> Undone | None:
        """Take the last act back; None where there is none left."""
        taken = self.library.take_back(now)
        if taken is None:
            return None
        what = "grade" if taken.kind in (LogKind.REVIEW, LogKind.REPEAT) else str(taken.kind)
        card = None
        if len(taken.cards) == 1 and not self.library.is_gone(taken.cards[0]):
            card = self.library.card(taken.cards[0])
        return Undone(what, card, len(taken.cards))

    def bury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Set cards aside until tomorrow; how many were changed."""
        today = self.day(now)
        return self._act(cards, LogKind.BURY, now, lambda play: play.buried_on != today)

    def unbury(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._act(cards, LogKind.UNBURY, now, lambda play: play.buried_on is not None)

    def suspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Take cards out of play until they are wanted again."""
        return self._act(cards, LogKind.SUSPEND, now, lambda play: Held.SUSPENDED not in play.held)

    def unsuspend(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        return self._act(cards, LogKind.UNSUSPEND, now, lambda play: Held.SUSPENDED in play.held)

    def drop(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Throw suggestions away: they stay away on every later import."""
        return self._act(cards, LogKind.DROP, now, lambda play: Held.DROPPED not in play.held)

    def restore(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Take dropped cards back."""
        return self._act(cards, LogKind.RESTORE, now, lambda play: Held.DROPPED in play.held)

    def flag(self, cards: CardId | Sequence[CardId], now: datetime, flag: int) -> int:
        """Mark cards, 1 to 7; 0 takes the mark away."""
        if not 0 <= flag <= 7:
            raise CardError(f"a flag is a number from 0 to 7, not {flag}")
        return self._act(cards, LogKind.FLAG, now, lambda _: True, str(flag))

    def reset(self, cards: CardId | Sequence[CardId], now: datetime) -> int:
        """Make cards new again; their history stays in the log."""
        plays = self._plays(cards)
        self.library.set_schedules(plays, [NEW] * len(plays), now)
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
        self.library.set_schedules(plays, schedules, now)
        return len(plays)

    def _plays(self, cards: CardId | Sequence[CardId]) -> list[Play]:
        ids = [cards] if isinstance(cards, int) else list(dict.fromkeys(cards))
        return [self.library.play(card) for card in ids]

    def _act(
        self,
        cards: CardId | Sequence[CardId],
        kind: LogKind,
        now: datetime,
        wanted: Callable[[Play], bool],
        after: str | None = None,
    ) -> int:
        with self.library.transaction():
            plays = [play for play in self._plays(cards) if wanted(play)]
            if plays:
                self.library.act(plays, kind, now, None if after is None else [after] * len(plays))
        return len(plays)

    # Schedulers

    def _settle(self, today: date) -> None:
        """Replay the decks whose settings now name another scheduler."""
        return


def _refuse(play: Play, today: date) -> None:
    """Raise CardError where a card cannot be answered now."""
    for bit, reason in (
        (Held.DROPPED, "is a dropped suggestion; restore it first"),
        (Held.MISSING, "is missing from its note"),
        (Held.SUSPENDED, "is suspended; unsuspend it first"),
        (Held.INCOMPLETE, "is incomplete: one of its sides is empty"),
    ):
        if bit in play.held:
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
