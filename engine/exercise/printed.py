"""Numbers and symbols as a source prints them: LaTeX vectors and matrices, letters with a time."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from engine.conventions import GATES, Convention
from engine.exercise import Floats, GivenArray, Numbers
from engine.notation import plain as spell_plain
from engine.notation import symbols as spell_symbols

_TIME = re.compile(r"(?<![A-Za-z\\])t(?:\s*-\s*(?P<back>[0-9]+))?(?![A-Za-z])")


@lru_cache(maxsize=1024)
def plain(latex: str) -> str:
    """The name of a symbol as it is typed; cached, since every exercise needs it."""
    return spell_plain(latex)


@lru_cache(maxsize=64)
def symbols(convention: Convention) -> Mapping[str, str]:
    """The LaTeX symbol of each role, in the source's letters; cached too."""
    return MappingProxyType(dict(spell_symbols(convention)))


def at_time(latex: str, step: int) -> str:
    """The symbol at a numbered step: `h_{t-1}` at 2 → `h_1`; a symbol without time gets one."""

    def number(found: re.Match[str]) -> str:
        return str(step - int(found["back"] or 0))

    timed, count = _TIME.subn(number, latex)
    if not count:
        return f"{latex}_{{{step}}}" if "_" not in latex else f"{latex}^{{({step})}}"
    return re.sub(r"(?<=[_^])\{([0-9])\}", r"\1", timed)


def figures(values: Floats, decimals: int | None = None) -> list[str]:
    """The numbers of an array of any shape as text, with equally many decimals."""
    flat: list[float] = np.asarray(values, float).ravel().tolist()
    if decimals is None:
        decimals = next((d for d in range(1, 6) if _exact(flat, d)), 6)
    # Adding zero turns the −0.0 that rounding leaves behind into 0.0.
    return [f"{round(value, decimals) + 0.0:.{decimals}f}" for value in flat]


def _exact(values: list[float], decimals: int) -> bool:
    return all(abs(round(value, decimals) - value) < 1e-9 for value in values)


def array(values: Floats, *, row: bool = False, decimals: int | None = None) -> str:
    """A number, vector [H] or matrix [H, J] in LaTeX; a vector as a column unless `row`."""
    values = np.asarray(values, float)
    texts = figures(values, decimals)
    if values.ndim == 0:
        whole = decimals is None and float(values).is_integer()
        return f"{values:.0f}" if whole else texts[0]
    if values.ndim == 1:
        lines = [texts] if row else [[text] for text in texts]
    else:
        width = values.shape[1]
        lines = [texts[k * width : (k + 1) * width] for k in range(values.shape[0])]
    body = r" \\ ".join(" & ".join(line) for line in lines)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def prints_rows(convention: Convention) -> bool:
    """Whether the source's vectors are rows."""
    return convention.notation.form in ("row", "transposed")


def matrix(convention: Convention, canonical: Floats) -> Floats:
    """A canonical matrix [H, J] in the layout that the source multiplies with."""
    return canonical.T if convention.notation.form == "row" else canonical


def weights(convention: Convention, numbers: Numbers, gates: str = GATES) -> list[GivenArray]:
    """The weights [H, J] and biases [H] of some gates, gate by gate, as the source prints them."""
    letters = symbols(convention)
    found = []
    for gate in gates:
        k = GATES.index(gate)
        W, U = numbers["W"][k, ..., 0], numbers["U"][k, ..., 0]
        if convention.notation.form == "concat":
            named = {f"W_{gate}": np.concatenate((U, W), axis=1)}
        else:
            named = {f"W_{gate}": matrix(convention, W), f"U_{gate}": matrix(convention, U)}
        for side in "xh":
            role = convention.bias_role(gate, side)
            if role is not None:
                named[role] = numbers[f"b{side}"][k, ..., 0]
        found += [given(role, letters[role], values) for role, values in named.items()]
    return found


def given(role: str, latex: str, values: Floats) -> GivenArray:
    """The array, of any shape up to a matrix, under its typed name."""
    return GivenArray(plain(latex), latex, role, values)


def letters(convention: Convention) -> Mapping[str, str]:
    """The letters that feedback sentences use: `r z n h x`, `new` for the state, `o` for ⊙."""
    table = dict(symbols(convention))
    table["new"] = table.pop("h'")
    table["o"] = convention.notation.hadamard
    return table


def semantics(convention: Convention) -> str:
    """In a few words of markdown, what z and r do in this source."""
    z, r = convention.notation.z, convention.notation.r
    does = "keeps the old state" if convention.z_keeps else "lets the candidate in"
    place = "after" if convention.reset_after else "before"
    return f"${z}$ {does}, ${r}$ resets {place} the recurrent product"
