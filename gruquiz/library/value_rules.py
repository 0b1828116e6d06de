"""What values of a library must be, beyond types and ranges: texts that can be read, lists,
schedules, what belongs together. Asked in SQL, by functions that a connection is given."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gruquiz.errors import KNOWN_ERRORS
from gruquiz.foreign.values import (
    DIFFICULTY,
    FIRST_DAY,
    INTERVAL,
    LAST_DAY,
    LONGEST_NAME,
    MOMENT,
    STABILITY,
    Bytes,
    Field,
    Nullable,
    Whole,
    loads,
    loads_object,
)
from gruquiz.model import THIS_NOTE, Kind, LogKind
from gruquiz.schedulers import find_scheduler

LONGEST_SIDE = 1 << 20
"""Characters of one side of a card. Notes of one's own make longer ones than a package may."""
DEEPEST_DECK = 50
"""Levels of a deck's name."""
LEAST, MOST = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
DAY = Whole(LEAST, MOST, "a day between 1900 and 2999,")
NUMBER = Whole(0, what="an id")
LINE = Whole(0, 1 << 31, "a line")
PLACE = Whole(0, 1 << 31, "a place")
HASH = Bytes(64)
_COUNT = Whole(0, 1_000_000)
_FLAG = Whole(0, 7)
GIVES_SCHEDULE = (LogKind.IMPORT, LogKind.MANUAL, LogKind.MOVE)


@dataclass(frozen=True, slots=True)
class SoundText:
    """Text that a function of ours finds sound; also true of the text as bytes."""

    name: str
    """What the function is called in SQL."""
    function: Callable[[bytes], bool]
    words: str
    """What is wrong with all other text."""

    def problem(self, value: object) -> str:
        try:
            right = isinstance(value, str) and self.function(value.encode())
        except UnicodeEncodeError:
            right = False
        return "" if right else self.words

    def sql(self, column: str) -> tuple[str, str]:
        judged = f"{self.name}(CAST({column} AS BLOB))"
        return (f"typeof({column}) <> 'text' OR ({column} <> '' AND NOT {judged})", self.words)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text out of a few."""

    known: Sequence[str]
    what: str

    def problem(self, value: object) -> str:
        return "" if value in self.known else f"is no {self.what}"

    def sql(self, column: str) -> tuple[str, str]:
        known = ", ".join(f"'{one}'" for one in self.known)
        return (f"{column} IS NULL OR {column} NOT IN ({known})", f"is no {self.what}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of a row of another table that is there too."""

    table: str
    """With its schema."""
    nullable: bool = False

    def sql(self, column: str) -> tuple[str, str]:
        missing = f"NOT EXISTS (SELECT 1 FROM {self.table} AS known WHERE known.n = {column})"
        if self.nullable:
            missing = f"{column} IS NOT NULL AND {missing}"
        return (missing, f"names a {self.table.rpartition('.')[2]} that is missing or was refused")


@dataclass(frozen=True, slots=True)
class Where:
    """A rule, and conditions on the row as a whole under which its value is wrong nevertheless."""

    field: Field | Reference
    wrong: str
    """In SQL."""
    words: str = ""
    """What is wrong then, unless the field's words say it."""

    def sql(self, column: str) -> tuple[str, str]:
        wrong, words = self.field.sql(column)
        return (f"({wrong}) OR ({self.wrong})", self.words or words)


def is_text(data: bytes, longest: int = LONGEST_SIDE) -> bool:
    """Whether bytes are UTF-8, of no more characters than that."""
    try:
        return len(data) <= 4 * longest and len(data.decode()) <= longest
    except UnicodeDecodeError:
        return False


def is_name(data: bytes) -> bool:
    return b"\0" not in data and is_text(data, LONGEST_NAME)


def is_path(data: bytes) -> bool:
    return b"\0" not in data and is_text(data, 8 * LONGEST_NAME)


def is_deck(data: bytes) -> bool:
    return is_name(data) and data.count(b"::") < DEEPEST_DECK


@lru_cache(maxsize=4096)
def is_strings(data: bytes) -> bool:
    """Whether bytes are a JSON list of texts that can be written again."""
    try:
        found = loads(data)
        return isinstance(found, list) and b"\xff" not in b"".join(one.encode() for one in found)
    except (ValueError, AttributeError):
        return False


@lru_cache(maxsize=4096)
def is_integers(data: bytes) -> bool:
    """Whether bytes are a JSON list of lines."""
    try:
        found = loads(data)
    except ValueError:
        return False
    return isinstance(found, list) and not any(map(LINE.problem, found))


