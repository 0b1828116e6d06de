"""Exercises: many separable ones at once, and one from its numbers to its verdict."""

from collections.abc import Iterator
from itertools import count

import engine
from engine.drills import DrillSetting, generate_many
from tests.benchmarks.contest import Contest, Entry


def entries() -> Iterator[Entry]:
    """The marks for a deck's worth of exercises and for one; every call has new seeds."""
    setting = DrillSetting("step", engine.CONVENTIONS["pytorch"])
    first, seeds = count(0, 1000), count(0)

    def thousand() -> object:
        start = next(first)
        return generate_many(setting, range(start, start + 1000))

    def one() -> engine.Verdict:
        exercise = engine.generate("step", seed=next(seeds))
        # All gates exchanged, so that no component is right and every mistake is tried.
        values = [exercise.answers[name] for name in exercise.asked]
        verdict = engine.grade(exercise, dict(zip(exercise.asked, values[::-1], strict=True)))
        assert not verdict.right
        return verdict

    yield Contest("1000 separable drills with all mistakes", thousand, limit=0.2)
    yield Contest("one drill generated, marked, diagnosed", one, limit=0.005)
