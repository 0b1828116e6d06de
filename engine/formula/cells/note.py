"""Builds a Cell from a GRU's parts: the convention with the note's letters and equations."""

from dataclasses import replace

from engine.conventions import GATES, BiasLayout, BiasSides, Convention, Form, Notation
from engine.errors import EngineError
from engine.formula.cells.cell import Cell, Inference, Line
from engine.formula.cells.letters import Affine, command
from engine.formula.cells.parts import NAMES, Parts
from engine.formula.equation_system import Definition
from engine.formula.latex import to_latex
from engine.formula.parser import parse
from engine.formula.probing import Probe
from engine.formula.prose import polarity
from engine.formula.quantities import at_time
from engine.formula.substitution import tidied, unwrapped
from engine.formula.tree import Equation, Hadamard, Label, Listing, Symbol, walk


def cell(probe: Probe, parts: Parts, prose: str) -> Cell:
    """The cell, with what the prose adds to it."""
    notes = [*probe.system.notes, *parts.notes]
    if parts.candidate_activation == "sigmoid":
        notes.append("the candidate has a sigmoid here, where most sources have tanh")
    inferred: tuple[Inference, ...] = ()
    if parts.keeps is None:
        stated = polarity(prose, (parts.z,))
        if stated is not None:
            parts.keeps = stated.keeps
            parts.missing.remove(NAMES["h'"])
            value = "keep" if stated.keeps else "write"
            latex = _state_latex(probe, parts)
            inferred = (Inference("state equation", value, latex, stated.sentence),)
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
    found = probe.system.quantities.get(name)
    return name if found is None else found.latex


def _new_state(probe: Probe, parts: Parts) -> str:
    """The new state, as LaTeX."""
    if parts.state is not None:
        return to_latex(parts.state.symbol).strip()
    return to_latex(at_time(probe.system.quantities[parts.old].symbol, "")).strip()


def _sign(parts: Parts) -> str:
    """The element-wise sign that the note uses."""
    for definition in (parts.state, parts.candidate):
        for node in walk(definition.value) if definition is not None else ():
            if isinstance(node, Hadamard):
                return command(node.operators[0])
    return r"\odot"


def _candidate_latex(probe: Probe, parts: Parts) -> str:
    if parts.candidate is not None:
        return to_latex(parts.candidate.symbol).strip()
    symbol = probe.system.quantities[parts.old].symbol
    return to_latex(replace(at_time(symbol, ""), accents=("tilde",))).strip()


def _state_latex(probe: Probe, parts: Parts) -> str:
    """The state equation that the prose describes, in the note's letters."""
    sign, z, old = _sign(parts), _latex(probe, parts.z), _latex(probe, parts.old)
    new = _candidate_latex(probe, parts)
    first, second = (z, f"(1 - {z})") if parts.keeps else (f"(1 - {z})", z)
    return f"{_new_state(probe, parts)} = {first} {sign} {old} + {second} {sign} {new}"


def _lines(probe: Probe, parts: Parts, inferred: tuple[Inference, ...]) -> tuple[Line, ...]:
    lines = []
    for role, definition in (
        ("r", parts.reset), ("z", parts.update), ("n", parts.candidate), ("h'", parts.state),
    ):  # fmt: skip
        if definition is not None:
            latex = source_latex(probe, definition)
            if role in parts.expanded:
                name = to_latex(definition.symbol).strip()
                latex = f"{name} = {to_latex(tidied(parts.expanded[role])).strip()}"
            lines.append(Line(role, definition.name, latex, definition.index))
        elif role == "n" and parts.candidate_value is not None and parts.state is not None:
            latex = f"{_candidate_latex(probe, parts)} = {to_latex(parts.candidate_value).strip()}"
            lines.append(Line("n", "", latex, parts.state.index))
    if inferred:
        lines.append(Line("h'", "", inferred[0].latex, None))
    return tuple(lines)


def source_latex(probe: Probe, definition: Definition) -> str:
    """The equation as the note writes it; one of a stack as it was split from the stack."""
    source = definition.source
    if isinstance(source, Equation) and isinstance(unwrapped(source.left), Symbol):
        formula = probe.system.formulas[definition.index]
        whole = source.span[0] <= len(formula) - len(formula.lstrip())
        if whole and source.span[1] >= len(formula.rstrip()) - 1:
            return " ".join(formula.strip().rstrip(".,").split())
        return to_latex(source).strip()
    return f"{to_latex(definition.symbol).strip()} = {to_latex(definition.value).strip()}"


def _convention(
    probe: Probe, parts: Parts, lines: tuple[Line, ...], notes: list[str]
) -> Convention:
    assert parts.keeps is not None  # noqa: S101  (whole parts have it)
    letters = [parts.letters[role] for role in "rzn"]
    joined = any(each.joined for each in letters)
    biases = _bias_layout(letters, reset_after=parts.reset_after)
    form: Form = "concat" if joined else "column"
    if probe.system.row:
        form = "transposed" if letters[0].transposed else "row"
    W, U = _weights(letters, joined)
    own = tuple(line.latex for line in lines)
    concat = joined and letters[0].state_first and not probe.system.row
    if joined and not concat:
        form = "row" if probe.system.row else "column"
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
        bx=_bias_letters(letters, biases, "x"),
        bh=_bias_letters(letters, biases, "h"),
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
        row=probe.system.row,
        concat=concat,
        notation=notation,
    )


def _bias_layout(letters: list[Affine], *, reset_after: bool) -> BiasLayout:
    """The biases of r, z and n; a single bias of a gate counts as its input's."""
    if any(len(each.biases) > 2 for each in letters):
        raise EngineError("a gate has more than two biases")
    layout: list[BiasSides] = []
    for gate, each in zip(GATES, letters, strict=True):
        sides: BiasSides = ("", "x", "xh")[len(each.biases)]
        # Only a bias that the reset multiplies differs from one elsewhere.
        if reset_after and gate == "n" and [side for _, side in each.biases] == ["h"]:
            sides = "h"
        layout.append(sides)
    r, z, n = layout
    return r, z, n


def _bias_letters(letters: list[Affine], biases: BiasLayout, side: str) -> tuple[str, ...]:
    """The bias letters of r, z and n on one side, "" for a gate without one; () if none has one."""
    found = []
    for each, sides in zip(letters, biases, strict=True):
        own = [name for name, beside in each.biases if len(sides) == 1 or beside == side]
        found.append(own[0] if side in sides and own else "")
    return tuple(found) if any(found) else ()


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
    node = parse(name)
    if not isinstance(node, Symbol):
        return f"{name}^{{{block}}}"
    label = node.label or Label()
    mark = Symbol(block)
    lower = mark if label.lower is None else Listing((label.lower, mark), (",",))
    return to_latex(replace(node, label=replace(label, lower=lower))).strip()
