"""Today's queue: which cards the limits admit, in what order, and what each deck has left."""

from gruquiz.day_queue.daily_limits import DailyLimits
from gruquiz.day_queue.day import Day
from gruquiz.day_queue.load import Load
from gruquiz.day_queue.order import QueueEntry, order_queue
from gruquiz.model import in_deck, parents, study_day

__all__ = [
    "DailyLimits",
    "Day",
    "Load",
    "QueueEntry",
    "in_deck",
    "order_queue",
    "parents",
    "study_day",
]