@lru_cache(maxsize=4096)
def is_schedule(data: bytes) -> bool:
    """Whether bytes are a schedule as the log keeps it, with values that it can have."""
    fields = data.split(b",")
    if len(fields) != 9:
        return False
    try:
        due, ease, reps, lapses, last, repeat = (
            int(fields[place]) if fields[place] else None for place in (0, 2, 3, 4, 5, 6)
        )
        interval = float(fields[1])
        memory = [float(one) if one else None for one in fields[7:]]
    except ValueError:
        return False
    days = all(day is None or LEAST <= day <= MOST for day in (due, last, repeat))
    counts = not any(_COUNT.problem(one or 0) for one in (ease, reps, lapses))
    return days and counts and not INTERVAL.problem(interval) and is_memory(*memory)


def is_memory(stability: object, difficulty: object) -> bool:
    """Whether FSRS can go on from two values, or has none of them."""
    if stability is None or difficulty is None:
        return stability is difficulty
    return not STABILITY.problem(stability) and not DIFFICULTY.problem(difficulty)


@lru_cache(maxsize=256)
def is_scheduler(data: bytes | None) -> bool:
    """Whether bytes name a scheduler that this program has, with options that it can have."""
    label = (data or b"").decode(errors="replace")
    scheduler = find_scheduler(label)
    return scheduler is not None and scheduler.label == label


def is_after(kind: object, with_card: int, data: object) -> bool:
    """Whether a row of the log sets something that its kind can set."""
    if data is None:
        sets = kind in (LogKind.DECK, LogKind.FLAG)
        return not sets and not (with_card and kind in GIVES_SCHEDULE)
    if not isinstance(data, bytes):
        return False
    if kind in GIVES_SCHEDULE:
        return is_schedule(data)
    if kind == LogKind.DECK:
        return bool(data) and is_deck(data)
    if kind == LogKind.FLAG:
        return len(data) == 1 and not _FLAG.problem(int(data) if data.isdigit() else None)
    return is_name(data)


@lru_cache(maxsize=1024)
def is_object(data: bytes) -> bool:
    """Whether bytes are a JSON object of a plain exercise's size."""
    try:
        found = loads_object(data)
        return len(data) <= LONGEST_NAME * 8 and bool(
            json.dumps(found, ensure_ascii=False).encode()
        )
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def is_drill(data: bytes) -> bool:
    """Whether bytes say what a drill asks for, and there is an exercise like that."""
    from engine.drills import checked  # with NumPy: only where there is a drill

    try:
        asked = loads_object(data)
        kind, convention = (
            str(asked.get("compute", "step")),
            str(asked.get("convention", "pytorch")),
        )
        sizes = {
            name: int(asked.get(name, usual))
            for name, usual in (("hidden", 2), ("input", 2), ("steps", 1), ("decimals", 3))
        }
        if convention != THIS_NOTE:
            checked(kind, convention, **sizes)
    except (*KNOWN_ERRORS, ValueError, TypeError, OverflowError):
        return False
    return all(0 <= size <= 64 for size in sizes.values())


NAME = SoundText("is_name", is_name, f"is not text of at most {LONGEST_NAME:,} characters")
DECK = SoundText("is_deck", is_deck, f"is not a deck's name of at most {DEEPEST_DECK} levels")
PATH = SoundText("is_path", is_path, f"is not a path of at most {8 * LONGEST_NAME:,} characters")
SIDE = SoundText("is_text", is_text, f"is not text of at most {LONGEST_SIDE:,} characters")
STRINGS = SoundText("is_strings", is_strings, "is not a list of texts")
INTEGERS = SoundText("is_integers", is_integers, "is not a list of lines")
SCHEDULE = SoundText("is_schedule", is_schedule, "is not a schedule with possible values")
OBJECT = SoundText("is_object", is_object, "is not an exercise")

CONTENT_FIELDS: Mapping[str, Field] = {
    "kind": OneOf([kind.value for kind in Kind], "kind of card"),
    "front": SIDE,
    "back": SIDE,
    "answers": Nullable(STRINGS),
    "line": LINE,
    "end_line": LINE,
    "variant": SIDE,
    "sibling": PLACE,
    "rule": Nullable(NAME),
    "entry": Nullable(SIDE),
    "also": Nullable(INTEGERS),
    "hash": HASH,
    "headings": Nullable(STRINGS),
    "anchor": Nullable(SIDE),
    "time": MOMENT,
}
"""The columns of a card's text."""

FUNCTIONS: tuple[tuple[str, int, Callable[..., bool]], ...] = (
    *((one.name, 1, one.function)
      for one in (NAME, DECK, PATH, SIDE, STRINGS, INTEGERS, SCHEDULE, OBJECT)),
    ("is_scheduler", 1, is_scheduler),
    ("is_drill", 1, is_drill),
    ("is_after", 3, is_after),
    ("is_memory", 2, is_memory),
)  # fmt: skip
"""Name, number of arguments and function, as a connection wants them."""
