"""What an exercise is, and the parts that the kinds of exercise share.

The kinds themselves are in `engine.drills`.
"""

from engine.exercise.drill import (
    AskedQuantity,
    Drill,
    DrillSetting,
    Exercise,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    margin,
    one,
)

__all__ = [
    "AskedQuantity",
    "Drill",
    "DrillSetting",
    "Exercise",
    "Floats",
    "GivenArray",
    "Numbers",
    "SolutionLine",
    "margin",
    "one",
]
