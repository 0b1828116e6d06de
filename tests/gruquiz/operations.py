"""What a library must be after any deeds on two devices, as slow and as plain as can be.

Every deed is kept in a list; what a card is like is found by going through the list from the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gruquiz.model import NEW, CardId, Grade, Schedule
from gruquiz.schedulers.sm2 import SM2

LEECH, LEECH_AGAIN = 3, 2
"""Lapses at which a card is set aside, and set aside once more: low, so that it happens often."""


@dataclass
class Operation:
    """What was done, on which device, and whether it was taken back."""

    what: str
    times: Mapping[CardId, int]
    """The milliseconds of its row, by card: after the card's last one, whatever the clock said."""
    day: date
    step: int
    """Deeds of one step are one act."""
    device: str
    grade: Grade = Grade.GOOD
    repeat: bool = False
    leech: bool = False
    flag: int = 0
    schedule: Schedule = NEW
    text: str = ""
    undone: bool = False


@dataclass
class ModelCard:
    """A card as the model has it."""

    schedule: Schedule = NEW
    suspended: bool = False
    buried_on: date | None = None
    dropped: bool = False
    missing: bool = False
    flag: int = 0
    text: str = ""

    def out(self, day: date) -> bool:
        """Whether it cannot be answered."""
        return self.suspended or self.dropped or self.missing or self.buried_on == day


@dataclass
class Model:
    """What one device knows of."""

    operations: list[Operation] = field(default_factory=list)
    latest: dict[CardId, int] = field(default_factory=dict)
    """The time of each card's last row."""

    def known(self, card: CardId) -> ModelCard:
        """The card, from the list."""
        known = ModelCard()
        mine = [
            operation
            for operation in self.operations
            if card in operation.times and not operation.undone
        ]
        for operation in sorted(mine, key=lambda operation: operation.times[card]):
            _apply(operation, known)
        return known

    def stamp(self, card: CardId, time: int) -> int:
        """The time of a new row: after the last one."""
        self.latest[card] = max(time, self.latest.get(card, 0) + 1)
        return self.latest[card]

    def last(self, device: str) -> list[Operation]:
        """The deeds of the device's last act that stands; they are undone together."""
        mine = [
            operation
            for operation in self.operations
            if operation.device == device and not operation.undone
        ]
        return [operation for operation in mine if operation.step == mine[-1].step]


def _apply(operation: Operation, known: ModelCard) -> None:
    if operation.what == "grade":
        known.schedule = _graded(known.schedule, operation)
        known.suspended = known.suspended or operation.leech
    elif operation.what in ("suspend", "unsuspend"):
        known.suspended = operation.what == "suspend"
    elif operation.what in ("bury", "unbury"):
        known.buried_on = operation.day if operation.what == "bury" else None
    elif operation.what in ("drop", "restore"):
        known.dropped = operation.what == "drop"
    elif operation.what in ("lost", "found"):
        known.missing = operation.what == "lost"
    elif operation.what == "set":
        known.schedule = operation.schedule
    elif operation.what == "flag":
        known.flag = operation.flag
    else:
        known.text = operation.text


def _graded(schedule: Schedule, operation: Operation) -> Schedule:
    if operation.repeat or schedule.repeat_on == operation.day:
        return replace(schedule, repeat_on=None) if operation.grade >= Grade.GOOD else schedule
    return SM2().review(schedule, operation.grade, operation.day)


def leech(before: Schedule, grade: Grade, day: date) -> bool:
    """Whether a review makes the card a leech, or makes it one once more."""
    after = SM2().review(before, grade, day)
    over = after.lapses - LEECH
    return after.lapses > before.lapses and over >= 0 and over % LEECH_AGAIN == 0
