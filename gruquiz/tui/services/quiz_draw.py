"""The questions of a quiz, drawn from the cards that could be asked now."""

from datetime import datetime
from random import Random

from gruquiz.model import CardId
from gruquiz.quiz import Question, QuizPlan, make_quiz
from gruquiz.session import Session

DRAWN_FROM = 500
"""Cards among which questions and wrong options are looked for: enough, and quickly read."""


def draw_questions(session: Session, plan: QuizPlan, now: datetime, seed: int) -> list[Question]:
    """The questions of a quiz, from cards that could be asked now."""
    found: list[CardId] = []
    for deck in plan.decks or (None,):
        found += session.overview.selection("" if deck is None else f'deck:"{deck}"', now)
    found = list(dict.fromkeys(found))
    if len(found) > DRAWN_FROM:
        found = Random(seed).sample(found, DRAWN_FROM)  # noqa: S311 - a quiz is no secret
    return make_quiz([session.library.cards.get(card) for card in found], plan.number, seed)
