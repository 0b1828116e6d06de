"""What a session returns to the command line and the app.

Tuples with names: as firm as frozen classes, and a start makes them in a quarter of the time.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from gruquiz.model import Card, CardId, Grade, Schedule

if TYPE_CHECKING:
    from gruquiz.model import LikelyEdit, SavedWarning


class AskedCard(NamedTuple):
    """A card to be asked and what each button would do."""

    card: Card
    today: date
    grades: Mapping[str, Grade]
    """The buttons by name."""
    after: Callable[[Grade], Schedule]
    """The schedule that a grade would give; worked out when asked for."""

    @property
    def buttons(self) -> Mapping[str, float]:
        """Days until it is asked again; for a repeat, the days that stay as they are."""
        return {name: self.after(grade).interval for name, grade in self.grades.items()}

    @property
    def ease(self) -> Mapping[str, int]:
        """The change of ease in hundredths."""
        now = self.card.schedule.ease
        return {name: self.after(grade).ease - now for name, grade in self.grades.items()}


class AnsweredCard(NamedTuple):
    """What an answer did."""

    asked: Card
    """As it was."""
    grade: Grade
    before: Schedule
    after: Schedule
    repeat: bool
    """Whether it was the day's repeat, which touches neither interval nor ease."""
    leech: bool
    """Whether the card was suspended, having lapsed too often."""

    @property
    def card(self) -> Card:
        """As it is now."""
        return replace(self.asked, schedule=self.after, suspended=self.leech)


class RefusedAnswer(NamedTuple):
    """An answer that no library took, since the open file had lost its place."""

    card: CardId
    grade: Grade | int
    now: datetime
    elapsed_ms: int | None
    drill: str


class UndoneAction(NamedTuple):
    """An action that was undone."""

    what: str
    """grade, import, suspend, …"""
    card: Card | None
    """The card, where it was one."""
    cards: int


class ImportIssue(NamedTuple):
    """A likely edit or a warning of an import that the learner has to review."""

    what: "LikelyEdit | SavedWarning"
    deck: str
    """Where it counts: the new card's, or the note's."""
    card: Card | None = None
    """The new one of a likely edit."""


class Today(NamedTuple):
    """The day so far."""

    done: int
    """Cards answered, repeats not counted."""
    answers: int
    again: int
    left: int
    minutes: float
    streak: int
    """Days in a row with an answer, up to today or yesterday."""
