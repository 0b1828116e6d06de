"""Numbers that tell right from wrong: drawn until no mistake could pass for the right answer."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.exercise import Drill, Floats, Numbers, Setting
from engine.mistakes import Mistake

_CHUNK = 256
"""Exercises tried in one batch: with all mistakes they then still fit the cache."""
_MOST = 508
"""Candidates tried for one exercise: 4, 8, 16 … 256 of them in turn."""


@dataclass(slots=True)
class _Best:
    """The best candidate that one seed has had so far."""

    score: int = -1
    numbers: Numbers | None = None


def separable(drill: Drill, setting: Setting, seeds: Sequence[int]) -> Numbers:
    """Numbers of one exercise a seed, in which every mistake shows.

    A seed's candidates come in a fixed order from its own stream and the first good one is
    taken, so the result does not depend on what else is in the batch. Where the first 508 have
    none (two decimals can blur the smallest mistakes), the one in which most mistakes show is
    taken: see `blurred`. Raises EngineError where no candidate is fit at all.
    """
    streams = [_stream(setting, seed) for seed in seeds]
    draws = drill.draws(setting)
    wanted = len(applicable(drill, setting))
    best = [_Best() for _ in seeds]
    pending = list(range(len(seeds)))
    tried, block = 0, 4
    while pending and tried < _MOST:
        for chunk in _chunks(pending, max(1, _CHUNK // block)):
            integers = np.stack([streams[k].random_raw((block, draws)) for k in chunk])
            numbers = drill.draw(setting, integers.reshape(-1, draws).T)
            scores = _scores(drill, setting, numbers).reshape(len(chunk), block)
            first = scores.argmax(axis=1)
            for row, k in enumerate(chunk):
                score, at = int(scores[row, first[row]]), row * block + int(first[row])
                if score > best[k].score:
                    best[k].score = score
                    best[k].numbers = {name: part[..., at] for name, part in numbers.items()}
        tried += block
        block *= 2
        pending = [k for k in pending if best[k].score < wanted]
    found = [candidate.numbers for candidate in best if candidate.numbers is not None]
    if len(found) < len(seeds):
        raise EngineError(
            f"no numbers were found that are fit for a drill {setting.kind} of "
            f"{setting.convention.name} with H = {setting.hidden} and I = {setting.input}"
        )
    return {name: np.stack([one[name] for one in found], axis=-1) for name in found[0]}


def _chunks(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _stream(setting: Setting, seed: int) -> np.random.PCG64:
    # The convention and the decimals are left out: the same seed then mostly gives the same
    # numbers under another convention, which is what a learner wants to compare.
    text = f"{setting.kind} {setting.hidden} {setting.input} {setting.steps} {seed}"
    return np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))


def variant(drill: Drill, setting: Setting, seed: int) -> Setting:
    """The setting with the question that a seed asks."""
    count = drill.variants(setting)
    if count == 1:
        return setting
    digest = hashlib.sha256(f"variant {setting.kind} {seed}".encode()).digest()
    return replace(setting, variant=int.from_bytes(digest[:8], "little") % count)


def _scores(drill: Drill, setting: Setting, numbers: Numbers) -> NDArray[np.intp]:
    """[K]: how many mistakes show in each exercise, −1 for one that is not fit to be asked."""
    shown = shows(drill, setting, numbers).sum(axis=0)
    return np.where(drill.accepts(setting, numbers), shown, -1)


def shows(drill: Drill, setting: Setting, numbers: Numbers) -> NDArray[np.bool_]:
    """[M, K]: in which exercises each applicable mistake is off by more than twice the tolerance.

    Off from the right answer, and from what follows rightly from the mistaker's own values.
    """
    mistakes = applicable(drill, setting)
    if not mistakes:
        return np.zeros((0, next(iter(numbers.values())).shape[-1]), np.bool_)
    chains = drill.solve(setting, numbers, (None, *mistakes))
    follows = drill.solve(setting, numbers, (None,), known=chains)
    apart = np.zeros((len(mistakes), chains[0].shape[-1]), np.bool_)
    for chain, follow, tolerance in zip(
        chains, follows, drill.tolerance(setting, numbers), strict=True
    ):
        wrong, own = chain[1:], follow if follow.shape[0] == 1 else follow[1:]
        far = (np.abs(wrong - chain[:1]) > 2 * tolerance) & (np.abs(wrong - own) > 2 * tolerance)
        apart |= far.reshape(len(mistakes), -1, far.shape[-1]).any(axis=1)
    return apart


def blurred(drill: Drill, setting: Setting, numbers: Numbers) -> tuple[Mistake, ...]:
    """The mistakes that do not show in one exercise; mostly none."""
    shown = shows(drill, setting, numbers)[:, 0]
    return tuple(m for m, seen in zip(applicable(drill, setting), shown, strict=True) if not seen)


@lru_cache(maxsize=1024)
def applicable(drill: Drill, setting: Setting) -> tuple[Mistake, ...]:
    """The mistakes that change anything asked, found by making them with arbitrary numbers."""
    possible = tuple(
        mistake
        for mistake in drill.mistakes(setting)
        if mistake.fits(setting.hidden, setting.input)
    )
    if not possible:
        return ()
    stream = np.random.PCG64(20141)
    numbers = drill.draw(setting, stream.random_raw((64, drill.draws(setting))).T)
    chains = drill.solve(setting, numbers, (None, *possible))
    changed = np.zeros(len(possible), np.bool_)
    for chain in chains:
        difference = np.abs(chain[1:] - chain[:1]).reshape(len(possible), -1)
        changed |= (difference > 1e-9).any(axis=1)
    return tuple(mistake for mistake, differs in zip(possible, changed, strict=True) if differs)


def right(drill: Drill, setting: Setting, numbers: Numbers) -> list[Floats]:
    """The right answers [*shape, K]."""
    return [values[0] for values in drill.solve(setting, numbers, (None,))]
