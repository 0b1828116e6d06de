"""Moving without arrows: the same keys in every list and on every page."""

from collections.abc import Callable

from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList


def move(screen: Screen[object], way: str) -> None:
    """Move the cursor of the list that has the focus, or scroll what has it.

    `way` is down, up, first, last, page_down or page_up. Where nothing has the focus, the first
    scroll on the screen moves.
    """
    part = screen.focused or next(
        (each for each in screen.query(VerticalScroll) if each.display), None
    )
    if isinstance(part, OptionList):
        _in_list(part, way)
    elif part is not None:
        _in_page(part, way)


def _in_list(rows: OptionList, way: str) -> None:
    moves: dict[str, Callable[[], object]] = {
        "down": rows.action_cursor_down,
        "up": rows.action_cursor_up,
        "first": rows.action_first,
        "last": rows.action_last,
        "page_down": rows.action_page_down,
        "page_up": rows.action_page_up,
    }
    moves[way]()


def _in_page(part: Widget, way: str) -> None:
    scrolls = {
        "down": part.scroll_down,
        "up": part.scroll_up,
        "first": part.scroll_home,
        "last": part.scroll_end,
        "page_down": part.scroll_page_down,
        "page_up": part.scroll_page_up,
    }
    scrolls[way](animate=False)
