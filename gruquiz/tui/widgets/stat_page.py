"""One page of the statistics on screen, as plot or as table, and the tabs above it."""

from collections.abc import Sequence
from textwrap import wrap

from textual import events
from textual.content import Content
from textual.style import Style

from gruquiz.stats import Statistics
from gruquiz.tui.widgets.drawn import Drawn, packed
from gruquiz.tui.widgets.stat_views import VIEWS, StatView, Table

WIDEST = 180


class StatTabs(Drawn):
    """The pages' names, the one shown standing out."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.current = 0

    def show(self, current: int) -> None:
        """Mark this page."""
        self.current = current
        self.redraw()

    async def on_click(self, event: events.Click) -> None:
        """A click on a name goes to its page."""
        page = event.style.meta.get("page")
        if page is not None:
            await self.run_action(f"screen.show_page({page})")

    def lines(self, width: int) -> list[Content]:
        names = [
            Content.styled(
                view.title, "bold underline $accent" if index == self.current else "$quiet"
            ).stylize(Style.from_meta({"page": index}))
            for index, view in enumerate(VIEWS)
        ]
        return packed(names, width, gap=3)


class StatPage(Drawn):
    """A page."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.view: StatView = VIEWS[0]
        self.stats: Statistics | None = None
        self.as_table = False
        self.rows = 10
        """How high the page may be."""

    def show(self, view: StatView, stats: Statistics, *, as_table: bool, rows: int) -> None:
        """Show a page of these statistics."""
        self.view, self.stats, self.as_table, self.rows = view, stats, as_table, rows
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.stats is None:
            return []
        width = min(width, WIDEST)
        head = [*Content(self.view.gist(self.stats)).wrap(width), Content("")]
        if self.as_table:
            return [*head, *drawn_table(self.view.table(self.stats), width)]
        return [*head, *self.view.plot(self.stats, width, self.rows - len(head) - 1)]


def drawn_table(table: Table, width: int) -> list[Content]:
    """Columns side by side, the first to the left and the numbers to the right."""
    heads, rows = table
    if not rows:
        return []
    bodies = [max(map(len, column)) for column in zip(*rows, strict=True)]
    sizes, gap = _sizes(heads, bodies, width)
    head_lines = [wrap(head, size) for head, size in zip(heads, sizes, strict=True)]
    tall = max(map(len, head_lines))
    above = zip(*([""] * (tall - len(lines)) + lines for lines in head_lines), strict=True)
    lines = [Content.styled(_line(head, sizes, gap), "$quiet") for head in above]
    return [*lines, *(Content(_line(row, sizes, gap)) for row in rows)]


def _sizes(heads: Sequence[str], bodies: Sequence[int], width: int) -> tuple[list[int], int]:
    """How wide each column is, and the gap between two: long heads go on several lines, and the
    gaps close, before anything is cut off."""
    least = [max(body, *map(len, head.split())) for head, body in zip(heads, bodies, strict=True)]
    sizes = [max(len(head), body) for head, body in zip(heads, bodies, strict=True)]
    gap = 2 if sum(least) + 2 * (len(least) - 1) <= width else 1
    while sum(sizes) + gap * (len(sizes) - 1) > width and sizes != least:
        spare = [size - low for size, low in zip(sizes, least, strict=True)]
        sizes[spare.index(max(spare))] -= 1
    return sizes, gap


def _line(cells: Sequence[str], sizes: Sequence[int], gap: int) -> str:
    first, *rest = zip(cells, sizes, strict=True)
    numbers = (cell.rjust(size) for cell, size in rest)
    return (" " * gap).join([first[0].ljust(first[1]), *numbers])
