"""What an import knows about notes and cards, what it changes and what it reports."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gruquiz.model.card import CardId, Face, Kind
from gruquiz.model.note import FoundCard, Note, NoteWarning, Orphan
from gruquiz.model.schedule import Schedule


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


class KnownNote(NamedTuple):
    """A note as last imported: enough to decide whether it must be read again.

    A tuple for the reason that `NoteReport` is one.
    """

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
class KeptCard:
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
    kept: tuple[KeptCard, ...] = ()
    missing: tuple[CardId, ...] = ()
    orphans: tuple[Orphan, ...] = ()


class NoteReport(NamedTuple):
    """What importing one note did.

    A rescan makes one for each note of a vault: a tuple costs a fifth of a record.
    """

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
    """Pairs for the learner to decide."""
    cards: tuple[FoundCard, ...] = ()
    """A dry run's new cards; empty after a real import."""


@dataclass(frozen=True, slots=True)
class SavedWarning:
    """A warning of the last import of a note, waiting for the learner's review."""

    number: int
    """Its number in this library."""
    path: str
    deck: str
    """The note's."""
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class NoteFailure:
    """A note or folder that could not be used."""

    path: str
    line: int | None
    message: str
