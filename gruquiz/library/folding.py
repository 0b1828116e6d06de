"""What the rows of a card's log add up to: the one reading of the log, by any scheduler."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from gruquiz.library.connection import Row
from gruquiz.library.rows import (
    Held,
    day_at,
    day_of,
    read,
    schedule_from,
    schedule_text,
)
from gruquiz.model import NEW, Grade, LogKind, Schedule
from gruquiz.schedulers import Scheduler, scheduler_labelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Truth = TypeVar("Truth", bool, "NDArray[np.bool_]")

FOLDED = (
    "kind, grade, day, (SELECT text FROM label WHERE n = scheduler), interval, due, stability, "
    "difficulty, before, after, COALESCE(named, card)"
)
"""What `fold` needs of a row, in its order."""


NOTHING = Held(0)


class Standing(NamedTuple):
    """All of a card that the log decides."""

    schedule: Schedule = NEW
    held: Held = NOTHING
    """Only SUSPENDED, MISSING and DROPPED; the other bits are not the log's."""
    buried_on: date | None = None
    flag: int = 0


LOGGED = Held.SUSPENDED | Held.MISSING | Held.DROPPED

ANSWERS = (LogKind.REVIEW, LogKind.REPEAT)
OUTSIDE = (LogKind.IMPORT, LogKind.MANUAL)
"""Rows that set a schedule which no scheduler here made."""
GIVEN = (*OUTSIDE, LogKind.MOVE)
SETS = {LogKind.SUSPEND: Held.SUSPENDED, LogKind.MISSING: Held.MISSING, LogKind.DROP: Held.DROPPED}
CLEARS = {
    LogKind.UNSUSPEND: Held.SUSPENDED,
    LogKind.FOUND: Held.MISSING,
    LogKind.RESTORE: Held.DROPPED,
}


def is_repeat(logged: Truth, awaited: Truth, same_day: Truth) -> Truth:
    """Whether an answer is the day's repeat: of one card, or of a column of them.

    Not only where it was logged as one: a device that had not heard of the day's failure logged
    the repeat as a review.
    """
    return logged | awaited & same_day


def _repeats(schedule: Schedule, row: Row) -> bool:
    on = schedule.repeat_on
    return is_repeat(
        bool(row[0] == LogKind.REPEAT), on is not None, on is not None and on.toordinal() == row[2]
    )


def answered(before: Schedule, row: Row) -> Schedule:
    """The schedule after a logged review.

    Where the row was written on the schedule that is there now, the interval it gave stands, with
    that day's settings and fuzz. Where it was not (another device's review came between, or one
    before it was taken back), the scheduler decides anew.
    """
    _, grade, day, label, interval, due, stability, difficulty, logged_before = row[:9]
    scheduler = scheduler_labelled(label or "")
    given = Schedule(due=day_of(due), interval=interval, stability=stability, difficulty=difficulty)
    on, mark = day_at(day), read(Grade, grade)
    if logged_before == schedule_text(before):
        return scheduler.given(before, mark, on, given)
    return scheduler.review(before, mark, on)


def fold(rows: Iterable[Row]) -> Standing:
    """What a card's rows (`FOLDED`, oldest first, without those taken back) add up to."""
    schedule, held, buried_on, flag = NEW, NOTHING, None, 0
    rows = list(rows)
    given = _last_given(rows, GIVEN)
    if given is not None:
        schedule = schedule_from(rows[given][9])
    for place, row in enumerate(rows):
        kind = read(LogKind, row[0])
        if kind in ANSWERS:
            if given is None or place > given:
                repeat = _repeats(schedule, row)
                schedule = schedule.repeated(row[1]) if repeat else answered(schedule, row)
        elif kind in SETS:
            held |= SETS[kind]
        elif kind in CLEARS:
            held &= ~CLEARS[kind]
        elif kind is LogKind.BURY:
            buried_on = day_at(row[2])
        elif kind is LogKind.UNBURY:
            buried_on = None
        elif kind is LogKind.FLAG:
            flag = int(row[9])
    return Standing(schedule, held, buried_on, flag)


def refold(rows: Iterable[Row], scheduler: Scheduler) -> Schedule:
    """The schedule that another scheduler would have made of the same answers."""
    schedule, rows = NEW, list(rows)
    given = _last_given(rows, OUTSIDE)
    if given is not None:
        schedule = scheduler.convert(schedule_from(rows[given][9]))
        rows = rows[given + 1 :]
    for row in rows:
        if row[0] in ANSWERS and _repeats(schedule, row):
            schedule = schedule.repeated(row[1])
        elif row[0] in ANSWERS:
            schedule = scheduler.review(schedule, read(Grade, row[1]), day_at(row[2]))
    return schedule


def _last_given(rows: Sequence[Row], kinds: Sequence[LogKind]) -> int | None:
    """The place of the last row that sets the whole schedule, whatever was answered before it."""
    for place in range(len(rows) - 1, -1, -1):
        if rows[place][0] in kinds and not _overtaken(rows, place):
            return place
    return None


def _overtaken(rows: Sequence[Row], place: int) -> bool:
    """Whether a schedule came with a card that another device had reviewed since: its twin here,
    made of the same note, brought the note's old schedule along."""
    kind, after, card = rows[place][0], rows[place][9], rows[place][10]
    last = schedule_from(after).last_review if kind == LogKind.IMPORT and after else None
    return last is not None and any(
        row[10] != card and row[0] in ANSWERS and row[2] > last.toordinal() for row in rows[:place]
    )
