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
class Deed:
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
class Known:
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

    deeds: list[Deed] = field(default_factory=list)
    latest: dict[CardId, int] = field(default_factory=dict)
    """The time of each card's last row."""

    def known(self, card: CardId) -> Known:
        """The card, from the list."""
        known = Known()
        mine = [deed for deed in self.deeds if card in deed.times and not deed.undone]
        for deed in sorted(mine, key=lambda deed: deed.times[card]):
            _apply(deed, known)
        return known

    def stamp(self, card: CardId, time: int) -> int:
        """The time of a new row: after the last one."""
        self.latest[card] = max(time, self.latest.get(card, 0) + 1)
        return self.latest[card]

    def last(self, device: str) -> list[Deed]:
        """The deeds of the device's last act that stands; they are undone together."""
        mine = [deed for deed in self.deeds if deed.device == device and not deed.undone]
        return [deed for deed in mine if deed.step == mine[-1].step]


def _apply(deed: Deed, known: Known) -> None:
    if deed.what == "grade":
        known.schedule = _graded(known.schedule, deed)
        known.suspended = known.suspended or deed.leech
    elif deed.what in ("suspend", "unsuspend"):
        known.suspended = deed.what == "suspend"
    elif deed.what in ("bury", "unbury"):
        known.buried_on = deed.day if deed.what == "bury" else None
    elif deed.what in ("drop", "restore"):
        known.dropped = deed.what == "drop"
    elif deed.what in ("lost", "found"):
        known.missing = deed.what == "lost"
    elif deed.what == "set":
        known.schedule = deed.schedule
    elif deed.what == "flag":
        known.flag = deed.flag
    else:
        known.text = deed.text


def _graded(schedule: Schedule, deed: Deed) -> Schedule:
    if deed.repeat or schedule.repeat_on == deed.day:
        return replace(schedule, repeat_on=None) if deed.grade >= Grade.GOOD else schedule
    return SM2().review(schedule, deed.grade, deed.day)


def leech(before: Schedule, grade: Grade, day: date) -> bool:
    """Whether a review makes the card a leech, or makes it one once more."""
    after = SM2().review(before, grade, day)
    over = after.lapses - LEECH
    return after.lapses > before.lapses and over >= 0 and over % LEECH_AGAIN == 0
