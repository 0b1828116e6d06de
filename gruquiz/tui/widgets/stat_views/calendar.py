"""The days behind."""

from dataclasses import dataclass

from textual.content import Content

from gruquiz.stats import Statistics
from gruquiz.tui.counting import count
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_views.view import Table, rate


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
        streak = (
            f", longest streak: {stats.longest_streak} days" if stats.longest_streak > 1 else ""
        )
        return f"{count(answers, 'answer')} on {days}{streak}; {minutes:.0f} min"

    def plot(self, stats: Statistics, width: int, height: int) -> list[Content]:
        counts = {day: each.answers for day, each in stats.calendar.items()}
        return plots.calendar(counts, stats.until, width, height)

    def table(self, stats: Statistics) -> Table:
        rows = [
            (f"{day:%a %d %b %Y}", str(each.answers), rate(each.first.rate), f"{each.minutes:.0f}")
            for day, each in sorted(stats.calendar.items(), reverse=True)
        ]
        return ("day", "answers", "first right", "min"), rows
