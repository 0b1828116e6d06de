"""Why an answer is wrong: a foreign quantity, sizes that do not fit, a usual mistake."""

from functools import lru_cache

from engine.errors import EngineError, FormulaError
from engine.formula.asked import Asked, Expression
from engine.formula.chains import KindClash, Typed
from engine.formula.components import names
from engine.formula.equivalence import Equivalence
from engine.formula.evaluator import Values
from engine.formula.quantities import CONSTANTS, first_kind, key
from engine.formula.sampling import agree
from engine.formula.spelling import meant, with_names
from engine.formula.tree import Node, Symbol
from engine.formula.variants import Variant, complemented, variants
from engine.formula.written_form import OPAQUE

_HINT = "write z_t for z with index t"


def stranger_in(asked: Asked, node: Node) -> Symbol | None:
    """A quantity that the equations do not have: `r_t` in a formula without a reset gate."""
    for symbol in names([node]):
        name = key(symbol)
        known = name in asked.system.quantities or name in CONSTANTS
        if not known and not symbol.base.startswith(OPAQUE):
            return symbol
    return None


def of_a_stranger(asked: Asked, side: Expression, answer: Node, stranger: Symbol) -> Equivalence:
    """The verdict on an answer with a quantity that the formula does not have."""
    name = key(stranger)
    if not asked.equations:
        return Equivalence(False)
    named = stranger.time is not None or stranger.label is not None
    if not named or first_kind(stranger, ()) == "scalar":
        message = f"{name} is not in this formula; {_HINT}"
        return Equivalence(False, error=FormulaError(message, "", stranger.span[0]))
    for wanted in asked.system.needed(side.typed.node) if side.typed is not None else ():
        put = with_names(answer, {name: asked.system.quantities[wanted].symbol})
        try:
            value = None if stranger_in(asked, put) else asked.compute(asked.resolve(put))
        except (EngineError, KindClash):
            continue
        if value is not None and side.value is not None and agree(side.value, value):
            gate = side.typed is not None and wanted in complemented(side.typed.node, asked.system)
            mistake = "gates_swapped" if gate else "other_quantity"
            return Equivalence(False, mistake, f"{name} stands where {wanted} belongs.")
    return Equivalence(False, "other_quantity", f"{name} does not stand in this formula.")


def explained(asked: Asked, side: Expression, answer: Node, sentence: str = "") -> Equivalence:
    """The verdict on a wrong answer; it names the usual mistake with the same value, if any."""
    wrong = Equivalence(False, sentence=sentence)
    if side.typed is None:
        return wrong
    try:
        typed = asked.system.settling().resolve(answer)
        value = asked.compute(typed, square=True)
    except (EngineError, KindClash):
        return wrong
    for variant, other in _mistakes(asked, side):
        if agree(other, value):
            return Equivalence(False, variant.mistake, variant.sentence)
    return wrong


@lru_cache(maxsize=64)
def _mistakes(asked: Asked, side: Expression) -> tuple[tuple[Variant, Values], ...]:
    """The usual mistakes in the asked formula that change its value, with their values."""
    found: list[tuple[Variant, Values]] = []
    if side.typed is None:
        return ()
    try:
        target = asked.compute(side.typed, square=True)
    except EngineError:
        return ()
    for variant in variants(side.typed.node, asked.system):
        try:
            value = asked.compute(Typed(variant.node, side.typed.kind), square=True)
        except EngineError:
            continue
        if not agree(target, value):
            found.append((variant, value))
    return tuple(found)


def sentence_of(clash: KindClash, node: Node, asked: Asked) -> str:
    """The sentence about parts that do not fit, with the names as typed."""
    text = clash.message
    for symbol in names([node]):
        twin = meant(symbol, asked.known)
        if twin is not None and key(twin) != key(symbol):
            text = text.replace(key(twin), key(symbol))
    return f"{text}."
