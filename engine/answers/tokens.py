"""Splits typed arithmetic into tokens, whatever characters its signs are typed with."""

import re
import unicodedata
from dataclasses import dataclass

from engine.errors import AnswerError

# The characters for signs that come from keyboards, phones, word processors and LaTeX.
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
        # Zero-width blanks and direction marks, which text copied from web pages has.
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
"""The letter x as a multiplication sign: 50x128, 2.5 x 10^-1; but not in 0x10."""
_UNDERSCORE = re.compile(r"(?<=\d)[_'’](?=\d{3}(?!\d))")
"""A separator of thousands, as in source code."""
_PRINTED = re.compile(
    r"(?<![\w.])(?:[A-Za-z_]\w*\.)*(?:tensor|Tensor|array|asarray|Array|Size|TensorShape|matrix"
    r"|float16|float32|float64|int32|int64)\s*(?=\()"
)
"""The name before the bracket in printed arrays of PyTorch, NumPy and others."""
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
    """White space comes before it."""
    tight: bool
    """No white space follows it."""


def short(text: str) -> str:
    """The text on one line, shortened for quoting in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def without_options(text: str) -> str:
    """A printed array of PyTorch or NumPy without `dtype=…` and the like."""
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
    """The tokens of a `cleaned` text. Raises AnswerError for the first sign that is no token."""
    found_tokens: list[AnswerToken] = []
    position = 0
    while True:
        start = position
        while position < len(text) and text[position].isspace():
            position += 1
        if position == len(text):
            return found_tokens
        found = _TOKEN.match(text, position)
        if found is None:
            raise AnswerError(f"cannot read “{text[position]}” in “{short(text)}”")
        end = found.end()
        tight = end < len(text) and not text[end].isspace()
        found_tokens.append(
            AnswerToken(str(found.lastgroup), found.group(), position > start, tight)
        )
        position = end
