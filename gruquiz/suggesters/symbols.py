"""Which symbol a note gives a term: "the update gate $z_t$", "$h̃_t$, the candidate"."""

import re
from collections.abc import Iterable, Iterator, Mapping

from gruquiz.markdown.alternatives import as_one
from gruquiz.model import Face

_TERM = r"(?P<term>(?:[A-Za-z][\w-]*[ \t]+){0,3}[A-Za-z][\w-]+)"
_SYMBOL = r"(?P<symbol>\$[^$\n]{1,30}\$)"
_AFTER = re.compile(
    rf"(?:(?<![\w-])(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur)[ \t]+|^|[*_.,;:(][ \t]?)"
    rf"{_TERM}[*_]{{0,3}}[ \t]*\(?{_SYMBOL}",
    re.MULTILINE,
)
_BEFORE = re.compile(
    rf"{_SYMBOL}[ \t]*(?:,|is|denotes)[ \t]+(?:the|an?)[ \t]+[*_]{{0,3}}{_TERM}[*_]{{0,3}}"
    rf"(?=[ \t]*(?:[.,;:)]|$|\b(?:and|that|which|with|of)\b))",
    re.MULTILINE,
)
_ARTICLE = re.compile(r"(?:^|\s)(?:the|an?|its|our)\s+")
_ONE = re.compile(
    r"\$\s*(?:\\(?:tilde|hat|bar|mathbf|boldsymbol)\s*\{?\s*)?(?:[A-Za-z]|\\[a-z]+)\}?"
    r"(?:[_^](?:\w|\{[^{}]*\}))*'?\s*\$"
)


def with_symbol(face: Face, symbols: Mapping[str, str]) -> Face:
    """The face, with the note's symbol added to its only answer unless the front shows it."""
    answers = tuple(as_one(answer) for answer in face.answers)
    symbol = symbols.get(" ".join(answers[0].casefold().split())) if len(answers) == 1 else None
    if symbol is not None and symbol not in face.front:
        answers = (f"{answers[0]}|{symbol}",)
    return Face(face.front, face.back, answers)


def symbols_of(texts: Iterable[str]) -> Mapping[str, str]:
    """The terms of a note in lower case, each with its symbol; a term of two symbols has none."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for text in texts:
        if "$" not in text:
            continue
        for term, symbol in _named(text):
            if found.setdefault(term, symbol) != symbol:
                doubtful.add(term)
    return {term: symbol for term, symbol in found.items() if term not in doubtful}


def _named(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            if _ONE.fullmatch(match["symbol"]):
                term = _ARTICLE.split(match["term"].casefold())[-1]
                yield " ".join(term.split()), match["symbol"]
