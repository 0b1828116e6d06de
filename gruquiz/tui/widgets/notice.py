"""The line that says what was just done, above the keys."""

from textual.content import Content

from gruquiz.terminal import visible
from gruquiz.tui.widgets.drawn import Drawn, hanging

MOST_LINES = 5


class Notice(Drawn):
    """What the app says, for a while; it takes room only meanwhile, and covers nothing."""

    DEFAULT_CSS = """
    Notice { padding: 0 1; color: $quiet; display: none; }
    """

    said: tuple[str, bool] = ("", False)

    def on_mount(self) -> None:
        self.watch(self.app, "notice", self._say)

    def _say(self, said: tuple[str, bool]) -> None:
        self.said = said
        self.display = bool(said[0])
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        text, wrong = self.said
        if not text:
            return []
        sign = Content.styled("✗ ", "bold $text-error") if wrong else Content("")
        wrapped = Content(visible(text)).wrap(max(8, width - sign.cell_length))
        return hanging(sign, wrapped)[:MOST_LINES]
