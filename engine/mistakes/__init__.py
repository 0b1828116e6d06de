"""Mistakes as data: each known one, what it changes, and the sentence for the learner."""

from engine.mistakes.blend_mistakes import BLEND_MISTAKES
from engine.mistakes.mistake import FORMULAS, RIGHT, Change, Mistake, words
from engine.mistakes.step_mistakes import (
    ROUNDED_TOO_EARLY,
    SEQUENCE_MISTAKES,
    STEP_MISTAKES,
)

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
