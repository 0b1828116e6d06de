"""A gated recurrent unit found among equations: its gates, its candidate, its state."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.conventions import Activation, Convention, Form, Notation
from engine.errors import EngineError
from engine.formula.cells.cell import Cell, Inference, Line
from engine.formula.cells.letters import Affine, activation, affine, command
from engine.formula.latex import to_latex
from engine.formula.probing import Blend, Expander, Probe, blends, same, vectors
from engine.formula.prose import polarity
from engine.formula.quantities import at_time, key
from engine.formula.reading import Definition
from engine.formula.substitution import mapped, unwrapped
from engine.formula.tree import (
    Apply,
    Equation,
    Group,
    Hadamard,
    MatMul,
    Node,
    Symbol,
    walk,
)

NAMES = {"r": "reset gate", "z": "update gate", "n": "candidate", "h'": "state equation"}


@dataclass(slots=True)
class _Parts:
    """What is known of a GRU while it is put together."""

    old: str
    z: str = ""
    r: str = ""
    keeps: bool | None = None
    state: Definition | None = None
    candidate: Definition | None = None
    candidate_value: Node | None = None
    reset: Definition | None = None
    update: Definition | None = None
    reset_after: bool = False
    gate_activation: Activation = "sigmoid"
    candidate_activation: Activation = "tanh"
    letters: dict[str, Affine] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trouble: str = ""
    """Why these equations are no GRU; "" while they may be one."""

    @property
    def whole(self) -> bool:
        """True where all four equations are there and fit."""
        return not self.missing and not self.trouble


def find(probe: Probe, prose: str) -> Cell | None:
    """The GRU that the equations state, whole or with `missing` parts; None where there is none."""
    found = list(_from_states(probe))
    whole = [parts for parts in found if parts.whole]
    if whole:
        return _cell(probe, whole[0], prose)
    partial = [parts for parts in found if not parts.trouble and len(parts.missing) <= 2]
    partial += list(_from_candidates(probe))
    partial.sort(key=lambda parts: len(parts.missing))
    if partial:
        return _cell(probe, partial[0], prose)
    troubled = [parts.trouble for parts in found if parts.trouble]
    return Cell(None, notes=(troubled[0],)) if troubled else None


def _from_states(probe: Probe) -> Iterator[_Parts]:
    """One set of parts for each equation that blends two states by a gate."""
    for blend in blends(probe):
        parts = _Parts(blend.old, blend.gate, keeps=blend.keeps, state=blend.definition)
        expander = Expander(probe.reading, blend.definition.index)
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


def _take_candidate(probe: Probe, parts: _Parts, expander: Expander, blend: Blend) -> None:
    if isinstance(blend.new, Symbol):
        parts.candidate = expander.find(key(blend.new))
        parts.candidate_value = None if parts.candidate is None else parts.candidate.value
        return
    parts.candidate_value = blend.new
    value = probe.given(blend.new, {})
    for each in probe.reading.definitions:  # the candidate written out again on a line of its own
        other = probe.given(each.value, {})
        if value is not None and other is not None and same(value, other):
            parts.candidate = each
            return


def _from_candidates(probe: Probe) -> Iterator[_Parts]:
    """Parts of a GRU whose state equation is nowhere: a candidate with a reset, and a gate."""
    reading = probe.reading
    for each in reading.definitions:
        expander = Expander(reading, each.index)
        for old in reading.free:
            if reading.kinds.get(old) != "vector" or not expander.leads_to(each.name, old):
                continue
            parts = _Parts(old, candidate=each, candidate_value=each.value)
            _read_candidate(probe, parts, expander)
            if parts.trouble or parts.reset is None:
                continue
            gates = [
                other
                for other in reading.definitions
                if other.name not in (each.name, parts.r) and _is_gate(probe, expander, other, old)
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


def _read_candidate(probe: Probe, parts: _Parts, expander: Expander) -> None:
    """The candidate's activation, its reset gate and where that stands."""
    if parts.candidate_value is None:
        return
    value = expander.expand(parts.candidate_value, parts.old)
    function, argument, remark = activation(value, gate=False)
    if function is None or not probe.depends(argument, parts.old):
        parts.trouble = remark or "the candidate does not depend on the old state"
        return
    parts.candidate_activation = function
    if remark:
        parts.notes.append(remark)
    resets = _reset_gates(probe, argument, parts.old)
    if not resets:
        argument, resets = _mended(probe, argument, parts)
    if len(resets) != 1:
        parts.trouble = "no gate resets the old state in the candidate"
        return
    parts.r = resets[0]
    if parts.r == parts.z:
        parts.trouble = "one gate both resets and updates: a minimal gated unit, not a GRU"
        return
    parts.reset = expander.find(parts.r)
    if parts.reset is None:
        parts.missing.append(NAMES["r"])
    parts.reset_after = not probe.spreads(argument, parts.r)
    parts.letters["n"] = affine(probe, argument, parts.old, parts.r if parts.reset_after else None)


def _reset_gates(probe: Probe, argument: Node, old: str) -> list[str]:
    names = vectors(probe.reading, argument)
    return [name for name in names if _resets(probe, argument, name, old)]


