"""Makes questions from cards: to type where a hole is short, else a choice of similar answers; of a
drill card, fresh numbers to compute."""

from gruquiz.quiz.clock import A_NUMBER, Clock, computing_time, time_left
from gruquiz.quiz.generator import DRILL_SHARE, LONGEST_CHOICE, LONGEST_TYPED, OPTIONS, make_quiz
from gruquiz.quiz.question import Miss, Question, QuizPlan
from gruquiz.quiz.round import Round

__all__ = [
    "A_NUMBER",
    "DRILL_SHARE",
    "LONGEST_CHOICE",
    "LONGEST_TYPED",
    "OPTIONS",
    "Clock",
    "Miss",
    "Question",
    "QuizPlan",
    "Round",
    "computing_time",
    "make_quiz",
    "time_left",
]
