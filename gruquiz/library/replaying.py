"""SM-2 over a whole log at once: every card's first answer, then every card's second, and so on.

The same rules as `schedulers.sm2`, on arrays: as many steps as the most asked card has answers,
each over all cards that have one. A loop over cards in Python takes a hundred times as long.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import TYPE_CHECKING

from gruquiz.library.connection import Store
from gruquiz.library.folding import FOLDED, is_repeat, refold
from gruquiz.model import Grade, Schedule
from gruquiz.schedulers import Scheduler
from gruquiz.schedulers.sm2 import EASE_CHANGE, EASE_FLOOR, SM2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Truths = NDArray[np.bool_]

STANDS = "COALESCE(act, id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
"""A row that was not taken back."""
SET = "SELECT card FROM log WHERE kind IN ('import', 'manual') AND card IS NOT NULL"
"""Cards that got a schedule from elsewhere, and so are not their answers' alone."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Answers in columns, sorted by card, then by time."""

    card: "Integers"
    """Any numbers; equal ones are one card."""
    day: "Integers"
    grade: "Integers"
    repeat: "Truths"
    """Whether it was logged as the day's repeat."""

    def __len__(self) -> int:
        return len(self.card)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Schedules in columns, one a card, in the order of the cards. A card whose only answers are
    repeats is new: `last_review` 0."""

    card: "Integers"
    interval: "Integers"
    ease: "Integers"
    reps: "Integers"
    lapses: "Integers"
    last_review: "Integers"
    awaits: "Truths"
    """Whether it was still to be repeated on the day of its last review."""

    def schedules(self) -> Iterator[tuple[int, Schedule]]:
        """(card, schedule), one after the other."""
        columns = (self.card, self.interval, self.ease, self.reps, self.lapses, self.last_review)
        for card, interval, ease, reps, lapses, last, awaits in zip(
            *(column.tolist() for column in columns), self.awaits.tolist(), strict=True
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


def replay_sm2(reviews: Reviews, scheduler: SM2) -> Replayed:
    """What SM-2 makes of new cards' answers."""
    import numpy as np  # whoever replays a log can wait for it

    starts = np.flatnonzero(np.diff(reviews.card, prepend=reviews.card[:1] - 1))
    counts = np.diff(np.append(starts, len(reviews)))
    # The cards with most answers first: those that still have one at a step are then a prefix,
    # and slices do what masks would cost a copy for.
    order = np.argsort(-counts, kind="stable")
    starts, counts = starts[order], counts[order]
    cards = len(starts)
    state = _State(
        interval=np.zeros(cards, dtype=np.int64),
        ease=np.full(cards, 250),
        reps=np.zeros(cards, dtype=np.int64),
        lapses=np.zeros(cards, dtype=np.int64),
        last=np.zeros(cards, dtype=np.int64),
        awaits=np.zeros(cards, dtype=np.bool_),
    )
    ends = np.searchsorted(-counts, -np.arange(1, counts[0] + 1 if cards else 1), side="right")
    # As one number an answer is fetched from memory once, out of order, instead of three times.
    packed = reviews.day << 4 | reviews.grade << 1 | reviews.repeat
    for step, many in enumerate(ends):
        answers = packed[starts[:many] + step]
        state.answer(
            many, answers >> 4, answers >> 1 & 7, (answers & 1).astype(np.bool_), scheduler
        )
    back = np.argsort(order, kind="stable")
    return Replayed(
        card=reviews.card[starts][back],
        interval=state.interval[back],
        ease=state.ease[back],
        reps=state.reps[back],
        lapses=state.lapses[back],
        last_review=state.last[back],
        awaits=state.awaits[back],
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Every card as it stands, the most asked first; changed in place."""

    interval: "Integers"
    ease: "Integers"
    reps: "Integers"
    lapses: "Integers"
    last: "Integers"
    awaits: "Truths"

    def answer(
        self, many: int, day: "Integers", grade: "Integers", repeat: "Truths", scheduler: SM2
    ) -> None:
        """Take in one more answer of each of the first `many` cards."""
        import numpy as np  # as above

        interval, ease, reps, last = (
            column[:many] for column in (self.interval, self.ease, self.reps, self.last)
        )
        review = ~is_repeat(repeat, self.awaits[:many], last == day)
        passed = grade >= Grade.HARD
        change = np.array(EASE_CHANGE)[grade]
        if scheduler.variant != "reference":
            change *= passed
        grown = np.where(passed, self._grown(many, day, grade, scheduler), 1)
        self.lapses[:many] += review & ~passed & (last > 0)
        np.copyto(interval, grown, where=review)
        np.copyto(ease, np.maximum(ease + change, EASE_FLOOR), where=review)
        np.copyto(reps, (reps + 1) * passed, where=review)
        np.copyto(last, day, where=review)
        self.awaits[:many] = (grade < Grade.GOOD) & (review | self.awaits[:many])

    def _grown(self, many: int, day: "Integers", grade: "Integers", scheduler: SM2) -> "Integers":
        """The interval after a passed review, as `SM2.interval` has it."""
        import numpy as np  # as above

        interval, reps, parts = self.interval[:many], self.reps[:many], 100
        if scheduler.lateness:  # its credit is counted in half days
            late = np.maximum(day - self.last[:many] - interval, 0)
            interval = 2 * interval + np.where((reps > 2) & (grade > Grade.HARD), late, 0)
            parts = 200
        product = interval * self.ease[:many]
        if scheduler.variant == "reference":
            whole, rest = product // parts, 2 * (product % parts)
            days = whole + ((rest > parts) | ((rest == parts) & (whole % 2 == 1)))
        else:
            days = -(-product // parts)
        grown: Integers = np.minimum(np.where(reps > 1, days, 1 + 5 * reps), scheduler.maximum)
        return grown


def reviews_of(library: Store, deck: int | None = None) -> Reviews:
    """Every answer that was not taken back, of cards that no import or hand has set.

    Of all cards, or of a deck's.
    """
    import numpy as np  # as above

    rows = library.stream(
        f"SELECT card, day, grade, kind = 'repeat' FROM log WHERE kind IN ('review', 'repeat') "
        f"AND {_in_deck(deck)} AND card NOT IN ({SET}) AND {STANDS} ORDER BY card, time, id"
    )
    values = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    card, day, grade, repeat = values.reshape(-1, 4).T.copy()
    return Reviews(card, day, grade, repeat.astype(np.bool_))


def _in_deck(deck: int | None) -> str:
    return (
        "card IS NOT NULL"
        if deck is None
        else f"card IN (SELECT n FROM card WHERE deck = {deck:d})"
    )


def replayed_deck(
    library: Store, deck: int, scheduler: Scheduler
) -> Iterator[tuple[int, Schedule]]:
    """(card, schedule) as another scheduler would have made it, of a deck's cards with a log."""
    only = ""
    if isinstance(scheduler, SM2):
        yield from replay_sm2(reviews_of(library, deck), scheduler).schedules()
        only = f"AND card IN ({SET})"
    rows = library.stream(
        f"SELECT card, {FOLDED} FROM log WHERE {_in_deck(deck)} {only} AND kind <> 'undo' "
        f"AND {STANDS} ORDER BY card, time, id"
    )
    for card, mine in groupby(rows, key=lambda row: row[0]):
        yield int(card), refold((row[1:] for row in mine), scheduler)
