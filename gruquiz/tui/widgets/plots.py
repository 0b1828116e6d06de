"""Plots of block characters: columns, a calendar, shares."""

from collections.abc import Sequence
from datetime import date, timedelta

from textual.content import Content

from gruquiz.tui.widgets.bars import EIGHTHS, gauge

RISING = " ▁▂▃▄▅▆▇█"
SHADES = "·░▒▓█"


def columns(
    values: Sequence[float], labels: Sequence[str], width: int, height: int, style: str = "$accent"
) -> list[Content]:
    """Upright bars with a scale at the left and labels below, as many of them as have room."""
    top = max(values, default=0) or 1
    margin = len(_short(top)) + 1
    column = max(1, min(6, (width - margin) // max(1, len(values))))
    values, labels = values[: (width - margin) // column], labels[: (width - margin) // column]
    bar = column - 1 if column > 2 else column
    lines = []
    for row in range(height, 0, -1):
        scale = _short(top) if row == height else "0" if row == 1 else ""
        cells = ""
        for value in values:
            filled = min(8, max(0, round((value / top * height - (row - 1)) * 8)))
            # The least count still shows: a day with one card is not an empty day.
            filled = max(filled, 1) if value > 0 and row == 1 else filled
            cells += (RISING[filled] * bar).ljust(column)
        lines.append(
            Content.styled(scale.rjust(margin - 1) + " ", "$quiet") + Content.styled(cells, style)
        )
    below = Content.styled(" " * margin + _labels(labels, column), "$quiet")
    return [line.rstrip() for line in [*lines, below]]


def _short(number: float) -> str:
    return f"{number / 1000:.0f}k" if number >= 10_000 else f"{number:.0f}"


def _labels(labels: Sequence[str], column: int) -> str:
    """The labels that find room, each under its column."""
    text = ""
    for index, label in enumerate(labels):
        place = index * column
        if label and len(text) <= place:
            text = text.ljust(place) + label + " "
    return text


def rows(
    items: Sequence[tuple[str, float, str]], width: int, style: str = "$accent"
) -> list[Content]:
    """Lying bars: a name, a number, and what is said of it at the end."""
    names = max((len(name) for name, _, _ in items), default=0)
    notes = max((len(note) for _, _, note in items), default=0)
    top = max((value for _, value, _ in items), default=0) or 1
    room = max(4, width - names - notes - 3)
    lines = []
    for name, value, note in items:
        eighths = round(value / top * room * 8)
        full, part = divmod(eighths, 8)
        bar = "█" * full + (EIGHTHS[part] if part else "")
        lines.append(
            Content.assemble(
                (name.rjust(names) + " ", "$quiet"), (bar.ljust(room), style), f" {note}"
            ).rstrip()
        )
    return lines


def share(name: str, rate: float | None, note: str, width: int, names: int) -> list[Content]:
    """A share as a bar with its percentage; a dash where there is nothing to divide."""
    text = "–" if rate is None else f"{rate:.0%}"
    room = max(8, width - names - 8)
    bar = Content("") if rate is None else gauge(rate, room)
    head = Content.assemble((name.ljust(names), ""), (text.rjust(5), "bold"), "  ")
    return [head + bar, Content.styled(" " * names + "       " + note, "$quiet")]


def calendar(counts: dict[date, int], until: date, width: int) -> list[Content]:
    """Weeks as columns, Mondays on top, darker where more was answered."""
    weeks = max(4, min(53, (width - 4) // 2))
    monday = until - timedelta(days=until.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    top = max((n for day, n in counts.items() if day >= first), default=0)
    months = _labels([_month(first + timedelta(weeks=week), week) for week in range(weeks)], 2)
    lines = [Content.styled("    " + months, "$quiet").rstrip()]
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        line = Content.styled(name.ljust(4), "$quiet")
        for week in range(weeks):
            day = first + timedelta(weeks=week, days=weekday)
            count = counts.get(day, 0)
            level = 0 if not count else 1 + min(3, int(3.999 * count / top))
            sign = " " if day > until else SHADES[level]
            line = line + Content.styled(
                sign * (1 if level == 0 else 2), "$accent" if level else "$rule"
            )
            if level == 0:
                line = line + Content(" ")
        lines.append(line.rstrip())
    least, most = SHADES[1] * 2, SHADES[4] * 2
    legend = Content.assemble(
        ("    fewer ", "$quiet"),
        (f"{least} {most}", "$accent"),
        (f" more, up to {top} a day", "$quiet"),
    )
    return [*lines, Content(""), legend]


def _month(monday: date, week: int) -> str:
    """A month's name where it begins."""
    return f"{monday:%b}" if monday.day <= 7 or week == 0 else ""
