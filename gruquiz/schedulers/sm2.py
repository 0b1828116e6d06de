"""SM-2, in the two forms that its author left.

`paper` follows the prose of 1990 (supermemo.com, "SM-2") and, where that is silent, the Delphi code
(super-memory.com, "sm2source"); `reference` follows the code throughout. They differ in two points:
the paper rounds intervals up and leaves the ease alone on a failure; the code rounds half to even
and lowers the ease on a failure too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from gruquiz.model import DeckOptions, Grade, Schedule, is_repeat
from gruquiz.schedulers.columns import AnswerColumns, ScheduleColumns
from gruquiz.schedulers.forgetting_curve import DECAY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Numbers = NDArray[np.int64] | NDArray[np.float64]
    Truths = NDArray[np.bool_]

EASE_FLOOR = 130
MAXIMA = range(1, 36_501)
"""Days that the settings allow as the longest interval."""
EASE_CHANGE = (-80, -54, -32, -14, 0, 10)
"""Hundredths by grade: 0.1 − (5−q)(0.08 + (5−q)·0.02)."""


@dataclass(frozen=True, slots=True)
class SM2:
    """Intervals 1, 6, then the last interval times the ease that the card had before the review."""

    key = "sm2"
    title = "SM-2"
    summary = "multiplies intervals by an ease (log loss 0.547, but it was not designed to predict)"
    curve_note = "(it models no memory: its interval is taken as the time to 90%)"
    keeps_ease = True
    decay = DECAY
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
        if int(maximum) not in MAXIMA:
            raise ValueError(f"no interval grows to {maximum} days")
        return cls(variant, late == "late", int(maximum))

    @property
    def label(self) -> str:
        return f"sm2 {self.variant} {'late' if self.lateness else 'plain'} {self.maximum} v1"

    @property
    def replayed_as(self) -> str:
        return self.key

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

    @staticmethod
    def stability(schedule: Schedule) -> float:
        return schedule.interval

    def convert(self, schedule: Schedule) -> Schedule:
        """FSRS's memory state is kept aside; the interval goes on growing by the ease."""
        return schedule

    def column_replay(self) -> Callable[[AnswerColumns], ScheduleColumns]:
        return self.replay_columns

    def replay_columns(self, answers: AnswerColumns) -> ScheduleColumns:
        """What `review` makes of new cards' answers: every card's first answer, then every card's
        second, and so on. A loop over cards in Python takes a hundred times as long."""
        import numpy as np  # only a whole replay pays for it

        starts = np.flatnonzero(np.diff(answers.card, prepend=answers.card[:1] - 1))
        counts = np.diff(np.append(starts, len(answers)))
        # The cards with most answers first: those that still have one at a step are then a prefix,
        # and slices do what masks would cost a copy for.
        order = np.argsort(-counts, kind="stable")
        starts, counts = starts[order], counts[order]
        cards = len(starts)
        state = _ScheduleColumns(
            interval=np.zeros(cards, dtype=np.int64),
            ease=np.full(cards, 250),
            reps=np.zeros(cards, dtype=np.int64),
            lapses=np.zeros(cards, dtype=np.int64),
            last=np.zeros(cards, dtype=np.int64),
            awaits_repeat=np.zeros(cards, dtype=np.bool_),
        )
        ends = np.searchsorted(-counts, -np.arange(1, counts[0] + 1 if cards else 1), side="right")
        # As one number an answer is fetched from memory once, out of order, instead of three times.
        packed = answers.day << 4 | answers.grade << 1 | answers.repeat
        for step, many in enumerate(ends):
            each = packed[starts[:many] + step]
            self._review_columns(
                state.first(many), each >> 4, each >> 1 & 7, (each & 1).astype(np.bool_)
            )
        back = np.argsort(order, kind="stable")
        return ScheduleColumns(
            card=answers.card[starts][back],
            interval=state.interval[back],
            ease=state.ease[back],
            reps=state.reps[back],
            lapses=state.lapses[back],
            last_review=state.last[back],
            awaits_repeat=state.awaits_repeat[back],
        )

    def _review_columns(
        self, cards: "_ScheduleColumns", day: "Integers", grade: "Integers", repeat: "Truths"
    ) -> None:
        """`review` of an answer of each card, or its repeat; the columns change in place."""
        import numpy as np  # as above

        last = cards.last
        review = ~is_repeat(repeat, cards.awaits_repeat, last == day)
        passed = grade >= Grade.HARD
        change = np.array(EASE_CHANGE)[grade]
        if self.variant != "reference":
            change *= passed
        late = np.maximum(day - last - cards.interval, 0) if self.lateness else None
        grown = self.interval_columns(cards.interval, cards.ease, cards.reps, grade, late)
        cards.lapses[:] += review & ~passed & (last > 0)
        np.copyto(cards.interval, np.where(passed, grown, 1), where=review)
        np.copyto(cards.ease, np.maximum(cards.ease + change, EASE_FLOOR), where=review)
        np.copyto(cards.reps, (cards.reps + 1) * passed, where=review)
        np.copyto(last, day, where=review)
        cards.awaits_repeat[:] = (grade < Grade.GOOD) & (review | cards.awaits_repeat)

    def interval_columns(
        self,
        interval: "Numbers",
        ease: "Integers",
        reps: "Integers",
        grade: "Integers",
        late: "Integers | None" = None,
    ) -> "Numbers":
        """`interval` of many cards; `late` is by how many days each comes after its due date."""
        import numpy as np  # as above

        parts = 100
        if late is not None:  # its credit is counted in half days
            interval = 2 * interval + np.where((reps > 2) & (grade > Grade.HARD), late, 0)
            parts = 200
        product = interval * ease
        fractions = product.dtype.kind == "f"  # as only a note's comment brings
        if fractions:
            product = np.round(product, 7)
        if self.variant == "reference":
            whole, rest = product // parts, 2 * (product % parts)
            days = whole + ((rest > parts) | ((rest == parts) & (whole % 2 == 1)))
        else:
            days = -(-product // parts)
        if fractions:
            days = np.maximum(days, 1)
        grown: Numbers = np.minimum(np.where(reps > 1, days, 1 + 5 * reps), self.maximum)
        return grown


@dataclass(frozen=True, slots=True)
class _ScheduleColumns:
    """Every card's schedule, the most asked first; changed in place."""

    interval: "Integers"
    ease: "Integers"
    reps: "Integers"
    lapses: "Integers"
    last: "Integers"
    awaits_repeat: "Truths"

    def first(self, many: int) -> "_ScheduleColumns":
        """The columns of the first `many` cards; the same memory."""
        return _ScheduleColumns(
            self.interval[:many],
            self.ease[:many],
            self.reps[:many],
            self.lapses[:many],
            self.last[:many],
            self.awaits_repeat[:many],
        )
