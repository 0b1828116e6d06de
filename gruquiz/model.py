"""The nouns of the program as frozen records: no I/O, no clock, no framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NewType

CardId = NewType("CardId", int)
"""A card's permanent identity: 63 random bits, shown and typed as `card_name`."""


def card_name(card: CardId) -> str:
    """The id as people and JSON see it: 16 hexadecimal digits."""
    return f"{card:016x}"


class Kind(StrEnum):
    """What sort of card it is; the scheduler does not care, the screens hardly."""

    CLOZE = "cloze"
    PAIR = "pair"
    QUESTION = "question"
    EQUATION = "equation"
    DRILL = "drill"


class State(StrEnum):
    """Where a card stands today."""

    NEW = "new"
    REVIEW = "review"
    RELEARNING = "relearning"
    """Graded below 4 today, awaiting today's repeat."""
    SUSPENDED = "suspended"
    BURIED = "buried"
    MISSING = "missing"
    """Its text left the note; the history is kept."""


class Grade(IntEnum):
    """SM-2's quality of recall, 0 to 5; the four buttons are 2, 3, 4 and 5."""

    BLACKOUT = 0
    WRONG = 1
    AGAIN = 2
    HARD = 3
    GOOD = 4
    EASY = 5


BUTTONS: Mapping[str, Grade] = {
    "again": Grade.AGAIN,
    "hard": Grade.HARD,
    "good": Grade.GOOD,
    "easy": Grade.EASY,
}
"""The four buttons by the names used on the command line and in JSON."""


class LogKind(StrEnum):
    """What a row of the log records. Only the first two are answers."""

    REVIEW = "review"
    REPEAT = "repeat"
    """The same day's repeat of a card graded below 4: touches neither interval nor ease."""
    IMPORT = "import"
    MANUAL = "manual"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    UNBURY = "unbury"
    DROP = "drop"
    """A suggested card that the learner does not want, now or on a later import."""
    RESTORE = "restore"
    """A dropped card is wanted after all."""
    FLAG = "flag"
    MISSING = "missing"
    """An import no longer found the card's text."""
    FOUND = "found"
    """A missing card's text is back."""
    MOVE = "move"
    """Its deck went over to another scheduler, which replayed the card's reviews."""
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card is next asked, and what the scheduler remembers of it.

    Days are study days (see `study_day`): plain dates, without zone.
    """

    due: date | None = None
    """None while the card is new."""
    interval: float = 0.0
    """Days. Whole from SM-2; an imported comment may hold 3.5."""
    ease: int = 250
    """SM-2's EF in hundredths, so that no float drifts."""
    reps: int = 0
    """Successful reviews in a row: SM-2's n."""
    lapses: int = 0
    last_review: date | None = None
    repeat_on: date | None = None
    """The study day on which the card is asked once more because it was graded below 4."""
    stability: float | None = None
    """FSRS: days until recall falls to 90 %."""
    difficulty: float | None = None
    """FSRS: 1 to 10."""

    @property
    def is_new(self) -> bool:
        return self.due is None


NEW = Schedule()
"""The schedule of a card never seen."""


