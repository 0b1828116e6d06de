"""The days and weeks ahead: what is due already, and what study will ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from textual.content import Content

from gruquiz.stats import Statistics
from gruquiz.tui.counting import count
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_views.view import Table


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days ahead."""

    title: str = "forecast"

    def gist(self, stats: Statistics) -> str:
        total = count(sum(stats.forecast), "review")
        late = f", {stats.backlog} of them late" if stats.backlog else ""
        return f"{total} in the next {len(stats.forecast)} days{late}"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        days = [stats.until + timedelta(days=ahead) for ahead in range(len(stats.forecast))]
        labels = [f"{day.day}" if day.weekday() == 0 or not i else "" for i, day in enumerate(days)]
        return plots.columns(stats.forecast, labels, width, height)

    def table(self, stats: Statistics) -> Table:
        rows = [
            (f"{stats.until + timedelta(days=ahead):%a %d %b}", str(cards))
            for ahead, cards in enumerate(stats.forecast)
        ]
        return ("day", "due"), rows


@dataclass(frozen=True, slots=True)
class Expected:
    """The weeks ahead, with the cards that fall due again and the new ones."""

    title: str = "expected"

    def gist(self, stats: Statistics) -> str:
        played = stats.expected
        if played is None or not any((*played.reviews, *played.new)):
            return "nothing to study in the coming weeks"
        days = len(played.reviews)
        mean = count(round(sum(played.reviews) / days), "review")
        late = ", more than the limit of a day lets through" if played.left_over[-1] else ""
        new = f" and {count(sum(played.new), 'new card')}" if any(played.new) else ""
        return f"Projected: {mean} a day over {days} days{late}, {played.right:.0%} correct{new}"

    def _weeks(self, stats: Statistics) -> list[tuple[date, float, float]]:
        """(first day, reviews a day, new cards a day) of each week ahead."""
        played = stats.expected
        if played is None:
            return []
        return [
            (
                stats.until + timedelta(days=first),
                sum(played.reviews[first : first + 7]) / len(played.reviews[first : first + 7]),
                sum(played.new[first : first + 7]) / len(played.new[first : first + 7]),
            )
            for first in range(0, len(played.reviews), 7)
        ]

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        weeks = self._weeks(stats)
        if not weeks:
            return []
        labels = [
            f"{day:%b}" if day.day <= 7 or not n else "" for n, (day, _, _) in enumerate(weeks)
        ]
        below = Content.styled("reviews a day, week by week", "$quiet")
        reviews = [reviews for _, reviews, _ in weeks]
        return [*plots.columns(reviews, labels, width, height - 1), below]

    def table(self, stats: Statistics) -> Table:
        rows = [
            (f"{day:%d %b}", f"{reviews:.0f}", f"{new:.0f}")
            for day, reviews, new in self._weeks(stats)
        ]
        return ("week from", "reviews a day", "new a day"), rows
