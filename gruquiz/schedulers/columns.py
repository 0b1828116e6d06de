"""Answers and schedules in columns, for a scheduler that can replay very many cards at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gruquiz.model import Schedule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """Answers in columns of one length, sorted by card, then by time."""

    card: "Integers"
    """Any numbers; equal ones are one card."""
    day: "Integers"
    grade: "Integers"
    repeat: "Truths"
    """Whether it was logged as the day's repeat."""

    def __len__(self) -> int:
        return len(self.card)


@dataclass(frozen=True, slots=True)
class ScheduleColumns:
    """Schedules in columns, one a card, in the order of the cards. A card whose only answers are
    repeats is new: `last_review` 0."""

    card: "Integers"
    interval: "Integers"
    ease: "Integers"
    reps: "Integers"
    lapses: "Integers"
    last_review: "Integers"
    awaits_repeat: "Truths"
    """Whether it was still to be repeated on the day of its last review."""

    def schedules(self) -> Iterator[tuple[int, Schedule]]:
        """(card, schedule), one after the other."""
        columns = (self.card, self.interval, self.ease, self.reps, self.lapses, self.last_review)
        for card, interval, ease, reps, lapses, last, awaits in zip(
            *(column.tolist() for column in columns), self.awaits_repeat.tolist(), strict=True
        ):
            if last == 0:
                yield card, Schedule()
                continue
            day = date.fromordinal(last)
            yield (
                card,
                Schedule(
                    due=date.fromordinal(last + interval),
                    interval=float(interval),
                    ease=ease,
                    reps=reps,
                    lapses=lapses,
                    last_review=day,
                    repeat_on=day if awaits else None,
                ),
            )
