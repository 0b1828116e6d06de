"""Judges typed answers by their meaning: words, numbers, formulas, code, lists."""

from gruquiz.judge.holes import without_answers
from gruquiz.judge.kinds import KINDS, judge, judge_text, kind_of
from gruquiz.judge.typable import MOST_WORDS, asked_answers
from gruquiz.judge.verdict import Judged, Piece, Rating

__all__ = [
    "KINDS",
    "MOST_WORDS",
    "Judged",
    "Piece",
    "Rating",
    "asked_answers",
    "judge",
    "judge_text",
    "kind_of",
    "without_answers",
]
