"""Finds a plain recurrent network among equations: h' = f(W x + U h + b)."""

from dataclasses import replace

from engine.formula.cells.cell import Cell, Line
from engine.formula.cells.letters import activation, affine
from engine.formula.cells.note import source_latex
from engine.formula.equation_system import Definition
from engine.formula.probing import Expander, Probe
from engine.formula.quantities import key
from engine.formula.tree import Symbol


def find(probe: Probe) -> Cell | None:
    """The plain RNN that the equations state; None where there is none."""
    for each in probe.system.definitions:
        for old in filter(probe.system.may_be_state, probe.system.free):
            if _is_recurrence(probe, each, old):
                line = Line("h'", each.name, source_latex(probe, each), each.index)
                return Cell("rnn", equations=(line,), notes=probe.system.notes)
    return None


def _is_recurrence(probe: Probe, definition: Definition, old: str) -> bool:
    system = probe.system
    if _letter(system.quantities[old].symbol) != _letter(definition.symbol):
        return False
    expander = Expander(system, definition.index)
    value = expander.expand(definition.value, old)
    function, argument, _ = activation(value, gate=False)
    if function in (None, "identity") or not probe.depends(argument, old):
        return False
    letters = affine(probe, argument, old)
    return not letters.odd and bool(letters.joined or (letters.U and letters.W))


def _letter(symbol: Symbol) -> str:
    """The name that the old and the new state share: letter, accents and label."""
    accents = tuple(accent for accent in symbol.accents if accent != "prime")
    return key(replace(symbol, time=None, accents=accents))
