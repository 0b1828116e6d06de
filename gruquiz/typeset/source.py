"""Shows LaTeX that cannot be parsed as its source, with symbols in place of commands."""

import re

from engine.formula import symbols
from engine.formula.lexer import MAX_LENGTH
from gruquiz.terminal import harmless
from gruquiz.typeset.scripts import accented, lowered, raised

_SIGNS = {
    **symbols.LETTERS, **symbols.OPERATORS, **symbols.RELATIONS, **symbols.LARGE,
    "cdot": "·", "left": "", "right": "", "big": "", "Big": "", "bigg": "", "Bigg": "",
    "bmod": " mod ", "pmod": " mod ", "quad": "  ", "qquad": "   ",
    "displaystyle": "", "limits": "", "langle": "⟨", "rangle": "⟩",
    "lbrace": "{", "rbrace": "}", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
}  # fmt: skip
_FACE = re.compile(
    r"\\(?:text\w*|mathrm|mathbf|mathit|mathsf|mathcal|mathbb|operatorname|boldsymbol|bm|mbox)\*?\s*"
    r"\{([^{}]*)\}"
)
_ACCENT = re.compile(rf"\\({'|'.join(symbols.ACCENTS)})\s*(?:\{{(\w)\}}|(\w))(?![a-z])")
_SCRIPT = re.compile(r"([_^])(?:\{([^{}\\]*)\}|([A-Za-z0-9]))")
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_SPACE = re.compile(r"\\[,;:! ]|~|\s+")


def readable(latex: str) -> str:
    """The source on one line, its commands replaced by symbols where possible."""
    if len(latex) > MAX_LENGTH:
        return " ".join(harmless(latex).split())
    text = _FACE.sub(r"\1", harmless(latex))
    text = _ACCENT.sub(lambda m: accented(m[2] or m[3], (symbols.ACCENTS[m[1]],)), text)
    text = _COMMAND.sub(_sign, text)
    text = _SCRIPT.sub(_script, text)
    text = _SPACE.sub(" ", text.replace(r"\{", "{").replace(r"\}", "}").replace(r"\|", "‖"))
    return " ".join(text.split())


def _sign(found: re.Match[str]) -> str:
    name = found[1]
    if name in _SIGNS:
        return _SIGNS[name]
    return f"{name} " if name in symbols.FUNCTIONS else found[0]


def _script(found: re.Match[str]) -> str:
    inner = found[2] if found[3] is None else found[3]
    shown = lowered(inner) if found[1] == "_" else raised(inner)
    if shown is not None:
        return shown
    return f"{found[1]}{inner}" if inner.isalnum() else found[0]
