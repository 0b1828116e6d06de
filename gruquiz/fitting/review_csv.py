"""Reviews from a table in the schema of the FSRS tools: a line a review, oldest first."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from gruquiz.errors import FittingError
from gruquiz.fitting.review_history import RatedReview, ReviewHistory
from gruquiz.foreign.limits import LIMITS

COLUMNS = ("card_id", "review_rating", "review_time")
DURATION = "review_duration"
"""Milliseconds; a file may do without it."""


def read_reviews(path: Path, rollover_hour: int) -> ReviewHistory:
    """The reviews of a file; study days begin at `rollover_hour`, UTC.

    Raises FittingError with the line where the file cannot be read so.
    """
    try:
        size = path.stat().st_size
        if size > LIMITS.table:
            raise FittingError(f"the file is larger than {LIMITS.table >> 20} MiB", path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return ReviewHistory.of(_rows(file, path, rollover_hour))
    except OSError as error:
        raise FittingError(f"the file cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise FittingError("the file is not UTF-8 text; save it as CSV in UTF-8", path) from error


def _rows(file: TextIO, path: Path, rollover_hour: int) -> Iterator[RatedReview]:
    lines = csv.DictReader(file)
    cards: dict[str, int] = {}
    previous: datetime | None = None
    try:
        absent = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if absent:
            raise FittingError(
                f"there is no column {', '.join(absent)}; needed are {', '.join(COLUMNS)}, "
                f"and {DURATION} if known",
                path,
                1,
            )
        for values in lines:
            try:
                time = _time(values["review_time"])
                rating = _rating(values["review_rating"])
                elapsed = _milliseconds(values.get(DURATION))
            except ValueError as error:
                raise FittingError(str(error), path, lines.line_num) from error
            if previous is not None and time < previous:
                raise FittingError(
                    "this review is earlier than the one before it; sort the file by review_time",
                    path,
                    lines.line_num,
                )
            previous = time
            day = (time - timedelta(hours=rollover_hour)).toordinal()
            card = cards.setdefault(values["card_id"], len(cards))
            yield RatedReview(card, int(time.timestamp() * 1000), day, rating, elapsed)
    except csv.Error as error:
        raise FittingError(f"this is no table: {error}", path, lines.line_num) from error


def _time(text: str | None) -> datetime:
    """An ISO time in UTC; without an offset it is UTC already."""
    try:
        time = datetime.fromisoformat(text or "")
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"review_time {text or ''!r} is no time; write 2026-11-21T09:30:00+00:00"
        ) from error
    if not 1970 <= time.year < 3000:
        raise ValueError(f"review_time {text!r} is not in the years 1970 to 2999")
    return time


def _rating(text: str | None) -> int:
    if text not in ("1", "2", "3", "4"):
        raise ValueError(f"review_rating {text or ''!r} is not 1, 2, 3 or 4")
    return int(text)


def _milliseconds(text: str | None) -> int:
    if text in (None, ""):
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError(f"{DURATION} {text!r} is not a whole number of milliseconds")
    return int(text)
