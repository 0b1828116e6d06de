"""Recursive descent from tokens to the tree: lines, lists, relations, sums, products.

    lines   = list { row list }           equation = sum { relation sum }
    list    = equation { separator }      sum      = [sign] mix { sign mix }
    mix     = product { ⊙ product }       product  = factor { [operator] factor }

`⊙ ∘ ⊗` bind looser than the other products, because `r ⊗ U h` is r ⊗ (U h) in every source found.
"""

from collections.abc import Callable

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.atoms import Atoms
from engine.formula.cursor import MAX_DEPTH, STOPS
from engine.formula.lexer import Token, tokenize
from engine.formula.tree import (
    Empty,
    Equation,
    Group,
    Hadamard,
    Lines,
    Listing,
    Node,
    Operator,
    Product,
    Sum,
    Text,
)

_ALIGNED = frozenset(
    {
        "align", "align*", "aligned", "alignedat", "alignat", "alignat*", "split", "gather",
        "gather*", "gathered", "eqnarray", "eqnarray*", "equation", "equation*", "multline",
        "multline*", "flalign", "flalign*", "displaymath", "math",
    }
)  # fmt: skip


def parse(source: str, offset: int = 0, *, typed: bool = False) -> Node:
    """The tree of a formula; spans count from `offset`, the formula's place in its note.

    `typed` is for what a learner writes at a keyboard: `W_ir x_t`, `sigma(a)`, `h~_t`. Raises
    FormulaError with the position in `source`.
    """
    tokens = _joined(tokenize(source, typed=typed))
    parser = _Parser(source, tokens, offset)
    node = parser.lines("end")
    token = parser.peek
    if token.kind != "end":
        raise parser.unexpected(token, "the end of the formula")
    return node


