"""How much of a foreign file is taken, and for how long it is worked on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from time import monotonic

MEBIBYTE = 1 << 20
HIGHEST_FACTOR = 1000
"""What `--limits` takes at most."""
DEEPEST = 200
"""Levels that no factor goes beyond: each of them is a level of our own calls."""


class LimitError(ValueError):
    """A foreign file asks for more than is allowed; the message says how to allow it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a foreign file may cost. The largest shared decks need a tenth of these."""

    packed: int = 4096 * MEBIBYTE
    """Bytes of a package as it lies on the disk."""
    unpacked: int = 8192 * MEBIBYTE
    """Bytes of all that is taken out of a package."""
    sqlite_file: int = 1024 * MEBIBYTE
    """Bytes of an SQLite file."""
    table: int = 256 * MEBIBYTE
    """Bytes of a text with a card a line."""
    ratio: int = 250
    """How many bytes may come out of one, for what unpacks to more than `small`."""
    small: int = 32 * MEBIBYTE
    members: int = 200_000
    """Files in a package."""
    rows: int = 2_000_000
    """Rows of one table."""
    text: int = 131_072
    """Characters of a field, of a template or of one side of a card."""
    depth: int = 50
    """Clozes within clozes, sections within sections, decks within decks."""
    seconds: float = 300.0
    factor: int = 1
    """How many times the usual limits these are."""

    def times(self, factor: int) -> "Limits":
        """The same limits, each `factor` times as high."""
        return replace(
            self,
            packed=self.packed * factor,
            unpacked=self.unpacked * factor,
            sqlite_file=self.sqlite_file * factor,
            table=self.table * factor,
            ratio=self.ratio * factor,
            members=self.members * factor,
            rows=self.rows * factor,
            text=self.text * factor,
            depth=min(self.depth * factor, DEEPEST),
            seconds=self.seconds * factor,
            factor=self.factor * factor,
        )

    def exceeded(self, what: str, amount: float, limit: float, unit: str = "") -> LimitError:
        """The error for `what` that amounts to more than a limit; `amount` may be a lower bound."""
        enough = max(ceil(amount * self.factor / max(limit, 1)), self.factor + 1)
        unit = f" {unit}" if unit else ""
        remedy = f"if you trust the file, repeat the command with `--limits {enough}`"
        if enough > HIGHEST_FACTOR:
            remedy = "no file of use is like that"
        taken = f"at most {_written(limit)}{unit} are taken"
        return LimitError(f"{what} {_written(amount)}{unit}, and {taken}; {remedy}")

    def check_bytes(self, what: str, amount: int, limit: int) -> None:
        """Raise LimitError where a number of bytes is over a limit."""
        if amount > limit:
            raise self.exceeded(what, ceil(amount / MEBIBYTE), limit / MEBIBYTE, "MiB")


LIMITS = Limits()


class Deadline:
    """A time by which the work on a foreign file must be over."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = monotonic) -> None:
        self.limits = limits
        self.clock = clock
        self.end = clock() + limits.seconds

    @property
    def is_over(self) -> bool:
        return self.clock() >= self.end

    def error(self) -> LimitError:
        """What is raised once the time is up."""
        seconds = self.limits.seconds
        return self.limits.exceeded("reading it takes more than", seconds, seconds, "seconds")

    def check(self) -> None:
        """Raise LimitError once the time is up."""
        if self.is_over:
            raise self.error()


def _written(amount: float) -> str:
    return f"{amount:,.0f}" if amount == int(amount) or amount > 100 else f"{amount:,.1f}"
