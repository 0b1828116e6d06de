"""The schedule comments of Obsidian's spaced-repetition plug-in: read, and matched to cards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from gruquiz.foreign.values import DIFFICULTY, INTERVAL, STABILITY, day_problem
from gruquiz.model import Block, NoteWarning, Orphan, Schedule
from gruquiz.syntaxes import CardSpan

_BODY = re.compile(r"<!--SR:(.*?)(?:-->|$)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{2})-(\d{2})-(\d{4})")
_WORDS = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{2}) (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_USUAL = re.compile(r"(\d{4})-(\d{2})-(\d{2}),(\d{1,7}),(\d{1,7})")
_NUMBER = re.compile(r"\d{1,7}(?:\.\d+)?")
_PLACEHOLDER = date(2000, 1, 1)
"""The plug-in's date for "this sibling is new, but its place counts"."""

LOWEST_EASE = 130
HIGHEST_EASE = 10_000
"""In per cent: the next interval would be a hundred times the last. More is refused."""
_FSRS_FIELDS = 10


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """One schedule of a comment."""

    raw: str
    schedule: Schedule | None = None
    """None for a new card, and where the entry cannot be read."""
    problem: str = ""


def parse_entries(comment: str) -> tuple[ScheduleEntry, ...]:
    """The schedules of a comment in order; an unreadable one keeps its place."""
    found = _BODY.match(comment)
    if found is None:
        return ()
    parts = [part.strip() for part in found[1].split("!")]
    if not parts[0]:
        parts = parts[1:]
    return tuple([_usual(part) or _entry(part) for part in parts])


def _usual(raw: str) -> ScheduleEntry | None:
    """The usual form of an entry, read fast; None for anything else."""
    found = _USUAL.fullmatch(raw)
    if found is None:
        return None
    year, month, day, interval, ease = map(int, found.groups())
    try:
        return ScheduleEntry(raw, _scheduled(date(year, month, day), interval, ease))
    except (ValueError, OverflowError):
        return None


def _entry(raw: str) -> ScheduleEntry:
    fields = [field.strip() for field in raw.split(",")]
    try:
        schedule = _fsrs(fields) if fields[0] == "fsrs" else _sm2(fields)
    except (ValueError, OverflowError) as error:
        return ScheduleEntry(
            raw, problem=f"the schedule {raw!r} cannot be read ({error}): the card is new"
        )
    return ScheduleEntry(raw, schedule)


def _sm2(fields: Sequence[str]) -> Schedule | None:
    if len(fields) != 3:
        raise ValueError(f"{len(fields)} fields in place of 3")
    return _scheduled(_date(fields[0]), _number(fields[1]), _number(fields[2]))


def _scheduled(due: date, interval: float, ease: float) -> Schedule | None:
    if due == _PLACEHOLDER:
        return None
    if ease > HIGHEST_EASE:
        raise ValueError(f"an ease of {ease:g} is above {HIGHEST_EASE}")
    return Schedule(
        due=due,
        interval=float(interval),
        ease=max(LOWEST_EASE, round(ease)),
        # SM-2 would give a card without repetitions one day or six, whatever its interval was.
        reps=1 if interval < 2 else 2,
        last_review=_reviewed(due, interval),
    )


def _reviewed(due: date, interval: float) -> date:
    """The day an interval before a due day; ValueError where one of them is no study day."""
    reviewed = due - timedelta(days=int(interval + 0.5))
    if problem := day_problem(due) or day_problem(reviewed):
        raise ValueError(f"{due}, {interval:g} days after the last review, {problem}")
    return reviewed


def _fsrs(fields: Sequence[str]) -> Schedule | None:
    """`fsrs,due,interval,stability,difficulty,state,reps,lapses,learning steps,last review`."""
    if len(fields) != _FSRS_FIELDS:
        raise ValueError(f"{len(fields)} fields in place of {_FSRS_FIELDS}")
    if _number(fields[5]) == 0:
        return None
    due, interval = _timestamp(fields[1]), _number(fields[2])
    reviewed = _timestamp(fields[9]) if fields[9] else _reviewed(due, interval)
    stability, difficulty = _number(fields[3]), _number(fields[4])
    for what, problem in (
        ("due", day_problem(due)),
        ("last review", day_problem(reviewed)),
        ("interval", INTERVAL.problem(interval)),
        ("stability", STABILITY.problem(stability)),
        ("difficulty", DIFFICULTY.problem(difficulty)),
    ):
        if problem:
            raise ValueError(f"{what} {problem}")
    return Schedule(
        due=due,
        interval=interval,
        ease=250,
        reps=int(_number(fields[6])),
        lapses=int(_number(fields[7])),
        last_review=reviewed,
        stability=stability,
        difficulty=difficulty,
    )


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no number")
    return float(text)


def _date(text: str) -> date:
    """A study day, in each of the formats that versions of the plug-in have written."""
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _WORDS.fullmatch(text):
        if found[1].lower() not in _MONTHS:
            raise ValueError(f"{found[1]!r} is no month")
        return date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    raise ValueError(f"{text!r} is no date")


def _timestamp(text: str) -> date:
    """The UTC day of a timestamp."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()


@dataclass(frozen=True, slots=True)
class MatchedSchedules:
    """The schedules of a block by card, and those without a card."""

    entries: dict[tuple[int, int], ScheduleEntry]
    """By the number of the card span, and the card's place in it."""
    orphans: tuple[Orphan, ...] = ()
    warnings: tuple[NoteWarning, ...] = ()


def match_schedules(
    block: Block, spans: Sequence[CardSpan], read: Sequence[ScheduleEntry] | None = None
) -> MatchedSchedules:
    """Give each entry of a comment to a card: entry i to sibling i of the span above the comment.

    `read` holds the entries of the block's first comment, if they were parsed already.
    """
    if not block.comments:
        return MatchedSchedules({})
    found: dict[tuple[int, int], ScheduleEntry] = {}
    orphans: list[Orphan] = []
    warnings: list[NoteWarning] = []
    first, *others = block.comments
    read = parse_entries(first.raw) if read is None else read
    owner = _owner(block, spans)
    if not read:
        warnings.append(NoteWarning(first.line, "the schedule comment is empty"))
    for place, entry in enumerate(read):
        if entry.problem:
            warnings.append(NoteWarning(first.line, entry.problem))
        cards = spans[owner].cards if owner is not None else ()
        if owner is not None and place < len(cards) and cards[place] is not None:
            found[owner, place] = entry
        elif entry.schedule is not None or entry.problem:
            gap = place < len(cards)
            hint = (
                f"no cloze has the number {place + 1}"
                if gap
                else _surplus(block, spans, len(read), len(cards))
            )
            orphans.append(Orphan(first.line, entry.raw, hint))
    for comment in others:
        hint = "a block has one comment; this is a further one"
        orphans.extend(
            Orphan(comment.line, entry.raw, hint) for entry in parse_entries(comment.raw)
        )
    return MatchedSchedules(found, tuple(orphans), tuple(warnings))


def _owner(block: Block, spans: Sequence[CardSpan]) -> int | None:
    """The number of the span that ends the block: a comment can belong to no other."""
    if not spans or not spans[-1].cards:
        return None
    rest = range(spans[-1].last + 1, len(block.lines))
    return len(spans) - 1 if all(index in block.removed for index in rest) else None


def _surplus(block: Block, spans: Sequence[CardSpan], wanted: int, have: int) -> str:
    if have:
        return f"{wanted} schedules for {have} card{'s' if have > 1 else ''}"
    if not block.text.strip():
        return "no card stands directly above"
    return "the text above has no card any more" if not spans else "text follows the card"