def _resets(probe: Probe, argument: Node, name: str, old: str) -> bool:
    """True for a gate that cuts the old state off at 0 and lets it through at 1, as a GRU's does:
    it multiplies the state before its matrix, or what comes out of the matrix."""
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


def _mended(probe: Probe, argument: Node, parts: _Parts) -> tuple[Node, list[str]]:
    """`U r h` without brackets: as written (U r) ⊙ h, surely meant as U (r ⊙ h)."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Hadamard) or len(part.factors) != 2:
            return None
        for product, other in (part.factors, part.factors[::-1]):
            inner = unwrapped(product)
            if not isinstance(inner, MatMul):
                continue
            left, right = unwrapped(inner.left), unwrapped(inner.right)
            row = probe.reading.kinds.get(_name(right)) == "matrix"
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


def _read_gates(probe: Probe, parts: _Parts, expander: Expander) -> None:
    """The two gates' activation and letters."""
    functions = set()
    for role, definition in (("r", parts.reset), ("z", parts.update)):
        if definition is None:
            continue
        value = expander.expand(definition.value, parts.old)
        function, argument, remark = activation(value, gate=True)
        if function is None or not probe.depends(argument, parts.old):
            reason = remark or f"{definition.name} is no gate: it does not depend on the old state"
            parts.trouble = parts.trouble or reason
            return
        if remark and remark not in parts.notes:
            parts.notes.append(remark)
        functions.add(function)
        parts.letters[role] = affine(probe, argument, parts.old)
    if len(functions) > 1:
        parts.trouble = parts.trouble or "the two gates have different activations"
    elif functions:
        parts.gate_activation = functions.pop()
    if any(letters.odd for letters in parts.letters.values()):
        parts.trouble = parts.trouble or "a gate or the candidate has a term that no GRU has"
    inputs = {name for letters in parts.letters.values() for name in letters.inputs}
    if len({_untimed(name) for name in inputs}) > 1:
        parts.trouble = parts.trouble or (
            f"besides the state there is more than one input: {', '.join(sorted(inputs))}"
        )


def _untimed(latex: str) -> str:
    from engine.formula.parser import parse

    node = parse(latex)
    return key(replace(node, time=None)) if isinstance(node, Symbol) else latex


def _cell(probe: Probe, parts: _Parts, prose: str) -> Cell:
    """The cell, with what the prose adds."""
    notes = [*probe.reading.notes, *parts.notes]
    if parts.candidate_activation == "sigmoid":
        notes.append("the candidate has a sigmoid here, where most sources have tanh")
    inferred: tuple[Inference, ...] = ()
    if parts.keeps is None:
        said = polarity(prose, (parts.z,))
        if said is not None:
            parts.keeps = said.keeps
            parts.missing.remove(NAMES["h'"])
            value = "keep" if said.keeps else "write"
            latex = _state_latex(probe, parts)
            inferred = (Inference("state equation", value, latex, said.sentence),)
    lines = _lines(probe, parts, inferred)
    if not parts.whole:
        return Cell(None, None, None, lines, (), tuple(parts.missing), tuple(notes))
    try:
        convention = _convention(probe, parts, lines, notes)
    except EngineError as error:
        return Cell(None, None, None, lines, inferred, (), (*notes, str(error)))
    return Cell(
        "gru", convention, convention.notation, lines, inferred, (), tuple(dict.fromkeys(notes))
    )


def _latex(probe: Probe, name: str) -> str:
    found = probe.reading.quantities.get(name)
    return name if found is None else found.latex


def _new_state(probe: Probe, parts: _Parts) -> str:
    """The state that the cell computes, as LaTeX."""
    if parts.state is not None:
        return to_latex(parts.state.symbol).strip()
    return to_latex(at_time(probe.reading.quantities[parts.old].symbol, "")).strip()


def _sign(parts: _Parts) -> str:
    """The element-wise sign that the note uses."""
    for definition in (parts.state, parts.candidate):
        for node in walk(definition.value) if definition is not None else ():
            if isinstance(node, Hadamard):
                return command(node.operators[0])
    return r"\odot"


def _candidate_latex(probe: Probe, parts: _Parts) -> str:
    if parts.candidate is not None:
        return to_latex(parts.candidate.symbol).strip()
    symbol = probe.reading.quantities[parts.old].symbol
    return to_latex(replace(at_time(symbol, ""), accents=("tilde",))).strip()


def _state_latex(probe: Probe, parts: _Parts) -> str:
    """The state equation that the prose describes, in the note's letters."""
    sign, z, old = _sign(parts), _latex(probe, parts.z), _latex(probe, parts.old)
    new = _candidate_latex(probe, parts)
    first, second = (z, f"(1 - {z})") if parts.keeps else (f"(1 - {z})", z)
    return f"{_new_state(probe, parts)} = {first} {sign} {old} + {second} {sign} {new}"


