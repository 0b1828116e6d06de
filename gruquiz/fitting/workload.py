"""What a desired retention costs: a learner's cards studied on, day by day, by FSRS."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import fsrs_rs_python as fitter
import numpy as np

from gruquiz.errors import FittingError
from gruquiz.fitting.habits import Habits
from gruquiz.fitting.recall_models import final_states
from gruquiz.fitting.review_history import ReviewHistory, deck_numbers
from gruquiz.library import Library

RETENTIONS = tuple(round(0.70 + 0.01 * step, 2) for step in range(28))
"""0.70 to 0.97, what FSRS can be asked for with sense."""

SIMULATED = 3000
"""Cards that are simulated: of more a sample, and fewer several times, so that chance is small."""

SEED = 2023
RATINGS = ("again", "hard", "good", "easy")


@dataclass(frozen=True, slots=True)
class CardStart:
    """A card as a simulation finds it; days are counted from today."""

    stability: float | None
    """None for a card that was never seen."""
    difficulty: float
    last: int
    """0 or before."""
    due: int


@dataclass(frozen=True, slots=True)
class WorkloadPoint:
    """What one desired retention comes to."""

    retention: float
    reviews: float
    """A day, new cards included and the day's repeats not."""
    minutes: float
    """A day, with the repeats."""
    remembered: float
    """Cards known at the end."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A point for each desired retention, and the one with the least time a card remembered."""

    days: int
    points: tuple[WorkloadPoint, ...]
    recommended: float


def deck_cards(
    library: Library,
    deck: str | None,
    history: ReviewHistory,
    parameters: tuple[float, ...],
    today: date,
) -> list[CardStart]:
    """The cards in play of a deck and those below it, seen ones first.

    Memory is what the card's answers add up to; where it came with a schedule from elsewhere,
    what FSRS makes of interval and ease.
    """
    states, memory = final_states(history, parameters), fitter.FSRS(parameters)
    seen: list[CardStart] = []
    unseen = 0
    for number, schedule in library.histories.schedules(deck_numbers(library, deck)):
        if schedule.due is None:
            unseen += 1
            continue
        state = states.get(number)
        if state is None:
            interval = max(schedule.interval, 1.0)
            found = memory.memory_state_from_sm2(schedule.ease / 100, interval, 0.9)
            state = found.stability, found.difficulty
        due = (schedule.due - today).days
        last = -round(schedule.interval) + due
        if schedule.last_review is not None:
            last = (schedule.last_review - today).days
        seen.append(CardStart(*state, min(last, 0), max(due, 0)))
    return seen + [CardStart(None, 0.0, 0, 0)] * unseen


def simulate_workload(
    cards: Sequence[CardStart],
    parameters: tuple[float, ...],
    habits: Habits,
    days: int,
    new_a_day: int,
) -> Workload:
    """Study `cards` on for some days at each desired retention, `new_a_day` new ones a day.

    The same chances are drawn for every retention, so that they differ by nothing else.

    Raises FittingError where there are no cards.
    """
    starts = _introduced(cards, days, new_a_day)
    if not starts:
        raise FittingError(
            f"there are no cards to study in the next {days} days; import some notes, or raise the "
            "limit of new cards"
        )
    rng = np.random.default_rng(SEED)
    cards_in_all = len(starts)
    if cards_in_all > SIMULATED:
        kept = np.sort(rng.choice(cards_in_all, SIMULATED, replace=False)).tolist()
        starts = [starts[place] for place in kept]
    starts = starts * (SIMULATED // len(starts))
    scale = cards_in_all / len(starts)
    learner = Learner(parameters, habits)
    totals = np.zeros((len(RETENTIONS), 3))
    for start in starts:
        chances = rng.random(days).tolist()
        for place, retention in enumerate(RETENTIONS):
            totals[place] += learner.study(start, retention, days, chances)
    points = [
        WorkloadPoint(retention, reviews * scale / days, seconds * scale / 60 / days, known * scale)
        for retention, (reviews, seconds, known) in zip(RETENTIONS, totals.tolist(), strict=True)
    ]
    best = min(points, key=lambda point: point.minutes / max(point.remembered, 1e-9))
    return Workload(days, tuple(points), best.retention)


def _introduced(cards: Sequence[CardStart], days: int, new_a_day: int) -> list[CardStart]:
    """The seen cards, and the new ones on the days on which they are first asked."""
    seen = [card for card in cards if card.stability is not None]
    new = min(len(cards) - len(seen), days * new_a_day)
    return seen + [
        CardStart(None, 0.0, place // new_a_day, place // new_a_day) for place in range(new)
    ]


class Learner:
    """Somebody with this memory and these habits, who does every card on the day it is due."""

    def __init__(self, parameters: tuple[float, ...], habits: Habits) -> None:
        self.memory = fitter.FSRS(parameters)
        self.decay = parameters[20]
        self.factor = 0.9 ** (-1 / self.decay) - 1
        self.seconds = habits.seconds
        self.first = list(accumulate(habits.first))
        self.passed = list(accumulate(habits.passed))

    def recall(self, stability: float, days: int) -> float:
        """The chance that a card is known so many days after its last answer."""
        return float((1 + self.factor * days / stability) ** -self.decay)

    def study(
        self, card: CardStart, retention: float, days: int, chances: Sequence[float]
    ) -> tuple[int, float, float]:
        """Reviews and seconds of a card until the end, and the chance that it is known then.

        `chances` holds one a day, since a card is reviewed at most once a day.
        """
        day, last, reviews, seconds = card.due, card.last, 0, 0.0
        state = None
        if card.stability is not None:
            state = fitter.MemoryState(card.stability, card.difficulty)
        while day < days:
            chance = chances[reviews]
            if state is None:
                rating = min(bisect(self.first, chance), 3)
                seconds += self.seconds[0][rating]
            else:
                known = self.recall(state.stability, day - last)
                rating = 1 + min(bisect(self.passed, chance / known), 2) if chance < known else 0
                seconds += self.seconds[1][rating]
            following = self.memory.next_states(state, retention, day - last)
            given = getattr(following, RATINGS[rating])
            reviews, state, last = reviews + 1, given.memory, day
            day += max(round(given.interval), 1)
        return reviews, seconds, 0.0 if state is None else self.recall(state.stability, days - last)
