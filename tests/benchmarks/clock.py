"""Interleaved timing: whatever slows the machine slows every contestant of that round."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

SHORTEST = 0.02
"""Seconds that one timed stretch lasts at least; quicker calls are repeated."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One contestant's time for one call, in seconds."""

    middle: float
    best: float
    share: float
    """The median over rounds of its time divided by the first contestant's in the same round."""


def interleaved(
    contestants: Mapping[str, Callable[[], object]], rounds: int, *, cpu: bool = False
) -> dict[str, Timing]:
    """Every contestant once a round, in turn, after two unmeasured calls each."""
    now = process_time if cpu else perf_counter
    repeats = {name: _repeats(call) for name, call in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in contestants.items():
                start = now()
                for _ in range(repeats[name]):
                    call()
                times[name].append((now() - start) / repeats[name])
    finally:
        if collecting:
            gc.enable()
    first = next(iter(times.values()))
    return {
        name: Timing(
            median(own),
            min(own),
            median(a / b for a, b in zip(own, first, strict=True)),
        )
        for name, own in times.items()
    }


def _repeats(call: Callable[[], object]) -> int:
    call()
    start = perf_counter()
    call()
    return max(1, int(SHORTEST / max(perf_counter() - start, 1e-9)))
