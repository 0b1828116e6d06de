"""The output of commands: one JSON document, aligned columns, or lines of text.

Commands print through this module only. The text may come from anybody's library, so control
characters are made visible instead of being sent to the terminal.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from gruquiz.model import Card, Schedule, card_name
from gruquiz.terminal import cells, escaped, harmless, visible

PAGE = 80
"""The width in cells to which formulas and arrays are laid out."""


def say(line: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print one line; line ends and control characters in it are made visible."""
    click.echo(visible(line), err=err, nl=nl)


def say_text(text: str, *, err: bool = False) -> None:
    """Print several lines; control characters in them are made visible."""
    click.echo(harmless(text), err=err)


def say_data(data: str) -> None:
    """Print data for another program: unchanged, except on a terminal."""
    click.echo(harmless(data) if sys.stdout.isatty() else data, nl=False)


def say_code(lines: Iterable[str]) -> None:
    """Print a picture of blocks in black upon white, whatever the terminal's colours are."""
    for line in lines:
        click.echo(f"\x1b[30;107m{visible(line)}\x1b[0m")


def emit(document: object) -> None:
    """Print one JSON document, and nothing else, on stdout."""
    click.echo(escaped(json.dumps(document, ensure_ascii=False, indent=2)))


def counted(number: float, noun: str) -> str:
    """ "1 card", "2 cards"."""
    return f"{number} {noun if number == 1 else noun + 's'}"


def columns(rows: Iterable[Sequence[object]], align: str) -> None:
    """Print rows in aligned columns.

    `align` has one letter a column: `l` left, `r` right.
    """
    shown = [[visible(str(value)) for value in row] for row in rows]
    widths = [max(map(cells, column), default=0) for column in zip(*shown, strict=True)]
    for row in shown:
        line = "  ".join(
            _padded(value, width, side)
            for value, width, side in zip(row, widths, align, strict=True)
        )
        say(line.rstrip())


def _padded(text: str, width: int, side: str) -> str:
    """The text in `width` cells, at their right for side `r`."""
    blanks = " " * (width - cells(text))
    return blanks + text if side == "r" else text + blanks


def one_line(text: str, width: int = 60) -> str:
    """A face's markdown as plain text on one line, formulas in Unicode, cut at `width`."""
    from gruquiz.markdown import plain  # markdown-it takes a while to import

    line = plain(text)
    return line if len(line) <= width else f"{line[: width - 1]}…"


def page(text: str, width: int = 78) -> str:
    """A face's markdown laid out as text: paragraphs, lists, tables, formulas drawn."""
    from gruquiz.markdown import lines  # markdown-it takes a while to import

    return "\n".join(lines(text, width))


def drawn(latex: str) -> str:
    """A formula as the terminal shows it."""
    from gruquiz.typeset import display  # its tables take a while to import

    return "\n".join(row.text for row in display(latex, PAGE))


def number(days: float) -> int | float:
    """Days as people write them: 6 rather than 6.0."""
    return int(days) if days == int(days) else days


def ease_factor(schedule: Schedule) -> float:
    """SM-2's EF as people write it: 2.5, not 250."""
    return schedule.ease / 100


def schedule_document(schedule: Schedule, state: str) -> dict[str, Any]:
    """A schedule's JSON."""
    return {
        "state": state,
        "due": None if schedule.due is None else schedule.due.isoformat(),
        "interval": number(schedule.interval),
        "ease": ease_factor(schedule),
        "reps": schedule.reps,
        "lapses": schedule.lapses,
    }


def markdown(text: str) -> str:
    r"""A face as other programs read it: the formula itself for its `\answer{…}`, which is our
    own and no LaTeX."""
    if r"\answer{" not in text:
        return text
    from gruquiz.judge import without_answers  # markdown-it comes with it

    return without_answers(text)


def card_document(card: Card, today: date) -> dict[str, Any]:
    """A card's JSON, its keys in the order of the documentation."""
    return {
        "id": card_name(card.id),
        "deck": card.deck,
        "decks": list(card.decks),
        "note": card.note,
        "line": card.line,
        "kind": card.kind.value,
        "front": markdown(card.face.front),
        "back": markdown(card.face.back),
        "answers": list(card.face.answers),
        "suggested": card.rule is not None,
        "rule": card.rule,
        **schedule_document(card.schedule, card.state(today).value),
    }


def closed_to_others(closed: Sequence[Path]) -> str:
    """The message about files that other users of this computer could read."""
    first = closed[0]
    more = f" and {len(closed) - 1} more of its files" if len(closed) > 1 else ""
    return (
        f"gruquiz: other users of this computer could open {first}{more}; from now on only you can."
    )
