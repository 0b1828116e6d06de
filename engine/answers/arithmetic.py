"""Typed arithmetic → numbers, by a small grammar of its own; nothing is run as code.

    rows  := row ((";" | "\\\\") row)*            row   := item (("," | "&" | space) item)*
    item  := sum | blank                          sum   := term (("+" | "-") term)*
    term  := factor (("*" | "/") factor)*         factor := sign* atom (("^" | "**") factor)? "%"*
    atom  := number | "pi" | "e" | function group | group | \\frac{..}{..} | matrix environment

A group that holds one plain number is that number: `(1+2)*3` is arithmetic, `(1; 2)` a vector.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.answers.tokens import AnswerToken, short, tokens
from engine.errors import AnswerError

MAX_LENGTH = 4000
MAX_DEPTH = 40
MAX_ITEMS = 4096


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """One typed number."""

    value: float
    """NaN only for a blank."""
    decimals: int | None = None
    """Digits written after the decimal point; None where it was not written as a plain decimal."""

    @property
    def blank(self) -> bool:
        return math.isnan(self.value)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of items, as typed; an item is a number or a table of its own."""

    rows: tuple[tuple["TypedNumber | Table", ...], ...]
    stacked: bool
    """True where rows were separated by `;` or `\\\\`, or a matrix environment held them."""


Item = TypedNumber | Table
BLANK = TypedNumber(math.nan)


def _sigmoid(a: float) -> float:
    return 0.5 * math.tanh(0.5 * a) + 0.5


_FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "sigmoid": _sigmoid,
        "sigma": _sigmoid,
        "σ": _sigmoid,
        "tanh": math.tanh,
        "exp": math.exp,
        "sqrt": math.sqrt,
        "√": math.sqrt,
        "log": math.log,
        "ln": math.log,
        "abs": abs,
    }
)
_CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "π": math.pi, "e": math.e})

_CLOSERS: Mapping[str, str] = MappingProxyType({"(": ")", "[": "]", "{": "}"})


def parse(text: str, *, signs_join: bool = False) -> Item:
    """The number or table that a `cleaned` text spells.

    `[1 -2]` is two numbers, as NumPy and MATLAB print it; with `signs_join` it is one difference.
    Raises AnswerError with what is wrong and where.
    """
    if len(text) > MAX_LENGTH:
        raise AnswerError(f"an answer of {len(text)} characters is too long to be one")
    found = tokens(text)
    if not found:
        return BLANK
    parser = _ArithmeticParser(found, signs_join)
    table = parser.rows(depth=0)
    if not parser.at_end:
        raise AnswerError(f"did not expect “{parser.peek.text}” in “{short(text)}”")
    return _plain(table)


def _plain(table: Table) -> Item:
    """A table of a single item is that item."""
    if len(table.rows) == 1 and len(table.rows[0]) == 1 and not table.stacked:
        return table.rows[0][0]
    return table


