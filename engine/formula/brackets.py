"""Parses what is enclosed: arguments in braces, brackets, bars."""

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.cursor import Cursor
from engine.formula.lexer import Token
from engine.formula.tree import (
    Concat,
    Empty,
    Fraction,
    Group,
    Listing,
    Node,
    Number,
    Operator,
    Product,
    Sum,
    Symbol,
)


class Brackets(Cursor):
    """Parses everything that is enclosed."""

    def argument(self) -> Node:
        """The argument of a command: braces, or one token without its scripts."""
        token = self.peek
        self.deeper(token)
        if token.kind == "{":
            node = self._short() or self.braces()
        elif token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            rest = Token("number", token.text[1:], token.start + 1, token.end)
            self.tokens[self.at] = rest
            place = (token.start + self.offset, token.start + 1 + self.offset)
            node = Number(token.text[0], span=place)
        elif token.kind in ("op", "rel", "bar"):
            self.take()
            node = Operator(token.text, span=self.span(token))
        elif token.kind == "prime":
            self.take()
            node = Symbol("′", span=self.span(token))
        else:
            node = self.atom(token)
        self.depth -= 1
        return node

    def _short(self) -> Node | None:
        """`{t}`, `{z}`, `{t-1}`: the most common scripts, parsed without recursion for speed."""
        tokens, at = self.tokens, self.at
        first = tokens[at + 1]
        if first.kind != "letter":
            return None
        second = tokens[at + 2]
        start = first.start + self.offset
        if second.kind == "}":
            self.at = at + 3
            return Symbol(first.text, span=(start, first.end + self.offset))
        if second.kind != "op" or second.text not in "+-":
            return None
        third = tokens[at + 3]
        if third.kind != "number" or tokens[at + 4].kind != "}":
            return None
        self.at = at + 5
        end = third.end + self.offset
        letter = Symbol(first.text, span=(start, first.end + self.offset))
        number = Number(third.text, span=(third.start + self.offset, end))
        return Sum((letter, number), ("", second.text), span=(start, end))

    def braces(self) -> Node:
        """The content of `{…}`, without the braces."""
        opening = self.take()
        if self.peek.kind == "prime":
            start, node = self.peek, self.argument()
            while self.peek.kind == "prime":
                node = Product((node, self.argument()), ("",), span=self.span(start))
        else:
            self.bars.append("")
            node = self.lines("}")
            self.bars.pop()
        if self.peek.kind == "command" and self.peek.text == "over":
            self.take()
            below = self.listing()
            node = Fraction(node, below, span=(node.span[0], below.span[1]))
        if self.peek.kind != "}":
            if self.peek.kind == "end":
                raise FormulaError("this brace is never closed", self.source, opening.start)
            raise self.unexpected(self.peek, "}")
        self.take()
        return node

    def angle(self) -> Node:
        """`<t-1>`."""
        start = self.take()
        inner = self._terms()
        self.take()
        return Group(inner, "<", ">", span=self.span(start))

    def _terms(self) -> Node:
        start, terms, signs = self.peek, [self.mix()], [""]
        while self.peek.kind == "op" and self.peek.text in symbols.SIGNS:
            signs.append(self.take().text)
            terms.append(self.mix())
        if len(terms) == 1:
            return terms[0]
        return Sum(tuple(terms), tuple(signs), span=self.span(start))

    def bracketed(self) -> Group | Concat:
        """A bracketed expression: a group, or a concatenation if it has commas."""
        opening = self.take()
        if self.peek.kind in ("close", "right", "end"):
            body: Node = Empty(span=self.place(self.peek))
        else:
            self.bars.append("")
            body = self.listing()
            self.bars.pop()
        closing = self.peek
        wanted = "right" if opening.kind == "left" else "close"
        if closing.kind != wanted:
            if closing.kind in ("end", "row", "finish", "}"):
                sign = self.source[opening.start : opening.end]
                raise FormulaError(f"{sign} is never closed", self.source, opening.start)
            raise self.unexpected(closing, f"the bracket that closes {opening.text}")
        self.take()
        span = self.span(opening)
        if (
            isinstance(body, Listing)
            and opening.text in ("(", "[", "⟨")
            and set(body.separators) <= {",", ";", "‖"}
            and len(body.separators) == len(body.items) - 1
        ):
            return Concat(body.items, body.separators, opening.text, closing.text, span=span)
        return Group(body, opening.text, closing.text, span=span)

    def between_bars(self) -> Node:
        opening = self.take()
        self.bars.append(opening.text)
        body = self.listing()
        self.bars.pop()
        if self.peek.kind != "bar" or self.peek.text != opening.text:
            raise FormulaError("this bar is never closed", self.source, opening.start)
        self.take()
        return Group(body, opening.text, opening.text, span=self.span(opening))
