"""A note in the learner's editor, and in the library again once that is closed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import SuspendNotSupported

from gruquiz.config import is_overwritten
from gruquiz.errors import KNOWN_ERRORS, NoteError
from gruquiz.model import CardId
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.note_reader import read


class NoteEditor:
    """Opens notes for a screen, and tells it when one was read again."""

    def __init__(
        self, screen: GruquizScreen[Any], edited: Callable[[CardId | None], object]
    ) -> None:
        self._screen = screen
        self._edited = edited
        """Called with the card that the note was opened for, where it was for one."""

    def edit(self, note: Path, line: int, card: CardId | None = None) -> None:
        """Open a note at a line, and read it again afterwards."""
        if self._open(note, line):
            self._screen.run_worker(
                partial(self._read_again, note, card), thread=True, exclusive=True, group="import"
            )

    def _open(self, path: Path, line: int) -> bool:
        """True when the note was opened and closed again; else says where it is to be found."""
        place = f"The place is {visible(self._screen.gruquiz.place_of(str(path)))}, line {line}."
        if self._screen.app.is_web:
            self._screen.say(f"The editor is not available in a browser. {place}")
            return False
        if is_overwritten(path):
            self._screen.say(
                f"This card comes with gruquiz, and upgrades overwrite this note. {place} "
                "To change it, copy the note to yours, import that (i), and suspend this card (!)."
            )
            return False
        if self._screen.gruquiz.edit is None:
            self._screen.say(f"No editor is set (VISUAL or EDITOR). {place}")
            return False
        failed = ""
        try:
            with self._screen.app.suspend():
                failed = _run(self._screen.gruquiz.edit, path, line)
        except SuspendNotSupported:
            self._screen.say(f"An editor cannot be opened here. {place}")
            return False
        if failed:
            self._screen.say(f"{failed}. {place}", wrong=True)
        return not failed

    def _read_again(self, note: Path, card: CardId | None) -> None:
        app, say, call = self._screen.gruquiz, self._screen.say, self._screen.app.call_from_thread
        try:
            report = read(app.library_path, [note], app.clock(), app.config)
        except KNOWN_ERRORS as error:
            call(say, str(error), wrong=True)
            return
        for failure in report.errors if report is not None else ():
            call(say, f"{failure.path}: {failure.message}", wrong=True)
        call(self._edited, card)


def _run(edit: Callable[[Path, int], None], path: Path, line: int) -> str:
    """Open a file in the learner's editor; why that failed, or nothing.

    It raises nothing: Textual takes the screen back only where the suspended part ends well.
    """
    try:
        edit(path, line)
    except NoteError as error:
        return error.message.capitalize()
    except OSError as error:
        return f"The editor did not start: {error}"
    return ""
