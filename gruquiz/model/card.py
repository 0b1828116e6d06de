"""Cards: what they show and where they stand."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from gruquiz.model.schedule import Schedule

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


THIS_NOTE = "this note"
"""The convention of a drill card that asks for its own note's equations."""


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


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows: markdown, with a hole drawn as `[…]` or `[hint]`."""

    front: str
    back: str
    answers: tuple[str, ...] = ()
    """What fills the holes, in order, as the note writes it; empty where the back is the answer."""


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
