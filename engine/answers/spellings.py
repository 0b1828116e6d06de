"""The ways to read a typed text: commas as decimal points, thousands, rows on lines."""

import re
from collections.abc import Iterator

from engine.answers.tokens import cleaned

_DECIMAL_COMMA = re.compile(r"(?<![0-9.])([0-9]*),([0-9]+)")
_TIGHT_COMMA = re.compile(r"[0-9],[0-9]")
_RAISED_POINT = re.compile(r"(?<![\d.^])(\d+)·(\d+)(?![\d.^·*]|\s*\^)")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?(?![\d,])")
_AT_END = re.compile(r"(?<=[\d\])}%])\s*[.,;]\s*$")
_BEFORE_BRACKET = re.compile(r"(?<=[\d\])}%])\s*[,;]\s*(?=[\])}])")
_SIZES = re.compile(r"\s*[(\[]?\s*\d+(?:\s*\*\s*\d+)+\s*[)\]]?\s*")
_BY = re.compile(r"(?<=\d)\s*by\s*(?=\d)")
_TRANSPOSED = re.compile(
    r"(?<=[\])}])\s*(?:ᵀ|⊤|\.T|'|\^\s*\{?\s*(?:T|⊤|\\top|\\mathsf\{T\})\s*\}?)\s*$"
)


def transposed(text: str) -> tuple[str, bool]:
    """The text without a final ᵀ, ^T or .T, and whether it had one."""
    bare = _TRANSPOSED.sub("", text)
    return bare, bare != text


def commas_as_points(text: str) -> str | None:
    """The text with decimal points for its commas; None where one cannot be a decimal comma.

    Numbers are then separated by `;`, white space, or a comma followed by white space.
    """
    pointed = _DECIMAL_COMMA.sub(r"\1.\2", text)
    if "." in text or pointed == text or _TIGHT_COMMA.search(pointed):
        return None
    return pointed


def spellings(text: str) -> Iterator[str]:
    """The text in the signs of the grammar, once for each way to read it.

    The plainest comes first; most texts have only one.
    """
    pointed = _RAISED_POINT.sub(r"\1.\2", text)
    ways = [text] if pointed == text else [pointed, text]
    if re.search(r"(?<![\d.])0·\d", text):
        ways = ways[:1]  # nobody multiplies by a 0
    seen: set[str] = set()
    for way in ways:
        for one in _parted(cleaned(way)):
            if one not in seen:
                seen.add(one)
                yield one


def _closing(found: re.Match[str]) -> str:
    """Drop a separator before a bracket."""
    whole = found.string
    tight = not found[0][-1].isspace()
    return "" if tight or whole.count(found[0].strip()) > 1 else found[0]


def _parted(text: str) -> Iterator[str]:
    """The ways to read the separators of a cleaned text."""
    closed = _AT_END.sub("", _BEFORE_BRACKET.sub(_closing, text))
    for form in (text, closed):
        yield form
        commas = commas_as_points(form)
        if commas is not None:
            yield commas
        if _THOUSANDS.search(form):
            yield _THOUSANDS.sub(lambda found: re.sub("[, ]", "", found[0]), form)
        if "\n" in form.strip() and not re.search(r"[\[({;\\]", form):
            yield ";".join(line for line in form.splitlines() if line.strip())
    sizes = _BY.sub("*", closed)
    if _SIZES.fullmatch(sizes):
        yield sizes.replace("*", ",")
