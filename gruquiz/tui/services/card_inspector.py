"""A card looked at: its log, its source, and its note in the learner's editor."""

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import SuspendNotSupported
from textual.binding import BindingType

from gruquiz.config import is_overwritten
from gruquiz.errors import KNOWN_ERRORS, NoteError
from gruquiz.model import Card, CardId
from gruquiz.notes import read_note
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen, Result
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.note_reader import read


class InspectingScreen(GruquizScreen[Result]):
    """A screen with a card: its note is edited, its log and its source are shown."""

    BINDINGS: ClassVar[list[BindingType]] = keys("card.edit", "card.info", "card.source")

    session: Session

    @property
    @abstractmethod
    def card(self) -> Card | None:
        """The card that is looked at."""

    def action_edit(self) -> None:
        """Open the note at this card, and read it again afterwards."""
        if self.card is not None:
            self.edit(Path(self.card.note), self.card.line, self.card.id)

    def action_info(self) -> None:
        """Show how the card stands, and its whole log."""
        if self.card is not None:
            from gruquiz.tui.screens.details import DetailsScreen
            from gruquiz.tui.widgets.card_info import CardInfo

            self.app.push_screen(
                DetailsScreen(CardInfo(self.card, self.session, self.gruquiz.clock()))
            )

    def action_source(self) -> None:
        """Show the card's place in its note."""
        if self.card is not None:
            from gruquiz.tui.screens.details import DetailsScreen
            from gruquiz.tui.widgets.card_source import CardSource

            note = read_note(Path(self.card.note))
            self.app.push_screen(DetailsScreen(CardSource(self.card, note)))

    @abstractmethod
    def edited(self, card: CardId | None) -> None:
        """A note was read again, edited for this card where it was for one: show it as it is."""

    def edit(self, note: Path, line: int, card: CardId | None = None) -> None:
        """Open a note at a line, and read it again afterwards."""
        if self._open(note, line):
            self._read_again(note, card)

    def _open(self, path: Path, line: int) -> bool:
        """True when the note was opened and closed again; else says where it is to be found."""
        place = f"The place is {visible(str(path))}, line {line}."
        if is_overwritten(path):
            self.say(
                f"This card comes with gruquiz, and upgrades overwrite this note. {place} "
                "To change it, copy the note to yours, import that (i), and suspend this card (!)."
            )
            return False
        if self.gruquiz.edit is None:
            self.say(f"No editor is set (VISUAL or EDITOR). {place}")
            return False
        try:
            with self.app.suspend():
                self.gruquiz.edit(path, line)
        except SuspendNotSupported:
            self.say(f"An editor cannot be opened here. {place}")
            return False
        except NoteError as error:
            self.say(f"{error.message.capitalize()}. {place}", wrong=True)
            return False
        except OSError as error:
            self.say(f"The editor did not start: {error}. {place}", wrong=True)
            return False
        return True

    @work(thread=True, exclusive=True, group="import")
    def _read_again(self, note: Path, card: CardId | None) -> None:
        try:
            report = read(
                self.gruquiz.library_path, [note], self.gruquiz.clock(), self.gruquiz.config
            )
        except KNOWN_ERRORS as error:
            self.app.call_from_thread(self.say, str(error), wrong=True)
            return
        for failure in report.errors if report is not None else ():
            self.app.call_from_thread(self.say, f"{failure.path}: {failure.message}", wrong=True)
        self.app.call_from_thread(self.edited, card)
