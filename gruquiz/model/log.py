"""The log: what was done to a card, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gruquiz.model.card import CardId
from gruquiz.model.schedule import Grade, Schedule


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
    DECK = "deck"
    """The learner put the card in another deck: imports leave it there."""
    MOVE = "move"
    """Its deck went over to another scheduler, which replayed the card's reviews."""
    UNDO = "undo"


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
