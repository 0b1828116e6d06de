"""A convention in its source's own letters: equations as LaTeX, and the names learners type.

Each equation has one shape, so that the formula reader can take it back to the same semantics:
gates and candidate are `symbol = f(sum of products)`, the state is a sum of two products.
"""

import re
from collections.abc import Mapping

from engine.conventions import GATES, Convention

NEW = "h'"

FUNCTIONS = {
    "sigmoid": r"\sigma",
    "tanh": r"\tanh",
    "relu": r"\operatorname{relu}",
    "hard_sigmoid": r"\operatorname{hardsigmoid}",
    "identity": "",
}
"""How an activation is written."""

_ACCENTS = {"tilde": "~", "widetilde": "~", "hat": "^", "widehat": "^", "bar": "¯", "vec": "→"}


def symbols(convention: Convention) -> Mapping[str, str]:
    """The LaTeX symbol of each role, in the source's letters.

    Roles are `x h r z n h'` (h the old state, h' the new), `W_r W_z W_n U_r U_z U_n`, and for
    each gate `b_r` if it has one bias or `b_xr` and `b_hr` if it has two. A source with one
    matrix on [h, x] has no U roles: its W roles name that matrix.
    """
    notation = convention.notation
    table = {
        "x": notation.x,
        "h": notation.h_prev,
        "r": notation.r,
        "z": notation.z,
        "n": notation.n,
        "h'": notation.h,
    }
    table |= {f"W_{gate}": notation.W[k] for k, gate in enumerate(GATES)}
    if notation.form != "concat":
        table |= {f"U_{gate}": notation.U[k] for k, gate in enumerate(GATES)}
    for side, letters in (("x", notation.bx), ("h", notation.bh)):
        for k, gate in enumerate(GATES):
            role = convention.bias_role(gate, side)
            if role is not None:
                ours = role if len(role) == len("b_r") else f"b_{{{role[2:]}}}"
                table[role] = (letters[k] if letters else "") or ours
    return table


def equations(convention: Convention) -> tuple[str, ...]:
    """The equations of r, z, n and h in LaTeX, in the source's own letters."""
    if convention.notation.equations:
        return convention.notation.equations
    letters = symbols(convention)
    return (
        f"{letters['r']} = {_gate(convention, letters, 'r')}",
        f"{letters['z']} = {_gate(convention, letters, 'z')}",
        f"{letters['n']} = {_candidate(convention, letters)}",
        f"{letters[NEW]} = {_state(convention, letters)}",
    )


def unreset(convention: Convention) -> str:
    """The candidate without its reset: the right side of a plain RNN with the same weights."""
    letters = symbols(convention)
    inner = _sum(convention, letters, "n", letters["h"])
    return _apply(convention.candidate_activation, convention.clip, inner)


def product(convention: Convention, matrix: str, vector: str) -> str:
    """The product of a matrix and a vector, in the order the source writes."""
    notation = convention.notation
    factors = {
        "column": (matrix, vector),
        "concat": (matrix, vector),
        "row": (vector, matrix),
        "transposed": (vector, f"{matrix}^T"),
    }[notation.form]
    return (f" {notation.product} " if notation.product else " ").join(factors)


def plain(latex: str) -> str:
    """The name of a symbol as it is typed: `W_{ir}` → `W_ir`, `\\tilde{h}_t` → `h~_t`.

    Braces are kept around what a program's reader would tear apart: `h_{t-1}`.
    """
    text = latex.replace(r"\langle", "<").replace(r"\rangle", ">")
    text = re.sub(
        r"\\(" + "|".join(_ACCENTS) + r")\s*(?:\{([^{}]*)\}|(\w))",
        lambda found: (found[2] or found[3]) + _ACCENTS[found[1]],
        text,
    )
    text = re.sub(
        r"\\(?:mathbf|mathrm|mathit|boldsymbol|text|operatorname)\s*\{([^{}]*)\}", r"\1", text
    )
    text = re.sub(r"\\(?:left|right|[,;!: ])", "", text)
    text = re.sub(r"\s+", "", text)
    return re.sub(r"\{(\w+|\(.*?\)|<.*?>)\}", r"\1", text)


def _apply(activation: str, clip: float | None, inner: str) -> str:
    if clip is not None:
        inner = rf"\operatorname{{clip}}({inner})"
    function = FUNCTIONS[activation]
    return f"{function}({inner})" if function else inner


def _gate(convention: Convention, letters: Mapping[str, str], gate: str) -> str:
    inner = _sum(convention, letters, gate, letters["h"])
    return _apply(convention.gate_activation, convention.clip, inner)


def _candidate(convention: Convention, letters: Mapping[str, str]) -> str:
    hadamard = convention.notation.hadamard
    if convention.reset_after:
        inner = _sum_reset_after(convention, letters)
    else:
        reset = f"{letters['r']} {hadamard} {letters['h']}"
        # Inside [h, x] the comma already separates; elsewhere ⊙ needs brackets before a matrix.
        bracketed = reset if convention.notation.form == "concat" else f"({reset})"
        inner = _sum(convention, letters, "n", bracketed)
    return _apply(convention.candidate_activation, convention.clip, inner)


def _sum(convention: Convention, letters: Mapping[str, str], gate: str, hidden: str) -> str:
    """W x + U h and the biases, where the source puts them."""
    notation = convention.notation
    if notation.form == "concat":
        terms = [product(convention, letters[f"W_{gate}"], f"[{hidden}, {letters['x']}]")]
    else:
        terms = [
            product(convention, letters[f"W_{gate}"], letters["x"]),
            product(convention, letters[f"U_{gate}"], hidden),
        ]
    return " + ".join(_with_biases(convention, letters, gate, terms))


def _with_biases(
    convention: Convention, letters: Mapping[str, str], gate: str, terms: list[str]
) -> list[str]:
    """The products with the gate's biases: each by its own product, or all behind the last."""
    recurrent = convention.bias_role(gate, "h")
    if recurrent is not None:
        terms.append(letters[recurrent])
    own = convention.bias_role(gate, "x")
    if own is not None:
        last = len(terms) if recurrent is None else -1
        terms.insert(last if convention.bias_is_last(gate) else 1, letters[own])
    return terms


def _sum_reset_after(convention: Convention, letters: Mapping[str, str]) -> str:
    """W x + b_x + r ⊙ (U h + b_h)."""
    notation = convention.notation
    recurrent = product(convention, letters["U_n"], letters["h"])
    inside, outside = convention.bias_role("n", "h"), convention.bias_role("n", "x")
    if inside is not None:
        recurrent = f"{recurrent} + {letters[inside]}"
    reset = f"{letters['r']} {notation.hadamard} ({recurrent})"
    terms = [product(convention, letters["W_n"], letters["x"]), reset]
    if outside is not None:
        terms.insert(2 if convention.bias_is_last("n") else 1, letters[outside])
    return " + ".join(terms)


def _state(convention: Convention, letters: Mapping[str, str]) -> str:
    hadamard, z = convention.notation.hadamard, letters["z"]
    z_share, rest_share = f"{z} {hadamard} ", f"(1 - {z}) {hadamard} "
    old = (z_share if convention.z_keeps else rest_share) + letters["h"]
    new = (rest_share if convention.z_keeps else z_share) + letters["n"]
    terms = (new, old) if convention.notation.candidate_first else (old, new)
    return " + ".join(terms)
