"""How hard a drill card is: from a scalar gate to a gradient, by the card's interval.

A level is earned by an interval and lost with it: on a lapse the interval falls, and so does the
level. Each rung but the last holds the skills of those below it.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rung:
    """The exercise asked at one level."""

    kind: str
    hidden: int = 2
    input: int = 2
    steps: int = 1
    """1: the kind's own number, as in `generate`."""


LADDER = (
    Rung("gate", hidden=1),
    Rung("gate"),
    Rung("candidate"),
    Rung("step"),
    Rung("sequence", steps=2),
    Rung("sequence", steps=4),
    Rung("gradient"),
)
"""Easy ones first."""

LEVELS = (7.0, 21.0, 60.0, 150.0, 365.0)
"""The intervals, in days, from which a card is one level higher."""

_WIDEST = 4
"""Units up to which a kind outside the ladder grows: more of them would teach nothing new."""


def level(interval: float) -> int:
    """How many levels an interval in days has earned: 0 below a week."""
    return bisect_right(LEVELS, interval)


def climbed(start: Rung, interval: float) -> Rung:
    """What a card that begins at `start` asks once its interval has grown.

    On the ladder it goes up rung by rung, in its own sizes where those are larger; a kind beside
    the ladder (`blend`, `shapes`, …) gets one unit more a level.
    """
    height = level(interval)
    place = _place(start)
    if place is None:
        hidden = max(start.hidden, min(_WIDEST, start.hidden + height))
        return replace(start, hidden=hidden)
    if height == 0:
        return start
    rung = LADDER[min(place + height, len(LADDER) - 1)]
    return replace(rung, hidden=max(rung.hidden, start.hidden), input=max(rung.input, start.input))


def _place(start: Rung) -> int | None:
    """The highest rung of the ladder that is no harder than `start`; None for other kinds."""
    fitting = [
        place
        for place, rung in enumerate(LADDER)
        if rung.kind == start.kind and rung.hidden <= start.hidden and rung.steps <= start.steps
    ]
    if fitting:
        return fitting[-1]
    return next((k for k, rung in enumerate(LADDER) if rung.kind == start.kind), None)
