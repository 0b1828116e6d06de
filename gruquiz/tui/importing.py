"""Import: what a folder of notes would give, looked at before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widgets import Input, SelectionList, Static
from textual.widgets.selection_list import Selection
from textual.worker import get_current_worker

from gruquiz.errors import KNOWN_ERRORS
from gruquiz.importer import Progress
from gruquiz.model import ImportReport
from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.reading import read
from gruquiz.tui.widgets.import_report import NoteFinds, NoteFindsView, finds, joined, summary
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.text_field import TextField


class Paths(Suggester):
    """Completes a path with a folder or a note that is there."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first folder or note that begins like the value."""
        if "/" not in value:
            return None
        folder, _, start = value.rpartition("/")
        try:
            found = sorted(Path(folder or "/").expanduser().iterdir())
        except OSError:
            return None
        for path in found:
            if path.name.startswith(start) and not path.name.startswith("."):
                if path.is_dir():
                    return f"{folder}/{path.name}/"
                if path.suffix in (".md", ".markdown"):
                    return f"{folder}/{path.name}"
        return None


class PathInput(TextField):
    """Where the notes are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "submit",
            "look",
            key_display="enter",
            id="import.look",
            tooltip="See what these notes would give; nothing is written yet",
        ),
    ]


class NoteList(SelectionList[int]):
    """The notes found, each to be ticked or not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "tick", id="import.tick", tooltip="Take this note or leave it"),
        Binding(
            "enter",
            "screen.import",
            "import",
            key_display="enter",
            id="import.go",
            tooltip="Import the ticked notes",
        ),
    ]


class ImportScreen(GruquizScreen[None]):
    """A path, what is found there, and then the import."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", id="app.back", tooltip="Stop after this note, or leave"),
    ]
    AUTO_FOCUS = "#path"

    phase: reactive[str] = reactive("path", bindings=True)
    """path, reading, look, importing, done."""

    @dataclass
    class Went(Message):
        """A note was read."""

        progress: Progress

    @dataclass
    class Ended(Message):
        """All was read; None where it was stopped."""

        report: ImportReport | None
        dry: bool

    @dataclass
    class Failed(Message):
        """Nothing could be read."""

        message: str

    def __init__(self, *, again: bool = False) -> None:
        super().__init__()
        self.again = again
        """True: read all known sources again at once, without a look first."""
        self.found: Sequence[NoteFinds] = ()
        self.paths: list[Path] = []

    def body(self) -> ComposeResult:
        yield PathInput(
            placeholder="folder or note, such as ~/vault",
            suggester=Paths(),
            compact=True,
            id="path",
        )
        yield Static(id="told", markup=False)
        with Horizontal(id="look"):
            yield NoteList(id="notes", compact=True)
            with VerticalScroll(id="shown"):
                yield NoteFindsView(id="finds")

    def on_mount(self) -> None:
        self.place("Import")
        if self.again:
            self.query_one("#path").display = False
            self._start(None, dry=False)
        else:
            self._tell("Notes are only read, never written. Enter shows what would come of them.")
        self.query_one("#look").display = False

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        return self.phase == "look" if action == "import" else True

    def _tell(self, text: str) -> None:
        self.query_one("#told", Static).update(visible(text))

    @on(Input.Submitted)
    def _look(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if text and self.phase in ("path", "look"):
            self.paths = [Path(text).expanduser()]
            self._start({None: self.paths}, dry=True)

    def action_import(self) -> None:
        """Import what was looked at; of it only the ticked notes."""
        notes = self.query_one(NoteList)
        if self.phase != "look" or not notes.selected:
            return
        if len(notes.selected) == notes.option_count:
            self._start({None: self.paths}, dry=False)
            return
        # A note imported alone would name its own deck: it keeps the one that was shown.
        by_deck: dict[str | None, list[Path]] = {}
        for found in (self.found[index] for index in sorted(notes.selected)):
            if found.report is not None:
                by_deck.setdefault(found.report.deck, []).append(Path(found.path))
        self._start(by_deck, dry=False)

    def _start(self, paths: Mapping[str | None, list[Path]] | None, *, dry: bool) -> None:
        self.phase = "reading" if dry else "importing"
        self._tell("Reading…" if dry else "Importing…")
        self._read(paths, dry)

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _read(self, paths: Mapping[str | None, list[Path]] | None, dry: bool) -> None:
        worker = get_current_worker()

        def step(progress: Progress) -> bool:
            if progress.done % 20 == 0 or progress.done == progress.total or progress.total < 50:
                self.post_message(self.Went(progress))
            return not worker.is_cancelled

        try:
            where, now = self.gruquiz.library_path, self.gruquiz.clock()
            reports = [
                read(where, own, now, self.gruquiz.config, deck=deck, dry_run=dry, step=step)
                for deck, own in ({None: None} if paths is None else paths).items()
            ]
        except KNOWN_ERRORS as error:
            self.post_message(self.Failed(str(error)))
        else:
            whole = [report for report in reports if report is not None]
            stopped = len(whole) < len(reports)
            self.post_message(self.Ended(None if stopped else joined(whole), dry))

    @on(Went)
    def _went(self, message: Went) -> None:
        done = message.progress
        self.place("Import", progress(done.done, done.total, 12 if self.size.width < 60 else 20))
        self._tell(Path(done.path).name)

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.phase = "path"
        self._tell(f"✗ {message.message}")

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        report = message.report
        if report is None:
            self.phase = "done"
            self._tell("Stopped. What was read until then is kept.")
            return
        self.place("Import")
        self.found = finds(report)
        self.phase = "look" if message.dry and report.notes else "path" if message.dry else "done"
        text = summary(report, dry=message.dry)
        self._tell(text if self.found else "There are no notes: no .md or .markdown file.")
        self.query_one("#look").display = bool(self.found)
        notes = self.query_one(NoteList)
        notes.clear_options()
        notes.add_options(
            Selection(self._row(found), index, found.failure is None, disabled=not message.dry)
            for index, found in enumerate(self.found)
        )
        if self.found:
            notes.highlighted = 0
            self._show(0)
            notes.focus()

    def _row(self, found: NoteFinds) -> Content:
        return Content.assemble((found.gist, "bold"), " ", (visible(found.name), "$quiet"))

    @on(SelectionList.SelectionHighlighted)
    def _highlighted(self, event: SelectionList.SelectionHighlighted[int]) -> None:
        self._show(event.selection_index)

    def _show(self, index: int) -> None:
        self.query_one(NoteFindsView).found = self.found[index]
        self.query_one("#shown").scroll_home(animate=False)

    def action_back(self) -> None:
        """Stop a running import after this note, or leave."""
        if self.phase in ("reading", "importing"):
            self.workers.cancel_group(self, "import")
        else:
            self.dismiss(None)
