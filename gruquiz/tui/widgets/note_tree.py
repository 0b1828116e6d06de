"""The notes of an import as a tree of folders, each to be ticked or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os.path import commonpath
from pathlib import PurePosixPath
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gruquiz.terminal import visible
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.import_report import NoteFinds
from gruquiz.tui.widgets.row_list import RowList

BOXES = {"all": ("[x] ", "$accent"), "some": ("[-] ", "$accent"), "none": ("[ ] ", "$quiet")}
"""What is ticked of a row's notes."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A folder or a note."""

    path: str
    depth: int
    notes: tuple[int, ...]
    """The notes in it, by their places among those found; a note is in itself."""
    folder: bool


class NoteTree(RowList):
    """Folders with their notes; space ticks a note, or all in a folder."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        "import.go", "import.tick", "list.fold", "list.unfold"
    )

    class Ticked(Message):
        """Other notes are ticked than before."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False, compact=True)
        self.found: Sequence[NoteFinds] = ()
        self.ticked: set[int] = set()
        self.boxes = True
        """Whether there is still something to choose."""
        self.folded: set[str] = set()
        self._rows: list[NoteRow] = []
        self._shown: list[NoteRow] = []
        self._width = 0

    def show(self, found: Sequence[NoteFinds], *, boxes: bool) -> None:
        """Show these notes, all that can be read ticked."""
        self.found, self.boxes = found, boxes
        self.ticked = self._readable()
        self._rows = list(rows([each.path for each in found]))
        self.folded &= {row.path for row in self._rows}
        self._fill(self._shown[0].path if self._shown and not boxes else None)

    def _readable(self) -> set[int]:
        return {index for index, each in enumerate(self.found) if each.failure is None}

    @property
    def all_ticked(self) -> bool:
        """Whether nothing that can be read is left out."""
        return self.ticked == self._readable()

    @property
    def chosen(self) -> list[NoteFinds]:
        """What was found in the ticked notes."""
        return [self.found[index] for index in sorted(self.ticked)]

    @property
    def row(self) -> NoteRow | None:
        """The row under the cursor."""
        return None if self.highlighted is None else self._shown[self.highlighted]

    def toggle(self) -> None:
        """Tick what is under the cursor, or take its ticks off where all were ticked."""
        row = self.row
        if row is None or not self.boxes:
            return
        notes = {index for index in row.notes if self.found[index].failure is None}
        self.ticked = self.ticked - notes if notes <= self.ticked else self.ticked | notes
        for place, each in enumerate(self._shown):
            if not notes.isdisjoint(each.notes):
                self.replace_option_prompt_at_index(place, self._drawn(each))
        self.post_message(self.Ticked())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.toggle()

    def draw_rows(self) -> None:
        """Draw the rows for the width at hand."""
        self._fill(self.row.path if self.row else None)

    def _fill(self, cursor: str | None) -> None:
        self._width = self.row_width()
        self._shown = [row for row in self._rows if not self._hidden(row)]
        self.clear_options()
        self.add_options(Option(self._drawn(row)) for row in self._shown)
        paths = [row.path for row in self._shown]
        if paths:
            self.highlighted = paths.index(cursor) if cursor in paths else 0

    def _hidden(self, row: NoteRow) -> bool:
        return any(row.path.startswith(folded + "/") for folded in self.folded)

    def _drawn(self, row: NoteRow) -> Content:
        width = self._width
        sign = "" if not row.folder else "▸ " if row.path in self.folded else "▾ "
        box = self._box(row) if self.boxes else Content("")
        head = Content.assemble("  " * row.depth, box, (sign, "$quiet"))
        gist = Content("") if row.folder else self._gist(self.found[row.notes[0]])
        room = max(6, width - head.cell_length - gist.cell_length - 1)
        name = Content(visible(PurePosixPath(row.path).name)).truncate(room, ellipsis=True)
        if row.folder:
            name = name.stylize("bold")
        return head + name.pad_right(room - name.cell_length + 1) + gist

    def _box(self, row: NoteRow) -> Content:
        can = [index for index in row.notes if self.found[index].failure is None]
        if not can:
            return Content.styled("  ✗ " if not row.folder else "    ", "$text-error")
        ticked = self.ticked.intersection(can)
        box, style = BOXES["all" if len(ticked) == len(can) else "some" if ticked else "none"]
        return Content.styled(box, style)

    def _gist(self, found: NoteFinds) -> Content:
        warned = found.report is not None and bool(found.report.warnings)
        style = "$quiet" if found.is_quiet else "bold"
        return Content.assemble(("! " if warned else "", "bold $text-warning"), (found.gist, style))

    def action_fold(self) -> None:
        """Fold the folder, or the one that the note is in."""
        row = self.row
        if row is None:
            return
        path = row.path
        if not row.folder or path in self.folded:
            path = path.rpartition("/")[0]
        if any(each.folder and each.path == path for each in self._rows):
            self.folded.add(path)
            self._fill(path)

    def action_unfold(self) -> None:
        """Unfold the folder."""
        if self.row is not None and self.row.path in self.folded:
            self.folded.discard(self.row.path)
            self._fill(self.row.path)


def rows(paths: Sequence[str]) -> Iterator[NoteRow]:
    """Every note with the folders above it, from the one that holds them all down."""
    if not paths:
        return
    root = commonpath([path.rpartition("/")[0] for path in paths])
    order = sorted(range(len(paths)), key=lambda index: _by_folder(paths[index], root))
    within: dict[str, list[int]] = {}
    for index in order:
        for folder in _folders(paths[index], root):
            within.setdefault(folder, []).append(index)
    seen_folders: set[str] = set()
    for index in order:
        above = _folders(paths[index], root)
        for depth, folder in enumerate(above):
            if folder not in seen_folders:
                seen_folders.add(folder)
                yield NoteRow(folder, depth, tuple(within[folder]), folder=True)
        yield NoteRow(paths[index], len(above), (index,), folder=False)


def _folders(path: str, root: str) -> list[str]:
    """The folders above a note, the outermost first."""
    inner = path[len(root) :].strip("/").split("/")[:-1]
    return [root, *("/".join([root.rstrip("/"), *inner[: n + 1]]) for n in range(len(inner)))]


def _by_folder(path: str, root: str) -> tuple[tuple[int, str], ...]:
    """Sorts folders by name, each before the notes beside it."""
    *folders, name = path[len(root) :].strip("/").split("/")
    return (*((0, folder) for folder in folders), (1, name))
