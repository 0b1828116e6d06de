"""Import warnings: likely edits to decide, and what was odd in the notes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from gruquiz.errors import NoteError
from gruquiz.markdown import plain
from gruquiz.model import Card, CardId, LikelyEdit, SavedWarning
from gruquiz.notes import read_note
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.card_inspector import INSPECTION, CardInspector
from gruquiz.tui.services.note_editor import NoteEditor
from gruquiz.tui.services.undo_message import front
from gruquiz.tui.widgets.card_header import card_header
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.note_place import NotePlace
from gruquiz.tui.widgets.warning_list import Open, WarningList

AROUND = 2
"""Lines of the note shown before and after the one that a warning is about."""


class ImportWarningsScreen(GruquizScreen[None]):
    """All of it as a list, the one under the cursor in full."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *("warnings.join", "warnings.keep", "warnings.ignore", "app.undo", "card.edit"),
        *(*INSPECTION, "app.back"),
    )
    AUTO_FOCUS = "#warnings"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.editor = NoteEditor(self, self.edited)
        self.inspector = CardInspector(self, session, lambda: self.card)
        self.settled: list[tuple[str, Callable[[], None]]] = []
        """Each thing that was settled here, by name, and what takes it back; the last one last."""

    def body(self) -> ComposeResult:
        yield WarningList(id="warnings")
        with VerticalScroll(id="pair", can_focus=False):
            yield Static("no longer in its note", markup=False, classes="heading")
            yield CardText(id="old")
            yield Static(id="old-header", markup=False)
            yield Static("new in a note", markup=False, classes="heading")
            yield CardText(id="new")
            yield Static(id="new-header", markup=False)
        with VerticalScroll(id="warning", can_focus=False):
            yield NotePlace(id="place")
            yield Static(id="said", markup=False)
            yield Static(id="lines", markup=False)

    def on_mount(self) -> None:
        self.look()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        item = self.query_one(WarningList).current
        match action:
            case "join" | "keep" | "inspect":
                return isinstance(item, LikelyEdit)
            case "ignore":
                return isinstance(item, SavedWarning)
            case "card":
                return item is not None
            case "undo":
                return bool(self.settled)
            case _:
                return True

    def look(self) -> None:
        """Read what is still to be settled, or leave where nothing is, nor to be taken back."""
        left = self.session.overview.import_issues()
        items: list[Open] = [
            replace(one.what, message=self.gruquiz.hide(one.what.message))
            if isinstance(one.what, SavedWarning)
            else one.what
            for one in left
        ]
        if not items and not self.settled:
            self.dismiss(None)
            return
        self.place("Warnings", f"{len(items)} left" if items else "none left")
        names = ["" if one.card is None else plain(one.card.face.front) for one in left]
        self.query_one(WarningList).show(items, names)
        self.show_current()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.show_current()

    def show_current(self) -> None:
        """Show in full what is under the cursor."""
        item = self.query_one(WarningList).current
        self.query_one("#pair").display = isinstance(item, LikelyEdit)
        self.query_one("#warning").display = isinstance(item, SavedWarning)
        if isinstance(item, LikelyEdit):
            self._show_pair(item)
        elif isinstance(item, SavedWarning):
            self._show_warning(item)
        self.refresh_bindings()

    def _show_pair(self, pair: LikelyEdit) -> None:
        now = self.gruquiz.clock()
        for name, card_id in (("old", pair.old), ("new", pair.new)):
            card = self.session.library.cards.get(card_id)
            face = card.face
            text = face.back if face.answers else f"{face.front}\n\n{face.back}"
            self.query_one(f"#{name}", CardText).text = text
            header_text: Content = card_header(card, self.session, now)
            self.query_one(f"#{name}-header", Static).update(header_text)
        self.query_one("#pair").scroll_home(animate=False)

    def _show_warning(self, warning: SavedWarning) -> None:
        place = f"{visible(self.gruquiz.place_of(warning.path))}:{warning.line}"
        self.query_one(NotePlace).show(place)
        self.query_one("#said", Static).update(visible(warning.message))
        self.query_one("#lines", Static).update(around(Path(warning.path), warning.line))
        self.query_one("#warning").scroll_home(animate=False)

    def action_join(self) -> None:
        """Make the pair one card."""
        pair, library = self.query_one(WarningList).current, self.session.library
        if isinstance(pair, LikelyEdit):
            asked = front(library.cards.get(pair.new))
            library.updates.join(
                [(pair.old, pair.new)], self.gruquiz.clock(), library.imports.new_act()
            )
            self._without(pair, asked, joined=True)

    def action_keep(self) -> None:
        """Leave the pair as two cards."""
        pair = self.query_one(WarningList).current
        if isinstance(pair, LikelyEdit):
            self._without(pair, front(self.session.library.cards.get(pair.new)))

    def _without(self, pair: LikelyEdit, asked: str, *, joined: bool = False) -> None:
        library = self.session.library
        library.note_index.set_likely_edits(
            [each for each in library.note_index.likely_edits() if each != pair]
        )

        def ask_again() -> None:
            if joined:
                self.session.undo(self.gruquiz.clock())
            library.note_index.set_likely_edits([*library.note_index.likely_edits(), pair])

        self._settled("one card" if joined else "two cards", f"“{asked}”", ask_again)

    def _settled(self, what: str, of: str, take_back: Callable[[], None]) -> None:
        """Something was settled: show what is left, and offer to take it back."""
        self.settled.append((f"{what}, {of}", take_back))
        self.look()
        self.say(f"{what}. u undoes it.".capitalize())

    def action_undo(self) -> None:
        """Ask again what was settled last."""
        if self.settled:
            what, take_back = self.settled.pop()
            take_back()
            self.look()
            self.say(f"Undone: {what}.")

    def action_ignore(self) -> None:
        """Take a warning as seen to."""
        warning = self.query_one(WarningList).current
        if isinstance(warning, SavedWarning):
            library, number = self.session.library, warning.number
            library.warnings.ignore(number)
            place = f"{visible(Path(warning.path).name)}:{warning.line}"
            self._settled("ignored", place, lambda: library.warnings.reopen(number))

    @property
    def card(self) -> Card | None:
        """The new card of a pair."""
        item = self.query_one(WarningList).current
        return self.session.library.cards.get(item.new) if isinstance(item, LikelyEdit) else None

    def action_card(self, _edit: str) -> None:
        """Open the note at the line in question, and read it again afterwards."""
        item, card = self.query_one(WarningList).current, self.card
        if isinstance(item, SavedWarning):
            self.editor.edit(Path(item.path), item.line)
        elif card is not None:
            self.editor.edit(Path(card.note), card.line, card.id)

    def action_inspect(self, what: str) -> None:
        """Show more of the new card."""
        self.inspector.show(what)

    def edited(self, card: CardId | None) -> None:
        """Show what is left now."""
        del card
        self.settled.clear()  # the note was read anew, and what was said of it with it
        self.look()


def around(path: Path, line: int) -> Content:
    """The lines of a note about one of them, which stands out; nothing where it cannot be read."""
    try:
        lines = read_note(path).lines
    except NoteError:
        return Content("")
    if not "".join(lines[line - 1 : line]).strip():
        return Content("")  # it is about the note as a whole
    first = max(1, line - AROUND)
    shown: list[Content] = []
    for number, text in enumerate(lines[first - 1 : line + AROUND], start=first):
        here = number == line
        shown.append(
            Content.assemble(
                (f"{number:>4}  ", "bold $accent" if here else "$quiet"),
                (visible(text), "" if here else "$quiet"),
            )
        )
    return Content("\n").join(shown)
