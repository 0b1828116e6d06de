"""SM-2 over a whole log at once: every card's first review, then every card's second, and so on.

The same rules as `schedulers.sm2`, on arrays: as many steps as the most reviewed card has reviews,
each over all cards that have one. A loop over cards in Python takes a hundred times as long.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gruquiz.library.connection import Store
from gruquiz.model import Grade
from gruquiz.schedulers.sm2 import EASE_CHANGE, EASE_FLOOR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reviews:
    """Answers in columns, sorted by card, then by time. Repeats of the day are not among them."""

    card: "Integers"
    """Any numbers; equal ones are one card."""
    day: "Integers"
    grade: "Integers"

    def __len__(self) -> int:
        return len(self.card)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Schedules in columns, one a card, in the order of the cards."""

    card: "Integers"
    due: "Integers"
    interval: "Floats"
    ease: "Integers"
    reps: "Integers"
    lapses: "Integers"
    last_review: "Integers"
    failed: "NDArray[np.bool_]"
    """Whether the last review was graded below Good, which asks for a repeat that day."""


def replay_sm2(reviews: Reviews, variant: str = "paper", maximum: int = 36500) -> Replayed:
    """What SM-2 makes of new cards' reviews."""
    import numpy as np  # whoever replays a log can wait for it

    starts = np.flatnonzero(np.diff(reviews.card, prepend=reviews.card[:1] - 1))
    counts = np.diff(np.append(starts, len(reviews)))
    # The cards with most reviews first: those that still have a review at a step are then a
    # prefix, and slices do what masks would cost a copy for.
    order = np.argsort(-counts, kind="stable")
    starts, counts = starts[order], counts[order]
    cards = len(starts)
    change = np.array(EASE_CHANGE)
    interval = np.zeros(cards, dtype=np.int64)
    ease = np.full(cards, 250)
    reps, lapses, last = (np.zeros(cards, dtype=np.int64) for _ in range(3))
    ends = np.searchsorted(-counts, -np.arange(1, counts[0] + 1 if cards else 1), side="right")
    for step, many in enumerate(ends):
        at = starts[:many] + step
        grade = reviews.grade[at]
        passed = grade >= Grade.HARD
        hundredths = interval[:many] * ease[:many]
        if variant == "paper":
            grown = -(-hundredths // 100)
        else:
            whole, rest = hundredths // 100, hundredths % 100
            grown = whole + ((rest > 50) | ((rest == 50) & (whole % 2 == 1)))
        grown = np.where(reps[:many] == 0, 1, np.where(reps[:many] == 1, 6, grown))
        interval[:many] = np.where(passed, np.minimum(np.maximum(grown, 1), maximum), 1)
        moved = change[grade] if variant == "reference" else np.where(passed, change[grade], 0)
        ease[:many] = np.maximum(ease[:many] + moved, EASE_FLOOR)
        if step:
            lapses[:many] += ~passed
        reps[:many] = np.where(passed, reps[:many] + 1, 0)
        last[:many] = reviews.day[at]
    failed = reviews.grade[starts + counts - 1] < Grade.GOOD
    back = np.argsort(order, kind="stable")
    return Replayed(
        card=reviews.card[starts][back],
        due=(last + interval)[back],
        interval=interval[back].astype(float),
        ease=ease[back],
        reps=reps[back],
        lapses=lapses[back],
        last_review=last[back],
        failed=failed[back],
    )


def reviews_of(library: Store) -> Reviews:
    """Every review that was not taken back, of cards that no import or hand has set."""
    import numpy as np  # as above

    rows = library.rows(
        "SELECT card, day, grade FROM log WHERE kind = 'review' "
        "AND COALESCE(act, id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL) "
        "AND card NOT IN (SELECT card FROM log WHERE kind IN ('import', 'manual', 'move') "
        "AND card IS NOT NULL) ORDER BY card, time, id"
    )
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T.copy()
    return Reviews(columns[0], columns[1], columns[2])
