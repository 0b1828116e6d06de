"""What a learner's own reviews say of their memory: parameters of FSRS that fit them.

Here alone is `fsrs_rs_python`, which fits and evaluates; `fsrs` goes on scheduling, since the two
differ in the seventh digit and stored schedules must replay exactly.
"""

from gruquiz.fitting.comparison import Comparison, compare
from gruquiz.fitting.habits import habits_of
from gruquiz.fitting.recall_models import DEFAULT_PARAMETERS, FEWEST_REVIEWS, usual_parameters
from gruquiz.fitting.review_csv import read_reviews
from gruquiz.fitting.review_history import ReviewHistory, deck_history
from gruquiz.fitting.workload import (
    CardStart,
    Workload,
    WorkloadPoint,
    deck_cards,
    simulate_workload,
)

__all__ = [
    "DEFAULT_PARAMETERS",
    "FEWEST_REVIEWS",
    "CardStart",
    "Comparison",
    "ReviewHistory",
    "Workload",
    "WorkloadPoint",
    "compare",
    "deck_cards",
    "deck_history",
    "habits_of",
    "read_reviews",
    "simulate_workload",
    "usual_parameters",
]
