"""Studying: what is asked next, what an answer does, how it is taken back.

The use case that every face calls. One grade is one committed transaction; `now` is always given.
"""

from gruquiz.session.acts import Acts, deck_said
from gruquiz.session.overview import Overview
from gruquiz.session.results import Answered, Asked, Today, Undone, Unsettled

__all__ = ["Answered", "Asked", "Session", "Today", "Undone", "Unsettled", "deck_said"]


class Session(Acts, Overview):
    """One learner at one library. Not to be shared between threads, as its library is not."""
