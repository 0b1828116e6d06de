"""Statistics: pictures of how study goes, numbers one key away."""

from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from gruquiz.session import Session
from gruquiz.stats import Assumptions, Simulated, Statistics, simulate, statistics
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.stat_page import StatPage, StatTabs
from gruquiz.tui.widgets.stat_views import VIEWS, Expected

PERIODS: tuple[tuple[str, int | None], ...] = (
    ("all time", None),
    ("a year", 365),
    ("90 days", 90),
    ("30 days", 30),
)
AHEAD = 30
WEEKS = 13
"""That are played through."""
ENOUGH = 50
"""First answers from which a learner's own retention is told, not only guessed."""
USUAL = 0.9
"""Retention until then."""
MOST_ROWS = (12, 50)
"""Fewest and most rows of a page: below the fewest it scrolls."""
ABOVE_AND_BELOW = 6
"""Rows of the screen that are not the plot's."""


class Pages(VerticalScroll):
    """Scrolls up and down only: left and right turn the pages."""

    BINDINGS: ClassVar[list[BindingType]] = keys("stats.left", "stats.right")


class StatsScreen(GruquizScreen[None]):
    """One plot at a time, of a deck and a period."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        "stats.table", "stats.deck", "stats.period", "app.back"
    )
    AUTO_FOCUS = "#scroll"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.decks: list[str | None] = [None]
        self.deck = 0
        self.period = 0
        self.current = 0
        self.as_table = False
        self.statistics: Statistics | None = None

    def body(self) -> ComposeResult:
        yield StatTabs(id="tabs")
        with Pages(id="scroll"):
            yield StatPage(id="page")

    def on_mount(self) -> None:
        now = self.gruquiz.clock()
        self.decks = [None, *(deck.name for deck in self.session.overview.counts(now))]
        self.count()

    def count(self) -> None:
        """Count anew for the deck and period chosen."""
        today = self.session.day(self.gruquiz.clock())
        name, days = PERIODS[self.period]
        deck = self.decks[self.deck]
        self.statistics = statistics(self.session.library, today, deck, days, AHEAD)
        shown = "all decks" if deck is None else " › ".join(deck.split("/"))
        self.place("Statistics", f"{shown} · {name}")
        self.show_page()

    def show_page(self) -> None:
        """Show the page chosen."""
        if self.statistics is None:
            return
        if isinstance(VIEWS[self.current], Expected) and self.statistics.expected is None:
            self.statistics = replace(self.statistics, expected=self._played(self.statistics))
        self.query_one(StatTabs).show(self.current)
        room = self.query_one("#scroll").size.height or self.size.height - ABOVE_AND_BELOW
        rows = max(MOST_ROWS[0], min(MOST_ROWS[1], room))
        self.query_one(StatPage).show(
            VIEWS[self.current], self.statistics, as_table=self.as_table, rows=rows
        )
        self.query_one("#scroll").scroll_home(animate=False)

    def _played(self, found: Statistics) -> Simulated:
        """The coming weeks as they will be with this learner's retention and limits."""
        deck = self.decks[self.deck]
        tops = [deck] if deck else [name for name in self.decks if name and "/" not in name]
        options = [self.gruquiz.config.of(name) for name in tops]
        known = found.retention["all"]
        assumed = Assumptions(
            known.rate if known.rate is not None and known.total >= ENOUGH else USUAL,
            days=WEEKS * 7,
            new=sum(one.new for one in options),
            reviews=sum(one.reviews for one in options),
        )
        return simulate(self.session.library, found.until, assumed, deck)

    def on_resize(self, _event: events.Resize) -> None:
        """Draw the plot for the new height, once that is known."""
        self.call_after_refresh(self.show_page)

    def action_page(self, pages: int) -> None:
        """Go to the next page or to the one before."""
        self.current = (self.current + pages) % len(VIEWS)
        self.show_page()

    def action_show_page(self, page: int) -> None:
        """Go to a page: what a click on its tab does."""
        self.current = page
        self.show_page()

    def action_table(self) -> None:
        """Numbers instead of the plot, or the plot again."""
        self.as_table = not self.as_table
        self.show_page()

    def action_deck(self) -> None:
        """The next deck."""
        self.deck = (self.deck + 1) % len(self.decks)
        self.count()

    def action_period(self) -> None:
        """The next period."""
        self.period = (self.period + 1) % len(PERIODS)
        self.count()
