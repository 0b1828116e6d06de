"""Learners of a kind: what they would write."""

import numpy as np

from engine.drills import drill_named
from engine.exercise import Exercise
from engine.parameters import Parameters


def canonical(exercise: Exercise) -> Parameters:
    return Parameters(*(exercise.numbers[name][..., 0] for name in ("W", "U", "bx", "bh")))


def mistaken(exercise: Exercise, key: str) -> dict[str, np.ndarray]:
    """What a learner with one mistake writes, rounded to the decimals asked."""
    drill = drill_named(exercise.kind)
    chosen = [m for m in drill.mistakes(exercise.setting) if m.key == key]
    chains = drill.solve(exercise.setting, exercise.numbers, chosen)
    return {
        name: np.round(values[0, ..., 0], exercise.decimals)
        for name, values in zip(exercise.asked, chains, strict=True)
    }
