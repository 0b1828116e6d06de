"""The days to come in one line: reviews on each, and when there are most."""

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content
from textual.widgets import Static

from gruquiz.tui.widgets.sparkline import sparkline


class ComingDays(Static):
    """Reviews due on each of the next days, from today."""

    def show(self, reviews: Sequence[int], today: date) -> None:
        """Show how many reviews there are on each day."""
        self.update(forecast(reviews, today))


def forecast(reviews: Sequence[int], today: date) -> Content:
    """The line."""
    if not any(reviews):
        return Content(f"no reviews in the next {len(reviews)} days")
    peak = max(range(len(reviews)), key=lambda day: reviews[day])
    when = today + timedelta(days=peak)
    most = "today" if peak == 0 else f"on {when:%a} {when.day}"
    return Content.assemble(
        f"next {len(reviews)} days  ",
        (sparkline(reviews), "$accent"),
        f"  most {most}: {reviews[peak]}",
    )
