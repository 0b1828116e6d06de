"""Writes schedules as comments of Obsidian's plug-in into a file, changing nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gruquiz.model import Schedule
from gruquiz.obsidian import ScheduleEntry

PLACEHOLDER = "2000-01-01,1,250"
"""Placeholder for a new sibling, so that the following ones keep their places."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Edit:
    """A comment to insert after a line, or to replace one in it."""

    line: int
    """1-based."""
    comment: str
    instead_of: str = ""
    """The current comment; "" for none."""


def comment(schedules: Sequence[Schedule | None], written: Sequence[ScheduleEntry]) -> str:
    """The comment for a card and its siblings; "" where none is needed.

    `schedules` has None for a place without a card, or with an unknown one; `written` holds the
    current entries. An entry that is still right, or belongs to no card, is kept as written.
    """
    texts: list[str] = []
    for place in range(max(len(schedules), len(written))):
        old = written[place] if place < len(written) else None
        schedule = schedules[place] if place < len(schedules) else None
        texts.append(_entry(schedule, old))
    while len(texts) > len(written) and texts[-1] == PLACEHOLDER:
        texts.pop()
    return "<!--SR:" + "".join(f"!{text}" for text in texts) + "-->" if texts else ""


def _entry(schedule: Schedule | None, old: ScheduleEntry | None) -> str:
    if old is not None and (schedule is None or matches_schedule(old.schedule, schedule)):
        return old.raw
    if schedule is None or schedule.due is None:
        return PLACEHOLDER
    if old is not None and old.raw.startswith("fsrs,") and schedule.stability is not None:
        return _fsrs(schedule)
    return f"{schedule.due.isoformat()},{_number(schedule.interval)},{schedule.ease}"


def _fsrs(schedule: Schedule) -> str:
    """`fsrs,due,interval,stability,difficulty,state,reps,lapses,learning steps,last review`."""
    reviewed = schedule.last_review
    return ",".join(
        (
            "fsrs",
            f"{schedule.due}T00:00:00.000Z",
            _number(schedule.interval),
            _number(schedule.stability or 0),
            _number(schedule.difficulty or 0),
            "2",
            str(schedule.reps),
            str(schedule.lapses),
            "0",
            "" if reviewed is None else f"{reviewed}T00:00:00.000Z",
        )
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")


def matches_schedule(written: Schedule | None, schedule: Schedule) -> bool:
    """Whether a comment's entry agrees with the library's schedule, as far as it can express it."""
    if written is None or schedule.is_new:
        return written is None and schedule.is_new
    if written.stability is not None and schedule.stability is not None:
        return written.due == schedule.due and _close(written.stability, schedule.stability)
    return (
        written.due == schedule.due
        and _close(written.interval, schedule.interval)
        and written.ease == schedule.ease
    )


def _close(first: float, second: float) -> bool:
    return abs(first - second) < 1e-3


def lines_of(text: str) -> list[str]:
    """The lines of a file, each with its own line end."""
    return [line for line in _LINE.findall(text) if line]


def edited(text: str, edits: Sequence[Edit], *, own_line: bool) -> str | None:
    """The text with the edits applied; None where a comment to replace is no longer there.

    New comments go to a line of their own, or to the end of the card's last line.
    """
    lines = lines_of(text)
    usual = next((_end(line) for line in lines if _end(line)), "\n")
    for edit in sorted(edits, key=lambda one: one.line, reverse=True):
        if not 0 < edit.line <= len(lines):
            return None
        line = lines[edit.line - 1]
        if edit.instead_of:
            if edit.instead_of not in line:
                return None
            lines[edit.line - 1] = line.replace(edit.instead_of, edit.comment, 1)
            continue
        end = _end(line)
        bare = line[: len(line) - len(end)]
        if own_line:
            quote = _QUOTE.match(bare)
            lead = f"{quote[0].rstrip()} " if quote is not None else ""
            lines[edit.line - 1] = f"{bare}{end or usual}{lead}{edit.comment}{end}"
        else:
            lines[edit.line - 1] = f"{bare.rstrip()} {edit.comment}{end}"
    return "".join(lines)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
