"""Opens a note at its line in the learner's editor."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from gruquiz.tui.base import GruquizScreen


def edit(screen: "GruquizScreen[object]", path: str, line: int) -> bool:
    """True when the note was opened and closed again; else says where it is to be found."""
    app = screen.gruquiz
    if app.edit is None:
        screen.say(f"No editor is set (VISUAL or EDITOR). The card is in {path}, line {line}.")
        return False
    try:
        with app.suspend():
            app.edit(Path(path), line)
    except SuspendNotSupported:
        screen.say(f"An editor cannot be opened here. The card is in {path}, line {line}.")
        return False
    except OSError as error:
        screen.say(f"The editor did not start: {error}. The card is in {path}, line {line}.")
        return False
    return True
