"""Respells what a learner types or pastes for the parser: `h_prev`, `zt`, `x**2`, `np.exp`.

Names are read with the quantities that the formula's context knows: `zt` is z_t if there is such
a quantity, `Whr` is W_{hr}.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.formula import symbols
from engine.formula.latex import to_latex
from engine.formula.quantities import shifted, untransposed
from engine.formula.spelling import label_letters, may_be_power
from engine.formula.tree import Symbol

_ACCENTS = {"tilde": "tilde", "hat": "hat", "bar": "bar"}
_EARLIER = ("prev", "previous", "old", "last", "tm1", "tminus1")
_GREEK = {sign: name for name, sign in symbols.LETTERS.items() if name.isalpha()}

_MODULES = "self|torch|nn|functional|F|np|numpy|jnp|jax|tf|math|keras|K|scipy|special|linalg|cp"
_TOKEN = re.compile(
    rf"""
    (?P<module>(?<![\w.\\])(?:(?:{_MODULES})\.)+(?=[A-Za-z][A-Za-z_]))
  | (?P<command>\\(?:text|mathrm|operatorname|mathbf|mathit|mathsf)\*?\s*\{{[^{{}}]*\}}
      | \\[A-Za-z]+)
  | (?P<power>(?:\*\*|\^)\s*(?P<minus>[-−])(?P<raised>[A-Za-z0-9.]+(?:_\{{[^{{}}]*\}}|_\w+)?))
  | (?P<stars>\*\*)
  | (?P<script>[_^]\s*\{{[^{{}}]*\}} | [_^][A-Za-z0-9]+)
  | (?P<turned>\.(?:T|t\(\)|transpose\(\))(?![A-Za-z]))
  | (?P<method>\.(?:dot|matmul|mm|mv|mul|multiply)(?=\())
  | (?P<name>(?<![A-Za-z\\])(?:log1p|[A-Za-z]+[0-9]*(?:_[A-Za-z0-9]+)*))
  | (?P<relation>[<>!=]=|->)
  | (?P<dot>(?<=\s)\.(?=\s))
  | (?P<other>[%√])
    """,
    re.VERBOSE,
)
_RELATIONS = {"<=": r"\leq ", ">=": r"\geq ", "!=": r"\neq ", "==": "=", "->": r"\to "}
_CODE = frozenset(
    {
        "matmul", "dot", "mm", "mv", "bmm", "mul", "multiply", "hadamard", "add", "subtract", "sub",
        "cat", "concat", "concatenate", "hstack", "vstack", "pow", "power", "square", "expit",
        "divide", "div", "negative", "neg", "abs", "transpose", "maximum", "minimum", "reciprocal",
        "log1p",
    }
)  # fmt: skip
_ACCENTED = re.compile(
    r"(?P<base>[A-Za-z]|[a-z]{2,7}?)_?(?P<accent>tilde|hat|bar)(?:_?(?P<rest>\w+))?"
)
_ACCENT_FIRST = re.compile(r"(?P<accent>tilde|hat|bar)_?(?P<base>[A-Za-z])(?:_?(?P<rest>\w+))?")
_PREVIOUS = re.compile(rf"(?P<base>[A-Za-z])_?(?:{'|'.join(_EARLIER)})")
_PLAIN = re.compile(r"[A-Za-z]_[A-Za-z0-9]+")
_PREVIOUS_FIRST = re.compile(r"(?:prev|previous|old|last)_(?P<base>[A-Za-z])")
_ODD_SIGNS = str.maketrans("‐‑‒—―﹣－⁻＋＊＝（）", "--------+*=()")
_BLANKS = "\u200b\u200c\u200d\u2060\ufeff"
_ENCLOSED = ((r"\(", r"\)"), (r"\[", r"\]"), ("$$", "$$"), ("$", "$"), ("`", "`"))


@dataclass(frozen=True, slots=True)
class Spelled:
    """A respelled text, with the origin of each character."""

    source: str
    origins: tuple[int, ...]
    end: int
    """Where the formula ends in the typed text."""

    def origin(self, position: int) -> int:
        """The position in the typed text that a position in `source` came from."""
        return self.origins[position] if position < len(self.origins) else self.end


def spelled(typed: str, known: Iterable[Symbol] | None) -> Spelled:
    """The text respelled, without surrounding dollars and final stops; with `known` None, it is
    not respelled."""
    start, end = _inner(typed)
    if known is None:
        return Spelled(typed[start:end], tuple(range(start, end)), end)
    text = typed[start:end].translate(_ODD_SIGNS)
    names = _flat(tuple(known))
    pieces: list[str] = []
    origins: list[int] = []
    for piece, origin in _pieces(text, names):
        pieces.append(piece)
        origins.extend([origin + start] * len(piece))
    return Spelled("".join(pieces), tuple(origins), end)


def _inner(typed: str) -> tuple[int, int]:
    """Start and end of the formula in the typed text."""
    start, end = 0, len(typed)
    while True:
        while start < end and (typed[start].isspace() or typed[start] in _BLANKS):
            start += 1
        while start < end and (typed[end - 1].isspace() or typed[end - 1] in _BLANKS + ",;."):
            end -= 1
        for opening, closing in _ENCLOSED:
            inside = end - start > len(opening) + len(closing)
            if inside and typed.startswith(opening, start) and typed.endswith(closing, start, end):
                start, end = start + len(opening), end - len(closing)
                break
        else:
            return start, end


def _pieces(text: str, names: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Pieces of the new text, each with its position in the old; a changed token is one piece."""
    position = 0
    for found in _TOKEN.finditer(text):
        for at in range(position, found.start()):
            yield text[at], at
        position = found.end()
        changed = _changed(found, text, names)
        if changed is None:
            for at in range(found.start(), found.end()):
                yield text[at], at
        else:
            yield changed, found.start()
    for at in range(position, len(text)):
        yield text[at], at


def _changed(found: re.Match[str], text: str, names: dict[str, str]) -> str | None:
    """The respelling of a token; None where it is kept."""
    kind = found.lastgroup
    if found.group("power"):
        raised = found.group("raised")
        return f"^{{-{_name(raised, names) or raised}}}"
    if kind == "module":
        return ""
    if kind == "stars":
        return "^"
    if kind == "turned":
        return "^T"
    if kind == "method":
        return "*" if "mul" in found.group() and "mat" not in found.group() else "@"
    if kind == "relation":
        return _RELATIONS[found.group()]
    if kind == "dot":
        return "⋅"
    if kind == "other":
        return r"\%" if found.group() == "%" else " sqrt "
    if kind == "name":
        # `h{t-1}` is h_{t-1} without its underscore.
        after = "_" if text[found.end() : found.end() + 2] == "{t" else ""
        new = _name(found.group(), names)
        return (new or found.group()) + after if new or after else None
    return None


def _name(name: str, names: dict[str, str]) -> str | None:
    """A name of several letters in LaTeX; None where the parser reads it as it is."""
    if len(name) < 2 or name in symbols.FUNCTIONS or name == "sigma":
        return None
    if name in _CODE:
        return rf"\operatorname{{{name}}}"
    if found := _PREVIOUS.fullmatch(name) or _PREVIOUS_FIRST.fullmatch(name):
        flat = f"{found['base']}prev"
        return names.get(flat, f"{found['base']}_{{t-1}}")
    accented = _accented(name)
    if accented is None and _PLAIN.fullmatch(name):  # `W_hr`, which the parser reads
        return None
    flat = name.replace("_", "")
    if flat in names:
        return names[flat]
    if name == "eps":
        return r"\epsilon "
    if name in ("sum", "prod"):
        return f"\\{name} "
    if "∂" in names and name.startswith("d"):
        return rf"\partial {_name(name[1:], names) or name[1:]}"
    if accented is not None:
        return accented
    if re.fullmatch(r"[A-Za-z]t", name) and "t" not in names:
        return f"{name[0]}_{{t}}"
    if re.fullmatch(r"[A-Za-z][0-9]+", name):
        return f"{name[0]}_{{{name[1:]}}}"
    base, *scripts = name.split("_")
    if len(scripts) > 1 and len(base) == 1:
        return f"{base}_{{{','.join(scripts)}}}"
    return None


def _accented(name: str) -> str | None:
    """`h_tilde_t`, `htilde_t`, `hat_y` in LaTeX; None for a name without an accent."""
    found = _ACCENTED.fullmatch(name) or _ACCENT_FIRST.fullmatch(name)
    base = found["base"] if found is not None else ""
    if found is None or (len(base) > 1 and base not in symbols.LETTERS):
        return None
    letter = base if len(base) == 1 else f"\\{base}"
    return f"\\{_ACCENTS[found['accent']]}{{{letter}}}{_scripts(found['rest'])}"


def _scripts(rest: str | None) -> str:
    if not rest:
        return ""
    return "_{t-1}" if rest in _EARLIER else f"_{{{','.join(rest.split('_'))}}}"


@lru_cache(maxsize=64)
def _flat(known: tuple[Symbol, ...]) -> dict[str, str]:
    """Each quantity's LaTeX by the ways to type it without scripts: zt, hprev, htildet, Whr.

    A spelling that two quantities share is left out.
    """
    found: dict[str, set[str]] = {}
    for symbol in known:
        bare = untransposed(symbol)
        latex = to_latex(bare).strip()
        for name in _typed_names(bare):
            found.setdefault(name, set()).add(latex)
    flat = {name: next(iter(latex)) for name, latex in found.items() if len(latex) == 1}
    if any("∂" in symbol.base for symbol in known):
        flat["∂"] = r"\partial "  # here `d` marks a differential
    return flat


def _typed_names(symbol: Symbol) -> Iterator[str]:
    base = _GREEK.get(symbol.base, symbol.base)
    accents = "".join(accent for accent in symbol.accents if accent in _ACCENTS)
    if len(accents) < sum(map(len, symbol.accents)) or may_be_power(symbol):
        return
    label = label_letters(symbol)
    times: tuple[str, ...] = ("",)
    if symbol.time is not None:
        offset = shifted(symbol)
        times = {0: ("t",), -1: _EARLIER}.get(9 if offset is None else offset, ())
    for time in times:
        for parts in {(accents, label, time), (label, accents, time), (label, time, accents),
                      (accents, time, label)}:  # fmt: skip
            yield base + "".join(parts)
