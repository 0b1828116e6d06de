"""Import: what a folder of notes would give, looked at before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, OptionList
from textual.worker import get_current_worker

from gruquiz.errors import KNOWN_ERRORS
from gruquiz.importer import ImportOptions, Progress
from gruquiz.model import ImportReport
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.note_reader import read
from gruquiz.tui.widgets.import_report import Figures, NoteFindsView, figures, finds, joined
from gruquiz.tui.widgets.note_tree import NoteTree
from gruquiz.tui.widgets.path_input import PathInput
from gruquiz.tui.widgets.progress import progress

Jobs = Mapping[str | None, list[Path]]
"""What to read, by the deck asked for; None lets the notes decide."""


class ImportNotesScreen(GruquizScreen[None]):
    """A path, what is found there, and then the import."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        "import.warnings", "import.path", "import.stop", "app.back"
    )
    AUTO_FOCUS = "#path"

    phase: reactive[str] = reactive("path", bindings=True)
    """path, reading, look, importing, done."""

    @dataclass
    class Went(Message):
        """A note was read."""

        progress: Progress

    @dataclass
    class ImportEnded(Message):
        """All was read; None where it was stopped."""

        report: ImportReport | None
        dry: bool

    @dataclass
    class Failed(Message):
        """Nothing could be read."""

        message: str

    def __init__(self, session: Session, *, again: bool = False) -> None:
        super().__init__()
        self.session = session
        self.again = again
        """True: read all known sources again at once, without a look first."""
        self.paths: list[Path] = []
        self.warnings = 0

    def body(self) -> ComposeResult:
        yield PathInput(id="path")
        yield Figures(id="told")
        with Horizontal(id="look"):
            yield NoteTree(id="notes")
            with VerticalScroll(id="shown"):
                yield NoteFindsView(id="finds")

    def on_mount(self) -> None:
        self.place("Import")
        guest = self.gruquiz.guest
        if self.again:
            self.query_one("#path").display = False
            self._start({None: []}, dry=False)
        elif guest is not None:  # no path is theirs to name: it would show them this computer
            self.query_one("#path").display = False
            self.paths = [] if guest.notes is None else [guest.notes]
            self._start({None: self.paths}, dry=True)
        else:
            self._tell("Notes are only read, never written. Enter previews the cards.")
        self.query_one("#look").display = False

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        running = self.phase in ("reading", "importing")
        match action:
            case "import":
                return self.phase == "look" and bool(self.query_one(NoteTree).ticked)
            case "tick":
                return self.phase == "look"
            case "warnings":
                return self.phase == "done" and self.warnings > 0
            case "to_path":
                return not running and not self.again and self.gruquiz.guest is None
            case "stop":
                return running
            case "back":
                return not running
            case _:
                return True

    def _tell(self, *parts: str | Content) -> None:
        summary = [part if isinstance(part, Content) else Content(visible(part)) for part in parts]
        self.query_one(Figures).say(*summary)

    @on(Input.Submitted)
    def _look(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if text and self.check_action("to_path", ()):
            self.paths = [Path(text).expanduser()]
            self._start({None: self.paths}, dry=True)

    def action_to_path(self) -> None:
        """Look at other notes."""
        self.set_focus(self.query_one(PathInput))  # at once: what is typed next belongs there

    def on_key(self, event: events.Key) -> None:
        """Hand the path what was typed before the cursor was there.

        The key that goes there acts here: the app would see to it only behind what follows it.
        """
        path, bound = self.query_one(PathInput), self.active_bindings.get(event.key)
        if self.focused is not path:
            if bound is not None and bound.enabled and bound.binding.action == "to_path":
                event.stop()
                self.action_to_path()
        elif event.is_printable:
            event.stop()
            event.prevent_default()
            path.post_message(events.Key(event.key, event.character))

    def action_tick(self) -> None:
        """Take what is under the cursor, or leave it."""
        self.query_one(NoteTree).toggle()

    @on(NoteTree.Ticked)
    def _ticked(self) -> None:
        self._tell(*figures(self.query_one(NoteTree).chosen))
        self.refresh_bindings()

    def action_import(self) -> None:
        """Import what was looked at; of it only the ticked notes."""
        notes = self.query_one(NoteTree)
        if self.phase != "look" or not notes.ticked:
            return
        if notes.all_ticked:
            self._start({None: self.paths}, dry=False)
            return
        # A note imported alone would name its own deck: it keeps the one that was shown.
        by_deck: dict[str | None, list[Path]] = {}
        for found in notes.chosen:
            if found.report is not None:
                by_deck.setdefault(found.report.deck, []).append(Path(found.path))
        self._start(by_deck, dry=False)

    def _start(self, jobs: Jobs, *, dry: bool) -> None:
        self.phase = "reading" if dry else "importing"
        self._tell("Reading…" if dry else "Importing…")
        self._read(jobs, dry)

    @work(thread=True, exclusive=True, group="import")
    def _read(self, jobs: Jobs, dry: bool) -> None:
        worker = get_current_worker()

        def step(progress: Progress) -> bool:
            if progress.done % 20 == 0 or progress.done == progress.total or progress.total < 50:
                self.post_message(self.Went(progress))
            return not worker.is_cancelled

        try:
            where, now = self.gruquiz.library_path, self.gruquiz.clock()
            reports = [
                read(where, own or None, now, self.gruquiz.config,
                     ImportOptions(deck=deck, dry_run=dry), step=step)
                for deck, own in jobs.items()
            ]  # fmt: skip
        except KNOWN_ERRORS as error:
            self.post_message(self.Failed(str(error)))
        else:
            whole = [report for report in reports if report is not None]
            stopped = len(whole) < len(reports)
            report = None if stopped else joined(whole)
            if report is not None and self.gruquiz.guest is not None:
                report = self.gruquiz.guest.hide_in(report)
            self.post_message(self.ImportEnded(report, dry))

    @on(Went)
    def _went(self, message: Went) -> None:
        done = message.progress
        self.place("Import", progress(done.done, done.total, 12 if self.size.width < 60 else 20))
        self._tell(Path(done.path).name)

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.phase = "path"
        self._tell(
            Content.assemble(("✗ ", "$text-error"), visible(self.gruquiz.hide(message.message)))
        )

    @on(ImportEnded)
    def _ended(self, message: ImportEnded) -> None:
        report = message.report
        self.place("Import")
        if report is None:
            self.phase = "path" if message.dry else "done"
            self._tell("Stopped." if message.dry else "Stopped. What was read until then is kept.")
        else:
            self._show(report, message.dry)
        self.warnings = len(self.session.overview.import_issues())
        self.refresh_bindings()

    def _show(self, report: ImportReport, dry: bool) -> None:
        """Show what was found, or what was done."""
        found = finds(report)
        self.phase = "look" if dry and report.notes else "path" if dry else "done"
        done = [] if dry else [Content.styled("✓ imported", "bold $text-success")]
        summary = figures(found, len(report.likely)) if found else [
            "There are no notes: no .md or .markdown file."
        ]  # fmt: skip
        self._tell(*done, *summary)
        self.query_one("#look").display = bool(found)
        notes = self.query_one(NoteTree)
        notes.show(found, boxes=dry)
        if self.phase == "path":
            self.query_one(PathInput).focus()
        elif found:
            notes.focus()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        notes = self.query_one(NoteTree)
        row = notes.row
        if row is not None:
            self.query_one(NoteFindsView).found = [notes.found[index] for index in row.notes]
            self.query_one("#shown").scroll_home(animate=False)

    def action_warnings(self) -> None:
        """See to what the import was not sure of."""
        self.gruquiz.replace_screen("import_warnings", self.session)

    def action_stop(self) -> None:
        """Stop a running import after this note."""
        self.workers.cancel_group(self, "import")
