"""What a value from elsewhere must be, asked of a Python value or, for whole tables, in SQL.

A field says what is wrong with a value in words, "" where nothing is. `sql` gives an expression
that is true of the same values, so that a million rows are checked without making a Python object.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)
"""The calendar in which intervals can be added up without leaving it."""
LONGEST_INTERVAL = (LAST_DAY - FIRST_DAY).days
"""Days."""
LONGEST_NAME = 1000
"""Characters of a deck's, a tag's or a note's name."""
_MILLISECONDS = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()
FIRST_MS = (FIRST_DAY.toordinal() - _EPOCH) * _MILLISECONDS
LAST_MS = (LAST_DAY.toordinal() + 1 - _EPOCH) * _MILLISECONDS - 1
"""The same in milliseconds since 1970, in UTC."""
BIGGEST = (1 << 63) - 1


class Rule(Protocol):
    """What a column's values must be, perhaps beside other columns."""

    def sql(self, column: str) -> tuple[str, str]:
        """An SQL condition that holds where the value of a column is wrong, and the problem."""


class Field(Rule, Protocol):
    """What a value must be, wherever it comes from."""

    def problem(self, value: object) -> str:
        """What is wrong with it, "" where nothing is."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number of a range."""

    low: int = -BIGGEST - 1
    high: int = BIGGEST
    what: str = "a whole number"

    def problem(self, value: object) -> str:
        right = isinstance(value, int) and not isinstance(value, bool)
        return "" if right and self.low <= value <= self.high else self.rule  # type: ignore[operator]  # mypy does not follow `right`

    def sql(self, column: str) -> tuple[str, str]:
        wrong = f"typeof({column}) <> 'integer' OR {column} NOT BETWEEN {self.low} AND {self.high}"
        return (wrong, self.rule)

    @property
    def rule(self) -> str:
        if self.low == -BIGGEST - 1 and self.high == BIGGEST:
            return f"is not {self.what}"
        return f"is not {self.what} from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number of a range, whole or not."""

    low: float
    high: float

    def problem(self, value: object) -> str:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if right and self.low <= value <= self.high else self.rule  # type: ignore[operator]  # as above

    def sql(self, column: str) -> tuple[str, str]:
        wrong = (
            f"typeof({column}) NOT IN ('integer', 'real') "
            f"OR {column} NOT BETWEEN {self.low} AND {self.high}"
        )
        return (wrong, self.rule)

    @property
    def rule(self) -> str:
        return f"is not a number from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a length."""

    longest: int
    shortest: int = 0

    def problem(self, value: object) -> str:
        if not isinstance(value, str):
            return "is not text"
        if len(value) > self.longest:
            return f"is longer than {self.longest:,} characters"
        return "" if len(value) >= self.shortest else "is empty"

    def sql(self, column: str) -> tuple[str, str]:
        bounds = f"{self.shortest} AND {self.longest}"
        wrong = f"typeof({column}) <> 'text' OR length({column}) NOT BETWEEN {bounds}"
        some = " and not empty" if self.shortest else ""
        return (wrong, f"is not text of at most {self.longest:,} characters{some}")


@dataclass(frozen=True, slots=True)
class Bytes:
    """A blob of a length."""

    longest: int

    def problem(self, value: object) -> str:
        right = isinstance(value, bytes) and len(value) <= self.longest
        return "" if right else self.rule

    def sql(self, column: str) -> tuple[str, str]:
        return (f"typeof({column}) <> 'blob' OR length({column}) > {self.longest}", self.rule)

    @property
    def rule(self) -> str:
        return f"is not a blob of at most {self.longest:,} bytes"


@dataclass(frozen=True, slots=True)
class Nullable:
    """What another field asks for, or nothing at all."""

    field: Field

    def problem(self, value: object) -> str:
        return "" if value is None else self.field.problem(value)

    def sql(self, column: str) -> tuple[str, str]:
        wrong, rule = self.field.sql(column)
        return (f"{column} IS NOT NULL AND ({wrong})", rule)


ID = Whole(1, BIGGEST, "an id")
MOMENT = Whole(FIRST_MS, LAST_MS, "a time between 1900 and 2999, in milliseconds,")
INTERVAL = Number(0, LONGEST_INTERVAL)
"""Days."""
STABILITY = Number(1e-4, LONGEST_INTERVAL)
"""FSRS's, in days."""
DIFFICULTY = Number(1, 10)
"""FSRS's."""


def day_problem(day: date) -> str:
    """What is wrong with a day, "" where nothing is."""
    return "" if FIRST_DAY <= day <= LAST_DAY else "is not a day between 1900 and 2999"


def day_of(seconds: float, zone: Any) -> date:
    """The day of a time in seconds since 1970; ValueError where it is outside 1900 to 2999."""
    if problem := MOMENT.problem(int(seconds * 1000)):
        raise ValueError(f"{seconds!r} {problem}")
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()


def loads(text: str | bytes) -> object:
    """JSON as values; ValueError where it is none, nests too deep or holds NaN or infinity."""
    try:
        loaded: object = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    return loaded


def loads_object(text: str | bytes) -> Mapping[str, Any]:
    """A JSON object; ValueError where it is something else."""
    loaded = loads(text)
    if not isinstance(loaded, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - what it holds, not its type
    return loaded


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return value
