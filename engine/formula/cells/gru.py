"""A gated recurrent unit found among equations: its gates, its candidate, its state."""

from collections.abc import Iterator
from dataclasses import replace

from engine.errors import FormulaError
from engine.formula.cells.cell import Cell, Unreadable
from engine.formula.cells.letters import activation, affine
from engine.formula.cells.note import cell
from engine.formula.cells.parts import NAMES, Parts
from engine.formula.equation_system import Definition
from engine.formula.parser import parse
from engine.formula.probing import Blend, Expander, Probe, blends, same, vectors
from engine.formula.quantities import key
from engine.formula.substitution import mapped, unwrapped
from engine.formula.tree import Apply, Group, Hadamard, MatMul, Node, Symbol


def find(probe: Probe, prose: str) -> Cell | None:
    """The GRU that the equations state, perhaps with `missing` parts; None where there is none."""
    found = list(_from_states(probe))
    whole = [parts for parts in found if parts.whole]
    if whole:
        return cell(probe, whole[0], prose)
    partial = [parts for parts in found if not parts.trouble and len(parts.missing) <= 2]
    partial += list(_from_candidates(probe))
    partial.sort(key=lambda parts: len(parts.missing))
    if partial:
        return cell(probe, partial[0], prose)
    troubled = [parts for parts in found if parts.trouble]
    return _troubled(probe, troubled[0]) if troubled else None


def _troubled(probe: Probe, parts: Parts) -> Cell:
    """A result without a cell, with the reason and its place."""
    definition = parts.trouble_at or parts.state
    if definition is None:
        return Cell(None, notes=(parts.trouble,))
    formula = probe.system.formulas[definition.index]
    position = min(max(definition.value.span[0], definition.source.span[0]), len(formula))
    error = FormulaError(parts.trouble, formula, position)
    return Cell(None, notes=(parts.trouble,), trouble=(Unreadable(definition.index, error),))


def _from_states(probe: Probe) -> Iterator[Parts]:
    """Parts for each equation that blends two states by a gate."""
    for blend in blends(probe):
        parts = Parts(blend.old, blend.gate, keeps=blend.keeps, state=blend.definition)
        expander = Expander(probe.system, blend.definition.index)
        parts.update = expander.find(blend.gate)
        if parts.update is None:
            parts.missing.append(NAMES["z"])
        _take_candidate(probe, parts, expander, blend)
        if parts.candidate_value is None:
            parts.missing.append(NAMES["n"])
        else:
            _read_candidate(probe, parts, expander)
        _read_gates(probe, parts, expander)
        yield parts


def _take_candidate(probe: Probe, parts: Parts, expander: Expander, blend: Blend) -> None:
    if isinstance(blend.new, Symbol):
        parts.candidate = expander.find(key(blend.new))
        parts.candidate_value = None if parts.candidate is None else parts.candidate.value
        return
    parts.candidate_value = blend.new
    value = probe.given(blend.new, {})
    for each in probe.system.definitions:  # the candidate is also written on a line of its own
        other = probe.given(each.value, {})
        if value is not None and other is not None and same(value, other):
            parts.candidate = each
            return


def _from_candidates(probe: Probe) -> Iterator[Parts]:
    """Parts of a GRU without a state equation: a candidate with a reset, and a gate."""
    system = probe.system
    for each in system.definitions:
        if not isinstance(unwrapped(each.value), Apply):
            continue
        expander = Expander(system, each.index)
        for old in sorted(filter(system.may_be_state, expander.below(each.name))):
            parts = Parts(old, candidate=each, candidate_value=each.value)
            _read_candidate(probe, parts, expander)
            if parts.trouble or parts.reset is None:
                continue
            gates = [
                other
                for other in system.definitions
                if other.name not in (each.name, parts.r)
                and isinstance(unwrapped(other.value), Apply)
                and _is_gate(probe, expander, other, old)
            ]
            if len({gate.name for gate in gates}) != 1:
                continue
            parts.z, parts.update = gates[0].name, gates[0]
            parts.missing.append(NAMES["h'"])
            _read_gates(probe, parts, expander)
            if not parts.trouble:
                yield parts


def _is_gate(probe: Probe, expander: Expander, definition: Definition, old: str) -> bool:
    function, argument, _ = activation(expander.expand(definition.value, old), gate=True)
    return function is not None and probe.depends(argument, old)


