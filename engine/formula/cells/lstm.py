"""Finds a long short-term memory among equations: its cell state and its hidden state."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.formula.cells.cell import Cell, Line
from engine.formula.cells.letters import activation
from engine.formula.cells.note import source_latex
from engine.formula.equation_system import Definition
from engine.formula.evaluator import Values
from engine.formula.latex import to_latex
from engine.formula.probing import Expander, Probe, mixed, same, vectors
from engine.formula.quantities import key, stem
from engine.formula.tree import Apply, Node, Symbol, walk

NAMES = {
    "i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate",
    "c'": "cell state", "h'": "hidden state",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Memory:
    """c' = f ⊙ c + i ⊙ g."""

    definition: Definition
    forget: str
    intake: str
    old: str
    new: Node


def find(probe: Probe) -> Cell | None:
    """The LSTM that the equations state; None where there is none."""
    best: Cell | None = None
    for memory in _memories(probe):
        cell = _cell(probe, memory)
        if not cell.missing:
            return cell
        if best is None or len(cell.missing) < len(best.missing):
            best = cell
    return best


def _memories(probe: Probe) -> list[_Memory]:
    """The equations of the form: old state times a gate, plus something new times another."""
    found = []
    for each in probe.system.definitions:
        within = mixed(probe, each)
        kept = [
            (old, forget, intake)
            for intake in within
            for old, forget in _kept(probe, each, within, intake)
            if old != each.name and _earlier(probe, each, old)
        ]
        for old, forget, intake in sorted(kept, key=lambda names: [*map(within.index, names)]):
            new = _new(probe, each, old, forget, intake)
            if new is not None:
                found.append(_Memory(each, forget, intake, old, new))
    return found


def _kept(
    probe: Probe, each: Definition, within: list[str], intake: str
) -> Iterator[tuple[str, str]]:
    """The pairs (old state, gate) whose product remains with the input gate at 0.

    All pairs are evaluated at once: one by one took minutes for an equation of many vectors.
    """
    shut = probe.given(each.value, probe.level(intake, 0.0))
    if shut is None:
        return
    names = [n for n in within if n != intake and probe.values[n].shape == shut.shape]
    if not names:
        return
    values = np.stack([probe.values[name] for name in names])
    near = np.isclose(values[:, None] * values, shut, rtol=1e-9, atol=1e-11)
    for old, forget in np.argwhere(near.all(axis=tuple(range(2, near.ndim)))):
        if old != forget:
            yield names[old], names[forget]


def _earlier(probe: Probe, each: Definition, name: str) -> bool:
    quantity = probe.system.quantities[name]
    return quantity.stem == stem(each.symbol) or name not in probe.system.defined


def _new(probe: Probe, each: Definition, old: str, forget: str, intake: str) -> Node | None:
    """The candidate, if the gates act as an LSTM's do."""

    def at(one: float, other: float) -> Values | None:
        return probe.given(each.value, {**probe.level(forget, one), **probe.level(intake, other)})

    kept, taken = at(1.0, 0.0), at(0.0, 1.0)
    state = probe.values[old]
    if kept is None or not same(kept, state):
        return None
    for node in walk(each.value):
        if isinstance(node, Symbol) and key(node) in (old, forget, intake):
            continue
        if isinstance(node, Symbol | Apply):
            value = probe.given(node, {})
            if value is not None and taken is not None and same(value, taken):
                return node
    return None


def _cell(probe: Probe, memory: _Memory) -> Cell:
    expander = Expander(probe.system, memory.definition.index)
    output, state = _output(probe, memory)
    new = key(memory.new) if isinstance(memory.new, Symbol) else ""
    parts: list[tuple[str, Definition | None]] = [
        ("i", expander.find(memory.intake)),
        ("f", expander.find(memory.forget)),
        ("g", expander.find(new) if new else None),
        ("o", expander.find(output) if output else None),
        ("c'", memory.definition),
        ("h'", state),
    ]
    lines, missing, notes = [], [], list(probe.system.notes)
    for role, definition in parts:
        if definition is not None:
            latex = source_latex(probe, definition)
            lines.append(Line(role, definition.name, latex, definition.index))
            if role in "ifo" and activation(definition.value, gate=True)[0] is None:
                notes.append(f"{definition.name} is not an activation of anything")
        elif role == "g" and isinstance(memory.new, Apply):
            latex = to_latex(memory.new).strip()
            lines.append(Line("g", "", latex, memory.definition.index))
        else:
            missing.append(NAMES[role])
    return Cell(
        None if missing else "lstm",
        equations=tuple(lines),
        missing=tuple(missing),
        notes=tuple(dict.fromkeys(notes)),
    )


def _output(probe: Probe, memory: _Memory) -> tuple[str, Definition | None]:
    """The output gate and the equation h' = o ⊙ tanh(c'), or h' = o ⊙ c'."""
    cell = memory.definition.name
    for each in probe.system.definitions:
        within = vectors(probe.system, each.value)
        if cell not in within or each.name == cell:
            continue
        for gate in within:
            if gate == cell:
                continue
            closed = probe.given(each.value, probe.level(gate, 0.0))
            opened = probe.given(each.value, probe.level(gate, 1.0))
            if closed is None or opened is None or abs(closed).max() > 0:
                continue
            if not probe.depends(each.value, cell):
                continue
            if any(
                (value := probe.given(node, {})) is not None and same(value, opened)
                for node in walk(each.value)
                if isinstance(node, Symbol | Apply)
            ):
                return gate, each
    return "", None
