"""What a learner's own reviews say of their memory: parameters of FSRS that fit them.

Here alone is `fsrs_rs_python`, which fits and evaluates; `fsrs` goes on scheduling, since the two
differ in the seventh digit and stored schedules must replay exactly.
"""

from gruquiz.fitting.comparison import FEWEST_REVIEWS, Comparison, compare
from gruquiz.fitting.review_csv import read_reviews
from gruquiz.fitting.review_history import ReviewHistory, deck_history

__all__ = [
    "FEWEST_REVIEWS",
    "Comparison",
    "ReviewHistory",
    "compare",
    "deck_history",
    "read_reviews",
]