class _Parser(Atoms):
    """Parses the levels from lines down to products; the base class parses atoms."""

    def lines(self, stop: str, environment: str = "") -> Node:
        """Parse lines until `stop`, which is not consumed; a single line is returned as it is."""
        start, rows = self.peek, []
        while True:
            while self.peek.kind == "row":
                self.take()
            if self.peek.kind == stop:
                break
            rows.append(self.listing())
            if self.peek.kind != "row":
                break
        if not rows:
            if stop == "end":
                raise FormulaError("there is nothing in this formula", self.source, 0)
            return Empty(span=self.span(start))
        if len(rows) == 1 and environment in ("", "equation", "equation*", "displaymath", "math"):
            return rows[0]
        return Lines(tuple(rows), environment, span=self.span(start))

    def listing(self) -> Node:
        """Parse formulas beside each other, until a token that ends a formula."""
        start = self.peek
        while self.peek.kind == "wide":
            self.take()
        items, separators = [self.equation()], []
        while True:
            token = self.peek
            if token.kind in STOPS or self.closes_bar(token):
                break
            if token.kind == "wide":
                self.take()
                continue
            if token.kind == "sep" or (token.kind == "bar" and token.text == "‖"):
                separators.append(self.take().text)
                while self.peek.kind == "wide":
                    self.take()
                if self.peek.kind in STOPS or self.closes_bar(self.peek):
                    break
            else:
                separators.append(" ")
            items.append(self.equation())
        if len(items) == 1 and not separators:
            return items[0]
        return Listing(tuple(items), tuple(separators), span=self.span(start))

    def equation(self) -> Node:
        """Sums and the relations between them."""
        start = self.peek
        if start.kind in ("op", "rel") and self.tokens[self.at + 1].kind in STOPS:
            self.take()
            return Operator(start.text, span=self.span(start))
        sides: list[Node] = [
            # A bar at the beginning opens an absolute value, `|h|`.
            Empty(span=self.place(start))
            if start.kind != "bar" and self.relation(start)
            else self.sum(),
        ]
        relations = []
        while self.relation(self.past_wide()):
            token = self.take()
            relations.append(token.text)
            sides.append(self.sum())
        if not relations:
            return sides[0]
        return Equation(tuple(sides), tuple(relations), span=self.span(start))

    def relation(self, token: Token) -> bool:
        """True for relations such as `=`, and for the bar of `p(y | x)`."""
        if token.kind == "rel":
            return not self.starts_angle(token)
        if token.kind == "sep" and token.text == ":":
            return self.tokens[self.at + 1].kind not in STOPS
        return token.kind == "bar" and token.text == "|" and not self.closes_bar(token)

    def sum(self) -> Node:
        """Terms and their signs."""
        start = self.peek
        signs, terms = [], []
        if start.kind == "op" and start.text in symbols.SIGNS:
            signs.append(self.take().text)
        else:
            signs.append("")
        terms.append(self.mix())
        while True:
            token = self.past_wide()
            if token.kind != "op" or token.text not in symbols.SIGNS:
                break
            sign = self.take().text
            following = self.peek
            if following.kind == "op" and following.text in "+-" and sign in "+-":
                sign = "-" if self.take().text != sign else "+"
            signs.append(sign)
            terms.append(self.mix())
        if signs == [""]:
            return terms[0]
        return Sum(tuple(terms), tuple(signs), span=self.span(start))

    def mix(self) -> Node:
        """Products joined by element-wise signs."""
        return self._chain(symbols.ELEMENTWISE, Hadamard, self.product)

    def product(self) -> Node:
        """Factors joined by an ambiguous product sign, or by none."""
        start = self.tokens[self.at]
        first = self.factor()
        if self.ends_product():
            return first
        factors, operators = [first], []
        while True:
            token = self.past_wide()
            if token.kind == "{" and (inner := self.braced_operator(symbols.PRODUCTS)):
                operators.append(inner)
            elif token.kind == "op" and token.text in symbols.PRODUCTS:
                operators.append(self.take().text)
            elif self.starts_factor(self.tokens[self.at]) and not isinstance(factors[-1], Text):
                operators.append("")
            else:
                break
            factors.append(self._signed() if operators[-1] else self.factor())
        if not operators:
            return factors[0]
        return Product(tuple(factors), tuple(operators), span=self.span(start))

    def _signed(self) -> Node:
        """A factor after a multiplication sign; it may have a minus, as in `2 * -x`."""
        start = self.peek
        if start.kind != "op" or start.text != "-":
            return self.factor()
        self.take()
        inner = Sum((self.factor(),), ("-",), span=self.span(start))
        return Group(inner, "", "", span=inner.span)

    def juxtaposed(self) -> Node:
        """Factors side by side only: the argument of a function without brackets."""
        start = self.peek
        factors = [self.factor()]
        while self.starts_factor(self.peek) and not isinstance(factors[-1], Text):
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), ("",) * (len(factors) - 1), span=self.span(start))

    def _chain(self, signs: frozenset[str], kind: type[Hadamard], part: Callable[[], Node]) -> Node:
        start = self.tokens[self.at]
        first = part()
        if self.ends_product():
            return first
        factors, operators = [first], []
        while True:
            token = self.past_wide()
            if token.kind == "{" and (inner := self.braced_operator(signs)):
                operators.append(inner)
            elif token.kind == "op" and token.text in signs:
                operators.append(self.take().text)
            else:
                break
            factors.append(part())
        if not operators:
            return factors[0]
        return kind(tuple(factors), tuple(operators), span=self.span(start))

    def ends_product(self) -> bool:
        """True where the next token surely ends a term."""
        token = self.tokens[self.at]
        return token.kind in STOPS or (token.kind == "op" and token.text in symbols.SIGNS)

    def past_wide(self) -> Token:
        """The next token; wide spaces before a sign are skipped, before a new formula they stay."""
        at = self.at
        while self.tokens[at].kind == "wide":
            at += 1
        if self.tokens[at].kind in ("op", "rel"):
            self.at = at
        return self.tokens[self.at]


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens without alignment marks, and without line ends inside brackets.

    In an `array`, marks are dropped only if one touches a relation: its rows are equations then.
    """
    kept: list[Token] = []
    aligned, depths = [True], [0]
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind == "begin":
            name = token.text.partition(" ")[0]
            aligned.append(
                name in _ALIGNED
                or (name == "array" and len(aligned) <= MAX_DEPTH and _of_equations(tokens, at))
            )
            depths.append(0)
        elif kind == "finish" and len(aligned) > 1:
            aligned.pop()
            depths.pop()
        elif kind in ("open", "left"):
            depths[-1] += 1
        elif kind in ("close", "right"):
            depths[-1] -= 1
        elif aligned[-1] and kind == "amp":
            if _remark(tokens[at - 1], tokens[at + 1]):
                kept.append(Token("wide", " ", token.start, token.end))
            continue
        elif aligned[-1] and kind == "row" and depths[-1] > 0:
            continue
        elif kind == "word" and kept and _stands_alone(tokens[at - 1], tokens[at + 1]):
            kept.append(token._replace(kind="text"))
            continue
        kept.append(token)
    return kept


def _stands_alone(before: Token, after: Token) -> bool:
    """True for one word behind a wide space or mark, `h = x \\quad \\text{update}`: a remark."""
    return before.kind in ("wide", "amp") and after.kind in ("row", "finish", "end")


def _remark(before: Token, after: Token) -> bool:
    """True where an alignment mark separates a formula from a remark: `h = x & \\text{state}`."""
    inside = ("rel", "op", "row", "begin", "amp", "finish", "end")
    return before.kind not in inside and after.kind not in inside


def _of_equations(tokens: list[Token], begin: int) -> bool:
    """True where an array has a column mark beside a relation: `h &= …`, `h &=& …`."""
    depth = 0
    for at in range(begin, len(tokens)):
        kind = tokens[at].kind
        depth += (kind == "begin") - (kind == "finish")
        if depth == 0:
            break
        if depth == 1 and kind == "amp" and "rel" in (tokens[at - 1].kind, tokens[at + 1].kind):
            return True
    return False
