"""What the settings say of a deck's cards: who schedules them, and what a grade then does."""

from datetime import date, datetime
from typing import NamedTuple

from gruquiz.config import Config, DeckOptions
from gruquiz.day_queue import Load, study_day
from gruquiz.library import CardRow, Library
from gruquiz.model import Grade, LogKind, Schedule
from gruquiz.schedulers import SCHEDULERS, Scheduler, scheduler_of


class DeckRule(NamedTuple):
    """The options of one deck and its scheduler."""

    options: DeckOptions
    scheduler: Scheduler
    label: str
    """What the log calls the scheduler."""
    replayed_as: str
    """What the library notes of it with the deck."""

    def makes_leech(self, before: Schedule, after: Schedule) -> bool:
        """Whether this lapse makes the card a leech, or makes it one once more."""
        first = self.options.leech_lapses
        return (
            first > 0
            and after.lapses > before.lapses
            and after.lapses >= first
            and (after.lapses - first) % self.options.leech_again == 0
        )


class DeckRules:
    """The rule of each deck, kept once it was asked for: every review asks."""

    def __init__(self, library: Library, config: Config) -> None:
        self.library = library
        self.config = config
        self._rules: dict[str, DeckRule] = {}

    def of(self, deck: str) -> DeckRule:
        """The rule of a deck, its parents' settings included."""
        rule = self._rules.get(deck)
        if rule is None:
            options = self.config.of(deck)
            scheduler = scheduler_of(options)
            rule = self._rules[deck] = DeckRule(
                options, scheduler, scheduler.label, scheduler.replayed_as
            )
        return rule

    def day(self, now: datetime) -> date:
        """The study day of a time."""
        return study_day(now, self.config.rollover_hour)

    def grade(self, row: CardRow, deck: str, grade: Grade, today: date) -> tuple[LogKind, Schedule]:
        """What a grade does: a review, or the repeat of a card that is relearned today."""
        schedule = row.schedule
        if schedule.repeat_on == today:
            return LogKind.REPEAT, schedule.repeated(grade)
        rule = self.of(deck)
        after = rule.scheduler.review(schedule, grade, today)
        if rule.options.fuzz:
            after = Load(self.library, rule.options).moved(row, after, today)
        return LogKind.REVIEW, after

    def apply_schedulers(self, now: datetime) -> None:
        """Replay the decks whose settings name another scheduler, or other parameters of FSRS,
        than made their dates."""
        for deck, last in self.library.decks.schedulers().items():
            rule = self.of(deck)
            if rule.replayed_as != (last or SCHEDULERS[0].key):
                self.library.acts.change_scheduler(deck, rule.scheduler, now)
