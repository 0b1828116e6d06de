"""Which recurrent cell a set of equations is: GRU, LSTM or plain RNN, found by probing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.errors import FormulaError
from engine.formula.cells import Cell, Unreadable, gru, lstm, rnn
from engine.formula.cells.assumptions import assumptions
from engine.formula.cells.parts import NAMES
from engine.formula.equation_system import EquationSystem, read
from engine.formula.probing import Probe

_MAX_RETRIES = 12
"""A note with several cells in the same letters is read again without its first equations."""

_COMPLEMENT = re.compile(r"1\s*[-−]")
"""Every GRU has a complement: `1 - z`."""

_SIGN = r"(\\star|\\ast|⋆|∗|(?<=\$)\*(?=\$))"
_CONVOLUTION = re.compile(
    rf"{_SIGN}\$?[^.\n$]{{0,40}}?\bconvol|\bconvol\w+[^.\n$]{{0,30}}\$\s*{_SIGN}\s*\$",
    re.IGNORECASE,
)
"""`where $\\star$ denotes a convolution`, `the convolution operator $*$`."""

_SPEAKS_OF_GRU = (
    re.compile(r"\breset\s*gate", re.IGNORECASE),
    re.compile(r"\bupdate\s*gate", re.IGNORECASE),
)


def recognise(equations: Sequence[str], prose: str = "") -> Cell:
    """The cell that the equations state; what only the prose says is marked as inferred.

    A GRU comes before an LSTM and that before a plain RNN, where a note states several. Formulas
    that cannot be read are in `unreadable`; they do not affect the others.
    """
    formulas = tuple(equations)
    system = read(formulas)
    cell = _found(system, prose)
    if cell is None or cell.kind != "gru":
        for start in _later_starts(system):
            other = _found(read(formulas[start:]), prose)
            if other is not None and other.kind == "gru":
                cell = _moved(other, start)
                break
    if cell is not None and cell.kind is not None:
        cell = _without_convolutions(cell, formulas, prose)
    unreadable = tuple(Unreadable(index, error) for index, error in system.unreadable)
    if cell is None:
        return Cell(None, notes=system.notes, unreadable=unreadable)
    assumed = assumptions(cell.kind, cell.equations, prose)
    return replace(cell, unreadable=unreadable, assumed=assumed)


def _without_convolutions(cell: Cell, formulas: tuple[str, ...], prose: str) -> Cell:
    """The cell, or none where the note says that the sign of its products is a convolution."""
    signs = {found[1] or found[2] for found in _CONVOLUTION.finditer(prose)}
    for line in cell.equations:
        if line.index is None:
            continue
        formula = formulas[line.index]
        for sign in signs:
            place = formula.find(sign)
            if place >= 0:
                reason = f"{sign} is a convolution in this note, which is not computed here"
                error = FormulaError(reason, formula, place)
                return Cell(None, notes=(reason,), trouble=(Unreadable(line.index, error),))
    return cell


def _later_starts(system: EquationSystem) -> list[int]:
    """Where a second cell may begin: its matrices do not fit the first cell's letters."""
    clashes = [index for index, error in system.unreadable if "sizes clash" in error.message]
    if not any(_COMPLEMENT.search(formula) for formula in system.formulas):
        return []
    starts = [index - back for index in dict.fromkeys(clashes) for back in range(4)]
    return [start for start in dict.fromkeys(starts) if start > 0][:_MAX_RETRIES]


def _found(system: EquationSystem, prose: str) -> Cell | None:
    if not system.definitions:
        return None
    probe = Probe(system)
    found = gru.find(probe, prose)
    if found is not None and found.kind == "gru":
        return found
    other = lstm.find(probe)
    if other is not None and other.kind == "lstm":
        return other
    plain = rnn.find(probe)
    if plain is not None:
        if found is None and all(pattern.search(prose) for pattern in _SPEAKS_OF_GRU):
            return replace(plain, missing=tuple(NAMES.values()))
        return replace(plain, missing=found.missing) if found is not None else plain
    if found is not None and (found.missing or other is None):
        return found
    return other


def _moved(cell: Cell, start: int) -> Cell:
    """The cell with its equations counted from the beginning of the note."""
    return replace(
        cell,
        equations=tuple(
            replace(line, index=None if line.index is None else line.index + start)
            for line in cell.equations
        ),
        trouble=tuple(replace(each, index=each.index + start) for each in cell.trouble),
    )
