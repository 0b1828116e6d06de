"""What is done to cards beside answering them: flag, bury, suspend, drop, edit, undo."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from textual.binding import BindingType

from gruquiz.model import Card, CardId
from gruquiz.session import Session, UndoneAction
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import keys, silent
from gruquiz.tui.services.note_editor import NoteEditor
from gruquiz.tui.services.undo_message import undo_message
from gruquiz.tui.shell import Shell

Act = Callable[[list[CardId], datetime], int]
"""Does something to cards at a time; how many it changed."""

CARD_KEYS: list[BindingType] = [
    *keys("card.flag", "card.bury", "card.suspend", "card.drop", "card.edit", "app.undo"),
    silent("app.undo", "undo_nothing"),
]
"""The keys of `CardActions`, on every screen that holds it."""


class CardsShown(Protocol):
    """A screen on which cards, one or many, are acted on."""

    session: Session

    @property
    def gruquiz(self) -> Shell:
        """The app."""

    @property
    def chosen(self) -> Sequence[Card]:
        """The cards that an act is for."""

    def say(self, message: str, *, wrong: bool = False) -> None:
        """Show a line above the keys."""

    def acted(self) -> None:
        """Cards were set aside: show what is left."""

    def flagged(self) -> None:
        """Cards were flagged, or are not flagged any more: show that."""

    def undone(self, undone: UndoneAction) -> None:
        """An act was undone: show what it was done to."""


class CardActions:
    """Acts on the cards of a screen."""

    def __init__(self, screen: CardsShown, editor: NoteEditor) -> None:
        self._screen = screen
        self._editor = editor
        self._acts = {
            "flag": self.flag,
            "bury": self.bury,
            "suspend": self.suspend,
            "drop": self.drop,
            "edit": self.edit,
        }
        self.done = 0
        """Acts on this screen: undo goes back to its beginning, not into the import before it."""

    def can(self, act: str) -> bool:
        """Whether an act, or `undo`, has something to act on."""
        if act == "undo":
            return self.done > 0
        chosen = self._screen.chosen
        return any(card.rule is not None for card in chosen) if act == "drop" else bool(chosen)

    def act(self, act: str) -> None:
        """Do one of the acts to the chosen cards."""
        self._acts[act]()

    def change(self, act: Act, outcome: str) -> None:
        """Do something to the chosen cards, and say so."""
        cards = [card.id for card in self._screen.chosen]
        changed = act(cards, self._screen.gruquiz.clock())
        self.done += changed > 0
        many = f"{count(changed, 'card')} " if changed != 1 or len(cards) != 1 else ""
        self._screen.say(f"{many}{outcome}.".capitalize() + (" u undoes it." if changed else ""))

    def suspend(self) -> None:
        """Suspend the chosen cards, or unsuspend them where all are suspended."""
        session = self._screen.session
        if all(card.suspended for card in self._screen.chosen):
            self.change(session.changes.unsuspend, "unsuspended")
        else:
            self.change(session.changes.suspend, "suspended")
        self._screen.acted()

    def bury(self) -> None:
        """Bury the chosen cards until tomorrow, or unbury them where all are buried."""
        session = self._screen.session
        today = session.day(self._screen.gruquiz.clock())
        if all(card.buried_on == today for card in self._screen.chosen):
            self.change(session.changes.unbury, "unburied")
        else:
            self.change(session.changes.bury, "buried until tomorrow")
        self._screen.acted()

    def drop(self) -> None:
        """Drop the suggested ones of the chosen cards, now and on later imports."""
        self.change(self._screen.session.changes.drop, "dropped: no import will suggest that again")
        self._screen.acted()

    def flag(self) -> None:
        """Flag the chosen cards, or remove the flags where all have one."""
        flag = 0 if all(card.flag for card in self._screen.chosen) else 1
        outcome = "flagged; is:flagged finds it" if flag else "flagged no more"
        self.change(lambda cards, now: self._screen.session.changes.flag(cards, now, flag), outcome)
        self._screen.flagged()

    def edit(self) -> None:
        """Open the note of the first chosen card at its line."""
        for card in self._screen.chosen[:1]:
            self._editor.edit(Path(card.note), card.line, card.id)

    def undo(self) -> None:
        """Undo the last act of this screen."""
        undone = self._screen.session.undo(self._screen.gruquiz.clock()) if self.done else None
        if undone is None:
            self._screen.say("Nothing to undo.")
            return
        self.done -= 1
        self._screen.say(undo_message(undone))
        self._screen.undone(undone)
