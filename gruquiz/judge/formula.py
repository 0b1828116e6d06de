"""A formula, compared by value: in dollars, as LaTeX, or bare as it is drawn."""

import re
from collections.abc import Sequence

from gruquiz.judge.holes import has_holes, without_answers
from gruquiz.judge.verdict import RIGHT, WRONG, Judged, Rating
from gruquiz.markdown import maths
from gruquiz.markdown.bare import BARE
from gruquiz.model import Face

_DOLLARS = re.compile(r"\s*(\$\$?)(?P<latex>(?:\\.|[^$\\])+)\1\s*[.,;]?\s*", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_DRAWN = re.compile(r"[\u0370-\u03ff₀-ₜ⁰-ⁿᵀ∂∇⊙∘⊗√σ\u0300-\u036f]|[ĥŷ]|[A-Za-z]_[A-Za-z0-9]")
_SYMBOL = r"(?:[A-Za-z][\u0300-\u036f]?'*|[\u0391-\u03c9]|\d+(?:\.\d+)?)(?:[₀-₉ₐ-ₜ⁰-ⁿᵀ]+|[_^]\w+)*"
_TERMS = re.compile(rf"[-−(]?\s*{_SYMBOL}(?:\s*[-+−*/^·⊙∘()=]*\s*{_SYMBOL})*[)\s]*", re.DOTALL)
_OPERATOR = re.compile(r"[-+−*/^·⊙∘=]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_INDEX = re.compile(r"(?<=_)[A-Za-z0-9]{2,}")
_FUNCTIONS = frozenset(
    ("exp", "log", "ln", "tanh", "sigma", "sigmoid", "sqrt", "diag", "max", "min")
)
_SIGNS = re.compile(r"[<>≤≥≠≈]|\\(?:leq?|geq?|neq?|lt|gt|approx|sim|in|subset|to|rightarrow)\b")
_MARKS = re.compile(r"[\s$]|\\[,;:! ]|\\(?:left|right|displaystyle)(?![A-Za-z])")


def fits(answer: str) -> bool:
    """Whether the note wrote a formula: in dollars, with LaTeX commands, or as it is drawn."""
    if _DOLLARS.fullmatch(answer):
        return True
    text = answer.strip().rstrip(".,;")
    if not text or len(text) > 400 or "$" in text or "`" in text:
        return False
    words = [word for word in _WORD.findall(_COMMAND.sub("", text)) if word not in _FUNCTIONS]
    if BARE.fullmatch(text) or (_COMMAND.search(text) and not words):
        return True
    if _SIGNS.search(text):
        return not words and all(_TERMS.fullmatch(side.strip()) for side in _SIGNS.split(text))
    if words and _DRAWN.search(text) is None:
        return False
    if " " in text and _OPERATOR.search(text) is None:
        return False
    if _DRAWN.search(text) and len(text.split()) < 12 and not _prose(text):
        return True
    lettered = re.search(r"[a-zα-ω]", text) is not None and _OPERATOR.search(text) is not None
    return lettered and _TERMS.fullmatch(text) is not None


def _prose(text: str) -> bool:
    """Whether words stand in it that are no indices and no functions."""
    bare = re.sub(r"[_^](?:\{[^{}]*\}|\w+)", "", text)
    return any(word not in _FUNCTIONS for word in _WORD.findall(bare))


def judged(answer: str, typed: str) -> Judged:
    """Right where both have one value; unreadable where what was typed is no formula."""
    wanted, given = _noted(answer), _latex(typed)
    if _bare(wanted) == _bare(given):
        return RIGHT
    for spelled, drawn in _SPELLED:
        given = given.replace(spelled, drawn)
    about = _ABOUT.search(wanted)
    if about is not None:
        given = _TYPED_ABOUT.sub("∼" if about[0] in ("∼", r"\sim") else "≈", given)
    if "∈" in wanted or re.search(r"\\in(?![A-Za-z])", wanted):
        given = _IN.sub("∈", given)
    result = _compare(wanted, given, (wanted,) if _DEFINED.search(wanted) else ())
    if result == WRONG and _SIGNS.search(wanted) and not _SIGNS.search(given):
        return Judged(Rating.WRONG, "A relation is asked, with its sign.")
    return result


_SPELLED = (("~=", "≈"), ("=<", "≤"), ("||", "‖"))
"""What is typed for signs that a formula reads otherwise."""
_ABOUT = re.compile(r"[≈∼]|\\(?:approx|sim)(?![A-Za-z])")
_TYPED_ABOUT = re.compile(r"(?<=\s)~(?=\s)")
_IN = re.compile(r"(?<=\s)in(?=\s)")
_DEFINED = re.compile(r"(?<![<>!~:])=")


def in_holes(face: Face, typed: Sequence[str]) -> Judged:
    """The holes of an equation, compared together in the face's own equations."""
    whole = without_answers(face.back)
    equations = [formula.latex for formula in maths(whole) if "=" in formula.latex]
    return _compare(face.answers, [_latex(text) for text in typed], equations)


def has_equation(face: Face) -> bool:
    """Whether the face's holes are those of an equation."""
    return has_holes(face.back)


def _compare(
    wanted: str | Sequence[str], given: str | Sequence[str], equations: Sequence[str]
) -> Judged:
    # Only where a formula is asked: NumPy comes with it.
    from engine.errors import EngineError
    from engine.formula import equivalent

    try:
        result = equivalent(wanted, given, equations)
    except EngineError as error:
        # The note's own formula cannot be computed: only its own spelling is sure to be right.
        return Judged(Rating.WRONG, f"Only the note's own spelling can be compared: {error}")
    if result.error is not None:
        return Judged(Rating.UNREADABLE, f"{result.error.message}.")
    return Judged(Rating.RIGHT if result.equal else Rating.WRONG, result.sentence)


def _noted(answer: str) -> str:
    """The note's formula; without dollars an index of several letters is one: `W_hr`."""
    latex = _latex(answer)
    return latex if _DOLLARS.fullmatch(answer) else _INDEX.sub(r"{\g<0>}", latex)


def _latex(text: str) -> str:
    found = _DOLLARS.fullmatch(text)
    return found["latex"].strip() if found is not None else text.strip().rstrip(",;").strip()


def _bare(latex: str) -> str:
    """The formula without blanks and without braces around a single sign."""
    return re.sub(r"\{(\w)\}", r"\1", _MARKS.sub("", latex)).rstrip(".")
