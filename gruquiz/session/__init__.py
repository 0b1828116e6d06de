"""Studying: what is asked next, what an answer does, how it is taken back.

The use case that every face calls. One grade is one committed transaction; `now` is always given.
"""

from gruquiz.session.card_changes import Acts, parse_deck_name
from gruquiz.session.overview import Overview
from gruquiz.session.results import AnsweredCard, AskedCard, ImportIssue, Today, UndoneAction

__all__ = [
    "AnsweredCard",
    "AskedCard",
    "ImportIssue",
    "Session",
    "Today",
    "UndoneAction",
    "parse_deck_name",
]


class Session(Acts, Overview):
    """One learner at one library. Not to be shared between threads, as its library is not."""
