"""An equation as plain text or code writes it, as LaTeX: `z = sigmoid(W_z @ x + U_z @ h_prev)`.

Strict: a line counts only where each of its names can be a quantity or an activation.
"""

import re
import unicodedata

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.parser import parse
from engine.formula.tree import Equation, Symbol

MAX_LENGTH = 300
"""Characters: a longer line is no equation of a cell."""

_LOWER, _UPPER = "".join(symbols.SUBSCRIPTS), "".join(symbols.SUPERSCRIPTS)
_REMARK = re.compile(r"\s+(?:#|//|--|←|→|<-|->).*$|\s{2,}\([^()=]*\)\s*$|#.*$")
_BULLET = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?")
_STATEMENTS = frozenset(
    ("for", "if", "while", "with", "def", "lambda", "else", "elif", "return", "case", "class")
)
_LABEL = rf"(?:[a-z](?![{_LOWER}{_UPPER}\w^]))?"
"""The rest of a label for which Unicode has no small letter: `Wₓz`, but not the x of `Wᵣxₜ`."""
_MODULE = r"(?:self|np|numpy|torch|F|tf|tf\.math|tf\.nn|jnp|jax\.nn|nn\.functional|math)\."
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<name>{_MODULE})?(?P<base>[A-Za-zα-ωΑ-Ω]+)(?P<accent>[~^](?=_)|[\u0302\u0303\u0304])?
    (?P<prime>')?(?P<rest>(?:_\{{[^{{}}]*\}}|\^\{{[^{{}}]*\}}|\^\(t(?:[-−]1)?\)|\^[A-Za-z](?=_)|_t[-−]1(?!\w)|_[A-Za-z0-9]+
      |[{_LOWER}]+{_LABEL}|[{_UPPER}]+)*)(?P<transposed>\.T\b|\^T\b)?
  | (?P<number>\d+(?:\.\d*)?)
  | (?P<sign>[-+*/@()\[\],;=·⋅⊙∘⊗×−•∗⨀]|\.\*)
    """,
    re.VERBOSE,
)
_FUNCTIONS = {
    "sigmoid": r"\sigma", "sigm": r"\sigma", "expit": r"\sigma", "logistic": r"\sigma",
    "sigma": r"\sigma", "σ": r"\sigma", "tanh": r"\tanh", "softmax": r"\operatorname{softmax}",
    "relu": r"\operatorname{relu}", "ReLU": r"\operatorname{ReLU}",
}  # fmt: skip
_SIGNS = {
    "·": r"\cdot ", "⋅": r"\cdot ", "•": r"\cdot ", "⊙": r"\odot ", "⨀": r"\odot ",
    "∘": r"\circ ", "⊗": r"\otimes ", "×": r"\times ", "−": "-", ".*": r"\odot ", "∗": "*",
}  # fmt: skip
_ACCENTS = {"~": "tilde", "^": "hat", "\u0303": "tilde", "\u0302": "hat", "\u0304": "bar"}
_BEFORE = frozenset(("prev", "old", "tm1", "last", "t_1", "t-1", "t−1"))
_NEXT = frozenset(("new", "next", "t"))
_CANDIDATE = frozenset(("tilde", "hat", "cand", "candidate", "bar"))
_LABELLED = re.compile(r"[WUVRwub][a-z]{1,2}")
_TIMED = re.compile(r"[a-zA-Z]t")


def equations_of(line: str) -> tuple[str, ...]:
    """The LaTeX of the assignments that a line states; none where any part reads as else.

    A remark behind (`# update gate`) and a label before (`Update gate: `) are left out.
    """
    if "=" not in line or len(line) > MAX_LENGTH or "==" in line:
        return ()
    text = _REMARK.sub("", unicodedata.normalize("NFD", line)).rstrip(" \t.,;`")
    found = tuple(_equation(part) for part in _parts(text[_end(_BULLET, text) :].lstrip("`")))
    return tuple(each for each in found if each is not None) if all(found) else ()


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return 0 if match is None else match.end()


def _parts(text: str) -> list[str]:
    """The text cut at commas outside brackets, where an assignment stands on both sides."""
    depth, start = 0, 0
    parts: list[str] = []
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in ",;" and "=" in text[start:at]:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _equation(text: str) -> str | None:
    left, sign, right = text.partition("=")
    if not sign or "=" in right:
        return None
    label = max(left.rfind(":"), left.rfind("："))
    words = left[label + 1 :].split()
    if (
        not words
        or _STATEMENTS.intersection(left[:label].split()[:1])
        or not all(word.isalpha() and len(word) > 1 for word in words[:-1])
    ):
        return None
    name, value = _latex(words[-1]), _latex(right)
    if name is None or value is None:
        return None
    latex = f"{name} = {value}"
    try:
        tree = parse(latex)
    except FormulaError:
        return None
    whole = isinstance(tree, Equation) and isinstance(tree.left, Symbol)
    return latex if whole else None


def _latex(text: str) -> str | None:
    """The LaTeX of plain text, or None where a sign or name can be no part of an equation."""
    found: list[str] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return None
        position = token.end()
        if token["base"] is not None:
            called = text[position:].lstrip()[:1] == "("
            name = _name(token, called=called)
            if name is None or (text[position : position + 1] == "[" and name[:1].islower()):
                return None
            found.append(name)
        elif token["sign"] is not None:
            found.append(_SIGNS.get(token["sign"], token["sign"]))
        else:
            found.append(token[0] if token["number"] is not None else " ")
    return "".join(found).strip() or None


def _name(token: re.Match[str], *, called: bool) -> str | None:
    """A quantity or an activation, as LaTeX."""
    base, rest, accent = token["base"], token["rest"], token["accent"]
    if base in _FUNCTIONS and not rest:
        return _FUNCTIONS[base] if called else None
    if token["name"] is not None and token["name"] != "self.":
        return None
    accents = [_ACCENTS[accent]] if accent is not None else []
    lower, upper = _scripts(rest)
    if base in _BEFORE and len(lower) == 1 and len(lower[0]) == 1:  # `prev_h`, `old_h`
        base, lower = lower[0], ["t-1"]
    if base in ("candidate", "cand") and not rest:
        base, accents = "h", ["tilde"]
    if len(base) > 1:
        if base[1:] in _CANDIDATE and len(base[0]) == 1:
            base, lower = base[0], ["tilde", *lower]
        elif _LABELLED.fullmatch(base):
            base, lower = base[0], [base[1:] + "".join(lower)]
        elif _TIMED.fullmatch(base) and not lower:
            base, lower = base[0], ["t"]
        else:
            return None
    if any(script in _CANDIDATE for script in lower):
        accents, lower = ["tilde"], [script for script in lower if script not in _CANDIDATE]
    if any(script in _BEFORE for script in lower):
        lower = ["t-1"]
    lower = ["t" if script in _NEXT else script for script in lower]
    if len(lower) > 1 or (called and base[0].islower()):
        return None
    for name in accents:
        base = f"\\{name}{{{base}}}"
    base += token["prime"] or ""
    latex = base + (f"_{{{lower[0]}}}" if lower else "") + (f"^{{{upper}}}" if upper else "")
    return latex + (r"^\top " if token["transposed"] is not None else "")


def _scripts(rest: str) -> tuple[list[str], str]:
    """The lower scripts and the upper one of a name, in plain letters."""
    lower: list[str] = []
    upper = ""
    for part in re.findall(
        rf"_\{{[^{{}}]*\}}|\^\{{[^{{}}]*\}}|\^\([^()]*\)|\^[A-Za-z](?=_)|_t[-−]1|_[A-Za-z0-9]+"
        rf"|[{_LOWER}]+{_LABEL}|[{_UPPER}]+",
        rest,
    ):
        if part[0] == "^":
            upper = part[1:].strip("{}")
        elif part[0] == "_":
            lower.append(part[1:].strip("{}").replace("−", "-"))
        elif part[0] in symbols.SUBSCRIPTS:
            lower.append("".join(symbols.SUBSCRIPTS.get(sign, sign) for sign in part))
        else:
            upper = "".join(symbols.SUPERSCRIPTS[sign] for sign in part)
    return lower, upper
