"""A learner whose memory is FSRS's own, with parameters that we choose."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS

BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)


class SimulatedReview(NamedTuple):
    time: datetime
    card: int
    rating: int


def forgetful() -> tuple[float, ...]:
    """Parameters of somebody who forgets sooner than most, and whose memory grows more slowly."""
    values = list(DEFAULT_PARAMETERS)
    values[:4] = [0.05, 0.3, 0.6, 2.0]
    values[8] = 1.2
    return tuple(values)


def simulated_reviews(
    cards: int, seed: int, parameters: Iterable[float] = DEFAULT_PARAMETERS, asked: int = 7
) -> list[SimulatedReview]:
    """Each card asked on `asked` days, a failed one once more the same day; in order of time."""
    rng = np.random.default_rng(seed)
    memory = FSRS(list(parameters))
    usual = FSRS(DEFAULT_PARAMETERS)  # what decides when a card is asked
    decay = list(parameters)[20]
    factor = 0.9 ** (-1 / decay) - 1
    reviews: list[SimulatedReview] = []
    for card in range(cards):
        state = scheduled = None
        day, last = card // 2, card // 2
        for turn in range(asked):
            gone = day - last
            known = state is None or rng.random() < (1 + factor * gone / state.stability) ** -decay
            rating = int(rng.choice([2, 3, 4], p=[0.1, 0.75, 0.15])) if known else 1
            if turn == 0 and rng.random() < 0.3:
                rating = 1
            for again in (rating, 3) if rating == 1 else (rating,):
                time = BEGIN + timedelta(days=day, seconds=60 * (card % 2) + 5 * (again != rating))
                reviews.append(SimulatedReview(time, card, again))
                name = ("again", "hard", "good", "easy")[again - 1]
                state = getattr(memory.next_states(state, 0.9, gone), name).memory
                following = getattr(usual.next_states(scheduled, 0.9, gone), name)
                scheduled, gone = following.memory, 0
            last, day = day, day + max(round(following.interval * rng.uniform(0.7, 1.5)), 1)
    return sorted(reviews)


def review_table(reviews: Iterable[SimulatedReview]) -> str:
    """Reviews in the schema of the FSRS tools."""
    lines = [f"{one.card},{one.rating},{one.time.isoformat()},8000" for one in reviews]
    return "\n".join(["card_id,review_rating,review_time,review_duration", *lines]) + "\n"
