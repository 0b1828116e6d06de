"""How the nouns lie in the tables: days as ordinals, schedules as nine columns or one text."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from enum import IntFlag
from json.encoder import encode_basestring
from os import urandom
from struct import iter_unpack
from typing import Any, NamedTuple, TypeVar

from gruquiz.errors import LibraryError
from gruquiz.model import CardId, Schedule


class Held(IntFlag):
    """Why a card is out of play; 0 is in play."""

    SUSPENDED = 1
    MISSING = 2
    DROPPED = 4
    INCOMPLETE = 8
    WITHDRAWN = 16
    """Added by an import that was undone: only the next import sees it."""
    JOINED = 32
    """Taken for an edit of an older card, which carries on in its place."""
    SAME = 64
    """The same card as one of another device, which carries on for both."""


GONE = Held.WITHDRAWN | Held.JOINED | Held.SAME
"""What only the log still takes for a card."""

UNLOGGED = Held.WITHDRAWN | Held.JOINED | Held.INCOMPLETE
"""What an import sets without a row of the log."""

HIDDEN = Held.DROPPED | GONE
"""What neither lists nor totals show unless asked for."""

SCHEDULE = "due, interval, ease, reps, lapses, last_review, repeat_on, stability, difficulty"
"""The columns of a schedule in `card`, in the order of `schedule_row`."""


class CardRow(NamedTuple):
    """A card as scheduling needs it, without its texts."""

    id: CardId
    number: int
    """Its row in this file."""
    deck: int
    block: int
    held: int
    """Bits of `Held`; 0 is in play."""
    buried_on: date | None
    latest: int | None
    """The time of the last row of its log."""
    schedule: Schedule


REPLAYED = (
    "kind, grade, day, (SELECT text FROM label WHERE n = scheduler), interval, due, stability, "
    "difficulty, before, after, COALESCE(named, card)"
)
"""The columns of a `LogRow`."""


class LogRow(NamedTuple):
    """A row of the log, as far as a card's state follows from it."""

    kind: str
    grade: int
    """Of an answer; other rows have none."""
    day: int
    label: str | None
    """The scheduler that gave the interval."""
    interval: float
    due: int | None
    stability: float | None
    difficulty: float | None
    before: str | None
    """The card's schedule when the row was written."""
    after: str | None
    """What the row sets: a schedule, a flag or a deck, by its kind."""
    card: int
    """The card that it was written for, which may now carry on as another."""


def new_id() -> int:
    """63 random bits."""
    return int.from_bytes(urandom(8), "little") >> 1


def new_ids(count: int) -> list[int]:
    """Many of them from one call to the system; ascending, so that their index is filled from
    left to right."""
    return sorted(bits >> 1 for (bits,) in iter_unpack("<Q", urandom(8 * count)))


def day_number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


WRONG = (ValueError, TypeError, OverflowError, LookupError)
"""What a value that was never written raises where it is read."""

Read = TypeVar("Read")


def damaged(error: Exception) -> LibraryError:
    """A value that no version has written; `Database.__exit__` adds the file's path."""
    return LibraryError(
        f"the file is damaged, a value in it cannot be ({error}); `gruquiz check` says more, "
        "`gruquiz restore` brings back a backup"
    )


def read(meaning: Callable[[Any], Read], value: object) -> Read:
    """A column's value as what it means. Raises LibraryError where it cannot be that."""
    try:
        return meaning(value)
    except WRONG as error:
        raise damaged(error) from error


def day_at(number: object) -> date:
    """The day of a column that is never empty."""
    return read(date.fromordinal, number)


def day_of(number: int | None) -> date | None:
    """The day of a column that may be empty; on the path of every review, so without `read`."""
    if number is None:
        return None
    try:
        return date.fromordinal(number)
    except WRONG as error:
        raise damaged(error) from error


def schedule_row(schedule: Schedule) -> tuple[object, ...]:
    """The values of `SCHEDULE`."""
    return (
        day_number(schedule.due),
        schedule.interval,
        schedule.ease,
        schedule.reps,
        schedule.lapses,
        day_number(schedule.last_review),
        day_number(schedule.repeat_on),
        schedule.stability,
        schedule.difficulty,
    )


def schedule_of(row: Sequence[Any]) -> Schedule:
    """The schedule in the first nine values of a row that begins with `SCHEDULE`."""
    due, interval, ease, reps, lapses, last, repeat, stability, difficulty = row[:9]
    return Schedule(
        day_of(due), interval, ease, reps, lapses, day_of(last), day_of(repeat), stability,
        difficulty,
    )  # fmt: skip


def schedule_text(schedule: Schedule) -> str:
    """A schedule as a row of the log keeps it: nine fields, empty where there is nothing."""
    due, interval, ease, reps, lapses, last, repeat, stability, difficulty = schedule_row(schedule)
    if stability is None and difficulty is None and repeat is None and due is not None:
        return f"{due},{interval!r},{ease},{reps},{lapses},{'' if last is None else last},,,"
    values = (due, interval, ease, reps, lapses, last, repeat, stability, difficulty)
    return ",".join("" if value is None else repr(value) for value in values)


def schedule_from(text: str | None) -> Schedule:
    """The schedule that `schedule_text` wrote."""
    try:
        fields = str(text or "").split(",")  # of a damaged file it may be a number
        due, ease, reps, lapses, last, repeat = (
            int(fields[place]) if fields[place] else None for place in (0, 2, 3, 4, 5, 6)
        )
        return Schedule(
            day_of(due),
            float(fields[1]),
            ease or 0,
            reps or 0,
            lapses or 0,
            day_of(last),
            day_of(repeat),
            float(fields[7]) if fields[7] else None,
            float(fields[8]) if fields[8] else None,
        )
    except WRONG as error:
        raise damaged(error) from error


def list_text(values: Sequence[str]) -> str | None:
    """A list of texts as JSON, NULL where it is empty; thrice as fast as `dumps`."""
    return f"[{', '.join(map(encode_basestring, values))}]" if values else None


def integers_text(values: Sequence[int]) -> str | None:
    """A list of whole numbers as JSON, NULL where it is empty."""
    return f"[{', '.join(map(str, values))}]" if values else None


def strings_of(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(read(json.loads, text))


def integers_of(text: str | None) -> tuple[int, ...]:
    return () if text is None else tuple(read(json.loads, text))
