"""FSRS-6 by the `fsrs` package: the formulas are its own, here are only days and grades."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Self

from gruquiz.model import DeckOptions, Grade, Schedule
from gruquiz.schedulers.forgetting_curve import DECAY

if TYPE_CHECKING:
    import fsrs as package

RATING = {0: 1, 1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
"""The package's four ratings by grade."""

ASSUMED_RETENTION = 0.9
"""What an interval made elsewhere is taken to have aimed at."""

BOUNDS = (
    *((0.001, 100.0),) * 4, (1.0, 10.0), (0.001, 4.0), (0.001, 4.0), (0.001, 0.75), (0.0, 4.5),
    (0.0, 0.8), (0.001, 3.5), (0.001, 5.0), (0.001, 0.25), (0.001, 0.9), (0.0, 4.0), (0.0, 1.0),
    (1.0, 6.0), (0.0, 2.0), (0.0, 2.0), (0.0, 0.8), (0.1, 0.8),
)  # fmt: skip
"""Between which the package takes each parameter; here too since settings are read without it."""

FITTED = "fsrs-fitted"
"""How labels with parameters of their own begin: who knows only the published ones refuses them."""


def checked_parameters(numbers: Sequence[object]) -> tuple[float, ...]:
    """FSRS-6's parameters, or none. Raises ValueError that says what is wrong with them."""
    if not numbers:
        return ()
    if len(numbers) != len(BOUNDS):
        raise ValueError(f"there are {len(BOUNDS)} parameters of FSRS-6, not {len(numbers)}")
    checked = []
    for place, (number, (low, high)) in enumerate(zip(numbers, BOUNDS, strict=True)):
        value = math.nan  # what is no number is within no bounds
        if isinstance(number, int | float) and not isinstance(number, bool):
            value = float(number)
        if not low <= value <= high:
            raise ValueError(f"number {place} is from {low:g} to {high:g}, not {number!r}")
        checked.append(value)
    return tuple(checked)


@dataclass(frozen=True, slots=True)
class FSRS:
    """Intervals at which the wanted share of cards is still known."""

    key = "fsrs"
    title = "FSRS-6"
    summary = "models memory (log loss 0.339, 0.321 with trained weights)"
    curve_note = ""
    keeps_ease = False
    retention: float = 0.9
    maximum: int = 36500
    parameters: tuple[float, ...] = ()
    """The learner's own; () are the published ones."""

    @classmethod
    def of(cls, options: DeckOptions) -> Self:
        return cls(options.retention, options.maximum_interval, options.fsrs_parameters)

    @classmethod
    def labelled(cls, label: str) -> Self | None:
        name, *rest = label.split(" ")
        if name not in (cls.key, FITTED):
            return None
        retention, maximum = float(rest[0]), int(rest[1])
        parameters: tuple[float, ...] = ()
        if not 0 < retention < 1 or not 1 <= maximum <= 36_500:
            raise ValueError(f"no interval follows from {rest}")
        if name == FITTED:
            parameters = checked_parameters([float(number) for number in rest[2].split(",")])
        return cls(retention, maximum, parameters)

    @property
    def label(self) -> str:
        if self.parameters:
            return f"{FITTED} {self.retention:g} {self.maximum} {self._written} v6"
        return f"fsrs {self.retention:g} {self.maximum} v6"

    @property
    def decay(self) -> float:
        return self.parameters[20] if self.parameters else DECAY

    @property
    def replayed_as(self) -> str:
        if not self.parameters:
            return self.key
        return f"{FITTED} {blake2b(self._written.encode(), digest_size=8).hexdigest()}"

    @property
    def _written(self) -> str:
        """The parameters with every digit, so that a replay comes to the same schedules."""
        return ",".join(map(repr, self.parameters))

    @property
    def _package(self) -> "package.Scheduler":
        return _scheduler(self.retention, self.maximum, self.parameters)

    def review(self, schedule: Schedule, grade: Grade, day: date) -> Schedule:
        import fsrs as package  # 60 ms, only for decks that use it

        known = self.convert(schedule)
        card = package.Card(card_id=0, due=_noon(day))  # without an id it sleeps to make one
        if known.stability is not None:
            card.state, card.step = package.State.Review, None
            card.stability, card.difficulty = known.stability, known.difficulty
            if known.last_review is not None:
                card.last_review = _noon(known.last_review)
        rating = package.Rating(RATING[grade])
        after, _ = self._package.review_card(card, rating, _noon(day))
        interval = max((after.due - _noon(day)).days, 1)
        logged = Schedule(
            due=day + timedelta(days=interval),
            interval=float(interval),
            stability=after.stability,
            difficulty=after.difficulty,
        )
        return self.given(schedule, grade, day, logged)

    def given(self, schedule: Schedule, grade: Grade, day: date, logged: Schedule) -> Schedule:
        passed = grade >= Grade.HARD
        return replace(
            logged,
            ease=schedule.ease,
            reps=schedule.reps + 1 if passed else 0,
            lapses=schedule.lapses + (not passed and not schedule.is_new),
            last_review=day,
            repeat_on=day if grade < Grade.GOOD else None,
        )

    @staticmethod
    def stability(schedule: Schedule) -> float:
        return schedule.interval if schedule.stability is None else schedule.stability

    def convert(self, schedule: Schedule) -> Schedule:
        """Memory state for a card that has an interval and an ease but no log.

        At 90 % retention the stability is the interval; the difficulty is that at which FSRS
        would multiply the stability by the ease. Both are clamped to FSRS's own ranges.
        """
        if schedule.is_new or schedule.stability is not None:
            return schedule
        weights = self._package.parameters
        stability = max(schedule.interval, 0.001)
        growth = (
            math.exp(weights[8])
            * stability ** -weights[9]
            * math.expm1((1 - ASSUMED_RETENTION) * weights[10])
        )
        difficulty = 11 - (schedule.ease / 100 - 1) / growth
        return replace(schedule, stability=stability, difficulty=min(max(difficulty, 1.0), 10.0))

    def column_replay(self) -> None:
        return None  # the package reviews one card at a time


def _noon(day: date) -> datetime:
    """Study days as the package wants them: aware and in UTC, whole days apart."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@lru_cache(maxsize=16)
def _scheduler(
    retention: float, maximum: int, parameters: tuple[float, ...]
) -> "package.Scheduler":
    """Without steps within the day: what failed is repeated today by our own rule."""
    import fsrs as package  # as above

    return package.Scheduler(
        parameters=parameters or package.scheduler.DEFAULT_PARAMETERS,
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=maximum,
        enable_fuzzing=False,
    )