class _ArithmeticParser:
    """Recursive descent; every method leaves the position after the tokens that it read."""

    def __init__(self, tokens: list[AnswerToken], signs_join: bool) -> None:
        self.tokens = tokens
        self.position = 0
        self.items = 0
        self.signs_join = signs_join

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.tokens)

    @property
    def peek(self) -> AnswerToken:
        return _END if self.at_end else self.tokens[self.position]

    def take(self) -> AnswerToken:
        token = self.peek
        self.position += 1
        return token

    def rows(self, depth: int) -> Table:
        """Everything up to a closing bracket or the end."""
        if depth > MAX_DEPTH:
            raise AnswerError(f"brackets are nested deeper than {MAX_DEPTH}")
        rows = [self.row(depth)]
        stacked = False
        while self.peek.text in (";", "\\\\"):
            separator = self.take()
            stacked = True
            if separator.kind == "row" and self.peek.kind in ("end", "finish"):
                break  # LaTeX allows a line break after the last row
            rows.append(self.row(depth))
        return Table(tuple(rows), stacked)

    def row(self, depth: int) -> tuple[Item, ...]:
        items: list[Item] = []
        wanted = True  # an item must follow: at the start and after a comma
        while True:
            token = self.peek
            if token.text in (",", "&"):
                if wanted:
                    items.append(BLANK)
                self.take()
                wanted = True
                continue
            if token.kind in ("end", "finish") or token.text in (")", "]", "}", ";", "\\\\"):
                if wanted:
                    items.append(BLANK)
                return tuple(items)
            items.append(self.sum(depth))
            wanted = False
            self.items += 1
            if self.items > MAX_ITEMS:
                raise AnswerError(f"more than {MAX_ITEMS} numbers were given")

    def sum(self, depth: int) -> Item:
        left = self.term(depth)
        while self.peek.text in ("+", "-") and not self._starts_an_item(self.peek):
            sign = self.take().text
            a, b = _value(left), _value(self.term(depth))
            left = _checked(a + b if sign == "+" else a - b)
        return left

    def _starts_an_item(self, sign: AnswerToken) -> bool:
        return not self.signs_join and sign.spaced and sign.tight

    def term(self, depth: int) -> Item:
        left = self.factor(depth)
        while self.peek.text in ("*", "/"):
            sign = self.take().text
            a, b = _value(left), _value(self.factor(depth))
            if sign == "/" and b == 0.0:
                raise AnswerError("division by zero")
            left = _checked(a * b if sign == "*" else a / b)
        return left

    def factor(self, depth: int) -> Item:
        negative = signed = False
        while self.peek.text in ("+", "-"):
            signed = True
            negative ^= self.take().text == "-"
        base = self.atom(depth)
        if self.peek.text in ("^", "**"):
            self.take()
            if depth >= MAX_DEPTH:
                raise AnswerError(f"powers are nested deeper than {MAX_DEPTH}")
            exponent = _value(self.factor(depth + 1))
            base = _power(_value(base), exponent)
        while self.peek.text == "%":
            self.take()
            base = _percent(base)
        if not signed:
            return base
        decimals = base.decimals if isinstance(base, TypedNumber) else None
        return TypedNumber(-_value(base) if negative else _value(base), decimals)

    def atom(self, depth: int) -> Item:
        token = self.take()
        if token.kind == "number":
            return _literal(token.text)
        if token.text in ("?", "_"):
            return BLANK
        if token.text in _CLOSERS:
            return self._group(token.text, depth)
        if token.kind == "begin":
            table = self.rows(depth + 1)
            if self.take().kind != "end":
                raise AnswerError(f"{token.text} is never closed")
            return Table(table.rows, stacked=True)
        if token.kind == "name":
            return self._name(token, depth)
        if token.kind == "finish":
            raise AnswerError("the answer stops where a number should follow")
        raise AnswerError(f"expected a number before “{token.text}”")

    def _group(self, opening: str, depth: int) -> Item:
        table = self.rows(depth + 1)
        if self.take().text != _CLOSERS[opening]:
            raise AnswerError(f"“{opening}” is never closed by “{_CLOSERS[opening]}”")
        if opening == "[":
            return table
        return _plain(table)

    def _name(self, token: AnswerToken, depth: int) -> TypedNumber:
        name = token.text.removeprefix("\\")
        if name in ("frac", "tfrac", "dfrac") and self.peek.text == "{":
            above = _value(self._group(self.take().text, depth))
            if self.peek.text != "{":
                raise AnswerError(r"\frac needs two groups, as in \frac{1}{2}")
            below = _value(self._group(self.take().text, depth))
            if below == 0.0:
                raise AnswerError("division by zero")
            return _checked(above / below)
        function = _FUNCTIONS.get(name)
        if function is not None:
            if self.peek.text not in ("(", "{", "["):
                raise AnswerError(f"write {name} with brackets, as in {name}(0.3)")
            argument = self._group(self.take().text, depth)
            return _applied(name, function, argument)
        constant = _CONSTANTS.get(name)
        if constant is not None:
            return TypedNumber(constant)
        raise AnswerError(
            f"“{name[:20]}” is not known here; numbers, + - * / ^ and "
            "sigmoid, tanh, exp, sqrt, log, pi are"
        )


_END = AnswerToken("finish", "", spaced=True, tight=False)


def _literal(text: str) -> TypedNumber:
    value = float(text)
    if math.isinf(value):
        raise AnswerError(f"{short(text)} is too large a number")
    mantissa, _, exponent = text.lower().partition("e")
    after = len(mantissa.partition(".")[2])
    # An exponent may have any length; beyond float's range its digits no longer matter.
    shift = int(exponent) if exponent and len(exponent) <= 5 else 0
    return TypedNumber(value, max(0, after - shift))


def _percent(item: Item) -> TypedNumber:
    decimals = item.decimals if isinstance(item, TypedNumber) else None
    return TypedNumber(_value(item) / 100, None if decimals is None else decimals + 2)


def _value(item: Item) -> float:
    while isinstance(item, Table) and len(item.rows) == 1 and len(item.rows[0]) == 1:
        item = item.rows[0][0]
    if isinstance(item, Table):
        raise AnswerError("a vector cannot stand inside a sum, product or function")
    if item.blank:
        raise AnswerError("a number is missing inside a sum, product or function")
    return item.value


def _applied(name: str, function: Callable[[float], float], argument: Item) -> TypedNumber:
    value = _value(argument)
    return _computed(f"{name}({value:g})", lambda: function(value))


def _power(base: float, exponent: float) -> TypedNumber:
    return _computed(f"{base:g}^{exponent:g}", lambda: math.pow(base, exponent))


def _computed(written: str, function: Callable[[], float]) -> TypedNumber:
    """The function's result. Raises AnswerError, quoting `written`, where it is not a number."""
    try:
        return _checked(function())
    except ValueError as error:
        raise AnswerError(f"{written} is not a real number") from error
    except OverflowError as error:
        raise AnswerError(f"{written} is too large a number") from error


def _checked(value: float) -> TypedNumber:
    if not math.isfinite(value):
        raise AnswerError("the answer is too large a number")
    return TypedNumber(value)
