"""The recurrent cell that a note's own equations state, with the note's lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import engine
from engine import Cell, Convention
from engine.formula import lint
from gruquiz.errors import NoteError
from gruquiz.model import THIS_NOTE, Note, NoteWarning
from gruquiz.stated_formulas import (
    StatedFormula,
    may_state_cell,
    plain_formulas,
    stated_formulas,
)

_PICTURE = re.compile(
    r"!\[\[([^\[\]|#\n]+\.(?:png|jpe?g|gif|svg|webp))|!\[[^\[\]]*\]\(([^()\s]+)", re.IGNORECASE
)
_CELL = re.compile(r"\b(?:GRU|LSTM)s?\b|\bgated recurrent|\breset gate", re.IGNORECASE)
_GIVEN = re.compile(r"=\s*[-−]?\d[\d.,]*\s*$")
"""A number at the end, as in `z_t = 0.75`: a value of an example, which states no gate."""


@dataclass(frozen=True, slots=True)
class NoteCell:
    """What a note's equations were recognised as."""

    path: str
    title: str
    cell: Cell
    lines: tuple[int, ...]
    """The note's line of each formula that was given to the recogniser."""
    formulas: tuple[str, ...]
    """Those formulas, as LaTeX."""
    pictures: tuple[str, ...]
    """Files that the note embeds: equations may be hidden in them."""
    speaks_of_cell: bool
    """Whether the note names a recurrent cell."""
    lints: tuple[NoteWarning, ...]
    """What the note's words and equations say against each other."""

    def line_of(self, index: int) -> int:
        """The line of the note in which formula `index` begins."""
        return self.lines[index]

    def assumed(self) -> tuple[NoteWarning, ...]:
        """What a drill takes for granted that the note does not say, each at its line."""
        return tuple(
            NoteWarning(
                self.line_of(one.index),
                f"{one.name} is taken to be {one.value}: the note does not say what it is",
            )
            for one in self.cell.assumed
        )

    def unread(self) -> tuple[NoteWarning, ...]:
        """Why no cell is read in a note that speaks of one, each reason at its line."""
        if self.cell.kind is not None or not self.speaks_of_cell:
            return ()
        found = [
            NoteWarning(self.line_of(one.index), f"not read as a cell: {one.error.message}")
            for one in self.cell.trouble
            if not _GIVEN.search(self.formulas[one.index])
        ]
        found += (
            NoteWarning(
                self.line_of(one.index), f"this equation cannot be read: {one.error.message}"
            )
            for one in self.cell.unreadable
            if may_state_cell(self.formulas[one.index])
        )
        return tuple(found)

    def stated(self) -> dict[str, int]:
        """The formulas that state the cell, in order, each with its line; none where it is none."""
        if self.cell.kind is None:
            return {}
        indexes = {line.index for line in self.cell.equations if line.index is not None}
        return {self.formulas[index].strip(): self.lines[index] for index in sorted(indexes)}

    def convention(self, kind: str = "step") -> Convention:
        """What a drill of that kind computes: the note's GRU, or for `line` any of its equations.

        Raises NoteError where the note has no such thing, naming what is missing and where it may
        be found.
        """
        cell = self.cell
        if kind == "line":
            return self._lines()
        if cell.kind == "gru" and cell.convention is not None and not cell.missing:
            return replace(cell.convention, title=self._named())
        if cell.missing:
            reason = f"no equation gives its {_listed(cell.missing)}"
        elif cell.kind is None:
            reason = "its equations are not those of a GRU"
        else:
            reason = f"its equations are those of an {cell.kind.upper()}"
        hint = "name a convention, or ask for its other equations as kind line"
        pictures = [name for name in self.pictures if "gru" in name.lower()] or self.pictures
        if pictures:
            hint = (
                f"they may be in the picture {_listed(pictures, 'or')}: type them into the note "
                f"as LaTeX, {hint}"
            )
        raise NoteError(f"no GRU can be computed from this note: {reason}; {hint}", self.path)

    def _named(self) -> str:
        """The note's title for an exercise, with what the exercise takes for granted."""
        assumed = ", ".join(f"{one.name} taken to be {one.value}" for one in self.cell.assumed)
        return f"{self.title} ({assumed})" if assumed else self.title

    def _lines(self) -> Convention:
        unreadable = {one.index for one in self.cell.unreadable}
        readable = tuple(f for k, f in enumerate(self.formulas) if k not in unreadable)
        if not readable:
            raise NoteError("no equation of this note can be read", self.path)
        from engine.drills import lines_of  # all kinds of drill: only for the few cards of a line

        return replace(lines_of(readable, self._named()), name=THIS_NOTE)


def read_cell(note: Note) -> NoteCell:
    """What the equations of a note state, completed by its prose where that decides.

    Equations in plain text and code are asked only where those set as maths are no whole cell, so
    that a note which says everything twice is read in one spelling.
    """
    text = "\n".join(note.lines)
    stated = stated_formulas(text)
    cell = engine.recognise([formula.latex for formula in stated], text)
    if cell.kind is None or cell.missing:
        plain = plain_formulas(text)
        other = engine.recognise([formula.latex for formula in plain], text) if plain else None
        if other is not None and other.kind is not None and not other.missing:
            stated, cell = plain, other
    return _note_cell(note, text, stated, cell)


def _note_cell(note: Note, text: str, stated: Sequence[StatedFormula], cell: Cell) -> NoteCell:
    return NoteCell(
        path=note.path,
        title=note.title,
        cell=cell,
        lines=tuple(formula.line for formula in stated),
        formulas=tuple(formula.latex for formula in stated),
        speaks_of_cell=_CELL.search(text) is not None,
        pictures=tuple(found[1] or found[2] for found in _PICTURE.finditer(text)),
        lints=tuple(NoteWarning(_line(text, one.start), one.message) for one in lint(cell, text)),
    )


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _listed(names: Sequence[str], word: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
