"""SM-2, in the two forms that its author left.

`paper` follows the prose of 1990 (supermemo.com, "SM-2") and, where that is silent, the Delphi code
(super-memory.com, "sm2source"); `reference` follows the code throughout. They differ in two points:
the paper rounds intervals up and leaves the ease alone on a failure; the code rounds half to even
and lowers the ease on a failure too.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from gruquiz.model import DeckOptions, Grade, Schedule

EASE_FLOOR = 130
EASE_CHANGE = (-80, -54, -32, -14, 0, 10)
"""Hundredths by grade: 0.1 − (5−q)(0.08 + (5−q)·0.02)."""


@dataclass(frozen=True, slots=True)
class SM2:
    """Intervals 1, 6, then the last interval times the ease that the card had before the review."""

    key = "sm2"
    title = "SM-2"
    variant: str = "paper"
    lateness: bool = False
    maximum: int = 36500

    @classmethod
    def of(cls, options: DeckOptions) -> Self:
        return cls(options.sm2_variant, options.lateness, options.maximum_interval)

    @classmethod
    def labelled(cls, label: str) -> Self | None:
        name, _, rest = label.partition(" ")
        if name != cls.key:
            return None
        variant, late, maximum = rest.split(" ")[:3]
        return cls(variant, late == "late", int(maximum))

    @property
    def label(self) -> str:
        return f"sm2 {self.variant} {'late' if self.lateness else 'plain'} {self.maximum} v1"

    def review(self, schedule: Schedule, grade: Grade, day: date) -> Schedule:
        passed = grade >= Grade.HARD
        change = EASE_CHANGE[grade] if passed or self.variant == "reference" else 0
        interval = self.interval(schedule, grade, day) if passed else 1
        return Schedule(
            due=day + timedelta(days=interval),
            interval=float(interval),
            ease=max(schedule.ease + change, EASE_FLOOR),
            reps=schedule.reps + 1 if passed else 0,
            lapses=schedule.lapses + (not passed and not schedule.is_new),
            last_review=day,
            repeat_on=day if grade < Grade.GOOD else None,
        )

    def interval(self, schedule: Schedule, grade: Grade, day: date) -> int:
        """Whole days after a passed review."""
        if schedule.reps == 0:
            return 1
        if schedule.reps == 1:
            return min(6, self.maximum)
        interval = schedule.interval
        if self.lateness and schedule.reps > 2 and schedule.due is not None and grade > Grade.HARD:
            # Half credit, as Anki gives on Good. An imported card comes with two repetitions,
            # so its first review here gets none: how late it really was is not known.
            interval += max((day - schedule.due).days, 0) / 2
        # Whole days are multiplied as integers; 3.5 days of an imported comment are rounded to
        # nine places first, or ceil(15.000000000000002) would be 16.
        product = float(interval * schedule.ease)
        hundredths = int(product) if product.is_integer() else round(product, 7)
        if self.variant == "paper":
            days = -int(-hundredths // 100)
        else:
            whole, rest = divmod(hundredths, 100)
            days = int(whole) + (rest > 50 or (rest == 50 and whole % 2 == 1))
        return min(max(days, 1), self.maximum)

    def given(self, schedule: Schedule, grade: Grade, day: date, logged: Schedule) -> Schedule:
        after = self.review(schedule, grade, day)
        return replace(after, interval=logged.interval, due=logged.due)

    def convert(self, schedule: Schedule) -> Schedule:
        """FSRS's memory state is kept aside; the interval goes on growing by the ease."""
        return schedule
