"""The days to come in one line: reviews on each, and when there are most."""

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from gruquiz.tui.widgets.drawn import Drawn, packed
from gruquiz.tui.widgets.sparkline import sparkline


class ComingDays(Drawn):
    """Reviews due on each of the next days, from today."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.reviews: Sequence[int] = ()
        self.today = date.min

    def show(self, reviews: Sequence[int], today: date) -> None:
        """Show how many reviews there are on each day."""
        self.reviews, self.today = reviews, today
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return packed(parts(self.reviews, self.today), width) if self.reviews else []


def parts(reviews: Sequence[int], today: date) -> list[Content]:
    """The days with their plot, and when there are most: beside or below each other."""
    if not any(reviews):
        return [Content(f"no reviews in the next {len(reviews)} days")]
    peak = max(range(len(reviews)), key=lambda day: reviews[day])
    when = today + timedelta(days=peak)
    most = "today" if peak == 0 else f"on {when:%a} {when.day}"
    plot = Content.styled(sparkline(reviews), "$accent")
    return [
        Content(f"next {len(reviews)} days  ") + plot,
        Content(f"most {most}: {reviews[peak]}"),
    ]
