"""Typed arithmetic cut into tokens, however its signs were typed."""

import re
import unicodedata
from dataclasses import dataclass

from engine.errors import AnswerError

# How signs arrive from keyboards, phones, word processors and LaTeX.
_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("−–‐‑‒—―﹣－", "-"),
        "＋": "+",
        **dict.fromkeys("×·⋅∗✕✖", "*"),
        "÷": "/",
        "⁄": "/",
        "∕": "/",
        "％": "%",
        "，": ",",
        "；": ";",
        **dict.fromkeys("⎡⎣", "["),
        **dict.fromkeys("⎤⎦", "]"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009", " "),
        # Blanks without width and marks of direction: what is copied from pages brings them.
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", None),
    }
)
_LATEX = (
    (re.compile(r"\\(?:left|right|bigl?|bigr|Bigl?|Bigr|displaystyle)(?![a-zA-Z])"), ""),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-zA-Z])"), "*"),
    (re.compile(r"\\div(?![a-zA-Z])"), "/"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"(?<!\\)\\[,;:! ]|\\quad(?![a-zA-Z])|~"), " "),
    (re.compile(r"\\(?:mathrm|operatorname|text)\{([a-zA-Z]{1,12})\}"), r"\1"),
    (re.compile(r"\$"), " "),
)
_FRACTION = re.compile(r"(\d*)([\u00bc-\u00be\u2150-\u215e\u2189])")
_RAISED = re.compile(r"(?<=[\d)\]}])[⁺⁻]?[⁰¹²³⁴-⁹]+")
_RAISED_SIGNS = str.maketrans("⁺⁻", "+-")
_TIMES = re.compile(r"(?<=[\d.)\]])(?<!(?<![\d.])0)(?P<gap>\s*)[xX](?P=gap)(?=[\d(.-])")
"""The letter x for a sign of multiplication: 50x128, 2.5 x 10^-1; but 0x10 is nothing known."""
_UNDERSCORE = re.compile(r"(?<=\d)[_'’](?=\d{3}(?!\d))")
"""Between thousands, as programs write them."""
_PRINTED = re.compile(
    r"(?<![\w.])(?:[A-Za-z_]\w*\.)*(?:tensor|Tensor|array|asarray|Array|Size|TensorShape|matrix"
    r"|float16|float32|float64|int32|int64)\s*(?=\()"
)
"""The name before the bracket in what PyTorch, NumPy and their kin print of numbers."""
_PRINTED_OPTIONS = re.compile(
    r",\s*(?:dtype|device|grad_fn|requires_grad|shape|size|weak_type)\s*="
    r"\s*(?:<[^<>]*>|'[^']*'|\"[^\"]*\"|\([^()]*\)|[\w.:]+)"
)
_TOKEN = re.compile(
    r"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<begin>\\begin\{[a-zA-Z]{0,6}matrix\*?\}|\\begin\{array\}(?:\{[lcr| ]*\})?)
      | (?P<end>\\end\{[a-zA-Z]{0,6}matrix\*?\}|\\end\{array\})
      | (?P<row>\\\\)
      | (?P<name>\\?[a-zA-Zσπ√]+)
      | (?P<power>\*\*)
      | (?P<sign>[-+*/^(){}\[\],;&?_%])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class AnswerToken:
    """One number, name, sign or bracket, and the white space around it."""

    kind: str
    text: str
    spaced: bool
    """White space stands before it."""
    tight: bool
    """No white space follows it."""


def short(text: str) -> str:
    """The text on one line, cut to what a message can quote."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def without_options(text: str) -> str:
    """What PyTorch and NumPy print of an array without `dtype=…` and the like."""
    return _PRINTED_OPTIONS.sub("", text) if "=" in text else text


def cleaned(text: str) -> str:
    """The text in the few signs of the grammar: one minus, one times, no invisible blanks."""
    text = _FRACTION.sub(_ordinary, without_options(text))
    text = _RAISED.sub(lambda found: f"^({_digits(found[0])})", text)
    text = text.replace("⁻", "-").translate(_SPELLINGS)
    for pattern, spelling in _LATEX:
        text = pattern.sub(spelling, text)
    return _UNDERSCORE.sub("", _TIMES.sub("*", _PRINTED.sub("", text)))


def _ordinary(found: re.Match[str]) -> str:
    """½ as (1/2), 1½ as (1+1/2)."""
    fraction = unicodedata.normalize("NFKC", found[2]).replace("⁄", "/")
    return f"({found[1]}+{fraction})" if found[1] else f"({fraction})"


def _digits(raised: str) -> str:
    return unicodedata.normalize("NFKC", raised.translate(_RAISED_SIGNS))


def tokens(text: str) -> list[AnswerToken]:
    """The tokens of a `cleaned` text; AnswerError with the first sign that belongs to none."""
    cut: list[AnswerToken] = []
    position = 0
    while True:
        start = position
        while position < len(text) and text[position].isspace():
            position += 1
        if position == len(text):
            return cut
        found = _TOKEN.match(text, position)
        if found is None:
            raise AnswerError(f"cannot read “{text[position]}” in “{short(text)}”")
        end = found.end()
        tight = end < len(text) and not text[end].isspace()
        cut.append(AnswerToken(str(found.lastgroup), found.group(), position > start, tight))
        position = end
