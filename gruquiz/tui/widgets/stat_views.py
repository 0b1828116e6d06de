"""The pages of the statistics: each a plot that fills the screen, and the same as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from textual.content import Content

from gruquiz.stats import Share, Statistics
from gruquiz.tui.counting import count
from gruquiz.tui.widgets import plots

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


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days behind."""

    title: str = "calendar"

    def gist(self, stats: Statistics) -> str:
        answers = sum(day.answers for day in stats.calendar.values())
        if not answers:
            return "nothing answered yet"
        minutes = sum(day.minutes for day in stats.calendar.values())
        days = count(len(stats.calendar), "day")
        streak = f", at most {stats.longest_streak} in a row" if stats.longest_streak > 1 else ""
        return f"{count(answers, 'answer')} on {days}{streak}; {minutes:.0f} min"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        counts = {day: each.answers for day, each in stats.calendar.items()}
        return plots.calendar(counts, stats.until, width, height)

    def table(self, stats: Statistics) -> Table:
        rows = [
            (f"{day:%a %d %b %Y}", str(each.answers), _rate(each.first.rate), f"{each.minutes:.0f}")
            for day, each in sorted(stats.calendar.items(), reverse=True)
        ]
        return ("day", "answers", "right at first", "min"), rows


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
class Retention:
    """How much is remembered."""

    title: str = "retention"

    def gist(self, stats: Statistics) -> str:  # noqa: ARG002 - it says what the page is
        return "right at the first answer of the day; mature cards have 21 days or more"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        lines: list[Content] = []
        for name in ("all", "young", "mature"):
            lines += plots.share(name, stats.retention[name].rate, "", width, 8)
        again, hard, good, easy = (
            sum(row[button] for row in stats.buttons.values()) for button in range(4)
        )
        answers = (("again", again), ("hard", hard), ("good", good), ("easy", easy))
        below = [Content(""), *plots.stacked(answers, width)]
        room = height - len(lines) - len(below) - 2
        weeks = self._weeks(stats, max(4, (width - 5) // 2))
        if room >= 3 and weeks:
            shares = [share.rate or 0.0 for _, share in weeks]
            labels = [
                f"{day:%b}" if day.day <= 7 or not n else "" for n, (day, _) in enumerate(weeks)
            ]
            lines += [Content(""), *plots.columns(shares, labels, width, room, percent=True)]
        return [*lines, *below]

    def _weeks(self, stats: Statistics, most: int) -> list[tuple[date, Share]]:
        """The last weeks with first answers, each by its Monday."""
        passed, total = Counter[date](), Counter[date]()
        for day, each in stats.calendar.items():
            monday = day - timedelta(days=day.weekday())
            passed[monday] += each.first.passed
            total[monday] += each.first.total
        if not total:
            return []
        mondays = [
            stats.until - timedelta(days=stats.until.weekday(), weeks=n) for n in range(most)
        ]
        shown = [monday for monday in reversed(mondays) if monday >= min(total)]
        return [(monday, Share(passed[monday], total[monday])) for monday in shown]

    def table(self, stats: Statistics) -> Table:
        rows = [(was, *(str(n) for n in row)) for was, row in stats.buttons.items()]
        return ("card was", "again", "hard", "good", "easy"), rows


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
class Hours:
    """When it goes well."""

    title: str = "hours"

    def gist(self, stats: Statistics) -> str:
        good = {h: s.rate for h, s in stats.hours.items() if s.total >= 20 and s.rate is not None}
        if not good:
            return "first answers by the hour of the day"
        best = max(good, key=lambda hour: good[hour] or 0)
        return f"most is remembered at {best}:00, {good[best]:.0%}"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        totals = [stats.hours[hour].total if hour in stats.hours else 0 for hour in range(24)]
        labels = [str(hour) if hour % 6 == 0 else "" for hour in range(24)]
        rates = [
            (stats.hours[hour].rate or 0.0) if hour in stats.hours else 0.0 for hour in range(24)
        ]
        if height < 12:
            return plots.columns(totals, labels, width, height)
        share = max(3, height // 4)
        return [
            *plots.columns(totals, labels, width, height - share - 4),
            Content.styled("answers by the hour", "$quiet"),
            Content(""),
            *plots.columns(rates, [], width, share, "$success", percent=True)[:-1],
            Content.styled("right at the first answer", "$quiet"),
        ]

    def table(self, stats: Statistics) -> Table:
        rows = [
            (f"{hour}:00", str(part.total), _rate(part.rate))
            for hour, part in sorted(stats.hours.items())
        ]
        return ("hour", "answers", "right"), rows


def _rate(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"


VIEWS: tuple[StatView, ...] = (
    Calendar(), Forecast(), Retention(), Intervals(), Ease(), Hours(),
)  # fmt: skip
"""Every page, in the order of the tabs."""
