"""`recognise`: which cell a note's equations state."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gruquiz.cli.context import json_option
from gruquiz.cli.output import drawn, emit, say, say_text
from gruquiz.errors import NoteError

if TYPE_CHECKING:
    from engine import Convention
    from gruquiz.cells import NoteCell


@click.command("recognise")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def recognise(files: tuple[Path, ...], as_json: bool) -> int:
    """Show which cell the equations of notes state.

    For each note: the cell, whether the update gate keeps or writes, whether the reset comes before
    or after the recurrent product, what is missing, and where the note contradicts itself. Folders
    are searched as in an import.

    \b
    Example:
      gruquiz recognise my-gru.md
    """
    from gruquiz.cells import read_cell
    from gruquiz.notes import read_note

    found, failed = [], False
    paths, complaints = _notes(files)
    for complaint in complaints:
        failed = True
        say(f"gruquiz: {complaint}", err=True)
    for path in paths:
        try:
            found.append(read_cell(read_note(path)))
        except NoteError as error:
            failed = True
            say(f"gruquiz: {error}", err=True)
    if as_json:
        emit([_cell_document(one) for one in found])
    else:
        for one in found:
            say_text("\n".join(_cell_lines(one)))
    return 1 if failed else 0


def _notes(paths: tuple[Path, ...]) -> tuple[list[Path], list[NoteError]]:
    """The given notes and those of folders, and errors about unreadable ones."""
    from gruquiz.importer.discovery import discover  # an import's reader comes with it

    found: list[Path] = []
    complaints: list[NoteError] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = discover(path.as_posix(), path.as_posix())
        found += (Path(file.path) for file in inside.files)
        complaints += (NoteError(one.message, one.path, one.line) for one in inside.failures)
        if not inside.files and not inside.failures:
            complaints.append(NoteError("no notes in this folder", path))
    return found, complaints


def _cell_document(found: "NoteCell") -> dict[str, Any]:
    cell, convention = found.cell, found.cell.convention
    return {
        "path": found.path,
        "cell": cell.kind,
        "convention": None
        if convention is None
        else {
            "z_keeps": convention.z_keeps,
            "reset_after": convention.reset_after,
            "candidate_activation": convention.candidate_activation,
            "biases": convention.most_biases,
            "row": convention.row,
        },
        "inferred": [
            {"what": one.what, "value": one.value, "latex": one.latex, "sentence": one.sentence}
            for one in cell.inferred
        ],
        "assumed": [
            {"what": one.what, "value": one.value, "line": found.line_of(one.index)}
            for one in cell.assumed
        ],
        "missing": list(cell.missing),
        "notes": list(cell.notes),
        "lints": [{"line": one.line, "message": one.message} for one in found.lints],
        "unreadable": [
            {"line": found.line_of(one.index), "message": str(one.error)} for one in cell.unreadable
        ],
    }


def _cell_lines(found: "NoteCell") -> Iterator[str]:
    cell, convention = found.cell, found.cell.convention
    yield f"{found.path}: {'no complete cell' if cell.kind is None else cell.kind.upper()}"
    if convention is not None:
        gate = drawn(convention.notation.z)
        yield f"  {gate} multiplies {'the old state' if convention.z_keeps else 'the candidate'}"
        yield f"  reset {'after' if convention.reset_after else 'before'} the recurrent product"
        yield f"  candidate activation {convention.candidate_activation}"
        vectors = "row" if convention.row else "column"
        yield f"  {_biases(convention)}; {vectors} vectors"
    for one in cell.inferred:
        yield f"  inferred: {one.what} {drawn(one.latex)}"
        yield f"    from “{one.sentence}”"
    if cell.missing:
        yield f"  missing: {', '.join(cell.missing)}"
    yield from (f"  line {one.line}: {one.message}" for one in found.assumed())
    placed = {f"{one.what} is taken to be {one.value}" for one in cell.assumed}
    for reason in cell.trouble:
        placed.add(reason.error.message)
        yield f"  line {found.line_of(reason.index)}: {reason.error.message}"
    yield from (f"  {note}" for note in cell.notes if note not in placed)
    yield from (f"  line {one.line}: {one.message}" for one in found.lints)
    for bad in cell.unreadable:
        yield f"  line {found.line_of(bad.index)}: {bad.error}"


def _biases(convention: "Convention") -> str:
    """How many biases the gates have, in words."""
    counts = [len(sides) for sides in convention.biases]
    if len(set(counts)) == 1:
        return ("no bias a gate", "one bias a gate", "two biases a gate")[counts[0]]
    return "biases: " + ", ".join(
        f"{count} for {drawn(symbol)}"
        for count, symbol in zip(counts, convention.notation.gates, strict=True)
    )
