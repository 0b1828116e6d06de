"""Numbers that separate right from wrong: drawn until no mistake gives the right answer."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.exercise import Drill, DrillSetting, Floats, Numbers
from engine.mistakes import Mistake

_CHUNK = 256
"""Exercises tried in one batch: with all mistakes they then still fit the cache."""
_MOST = 512
"""Candidates tried for one exercise."""
PRINCIPAL = ("polarity_flipped", "gates_swapped", "reset_other_side")
"""The mistakes about what a source's GRU is. They are separated from every other mistake too, so
that the feedback names exactly that one."""
_ARBITRARY = 64
"""Exercises with which it is found out what a mistake changes."""


@dataclass(frozen=True, slots=True)
class _Best:
    """The best candidate that one seed has had so far."""

    score: int = -1
    numbers: Numbers | None = None
    """The batch it stood in."""
    column: int = 0


def separable(drill: Drill, setting: DrillSetting, seeds: Sequence[int]) -> Numbers:
    """The numbers of one exercise for each seed; in them every mistake shows.

    No principal mistake gives the same answer as another mistake.

    A seed's candidates come in a fixed order and the first good one is taken, so the result does
    not depend on what else is in the batch. Where the first 512 have none (two decimals can blur
    the smallest mistakes), the one in which most mistakes show is taken: see `blurred`. Raises
    EngineError where no candidate is fit at all.
    """
    wanted = len(applicable(drill, setting)) + int(_pairs(drill, setting).sum())
    best = [_Best() for _ in seeds]
    pending = list(range(len(seeds)))
    # A few at once where there is one seed, since calls cost more than numbers; else one by one.
    tried, block = 0, max(1, 4 // len(seeds))
    while pending and tried < _MOST:
        block = min(block, _MOST - tried)
        for chunk in _chunks(pending, max(1, _CHUNK // block)):
            numbers = drill.draw(setting, _integers(drill, setting, seeds, chunk, tried, block))
            scores = _scores(drill, setting, numbers).reshape(len(chunk), block)
            first = scores.argmax(axis=1)
            for row, k in enumerate(chunk):
                score = int(scores[row, first[row]])
                if score > best[k].score:
                    best[k] = _Best(score, numbers, row * block + int(first[row]))
        tried += block
        block *= 2
        pending = [k for k in pending if best[k].score < wanted]
    if any(one.numbers is None for one in best):
        raise EngineError(
            f"no numbers were found that are fit for a drill {setting.kind} of "
            f"{setting.convention.name} with H = {setting.hidden} and I = {setting.input}"
        )
    return _picked(best)


def _picked(best: list["_Best"]) -> Numbers:
    """The chosen candidates side by side, gathered batch by batch."""
    batches: dict[int, list[int]] = {}
    for k, one in enumerate(best):
        batches.setdefault(id(one.numbers), []).append(k)
    order = [k for members in batches.values() for k in members]
    back = np.argsort(np.array(order))
    parts: dict[str, list[Floats]] = {}
    for members in batches.values():
        numbers = best[members[0]].numbers or {}
        columns = [best[k].column for k in members]
        for name, values in numbers.items():
            parts.setdefault(name, []).append(values[..., columns])
    return {name: np.concatenate(part, axis=-1)[..., back] for name, part in parts.items()}


def _chunks(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _integers(
    drill: Drill,
    setting: DrillSetting,
    seeds: Sequence[int],
    chunk: list[int],
    start: int,
    block: int,
) -> NDArray[np.uint32]:
    """[draws, K]: the random integers of some seeds' candidates from `start` on.

    A hash of what decides an exercise and of the candidate's place, so that they are the same in
    every version of NumPy and on every machine. The convention and the decimals are left out: the
    same seed then mostly gives the same numbers under another convention, which is what a learner
    wants to compare.
    """
    draws = drill.draws(setting)
    sizes = f"{setting.kind} {setting.hidden} {setting.input} {setting.steps}"
    raw = b"".join(
        hashlib.shake_256(f"{sizes} {seeds[k]} {place}".encode()).digest(4 * draws)
        for k in chunk
        for place in range(start, start + block)
    )
    return np.frombuffer(raw, "<u4").reshape(-1, draws).T


def variant(drill: Drill, setting: DrillSetting, seed: int) -> DrillSetting:
    """The setting with the question that a seed asks."""
    count = drill.variants(setting)
    if count == 1:
        return setting
    digest = hashlib.sha256(f"variant {setting.kind} {seed}".encode()).digest()
    return replace(setting, variant=int.from_bytes(digest[:8], "little") % count)


def _scores(drill: Drill, setting: DrillSetting, numbers: Numbers) -> NDArray[np.intp]:
    """[K]: how many mistakes each exercise separates, −1 for one that is not fit to be asked."""
    seen = _sight(drill, setting, numbers)
    separated = seen.shows.sum(axis=0) + seen.differs[_pairs(drill, setting)].sum(axis=0)
    return np.where(drill.accepts(setting, numbers), separated, -1)


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """What can be seen in K exercises."""

    shows: NDArray[np.bool_]
    """[M, K]: whether a mistake is off by more than twice the tolerance, from the right answer
    and from what follows rightly from the mistaker's own values."""
    differs: NDArray[np.bool_]
    """[P, M, K]: whether a principal mistake is that far from another one."""


