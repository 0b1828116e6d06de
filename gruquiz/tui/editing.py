"""Opens a card's note at its line in the learner's editor, and reads it again afterwards."""

from pathlib import Path

from textual import work
from textual.app import SuspendNotSupported

from gruquiz.errors import KNOWN_ERRORS
from gruquiz.model import Card, CardId
from gruquiz.tui.base import GruquizScreen, Result
from gruquiz.tui.reading import read


class EditingScreen(GruquizScreen[Result]):
    """A screen on which `e` edits the note of a card."""

    def edited(self, card: CardId) -> None:
        """The note was read again: show its card as it is now."""
        raise NotImplementedError

    def edit(self, card: Card) -> None:
        """Open the note at the card, and read it again afterwards."""
        if self._open(Path(card.note), card.line):
            self._read_again(Path(card.note), card.id)

    def _open(self, path: Path, line: int) -> bool:
        """True when the note was opened and closed again; else says where it is to be found."""
        place = f"The card is in {path}, line {line}."
        if self.gruquiz.edit is None:
            self.say(f"No editor is set (VISUAL or EDITOR). {place}")
            return False
        try:
            with self.app.suspend():
                self.gruquiz.edit(path, line)
        except SuspendNotSupported:
            self.say(f"An editor cannot be opened here. {place}")
            return False
        except OSError as error:
            self.say(f"The editor did not start: {error}. {place}", wrong=True)
            return False
        return True

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _read_again(self, note: Path, card: CardId) -> None:
        try:
            report = read(self.gruquiz.library_path, [note], self.gruquiz.clock())
        except KNOWN_ERRORS as error:
            self.app.call_from_thread(self.say, str(error), wrong=True)
            return
        for failure in report.errors if report is not None else ():
            self.app.call_from_thread(self.say, f"{failure.path}: {failure.message}", wrong=True)
        self.app.call_from_thread(self.edited, card)
