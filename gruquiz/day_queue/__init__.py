"""Today's queue: which cards the limits admit, in what order, and what each deck has left."""

from gruquiz.day_queue.day import Day
from gruquiz.day_queue.limits import Limits
from gruquiz.day_queue.load import Load
from gruquiz.day_queue.order import Entry, in_order
from gruquiz.model import in_deck, parents, study_day

__all__ = [
    "Day",
    "Entry",
    "Limits",
    "Load",
    "in_deck",
    "in_order",
    "parents",
    "study_day",
]
