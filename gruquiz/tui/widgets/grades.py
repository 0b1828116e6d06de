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

NARROWEST_GAP, WIDEST_GAP = 3, 6
"""Columns between two grades: fewer run together, more fall apart."""


class Grades(Drawn):
    """The buttons: key and word, the interval below and, quieter, the change of ease."""

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
        heads = [self._head(name) for name in names]
        then = [Content(self._interval(name)) for name in names]
        change = [self._change(name) for name in names]
        together = [
            Content(" ").join(part for part in pair if part.plain)
            for pair in zip(then, change, strict=True)
        ]
        for rows in ([heads, together], [heads, then, change]):
            columns = [
                max(cell.cell_length for cell in column) for column in zip(*rows, strict=True)
            ]
            room = width - sum(columns)
            if room >= NARROWEST_GAP * (len(names) - 1):
                gap = min(WIDEST_GAP, room // max(1, len(names) - 1))
                drawn = [_row(row, columns, gap, names) for row in rows]
                return [row for row in drawn if row.plain.strip()]
        return self._below(names, width)

    def _below(self, names: Sequence[str], width: int) -> list[Content]:
        """One grade a line: for narrow terminals, and for six grades."""
        lines = []
        for name in names:
            head, then, change = self._head(name), self._interval(name), self._change(name)
            line = head.pad_right(max(1, 11 - head.cell_length)) + Content(then)
            line = line + Content("  ") + change if change.plain else line
            lines.append(_clickable(line.truncate(width, ellipsis=True), name))
        return lines

    def _head(self, name: str) -> Content:
        key = name if name.isdigit() else str(list(self.buttons).index(name) + 1)
        word = WORDS.get(name, name)
        style = "bold underline" if name == self.proposed else "bold"
        return Content.assemble((key, "bold $accent"), " ", (word, style))

    def _interval(self, name: str) -> str:
        interval = days(self.buttons[name])
        return f"today, then {interval}" if name in REPEATED[:1] or name in "012" else interval

    def _change(self, name: str) -> Content:
        """The change of ease: of least weight here, so it is the quietest."""
        return Content.styled(ease_change(self.ease.get(name, 0)), "$quiet")


def _row(
    cells: Sequence[Content], columns: Sequence[int], gap: int, names: Sequence[str]
) -> Content:
    line = Content("")
    for cell, column, name in zip(cells, columns, names, strict=True):
        if line.plain:
            line = line + Content(" " * gap)
        line = line + _clickable(cell.pad_right(column - cell.cell_length), name)
    return line


def _clickable(cell: Content, name: str) -> Content:
    return cell.stylize(Style.from_meta({"grade": name}))
