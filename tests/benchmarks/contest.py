"""What a family of benchmarks gives: contests to be timed, figures already known, peers missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Contest:
    """One thing that is timed, beside the peers that do the same."""

    name: str
    ours: Callable[[], object]
    peers: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """By the peer's name; called in turn with ours, round after round."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """By the peer's name: our time as a share of its time, at most."""
    factors: Mapping[str, float] = field(default_factory=dict)
    """By the peer's name: how many times what it is given would make our work, where the whole
    would take it minutes. Its time is shown multiplied."""
    limit: float | None = None
    """Our time in seconds, at most."""
    rounds: int = 9
    cpu: bool = False
    """Processor time instead of the clock's: for work of one thread that never waits, so that
    whatever else the machine does counts less."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that needs no contest: bytes, statements, a time measured elsewhere."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    """The value at most."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that is not installed, or an input that is not there."""

    name: str
    reason: str


Entry: TypeAlias = Contest | Figure | Missing
