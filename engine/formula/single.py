"""Answers that are a single symbol or function name: compared as symbols, not by value."""

from dataclasses import replace

from engine.errors import FormulaError
from engine.formula.asked import Asked
from engine.formula.equivalence import Equivalence
from engine.formula.evaluator import FUNCTIONS
from engine.formula.quantities import first_kind, is_tanh, is_transposed, key, shifted
from engine.formula.spelling import meant, same_parts
from engine.formula.tree import Apply, Empty, Node, Symbol

_ACTIVATIONS = {
    "sigmoid": "σ", "sigm": "σ", "Sigmoid": "σ", "logistic": "σ", "expit": "σ", "Tanh": "tanh",
    "ReLU": "relu", "RELU": "relu", "Softmax": "softmax", "SoftMax": "softmax", "ln": "log",
    "hardsigmoid": "hard_sigmoid",
}  # fmt: skip


def same_quantity(asked: Asked, expected: Symbol, typed: Symbol) -> bool:
    """True where two symbols are one quantity. A difference in case, accent or index is
    accepted only if it cannot mean another quantity."""
    if is_transposed(expected) != is_transposed(typed):
        return False
    expected, typed = _one_name(expected), _one_name(typed)
    if key(expected) == key(typed) or same_parts(expected, typed):
        return True
    quantities = asked.system.quantities
    if same_parts(replace(expected, time=None), replace(typed, time=None)):
        times = {shifted(expected), shifted(typed)}
        untimed = expected.time is None or typed.time is None
        matrix = expected.time is None and first_kind(expected, ()) == "matrix"
        return untimed and not matrix and times == {None, 0} and key(typed) not in quantities
    twin = meant(typed, asked.known)
    known = meant(expected, asked.known)
    if twin is None or known is None or key(twin) != key(known) or not asked.equations:
        return False
    if expected.base != typed.base:
        return {key(expected), key(typed)} <= asked.spellings
    return bool(expected.accents) and shifted(expected) == shifted(typed)


def _one_name(symbol: Symbol) -> Symbol:
    """`sigmoid'` as σ'."""
    return replace(symbol, base=_ACTIVATIONS.get(symbol.base, symbol.base))


def is_function(asked: Asked, symbol: Symbol) -> bool:
    """True for a hole that is just a function's name: tanh, σ."""
    named = symbol.base in FUNCTIONS and (len(symbol.base) > 1 or symbol.base == "σ")
    upper = None if symbol.label is None else symbol.label.upper
    plain = not symbol.accents and symbol.time is None and upper is None
    return named and plain and key(symbol) not in asked.spellings


def function(expected: Symbol, answer: Node) -> Equivalence:
    """The verdict on a function's name."""
    if isinstance(answer, Apply) and isinstance(answer.arguments[0], Empty):
        answer = answer.function  # `tanh()`
    if not isinstance(answer, Symbol) or answer.base not in {*FUNCTIONS, *_ACTIVATIONS}:
        message = "expected the name of a function: tanh, sigma"
        return Equivalence(False, error=FormulaError(message, "", 0))
    upper = None if answer.label is None else answer.label.upper
    if answer.accents or upper is not None or answer.time is not None:
        return Equivalence(False)
    if answer.label is not None and answer.label != expected.label:
        return Equivalence(False)
    right, given = _activation(expected), _activation(answer)
    if right == given:
        return Equivalence(True)
    mistake = "gate_tanh" if given == "tanh" else "candidate_other_activation"
    return Equivalence(False, mistake, f"{answer.base} stands where {expected.base} belongs.")


def _activation(symbol: Symbol) -> str:
    return "tanh" if is_tanh(symbol) else _ACTIVATIONS.get(symbol.base, symbol.base)
