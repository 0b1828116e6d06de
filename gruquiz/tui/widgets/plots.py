"""Plots of block characters: columns, a calendar, shares."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from textual.content import Content

from gruquiz.tui.widgets.bars import EIGHTHS, gauge
from gruquiz.tui.widgets.drawn import packed

RISING = " ▁▂▃▄▅▆▇█"
SHADES = "·░▒▓█"


def columns(
    values: Sequence[float],
    labels: Sequence[str],
    width: int,
    height: int,
    style: str = "$accent",
    *,
    percent: bool = False,
) -> list[Content]:
    """Upright bars with a scale at the left and labels below, as many of them as have room.

    With `percent`, values are shares from 0 to 1 and the scale ends at 100 %.
    """
    top = 1.0 if percent else max(values, default=0) or 1
    scale_marks = [f"{share:.0%}" if percent else _short(top * share) for share in (1.0, 0.5)]
    margin = max(4, *(len(each) for each in scale_marks)) + 1
    column = max(1, min(6, (width - margin) // max(1, len(values))))
    values, labels = values[: (width - margin) // column], labels[: (width - margin) // column]
    bar = column - 1 if column > 2 else column
    half = height // 2 if height >= 6 and (percent or top >= 4) else 0
    lines = []
    for row in range(height, 0, -1):
        scale = "0" if row == 1 else ""
        if row == height:
            scale = scale_marks[0]
        elif row == half:
            scale = scale_marks[1]
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
    items: Sequence[tuple[str, float, str]], width: int, height: int = 0, style: str = "$accent"
) -> list[Content]:
    """Lying bars: a name, a number, and what is said of it at the end; as thick as `height`
    rows allow, at most two lines each with one between."""
    names = max((len(name) for name, _, _ in items), default=0)
    notes = max((len(note) for _, _, note in items), default=0)
    top = max((value for _, value, _ in items), default=0) or 1
    room = max(4, width - names - notes - 3)
    thick, apart = height >= 3 * len(items), height >= 2 * len(items)
    lines: list[Content] = []
    for name, value, note in items:
        eighths = round(value / top * room * 8)
        full, part = divmod(eighths, 8)
        bar = "█" * full + (EIGHTHS[part] if part else "")
        head = (name.rjust(names) + " ", "$quiet")
        if lines and apart:
            lines.append(Content(""))
        lines.append(Content.assemble(head, (bar.ljust(room), style), f" {note}").rstrip())
        if thick:
            lines.append(Content.assemble(" " * (names + 1), (bar, style)))
    return lines


def stacked(items: Sequence[tuple[str, int]], width: int) -> list[Content]:
    """Parts of a whole in one bar, each in its own shade, named below."""
    total = sum(number for _, number in items)
    if not total:
        return []
    ends = [0]
    for _, number in items:
        ends.append(ends[-1] + number)
    places = [round(end / total * width) for end in ends]
    shades = SHADES[1:]
    bar = Content.assemble(
        *(
            (shade * (end - start), "$accent")
            for shade, start, end in zip(shades, places, places[1:], strict=False)
        )
    )
    caption = [
        Content.assemble((shade, "$accent"), f" {name} ", (f"{number / total:.0%}", "$quiet"))
        for shade, (name, number) in zip(shades, items, strict=False)
    ]
    return [bar, *packed(caption, width, gap=3)]


def share(name: str, rate: float | None, note: str, width: int, names: int) -> list[Content]:
    """A share as a bar with its percentage; a dash where there is nothing to divide."""
    text = "–" if rate is None else f"{rate:.0%}"
    room = max(8, width - names - 8)
    bar = Content("") if rate is None else gauge(rate, room)
    head = Content.assemble((name.ljust(names), ""), (text.rjust(5), "bold"), "  ")
    caption = Content.styled(" " * names + "       " + note, "$quiet")
    return [head + bar, caption] if note else [head + bar]


def calendar(counts: Mapping[date, int], until: date, width: int, height: int) -> list[Content]:
    """Weeks as columns, Mondays on top, darker where more was answered; below, each week's sum."""
    cell = 3 if width >= 4 + 53 * 3 else 2
    tall = 3 if height >= 36 else 2 if height >= 20 else 1
    weeks = max(4, min(53, (width - 4) // cell))
    first = until - timedelta(days=until.weekday(), weeks=weeks - 1)
    bounds = quartiles([n for day, n in counts.items() if day >= first and n])
    months = _labels([_month(first + timedelta(weeks=week), week) for week in range(weeks)], cell)
    lines = [Content.styled("    " + months, "$quiet").rstrip()]
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        days = [first + timedelta(weeks=week, days=weekday) for week in range(weeks)]
        drawn = Content("").join(_day(counts.get(d, 0), bounds, cell, d > until) for d in days)
        lines.append((Content.styled(name.ljust(4), "$quiet") + drawn).rstrip())
        lines += [(Content("    ") + drawn).rstrip()] * (tall - 1)
    legend = [
        Content.assemble((SHADES[level] * 2, "$accent"), (f" {span}", "$quiet"))
        for level, span in enumerate(_spans(bounds), start=1)
        if span
    ]
    lines += [Content(""), *(Content("    ") + line for line in packed(legend, width - 4))]
    room = height - len(lines) - 2
    if room >= 3:
        sums = [
            sum(counts.get(first + timedelta(weeks=week, days=day), 0) for day in range(7))
            for week in range(weeks)
        ]
        lines += [Content(""), *_sums(sums, cell, min(room, 16))]
    return lines


def _sums(sums: Sequence[int], cell: int, height: int) -> list[Content]:
    """The weeks' sums as bars under the calendar's columns."""
    top = max(sums, default=0) or 1
    lines = []
    for row in range(height, 0, -1):
        scale = _short(top) if row == height else ""
        cells = ""
        for value in sums:
            filled = min(8, max(0, round((value / top * height - (row - 1)) * 8)))
            filled = max(filled, 1) if value > 0 and row == 1 else filled
            cells += (RISING[filled] * (cell - 1)).ljust(cell)
        lines.append(Content.assemble((scale.rjust(3) + " ", "$quiet"), (cells, "$accent")))
    return [*(line.rstrip() for line in lines), Content.styled("    answers by week", "$quiet")]


def _day(count: int, bounds: Sequence[int], cell: int, ahead: bool) -> Content:
    if ahead or not count:
        return Content.styled((" " if ahead else SHADES[0]).ljust(cell), "$rule")
    level = 1 + sum(count >= bound for bound in bounds)
    return Content.styled(SHADES[level] * 2, "$accent").pad_right(cell - 2)


def quartiles(counts: Sequence[int]) -> tuple[int, int, int]:
    """The counts from which on a day is in the upper three, two and one quarters of the days."""
    if not counts:
        return (2, 3, 4)
    ordered = sorted(counts)
    low, middle, high = (ordered[len(ordered) * part // 4] for part in (1, 2, 3))
    return low, middle, high


def _spans(bounds: Sequence[int]) -> list[str]:
    """What each shade stands for: "1–4", "5–9", "10–19", "20 or more"; empty for nothing."""
    spans = []
    for low, end in zip((1, *bounds), bounds, strict=False):
        spans.append("" if end <= low else str(low) if end == low + 1 else f"{low}–{end - 1}")
    return [*spans, f"{bounds[-1]} or more"]


def _month(monday: date, week: int) -> str:
    """A month's name where it begins."""
    return f"{monday:%b}" if monday.day <= 7 or week == 0 else ""
