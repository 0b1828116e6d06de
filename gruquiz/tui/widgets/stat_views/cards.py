"""What the schedulers think of the cards: intervals, ease, memory."""

from dataclasses import dataclass
from statistics import mean, median

from textual.content import Content

from gruquiz.stats import Statistics
from gruquiz.tui.counting import count
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_views.view import Table

BUCKETS = (1, 2, 4, 7, 14, 30, 60, 120, 365, 730)


@dataclass(frozen=True, slots=True)
class Intervals:
    """How far apart the reviews are."""

    title: str = "intervals"

    def _counts(self, stats: Statistics) -> list[tuple[str, int]]:
        counts, low = [], 0
        for high in BUCKETS:
            n = sum(cards for days, cards in stats.intervals.items() if low < days <= high)
            counts.append((f"≤{high}d" if high < 60 else f"≤{high // 30}m", n))
            low = high
        counts.append(("more", sum(n for days, n in stats.intervals.items() if days > low)))
        return counts

    def gist(self, stats: Statistics) -> str:
        cards = sum(stats.intervals.values())
        if not cards:
            return "no card has been reviewed yet"
        mean = sum(days * n for days, n in stats.intervals.items()) / cards
        return f"{count(cards, 'card')} in review, {mean:.0f} days apart on average"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        items = [(name, float(n), str(n) if n else "·") for name, n in self._counts(stats)]
        return plots.rows(items, width, height)

    def table(self, stats: Statistics) -> Table:
        return ("interval", "cards"), [(name, str(n)) for name, n in self._counts(stats)]


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy the cards are."""

    title: str = "ease"

    def _counts(self, stats: Statistics) -> list[tuple[str, int]]:
        counts: dict[int, int] = {}
        for ease, cards in stats.eases.items():
            counts[ease // 10] = counts.get(ease // 10, 0) + cards
        if not counts:
            return []
        places = range(min(counts), max(counts) + 1)
        return [(f"{place / 10:.1f}", counts.get(place, 0)) for place in places]

    def gist(self, stats: Statistics) -> str:
        cards = sum(stats.eases.values())
        if not cards:
            return "no card has been reviewed yet"
        mean = sum(ease * n for ease, n in stats.eases.items()) / cards / 100
        return f"{count(cards, 'card')}, {mean:.2f} on average; each begins at 2.50"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        counts = self._counts(stats)
        return plots.columns([n for _, n in counts], [name for name, _ in counts], width, height)

    def table(self, stats: Statistics) -> Table:
        return ("ease from", "cards"), [(name, str(n)) for name, n in self._counts(stats)]


@dataclass(frozen=True, slots=True)
class MemoryView:
    """What FSRS makes of the cards that it schedules."""

    title: str = "memory"

    def gist(self, stats: Statistics) -> str:
        if not stats.recalls:
            return "difficulty and stability, once a deck is scheduled by FSRS"
        return (
            f"{count(len(stats.recalls), 'card')} by FSRS: {mean(stats.recalls):.0%} known today, "
            f"half of them stable for {median(stats.stabilities):.0f} days or more"
        )

    def _counts(self, stats: Statistics) -> list[tuple[str, int, str]]:
        """(difficulty from, cards, their median stability) for each whole difficulty."""
        by_difficulty: dict[int, list[float]] = {place: [] for place in range(1, 11)}
        for difficulty, stability in zip(stats.difficulties, stats.stabilities, strict=True):
            by_difficulty[int(difficulty)].append(stability)
        return [
            (str(place), len(own), f"{median(own):.0f}" if own else "–")
            for place, own in by_difficulty.items()
        ]

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        if not stats.recalls:
            return []
        counts = self._counts(stats)
        below = Content.styled("cards by difficulty, 1 to 10", "$quiet")
        names = [name for name, _, _ in counts]
        return [*plots.columns([n for _, n, _ in counts], names, width, height - 1), below]

    def table(self, stats: Statistics) -> Table:
        rows = [(name, str(n), days) for name, n, days in self._counts(stats) if n]
        return ("difficulty", "cards", "stability"), rows
