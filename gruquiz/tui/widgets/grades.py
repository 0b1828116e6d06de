"""The grades with what each of them would give."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.style import Style

from gruquiz.tui.counting import days, ease_change
from gruquiz.tui.widgets.drawn import Drawn

WORDS: Mapping[str, str] = {
    "again": "Again",
    "hard": "Hard",
    "good": "Good",
    "easy": "Easy",
    "0": "Blackout",
    "1": "Wrong",
    "2": "Nearly",
    "3": "Hard",
    "4": "Good",
    "5": "Easy",
}
"""What the grades are called, by the names of `Asked.buttons`."""

REPEATED = ("again", "hard", "0", "1", "2", "3")
"""Grades below 4: the card comes once more today."""


class Grades(Drawn):
    """The buttons: key, word, interval and, quieter, the change of ease."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.buttons: Mapping[str, float] = {}
        self.ease: Mapping[str, int] = {}
        self.proposed = ""

    def show(
        self, buttons: Mapping[str, float], ease: Mapping[str, int], proposed: str = ""
    ) -> None:
        """Show these grades, one of them perhaps proposed."""
        self.buttons, self.ease, self.proposed = buttons, ease, proposed
        self.redraw()

    async def on_click(self, event: events.Click) -> None:
        """A click on a grade gives it."""
        name = event.style.meta.get("grade")
        if name is not None:
            await self.run_action(f"screen.grade({name!r})")

    def lines(self, width: int) -> list[Content]:
        names = list(self.buttons)
        if not names:
            return []
        column = min(18, width // len(names))
        if column < 14:
            return self._below(names, width)
        heads = [self._head(name).pad_right(1) for name in names]
        details = [self._detail(name) for name in names]
        if any(detail.cell_length >= column for detail in details):
            details = [Content.styled(days(self.buttons[name]), "$quiet") for name in names]
        return [_row(heads, column, names), _row(details, column, names)]

    def _below(self, names: Sequence[str], width: int) -> list[Content]:
        lines = []
        for name in names:
            head = self._head(name)
            line = head.pad_right(max(1, 11 - head.cell_length)) + self._detail(name)
            lines.append(_clickable(line.truncate(width, ellipsis=True), name))
        return lines

    def _head(self, name: str) -> Content:
        key = name if name.isdigit() else str(list(self.buttons).index(name) + 1)
        word = WORDS.get(name, name)
        style = "bold underline" if name == self.proposed else "bold"
        return Content.assemble((key, "bold $accent"), " ", (word, style))

    def _detail(self, name: str) -> Content:
        interval = days(self.buttons[name])
        change = ease_change(self.ease.get(name, 0))
        text = f"today, then {interval}" if name in REPEATED[:1] or name in "012" else interval
        return Content.styled(f"{text} {change}".rstrip(), "$quiet")


def _row(cells: Sequence[Content], column: int, names: Sequence[str]) -> Content:
    line = Content("")
    for cell, name in zip(cells, names, strict=True):
        line = line + _clickable(cell.pad_right(max(1, column - cell.cell_length)), name)
    return line


def _clickable(cell: Content, name: str) -> Content:
    return cell.stylize(Style.from_meta({"grade": name}))
