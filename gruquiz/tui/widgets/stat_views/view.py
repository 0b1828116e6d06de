"""What a page of the statistics gives: a line, a plot, a table."""

from collections.abc import Sequence
from typing import Protocol

from textual.content import Content

from gruquiz.stats import Statistics

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Heads and rows."""


class StatView(Protocol):
    """One page of the statistics."""

    @property
    def title(self) -> str:
        """Its tab's name."""
        ...

    def gist(self, stats: Statistics) -> str:
        """What there is to see, in a line."""
        ...

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        """The plot."""
        ...

    def table(self, stats: Statistics) -> Table:
        """The same in numbers."""
        ...


def rate(share: float | None) -> str:
    """A share in percent, or a dash where there is nothing to divide."""
    return "–" if share is None else f"{share:.0%}"
