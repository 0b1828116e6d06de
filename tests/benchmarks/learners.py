"""Simulated learners: honest ones who round on the way, and ones who make a known mistake.

An honest worker rounds every intermediate to the decimals asked and must pass. A mistaken one
rounds likewise and must hear of the mistake, alone or with those that give the same numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

import engine
from engine.drills import DRILLS, Drill, DrillSetting, generate_many
from engine.exercise.separable import applicable, blurred, candidates
from tests.benchmarks.contest import Entry, Figure

HONEST_LIMITS = {2: 0.5, 3: 0.1}
"""Per cent of honest workers that may fail, by the decimals asked."""
MISSED_LIMITS = {2: 3.0, 3: 0.5}
"""Per cent of mistakes that may go unnamed."""

WORKERS = 4000
"""Honest workers for each kind, convention and question."""
EXERCISES = 3
"""Exercises for each kind and convention in which every mistake is made."""


@dataclass(slots=True)
class Tally:
    """How the mistaken fared."""

    made: int = 0
    named: int = 0
    alone: int = 0
    """Named with no other beside it."""
    passed: int = 0
    """Given all marks: never right."""


def failing(drill: Drill, setting: DrillSetting, workers: int) -> float:
    """The share of honest workers with an answer outside the tolerance."""
    worst = 0.0
    for variant in range(drill.variants(setting)):
        own = replace(setting, variant=variant)
        numbers = candidates(drill, own, workers)
        fit = drill.accepts(own, numbers)
        right = drill.solve(own, numbers, (None,))
        rounded = drill.solve(own, numbers, (None,), digits=own.decimals)
        off = np.zeros(workers, np.bool_)
        for a, b, tolerance in zip(right, rounded, drill.tolerance(own, numbers), strict=True):
            far = np.abs(np.round(b[0], own.decimals) - a[0]) > tolerance
            off |= far.reshape(-1, workers).any(axis=0)
        worst = max(worst, float(off[fit].mean()))
    return worst


def mistaken(drill: Drill, setting: DrillSetting, exercises: int) -> Tally:
    """Every mistake made in some exercises, each by a worker who rounds."""
    tally = Tally()
    for exercise in generate_many(setting, range(exercises)):
        unseen = blurred(drill, exercise.setting, exercise.numbers)
        mistakes = [m for m in applicable(drill, exercise.setting) if m not in unseen]
        chains = drill.solve(exercise.setting, exercise.numbers, mistakes, digits=exercise.decimals)
        for m, mistake in enumerate(mistakes):
            typed = {
                name: np.round(chain[m, ..., 0], exercise.decimals)
                for name, chain in zip(exercise.asked, chains, strict=True)
            }
            verdict = engine.grade(exercise, typed)
            tally.made += 1
            tally.named += mistake.key in verdict.mistakes
            tally.alone += verdict.mistakes == (mistake.key,)
            tally.passed += verdict.marks == verdict.of
    return tally


def entries() -> Iterator[Entry]:
    """Failing honest workers, mistakes missed and mistakes that pass, by the decimals asked."""
    for decimals in (2, 3):
        for drill in DRILLS:
            settings = [
                DrillSetting(drill.name, convention, decimals=decimals)
                for convention in engine.CONVENTIONS.values()
            ]
            checked = [drill.check(setting) for setting in settings]
            worst = max(failing(drill, setting, WORKERS) for setting in checked)
            total = Tally()
            for setting in checked:
                own = mistaken(drill, setting, EXERCISES)
                total.made += own.made
                total.named += own.named
                total.alone += own.alone
                total.passed += own.passed
            name = f"{drill.name}, {decimals} decimals"
            yield Figure(f"{name}: honest who fail", 100 * worst, "%", HONEST_LIMITS[decimals])
            missed = 100 * (1 - total.named / total.made)
            yield Figure(f"{name}: mistakes not named", missed, "%", MISSED_LIMITS[decimals])
            yield Figure(f"{name}: mistakes named alone", 100 * total.alone / total.made, "%")
            yield Figure(f"{name}: mistakes that pass", 100 * total.passed / total.made, "%", 0.0)
