"""How much is remembered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from textual.content import Content

from gruquiz.stats import PassRate, Statistics
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_views.view import Table


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is remembered."""

    title: str = "retention"

    def gist(self, stats: Statistics) -> str:
        if not stats.retention["all"].total:
            return "no learned card has come back yet; what is new is not counted as remembered"
        return "right at the first answer of the day; mature cards have 21 days or more"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        lines: list[Content] = []
        for name in ("all", "young", "mature"):
            lines += plots.share(name, stats.retention[name].rate, "", width, 8)
        again, hard, good, easy = (
            sum(row[button] for row in stats.buttons.values()) for button in range(4)
        )
        answers = (("again", again), ("hard", hard), ("good", good), ("easy", easy))
        bar = plots.stacked(answers, width)
        below = [_caption("all answers, with new cards"), *bar] if bar else []
        room = height - len(lines) - len(below) - 2
        weeks = self._weeks(stats, max(4, (width - 5) // 2))
        if room >= 3 and weeks:
            shares = [share.rate or 0.0 for _, share in weeks]
            labels = [
                f"{day:%b}" if day.day <= 7 or not n else "" for n, (day, _) in enumerate(weeks)
            ]
            lines += [_caption("each week, with new cards")]
            lines += plots.columns(shares, labels, width, room, percent=True)
        return [*lines, *below]

    def _weeks(self, stats: Statistics, most: int) -> list[tuple[date, PassRate]]:
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
        return [(monday, PassRate(passed[monday], total[monday])) for monday in shown]

    def table(self, stats: Statistics) -> Table:
        rows = [(was, *(str(n) for n in row)) for was, row in stats.buttons.items()]
        return ("card was", "again", "hard", "good", "easy"), rows


def _caption(text: str) -> Content:
    """What a plot counts, where that is not what the page's first line says."""
    return Content.styled(text, "$quiet")
