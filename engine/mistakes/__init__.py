"""Mal-rules as data: each known mistake, what it changes, and what the learner is told."""

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
