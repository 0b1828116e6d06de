"""What a session answers its faces with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gruquiz.model import Card, Grade, Schedule


@dataclass(frozen=True, slots=True)
class Asked:
    """A card to be asked and what each button would do."""

    card: Card
    buttons: Mapping[str, float]
    """Days until it is asked again; for a repeat, the days that stay as they are."""
    ease: Mapping[str, int]
    """The change of ease in hundredths."""
    today: date


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did."""

    card: Card
    """As it is now."""
    grade: Grade
    before: Schedule
    after: Schedule
    repeat: bool
    """Whether it was the day's repeat, which touches neither interval nor ease."""
    leech: bool
    """Whether the card was suspended, having lapsed too often."""


@dataclass(frozen=True, slots=True)
class Undone:
    """An act taken back."""

    what: str
    """grade, import, suspend, …"""
    card: Card | None
    """The card, where it was one."""
    cards: int


@dataclass(frozen=True, slots=True)
class Today:
    """The day so far."""

    done: int
    """Cards answered, repeats not counted."""
    answers: int
    again: int
    left: int
    minutes: float
    streak: int
    """Days in a row with an answer, up to today or yesterday."""