def _sight(drill: Drill, setting: DrillSetting, numbers: Numbers, times: float = 2.0) -> _Sight:
    mistakes = applicable(drill, setting)
    principal = [k for k, mistake in enumerate(mistakes) if mistake.key in PRINCIPAL]
    count = next(iter(numbers.values())).shape[-1]
    shows = np.zeros((len(mistakes), count), np.bool_)
    differs = np.zeros((len(principal), len(mistakes), count), np.bool_)
    if not mistakes:
        return _Sight(shows, differs)
    chains = drill.solve(setting, numbers, (None, *mistakes))
    follows = drill.solve(setting, numbers, (None,), known=chains)
    for chain, follow, tolerance in zip(
        chains, follows, drill.tolerance(setting, numbers), strict=True
    ):
        limit = times * tolerance
        wrong, own = chain[1:], follow if follow.shape[0] == 1 else follow[1:]
        if wrong.shape[0] < len(mistakes):
            continue  # no mistake touches this quantity
        far = (np.abs(wrong - chain[:1]) > limit) & (np.abs(wrong - own) > limit)
        shows |= _any(far)
        for p, k in enumerate(principal):
            differs[p] |= _any(np.abs(wrong - wrong[k]) > limit)
    return _Sight(shows, differs)


def _any(far: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[M, K] from [M, *shape, K]: in any component."""
    return np.asarray(far.reshape(far.shape[0], -1, far.shape[-1]).any(axis=1))


@lru_cache(maxsize=1024)
def _pairs(drill: Drill, setting: DrillSetting) -> NDArray[np.bool_]:
    """[P, M]: which principal mistakes and others are not one and the same by their nature."""
    seen = _sight(drill, setting, candidates(drill, setting, _ARBITRARY), times=1e-6)
    return np.asarray(seen.differs.any(axis=2))


def blurred(drill: Drill, setting: DrillSetting, numbers: Numbers) -> tuple[Mistake, ...]:
    """The mistakes that do not show in one exercise, its numbers [..., K = 1]; mostly none."""
    shown = _sight(drill, setting, numbers).shows[:, 0]
    return tuple(m for m, seen in zip(applicable(drill, setting), shown, strict=True) if not seen)


@lru_cache(maxsize=1024)
def applicable(drill: Drill, setting: DrillSetting) -> tuple[Mistake, ...]:
    """The mistakes that change anything asked, found by making them with arbitrary numbers."""
    possible = tuple(
        mistake
        for mistake in drill.mistakes(setting)
        if mistake.fits(setting.hidden, setting.input)
    )
    if not possible:
        return ()
    chains = drill.solve(setting, candidates(drill, setting, _ARBITRARY), (None, *possible))
    changed = np.zeros(len(possible), np.bool_)
    for chain in chains:
        difference = np.abs(chain[1:] - chain[:1]).reshape(len(possible), -1)
        changed |= (difference > 1e-9).any(axis=1)
    return tuple(mistake for mistake, differs in zip(possible, changed, strict=True) if differs)


def candidates(drill: Drill, setting: DrillSetting, count: int) -> Numbers:
    """Numbers of no exercise in particular, nice but not yet looked at."""
    return drill.draw(setting, _integers(drill, setting, [-1], [0], 0, count))


def right(drill: Drill, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
    """The right answers [*shape, K]."""
    return [values[0] for values in drill.solve(setting, numbers, (None,))]
