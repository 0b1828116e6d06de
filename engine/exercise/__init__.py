"""What an exercise is, and the parts that its kinds are made of.

The kinds themselves are in `engine.drills`.
"""

from engine.exercise.record import (
    Drill,
    Exercise,
    Floats,
    Given,
    Line,
    Numbers,
    Quantity,
    Setting,
    margin,
    one,
)

__all__ = [
    "Drill",
    "Exercise",
    "Floats",
    "Given",
    "Line",
    "Numbers",
    "Quantity",
    "Setting",
    "margin",
    "one",
]
