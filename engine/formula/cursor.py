"""The position in a formula's tokens, and the questions that every level of the parser asks."""

from abc import ABC, abstractmethod

from engine.errors import FormulaError
from engine.formula.lexer import Token
from engine.formula.tree import Node, Span

MAX_DEPTH = 32
"""Nesting of brackets, scripts and functions: more than a note needs. Each level takes eight of
Python's thousand stack frames."""

STOPS = frozenset({"end", "close", "right", "}", "row", "amp", "finish"})
"""The kinds of token that end any formula."""

_STARTS = frozenset(
    {
        "number", "letter", "styled", "roman", "word", "function", "open", "left", "{",
        "accent", "font", "begin", "large",
    }
)  # fmt: skip
_NOT_A_FACTOR = frozenset({"not", "over"})


class Cursor(ABC):
    """The tokens, the current position and the nesting depth."""

    def __init__(self, source: str, tokens: list[Token], offset: int) -> None:
        self.source = source
        self.tokens = tokens
        self.offset = offset
        self.at = 0
        self.depth = 0
        self.bars: list[str] = []
        """The open bars; "" marks a bracket, outside of which bars are not looked for."""

    @abstractmethod
    def lines(self, stop: str, environment: str = "") -> Node:
        """Parse stacked formulas until `stop`."""

    @abstractmethod
    def listing(self) -> Node:
        """Parse formulas beside each other."""

    @abstractmethod
    def equation(self) -> Node:
        """Sums and the relations between them."""

    @abstractmethod
    def mix(self) -> Node:
        """A term of a sum."""

    @abstractmethod
    def product(self) -> Node:
        """Factors and the signs between them."""

    @abstractmethod
    def juxtaposed(self) -> Node:
        """Factors side by side."""

    @abstractmethod
    def factor(self) -> Node:
        """An atom with its scripts and, if it is a function, its argument."""

    @abstractmethod
    def atom(self, start: Token) -> Node:
        """The next thing without its scripts."""

    @property
    def peek(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Consume the next token."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def span(self, start: Token) -> Span:
        """From the start of a token to the end of the last one used."""
        end = self.tokens[self.at - 1].end if self.at else start.end
        return (start.start + self.offset, max(end, start.start) + self.offset)

    def place(self, token: Token) -> Span:
        """The empty span before a token."""
        return (token.start + self.offset, token.start + self.offset)

    def unexpected(self, token: Token, wanted: str) -> FormulaError:
        """An error with the position and what was expected there."""
        if token.kind == "end":
            found = "the formula ends here"
        elif token.kind == "close":
            found = f"nothing opens this {token.text}"
        elif token.kind == "row":
            found = "the line ends here"
        else:
            found = f"found {self.source[token.start : token.end] or token.text}"
        return FormulaError(f"expected {wanted}: {found}", self.source, token.start)

    def starts_angle(self, token: Token) -> bool:
        """True for `<t-1>` in a script: an angle bracket written with the sign for smaller."""
        if token.kind != "rel" or token.text != "<":
            return False
        at = self.at + 1
        while self.tokens[at].kind in ("letter", "op", "number"):
            at += 1
        closes = at > self.at + 1 and self.tokens[at].text == ">"
        return closes and self.tokens[at + 1].kind in ("}", "sep", "open")

    def closes_bar(self, token: Token) -> bool:
        """True where a bar ends the innermost open pair of bars."""
        return bool(token.kind == "bar" and self.bars and self.bars[-1] == token.text)

    def starts_factor(self, token: Token) -> bool:
        """True where another factor may begin without any sign before it."""
        if token.kind == "command":
            return token.text not in _NOT_A_FACTOR
        if token.kind == "{":
            ahead = [token.kind for token in self.tokens[self.at + 1 : self.at + 3]]
            return ahead not in (["op", "}"], ["rel", "}"])
        return token.kind in _STARTS or self.starts_angle(token)

    def braced_operator(self, signs: frozenset[str]) -> str | None:
        """Consume and return the sign of `{*}` or `{\\cdot}`, if it is one of `signs`."""
        inner = self.tokens[self.at + 1]
        if inner.kind != "op" or inner.text not in signs:
            return None
        if self.tokens[self.at + 2].kind != "}":
            return None
        self.at += 3
        return inner.text

    def deeper(self, token: Token) -> None:
        """Enter one level of nesting; the caller leaves it again."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(
                f"more than {MAX_DEPTH} brackets within each other", self.source, token.start
            )
