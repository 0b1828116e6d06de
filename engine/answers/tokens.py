"""Typed arithmetic cut into tokens, however its signs were typed."""

import re
from dataclasses import dataclass

from engine.errors import AnswerError

# How signs arrive from keyboards, phones, word processors and LaTeX.
_SPELLINGS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "＋": "+",
        "×": "*",
        "·": "*",
        "⋅": "*",
        "∗": "*",
        "÷": "/",
        "⁄": "/",
        "∕": "/",
        "，": ",",
        "；": ";",
        "⎡": "[",
        "⎣": "[",
        "⎤": "]",
        "⎦": "]",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }
)
_LATEX = (
    (re.compile(r"\\(?:left|right|bigl?|bigr|Bigl?|Bigr|displaystyle)(?![a-zA-Z])"), ""),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-zA-Z])"), "*"),
    (re.compile(r"\\div(?![a-zA-Z])"), "/"),
    (re.compile(r"(?<!\\)\\[,;:! ]|\\quad(?![a-zA-Z])|~"), " "),
    (re.compile(r"\\(?:mathrm|operatorname|text)\{([a-zA-Z]{1,12})\}"), r"\1"),
    (re.compile(r"\$"), " "),
)
_TOKEN = re.compile(
    r"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<begin>\\begin\{[a-zA-Z]{0,6}matrix\*?\}|\\begin\{array\}(?:\{[lcr| ]*\})?)
      | (?P<end>\\end\{[a-zA-Z]{0,6}matrix\*?\}|\\end\{array\})
      | (?P<row>\\\\)
      | (?P<name>\\?[a-zA-Zσπ√]+)
      | (?P<power>\*\*)
      | (?P<sign>[-+*/^(){}\[\],;&?_])""",
    re.VERBOSE,
)
_DECIMAL_COMMA = re.compile(r"(?<![0-9.])([0-9]*),([0-9]+)")
_TIGHT_COMMA = re.compile(r"[0-9],[0-9]")


@dataclass(frozen=True, slots=True)
class Token:
    """One number, name, sign or bracket, and the white space around it."""

    kind: str
    text: str
    spaced: bool
    """White space stands before it."""
    tight: bool
    """No white space follows it."""


def commas_as_points(text: str) -> str | None:
    """The text with its decimal commas as points; None where its commas cannot be all that.

    Numbers are then parted by `;`, by white space or by a comma with white space after it.
    """
    pointed = _DECIMAL_COMMA.sub(r"\1.\2", text)
    if "." in text or pointed == text or _TIGHT_COMMA.search(pointed):
        return None
    return pointed


def short(text: str) -> str:
    """The text on one line, cut to what a message can quote."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def tokens(text: str) -> list[Token]:
    """The tokens of a text; AnswerError with the first sign that belongs to none."""
    text = text.translate(_SPELLINGS)
    for pattern, spelling in _LATEX:
        text = pattern.sub(spelling, text)
    cut: list[Token] = []
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
        cut.append(Token(str(found.lastgroup), found.group(), position > start, tight))
        position = end