def _lines(probe: Probe, parts: _Parts, inferred: tuple[Inference, ...]) -> tuple[Line, ...]:
    lines = []
    for role, definition in (
        ("r", parts.reset), ("z", parts.update), ("n", parts.candidate), ("h'", parts.state),
    ):  # fmt: skip
        if definition is not None:
            latex = source_latex(probe, definition)
            lines.append(Line(role, definition.name, latex, definition.index))
        elif role == "n" and parts.candidate_value is not None and parts.state is not None:
            latex = f"{_candidate_latex(probe, parts)} = {to_latex(parts.candidate_value).strip()}"
            lines.append(Line("n", "", latex, parts.state.index))
    if inferred:
        lines.append(Line("h'", "", inferred[0].latex, None))
    return tuple(lines)


def source_latex(probe: Probe, definition: Definition) -> str:
    """The equation as the note writes it; for one of a stack, as it was taken out of the stack."""
    source = definition.source
    if isinstance(source, Equation) and isinstance(unwrapped(source.left), Symbol):
        formula = probe.reading.formulas[definition.index]
        whole = source.span[0] <= len(formula) - len(formula.lstrip())
        if whole and source.span[1] >= len(formula.rstrip()) - 1:
            return " ".join(formula.strip().rstrip(".,").split())
        return to_latex(source).strip()
    return f"{to_latex(definition.symbol).strip()} = {to_latex(definition.value).strip()}"


def _convention(
    probe: Probe, parts: _Parts, lines: tuple[Line, ...], notes: list[str]
) -> Convention:
    assert parts.keeps is not None  # noqa: S101  (whole parts have it)
    letters = [parts.letters[role] for role in "rzn"]
    joined = any(each.joined for each in letters)
    biases = _biases(letters, notes)
    form: Form = "concat" if joined else "column"
    if probe.reading.row:
        form = "transposed" if letters[0].transposed else "row"
    W, U = _weights(letters, joined)
    own = tuple(line.latex for line in lines)
    concat = joined and letters[0].state_first and not probe.reading.row
    if joined and not concat:
        form = "row" if probe.reading.row else "column"
        own = ()
        notes.append(
            f"{letters[0].joined[0]} and its like act on input and state stacked; "
            "in drills each is two blocks, one on the input and one on the state"
        )
    x = next((name for each in letters for name in each.inputs), "x_t")
    notation = Notation(
        x=x,
        h_prev=_latex(probe, parts.old),
        r=_latex(probe, parts.r),
        z=_latex(probe, parts.z),
        n=_candidate_latex(probe, parts),
        h=_new_state(probe, parts),
        W=W,
        U=U,
        bx=tuple(_bias(each, "x", biases) for each in letters) if biases else (),
        bh=tuple(_bias(each, "h", biases) for each in letters) if biases == 2 else (),
        hadamard=_sign(parts),
        product=letters[0].product,
        form=form,
        candidate_first=False,
        equations=own if len(own) == 4 else (),
    )
    return Convention(
        name="this note",
        title="this note",
        source="the note's own equations",
        z_keeps=parts.keeps,
        reset_after=parts.reset_after,
        gate_activation=parts.gate_activation,
        candidate_activation=parts.candidate_activation,
        biases=biases,
        row=probe.reading.row,
        concat=concat,
        notation=notation,
    )


def _biases(letters: list[Affine], notes: list[str]) -> Literal[0, 1, 2]:
    counts = [len(each.biases) for each in letters]
    if max(counts) > 2:
        raise EngineError("a gate has more than two biases")
    if len(set(counts)) > 1:
        notes.append(f"r, z and candidate have {counts[0]}, {counts[1]} and {counts[2]} biases")
    most = max(counts)
    return 2 if most == 2 else 1 if most == 1 else 0


def _bias(letters: Affine, side: str, biases: int) -> str:
    if biases == 1:
        return letters.biases[0][0] if letters.biases else "0"
    return next((name for name, own in letters.biases if own == side), "0")


def _weights(
    letters: list[Affine], joined: bool
) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """The matrices on the input and on the state, for r, z, n."""
    W, U = [], []
    for each in letters:
        if joined and each.joined:
            name = each.joined[0]
            blocks = each.state_first
            W.append(name if blocks else _blocked(name, "x"))
            U.append(name if blocks else _blocked(name, "h"))
        else:
            if len(each.W) != 1 or len(each.U) != 1:
                raise EngineError("a gate has not one matrix for the input and one for the state")
            W.append(each.W[0])
            U.append(each.U[0])
    return (W[0], W[1], W[2]), (U[0], U[1], U[2])


def _blocked(name: str, block: str) -> str:
    """The letter of one block of a matrix: `W_z` → `W_{z,x}`."""
    from engine.formula.parser import parse
    from engine.formula.tree import Label, Listing

    node = parse(name)
    if not isinstance(node, Symbol):
        return f"{name}^{{{block}}}"
    label = node.label or Label()
    mark = Symbol(block)
    lower = mark if label.lower is None else Listing((label.lower, mark), (",",))
    return to_latex(replace(node, label=replace(label, lower=lower))).strip()


__all__ = ["Apply", "find", "source_latex"]
