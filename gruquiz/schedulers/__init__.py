"""When a card is asked again. A new scheduler is one file here and one line in `SCHEDULERS`."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Protocol, Self

from gruquiz.errors import ConfigError
from gruquiz.model import DeckOptions, Grade, Schedule
from gruquiz.schedulers.columns import AnswerColumns, ScheduleColumns
from gruquiz.schedulers.fsrs import FSRS
from gruquiz.schedulers.sm2 import SM2

__all__ = [
    "SCHEDULERS",
    "AnswerColumns",
    "ScheduleColumns",
    "Scheduler",
    "find_scheduler",
    "scheduler_labelled",
    "scheduler_of",
]


class Scheduler(Protocol):
    """A rule that takes a schedule and a grade and gives the next schedule; it keeps nothing."""

    key: str
    """What the settings call it."""
    title: str
    """What the learner calls it."""
    summary: str
    """What the settings say of it: how it chooses intervals, how well it predicts."""
    curve_note: str
    """What its forgetting curve rests on, in brackets; "" where it models memory itself."""
    keeps_ease: bool
    """Whether its intervals grow by an ease, so that a history shows it."""

    @classmethod
    def of(cls, options: DeckOptions) -> Self:
        """The scheduler with a deck's options."""

    @classmethod
    def labelled(cls, label: str) -> Self | None:
        """The scheduler that wrote `label` into the log; None where another did."""

    @property
    def label(self) -> str:
        """Name, variant and version, as the log keeps it with every interval."""

    @property
    def decay(self) -> float:
        """How quickly its forgetting curve falls."""

    @property
    def replayed_as(self) -> str:
        """What a deck notes of who made its schedules: by another its reviews are replayed."""

    def review(self, schedule: Schedule, grade: Grade, day: date) -> Schedule:
        """The schedule after a review on `day`, early and late ones included."""

    def given(self, schedule: Schedule, grade: Grade, day: date, logged: Schedule) -> Schedule:
        """The same with the interval (FSRS: memory state too) that the log has."""

    @staticmethod
    def stability(schedule: Schedule) -> float:
        """Days after its last review until a card is known with a chance of 90 %; 0: unknown."""

    def convert(self, schedule: Schedule) -> Schedule:
        """A schedule made elsewhere, by another scheduler or a note's comment, made usable."""

    def column_replay(self) -> Callable[[AnswerColumns], ScheduleColumns] | None:
        """`review` of very many new cards at once; None where cards go one by one."""


SCHEDULERS: tuple[type[Scheduler], ...] = (SM2, FSRS)
"""In the order of the settings; the first made the schedules of decks that name none."""


def scheduler_of(options: DeckOptions) -> Scheduler:
    """The scheduler that a deck's options ask for."""
    for scheduler in SCHEDULERS:
        if scheduler.key == options.scheduler:
            return scheduler.of(options)
    raise ConfigError(f"there is no scheduler {options.scheduler!r}")


@lru_cache(maxsize=64)
def find_scheduler(label: str) -> Scheduler | None:
    """The scheduler named in a row of the log; None where this program does not have it."""
    for scheduler in SCHEDULERS:
        try:
            found = scheduler.labelled(label)
        except (ValueError, LookupError):
            continue  # one of its name, but with options that it never had
        if found is not None:
            return found
    return None


@lru_cache(maxsize=64)
def scheduler_labelled(label: str) -> Scheduler:
    """The same. Raises ConfigError where this program does not have it."""
    scheduler = find_scheduler(label)
    if scheduler is not None:
        return scheduler
    raise ConfigError(f"the log names a scheduler that this program does not have: {label!r}")
