"""Mal-rules as data: each known mistake, what it changes, and what the learner is told."""

from engine.mistakes.blend import BLEND_MISTAKES
from engine.mistakes.cell import (
    ROUNDED_TOO_EARLY,
    SEQUENCE_MISTAKES,
    STEP_MISTAKES,
)
from engine.mistakes.record import FORMULAS, RIGHT, Change, Mistake, words

__all__ = [
    "BLEND_MISTAKES",
    "FORMULAS",
    "RIGHT",
    "ROUNDED_TOO_EARLY",
    "SEQUENCE_MISTAKES",
    "STEP_MISTAKES",
    "Change",
    "Mistake",
    "words",
]