def _read_candidate(probe: Probe, parts: Parts, expander: Expander) -> None:
    """Set the candidate's activation, its reset gate and the gate's position."""
    if parts.candidate_value is None:
        return
    value = expander.expand(parts.candidate_value, parts.old)
    if value is not parts.candidate_value:
        parts.expanded["n"] = value
    function, argument, remark = activation(value, gate=False)
    if function is None or not probe.depends(argument, parts.old):
        reason = remark or "the candidate does not depend on the old state"
        parts.fails(reason, parts.candidate)
        return
    parts.candidate_activation = function
    if remark:
        parts.notes.append(remark)
    resets = _reset_gates(probe, argument, parts.old)
    if not resets:
        argument, resets = _mended(probe, argument, parts)
    if len(resets) != 1:
        parts.fails("no gate resets the old state in the candidate", parts.candidate)
        return
    parts.r = resets[0]
    if parts.r == parts.z:
        reason = "one gate both resets and updates: a minimal gated unit, not a GRU"
        parts.fails(reason, parts.candidate)
        return
    parts.reset = expander.find(parts.r)
    if parts.reset is None:
        parts.missing.append(NAMES["r"])
    parts.reset_after = not probe.spreads(argument, parts.r)
    parts.letters["n"] = affine(probe, argument, parts.old, parts.r if parts.reset_after else None)


def _reset_gates(probe: Probe, argument: Node, old: str) -> list[str]:
    names = vectors(probe.system, argument)
    return [name for name in names if _resets(probe, argument, name, old)]


def _resets(probe: Probe, argument: Node, name: str, old: str) -> bool:
    """True for a gate that blocks the old state at 0 and passes it at 1, as a reset gate does: it
    multiplies the state before its matrix, or the product with the matrix."""
    if name == old:
        return False
    closed = probe.level(name, 0.0)
    moved = {old: probe.values[old] + 0.7}
    cut, cut_moved = probe.given(argument, closed), probe.given(argument, {**closed, **moved})
    if cut is None or cut_moved is None or not same(cut, cut_moved):
        return False
    full = probe.given(argument, {})
    opened = probe.given(argument, probe.level(name, 1.0))
    if full is None or opened is None or same(full, cut):
        return False
    if same(full, cut + probe.values[name] * (opened - cut)):
        return True
    inside = {**probe.level(name, 1.0), old: probe.values[old] * probe.values[name]}
    before = probe.given(argument, inside)
    return before is not None and same(full, before)


def _mended(probe: Probe, argument: Node, parts: Parts) -> tuple[Node, list[str]]:
    """`U r h` without brackets reads as (U r) ⊙ h but surely means U (r ⊙ h)."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Hadamard) or len(part.factors) != 2:
            return None
        for product, other in (part.factors, part.factors[::-1]):
            inner = unwrapped(product)
            if not isinstance(inner, MatMul):
                continue
            left, right = unwrapped(inner.left), unwrapped(inner.right)
            row = probe.system.kinds.get(_name(right)) == "matrix"
            gate, matrix = (left, right) if row else (right, left)
            if {_name(gate), _name(other)} & {parts.old} and _name(gate) and _name(other):
                pair = Group(Hadamard((gate, unwrapped(other)), ("⊙",), span=part.span))
                both = (pair, matrix) if row else (matrix, pair)
                return MatMul(both[0], both[1], inner.operator, span=part.span)
        return None

    mended = mapped(argument, change)
    if mended is argument:
        return argument, []
    resets = _reset_gates(probe, mended, parts.old)
    if resets:
        parts.notes.append(
            "the candidate multiplies the matrix with the gate first, as it is written; "
            "read as the matrix times (gate ⊙ state)"
        )
    return mended, resets


def _name(node: Node) -> str:
    inner = unwrapped(node)
    return key(inner) if isinstance(inner, Symbol) else ""


def _read_gates(probe: Probe, parts: Parts, expander: Expander) -> None:
    """Set the activation and the letters of the two gates."""
    functions = set()
    for role, definition in (("r", parts.reset), ("z", parts.update)):
        if definition is None:
            continue
        value = expander.expand(definition.value, parts.old)
        if value is not definition.value:
            parts.expanded[role] = value
        function, argument, remark = activation(value, gate=True)
        if function is None or not probe.depends(argument, parts.old):
            reason = remark or f"{definition.name} is no gate: it does not depend on the old state"
            parts.fails(reason, definition)
            return
        if remark and remark not in parts.notes:
            parts.notes.append(remark)
        functions.add(function)
        parts.letters[role] = affine(probe, argument, parts.old)
    if len(functions) > 1:
        parts.fails("the two gates have different activations", parts.reset)
    elif functions:
        parts.gate_activation = functions.pop()
    for role, letters in parts.letters.items():
        if letters.odd:
            at = {"r": parts.reset, "z": parts.update}.get(role, parts.candidate)
            parts.fails("this has a term that no GRU has", at)
    inputs = {name for letters in parts.letters.values() for name in letters.inputs}
    if len({_untimed(name) for name in inputs}) > 1:
        reason = f"besides the state there is more than one input: {', '.join(sorted(inputs))}"
        parts.fails(reason, parts.candidate)


def _untimed(latex: str) -> str:
    """A quantity's name without its time."""
    node = parse(latex)
    return key(replace(node, time=None)) if isinstance(node, Symbol) else latex
