"""The pages of the statistics: each a plot that fills the screen, and the same as a table."""

from gruquiz.tui.widgets.stat_views.ahead import Expected, Forecast
from gruquiz.tui.widgets.stat_views.calendar import Calendar
from gruquiz.tui.widgets.stat_views.cards import Ease, Intervals, MemoryView
from gruquiz.tui.widgets.stat_views.hours import Hours
from gruquiz.tui.widgets.stat_views.retention import Retention
from gruquiz.tui.widgets.stat_views.view import StatView, Table

__all__ = ["VIEWS", "Expected", "StatView", "Table"]

VIEWS: tuple[StatView, ...] = (
    Calendar(), Forecast(), Expected(), Retention(), Intervals(), Ease(), MemoryView(), Hours(),
)  # fmt: skip
"""Every page, in the order of the tabs."""