def study_day(now: datetime, rollover_hour: int) -> date:
    """The learner's day: the date on their clock, which turns at `rollover_hour`, not at midnight.

    Counted on the clock's face, so that neither summer time nor a journey moves a due date.
    """
    return (now.replace(tzinfo=None) - timedelta(hours=rollover_hour)).date()


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows: markdown, with a hole drawn as `[…]` or `[hint]`."""

    front: str
    back: str
    answers: tuple[str, ...] = ()
    """What fills the holes, in order, as the note writes it; empty where the back is the answer."""


@dataclass(frozen=True, slots=True)
class NoteWarning:
    """Something in a note that could not be used as written; the import goes on."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: its text in lines, never changed and never written back."""

    path: str
    """Absolute, with forward slashes."""
    title: str
    lines: tuple[str, ...]
    """Without line ends; front matter blanked, so that line numbers are the file's."""
    metadata: Mapping[str, object]
    """The front matter; empty where there is none or it cannot be read."""
    tags: tuple[str, ...]
    """Front matter tags and inline tags in order, without `#`."""
    digest: bytes
    """BLAKE2b of the bytes of the file, 16 bytes."""
    size: int
    mtime_ns: int
    warnings: tuple[NoteWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block inside a block, by the indexes of its first and last line."""

    first: int
    last: int
    info: str
    """What follows the opening fence, stripped."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A schedule comment as it stands in a note."""

    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belongs together: what lies between two blank lines."""

    start: int
    """First line, 1-based, in the file."""
    lines: tuple[str, ...]
    """Right-trimmed; comments are blanked out of them."""
    headings: tuple[str, ...] = ()
    """The heading path above it, outermost first."""
    fences: tuple[Fence, ...] = ()
    removed: frozenset[int] = frozenset()
    """Indexes of lines that held nothing but a comment: no part of any text."""
    comments: tuple[Comment, ...] = ()
    """Schedule comments; only a block's last lines can hold one."""

    @property
    def end(self) -> int:
        """Last line, inclusive."""
        return self.start + len(self.lines) - 1

    @property
    def text(self) -> str:
        return self.part(0, len(self.lines) - 1)

    def part(self, first: int, last: int) -> str:
        """The text of the lines at these indexes, inclusive, without the removed ones."""
        return "\n".join(
            line
            for i, line in enumerate(self.lines[first : last + 1], first)
            if i not in self.removed
        )


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card as a note holds it now, before it is known whose history it continues."""

    kind: Kind
    face: Face
    line: int
    end_line: int
    decks: tuple[str, ...]
    """`/`-separated paths; the first is the card's home."""
    headings: tuple[str, ...]
    content_hash: bytes
    """BLAKE2b (16 bytes) of the block's text without comment, tags, block id, cloze marks."""
    variant: str
    """Which card of its block: kind, answer and ordinal, or direction."""
    sibling: int = 0
    """Its place among the cards of its block: the place of its entry in a schedule comment."""
    anchor: str | None = None
    """The block id, the best evidence of identity there is."""
    rule: str | None = None
    """The suggester that made it; None for an explicit card."""
    schedule: Schedule | None = None
    """What the note's schedule comment says; None where it says nothing or "new"."""
    entry: str = ""
    """The comment's entry for this card as written; "" where there is none."""
    also: tuple[int, ...] = ()
    """Lines of its identical twins in the note: one card, several places."""
    incomplete: bool = False
    """One side is empty: kept, never due."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A schedule in a note that belongs to no card: kept, shown, never dropped."""

    line: int
    raw: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that the learner imported: what a rescan reads again."""

    path: str
    """Absolute, with forward slashes."""
    deck: str | None = None
    """The deck asked for; None lets the notes decide."""
    suggest: str = "auto"
    """`auto` suggests for notes without cards, `always` for all, `never` for none."""
    one_way: bool = False
    """The notes' schedules show that their owner reads `??` as a one-way card."""


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A note as last imported: enough to tell whether it must be read again."""

    path: str
    mtime_ns: int
    size: int
    digest: bytes
    settings: str
    """Fingerprint of the reader and its options; another one means reading again."""
    deck: str
    cards: int
    """Its cards that are neither missing nor dropped."""
    gone: bool = False
    """The file is no longer there; its cards are missing."""


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card of the library with all that may prove it to be one found in a note."""

    id: CardId
    note: str
    kind: Kind
    face: Face
    decks: tuple[str, ...]
    headings: tuple[str, ...]
    line: int
    content_hash: bytes
    variant: str
    sibling: int = 0
    anchor: str | None = None
    rule: str | None = None
    entry: str = ""
    """The schedule entry of the note's comment when last read."""
    last_review: date | None = None
    missing: bool = False
    dropped: bool = False
    """A suggestion thrown away: stays known, so that it stays away."""
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A known card and its text as found now."""

    id: CardId
    found: FoundCard
    changed: bool
    """The learner would see a difference; else at most the place or the hash moved."""
    adopt: Schedule | None = None
    """The comment's schedule where it is newer than ours; None keeps ours."""


@dataclass(frozen=True, slots=True)
class LikelyEdit:
    """A missing card and a new one so alike that the learner is asked whether they are one."""

    old: CardId
    new: CardId
    similarity: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class NoteChange:
    """All that importing a note changes in the library."""

    note: Note
    deck: str
    settings: str
    added: tuple[FoundCard, ...] = ()
    kept: tuple[Kept, ...] = ()
    missing: tuple[CardId, ...] = ()
    orphans: tuple[Orphan, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the library with all that a screen, a search or JSON needs."""

    id: CardId
    kind: Kind
    face: Face
    decks: tuple[str, ...]
    note: str
    """The note's path."""
    title: str
    """The note's title."""
    headings: tuple[str, ...]
    line: int
    schedule: Schedule
    rule: str | None = None
    suspended: bool = False
    buried_on: date | None = None
    """The study day for which it is set aside."""
    missing: bool = False
    incomplete: bool = False
    dropped: bool = False
    """A suggestion thrown away: known, so that it does not come back, and never asked."""
    flag: int = 0
    """The learner's mark, 1 to 7; 0 is none."""

    @property
    def deck(self) -> str:
        return self.decks[0]

    def state(self, today: date) -> State:
        """Where the card stands on the study day `today`."""
        if self.missing:
            return State.MISSING
        if self.suspended:
            return State.SUSPENDED
        if self.buried_on == today:
            return State.BURIED
        if self.schedule.is_new:
            return State.NEW
        if self.schedule.repeat_on == today:
            return State.RELEARNING
        return State.REVIEW


@dataclass(frozen=True, slots=True)
class Review:
    """One row of the log. Rows are only ever added."""

    id: int
    """63 random bits, so that logs of several devices merge as a set union."""
    action: int
    """The act that the row is part of; undo retracts a whole act."""
    card: CardId | None
    """None where the row speaks of an act as a whole: an import's head, an undo of many."""
    time: datetime
    """Aware, UTC, to the millisecond."""
    day: date
    """The study day of the act, as the learner's clock had it then."""
    kind: LogKind
    grade: Grade | None = None
    scheduler: str = ""
    """Name and version of the scheduler that made the row's interval."""
    after: Schedule | None = None
    """What the row set: for answers the interval given, for import and manual rows everything."""
    before: Schedule | None = None
    elapsed_ms: int | None = None
    drill: str = ""
    """The exercise asked, as JSON: kind, convention, seed, marks."""


def parents(deck: str) -> list[str]:
    """A deck and every deck it lies in, the deck itself first."""
    parts = deck.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def in_deck(deck: str, root: str | None) -> bool:
    """Whether a deck is `root` or lies in it; None is the whole library."""
    return root is None or deck == root or deck.startswith(root + "/")


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck's counts as left today under the limits, sub-decks included."""

    name: str
    new: int
    learning: int
    due: int
    total: int
    suspended: int


@dataclass(frozen=True, slots=True)
class NoteReport:
    """What importing one note did."""

    path: str
    deck: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    suggested: int = 0
    """New suggested cards among `added`."""
    adopted: int = 0
    """Schedules taken over from the note's comments."""
    orphaned: int = 0
    """Schedules of the note that belong to no card."""
    warnings: tuple[NoteWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: the notes that could be read, and the errors of those that could not."""

    notes: tuple[NoteReport, ...] = ()
    errors: tuple["NoteFailure", ...] = ()
    likely: tuple[LikelyEdit, ...] = ()
    """Pairs to be settled by the learner."""
    cards: tuple[FoundCard, ...] = ()
    """A dry run's new cards; empty after a real import."""


@dataclass(frozen=True, slots=True)
class NoteFailure:
    """A note or folder that could not be used."""

    path: str
    line: int | None
    message: str
