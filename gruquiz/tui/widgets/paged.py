"""A part that scrolls by pages, and the line under it that says which page is shown."""

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from gruquiz.tui.widgets.drawn import Drawn


class PagedScroll(VerticalScroll):
    """A scroll that knows on which of its pages it stands."""

    page: reactive[tuple[int, int]] = reactive((1, 1), repaint=False)
    """The page shown and how many there are."""

    def on_mount(self) -> None:
        self.watch(self, "virtual_size", self._count, init=False)

    def on_resize(self) -> None:
        """Count anew: what stands below may have taken room."""
        self._count(self.virtual_size)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._count(self.virtual_size)

    def _count(self, whole: Size) -> None:
        height = self.scrollable_content_region.height
        if height <= 0 or whole.height <= height:
            self.page = (1, 1)
            return
        pages = -(-whole.height // height)
        end = self.scroll_y >= whole.height - height
        self.page = (pages if end else min(pages - 1, int(self.scroll_y) // height + 1), pages)

    def turn(self, pages: int) -> None:
        """Scroll so many pages on."""
        (self.scroll_page_down if pages > 0 else self.scroll_page_up)(animate=False)


class PageLine(Drawn):
    """The words "page 1 of 2 ▾" at the right; empty where all is in sight."""

    DEFAULT_CSS = """
    PageLine { height: 1; padding: 0 3; color: $quiet; }
    """
    page = (1, 1)

    def follow(self, scroll: PagedScroll) -> None:
        """Tell of this scroll from now on."""
        self.watch(scroll, "page", self._turned)

    def _turned(self, page: tuple[int, int]) -> None:
        self.page = page
        self.redraw()
        self.screen.refresh_bindings()

    def lines(self, width: int) -> list[Content]:
        page, pages = self.page
        if pages == 1:
            return [Content("")]
        ways = ("▴" if page > 1 else "") + ("▾" if page < pages else "")
        page_line = Content(f"page {page} of {pages} {ways}")
        return [page_line.pad_left(max(0, width - page_line.cell_length))]
