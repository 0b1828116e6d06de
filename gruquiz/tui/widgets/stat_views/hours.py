"""When it goes well."""

from dataclasses import dataclass

from textual.content import Content

from gruquiz.stats import Statistics
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_views.view import Table, rate


@dataclass(frozen=True, slots=True)
class Hours:
    """When it goes well."""

    title: str = "hours"

    def gist(self, stats: Statistics) -> str:
        good = {h: s.rate for h, s in stats.hours.items() if s.total >= 20 and s.rate is not None}
        if not good:
            return "first answers by the hour of the day"
        best = max(good, key=lambda hour: good[hour] or 0)
        return f"Best hour: {best}:00, {good[best]:.0%}"

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
            (f"{hour}:00", str(part.total), rate(part.rate))
            for hour, part in sorted(stats.hours.items())
        ]
        return ("hour", "answers", "right"), rows
