"""A card with its question and its answer, one of them or both."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Rule

from gruquiz.model import Face
from gruquiz.tui.widgets.card_text import CardText


class CardStage(VerticalScroll):
    """A face: its front, then its back below it, or in its place where it fills holes."""

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As every widget's, but without a second layout when the first gave it another size: only
    that the scroll bar comes or goes asks for one, and does so itself."""

    def compose(self) -> ComposeResult:
        yield CardText(id="front")
        yield Rule(id="between")
        yield CardText(id="back")

    def show(self, face: Face, *, back: bool = False, follow: bool = True) -> None:
        """Show a face, with or without its back; `follow` scrolls to what is new."""
        filled = bool(face.answers)
        front_text, between, back_text = self.children
        self.query_one("#front", CardText).text = face.front
        self.query_one("#back", CardText).text = face.back
        front_text.display = not (back and filled)
        between.display = back and not filled
        back_text.display = back
        if not follow:
            self.scroll_home(animate=False)
        elif back and not filled:
            self.call_after_refresh(back_text.scroll_visible, animate=False)
        else:
            self.scroll_home(animate=False)
            self.call_after_refresh(self._to_mark, back_text if back else front_text)

    def _to_mark(self, text: Widget) -> None:
        """Scroll down to a hole or answer that is below the fold."""
        if isinstance(text, CardText) and text.marked_line >= self.scrollable_content_region.height:
            self.scroll_to(y=text.marked_line - 2, animate=False)
