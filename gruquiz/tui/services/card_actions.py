"""What is done to cards beside answering them: set aside, flagged, dropped, and taken back."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from gruquiz.model import Card, CardId
from gruquiz.session import UndoneAction
from gruquiz.tui.base import Result
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import keys, silent
from gruquiz.tui.services.card_inspector import InspectingScreen
from gruquiz.tui.services.undo_message import undo_message

Act = Callable[[list[CardId], datetime], int]
"""Does something to cards at a time; how many it changed."""


class ActingScreen(InspectingScreen[Result]):
    """A screen on which cards, one or many, are acted on with the same keys everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys("card.flag", "card.bury", "card.suspend", "card.drop", "app.undo"),
        silent("app.undo", "undo_nothing"),
    ]

    acts = 0
    """Acts on this screen: undo goes back to its beginning, not into the import before it."""

    @property
    def chosen(self) -> Sequence[Card]:
        """The cards that an act is for."""
        return () if self.card is None else (self.card,)

    @abstractmethod
    def acted(self) -> None:
        """Cards were set aside: show what is left."""

    @abstractmethod
    def flagged(self) -> None:
        """Cards were flagged, or are not flagged any more: show that."""

    @abstractmethod
    def undone(self, undone: UndoneAction) -> None:
        """An act was taken back: show what it was done to."""

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        match action:
            case "undo":
                return self.acts > 0
            case "undo_nothing":
                return self.acts == 0
            case "drop":
                return any(card.rule is not None for card in self.chosen)
            case "flag" | "suspend" | "bury" | "edit" | "info" | "source":
                return bool(self.chosen)
        return True

    def change(self, act: Act, said: str) -> None:
        """Do something to the chosen cards, and say so."""
        cards = [card.id for card in self.chosen]
        changed = act(cards, self.gruquiz.clock())
        self.acts += changed > 0
        many = f"{count(changed, 'card')} " if changed != 1 or len(cards) != 1 else ""
        self.say(f"{many}{said}.".capitalize() + (" u undoes it." if changed else ""))

    def action_suspend(self) -> None:
        """Suspend the chosen cards, or take that back where all of them are."""
        if all(card.suspended for card in self.chosen):
            self.change(self.session.unsuspend, "unsuspended")
        else:
            self.change(self.session.suspend, "suspended")
        self.acted()

    def action_bury(self) -> None:
        """Set the chosen cards aside until tomorrow, or take that back where all of them are."""
        today = self.session.day(self.gruquiz.clock())
        if all(card.buried_on == today for card in self.chosen):
            self.change(self.session.unbury, "unburied")
        else:
            self.change(self.session.bury, "buried until tomorrow")
        self.acted()

    def action_drop(self) -> None:
        """Throw the suggested ones of the chosen cards away, now and on later imports."""
        self.change(self.session.drop, "dropped: no import will suggest that again")
        self.acted()

    def action_flag(self) -> None:
        """Flag the chosen cards, or take the flags off where all have one."""
        flag = 0 if all(card.flag for card in self.chosen) else 1
        said = "flagged; is:flagged finds it" if flag else "flagged no more"
        self.change(lambda cards, now: self.session.flag(cards, now, flag), said)
        self.flagged()

    def action_undo(self) -> None:
        """Take the last act of this screen back."""
        undone = self.session.undo(self.gruquiz.clock())
        if undone is None:
            self.action_undo_nothing()
            return
        self.acts -= 1
        self.say(undo_message(undone))
        self.undone(undone)

    def action_undo_nothing(self) -> None:
        """Say that there is nothing to take back."""
        self.say("Nothing to undo.")
