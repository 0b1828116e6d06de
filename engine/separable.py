"""Numbers that tell right from wrong: drawn until no mistake could pass for the right answer."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.exercise import Drill, Floats, Numbers, Setting
from engine.mistakes import Mistake

_CHUNK = 512
"""Exercises tried in one batch: with all mistakes they then still fit the cache."""
_MOST = 16384
"""Candidates tried for one exercise before giving up."""


def separable(drill: Drill, setting: Setting, seeds: Sequence[int]) -> Numbers:
    """Numbers of one exercise a seed, in which every mistake shows.

    A seed's candidates come in a fixed order from its own stream and the first good one is
    taken, so the result does not depend on what else is in the batch. Raises EngineError where
    no candidate is good.
    """
    streams = [_stream(setting, seed) for seed in seeds]
    draws = drill.draws(setting)
    found: dict[int, Numbers] = {}
    pending = list(range(len(seeds)))
    tried, block = 0, 4
    while pending:
        if tried >= _MOST:
            raise EngineError(
                f"no numbers were found for a drill {setting.kind} of {setting.convention.name} "
                f"with H = {setting.hidden}, I = {setting.input} in which every mistake shows at "
                f"{setting.decimals} decimals; ask for more decimals or other sizes"
            )
        for chunk in _chunks(pending, max(1, _CHUNK // block)):
            integers = np.stack([streams[k].random_raw((block, draws)) for k in chunk])
            numbers = drill.draw(setting, integers.reshape(-1, draws).T)
            good = good_numbers(drill, setting, numbers).reshape(len(chunk), block)
            first = good.argmax(axis=1)
            for row, k in enumerate(chunk):
                if good[row, first[row]]:
                    at = row * block + int(first[row])
                    found[k] = {name: values[..., at] for name, values in numbers.items()}
        tried += block
        block = min(2 * block, _CHUNK)
        pending = [k for k in pending if k not in found]
    return {
        name: np.stack([found[k][name] for k in range(len(seeds))], axis=-1) for name in found[0]
    }


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


def good_numbers(drill: Drill, setting: Setting, numbers: Numbers) -> NDArray[np.bool_]:
    """[K]: in which exercises every applicable mistake is farther off than twice the tolerance.

    Far from the right answer, and from what follows rightly from the mistaker's own values.
    """
    mistakes = applicable(drill, setting)
    chains = drill.solve(setting, numbers, (None, *mistakes))
    follows = drill.solve(setting, numbers, (None,), known=chains)
    apart = np.zeros((len(mistakes), chains[0].shape[-1]), np.bool_)
    for chain, follow, tolerance in zip(
        chains, follows, drill.tolerance(setting, numbers), strict=True
    ):
        wrong, own = chain[1:], follow if follow.shape[0] == 1 else follow[1:]
        far = (np.abs(wrong - chain[:1]) > 2 * tolerance) & (np.abs(wrong - own) > 2 * tolerance)
        apart |= far.reshape(len(mistakes), -1, far.shape[-1]).any(axis=1)
    return np.asarray(apart.all(axis=0) & drill.accepts(setting, numbers))


@lru_cache(maxsize=1024)
def applicable(drill: Drill, setting: Setting) -> tuple[Mistake, ...]:
    """The mistakes that change anything asked, found by making them with generic numbers."""
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
    return tuple(mistake for mistake, shows in zip(possible, changed, strict=True) if shows)


def right(drill: Drill, setting: Setting, numbers: Numbers) -> list[Floats]:
    """The right answers [*shape, K]."""
    return [values[0] for values in drill.solve(setting, numbers, (None,))]
