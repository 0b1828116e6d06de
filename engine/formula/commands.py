"""Parses commands with arguments: accents, fonts, fractions, braces with remarks, arrays, sums."""

from dataclasses import replace

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.brackets import Brackets
from engine.formula.lexer import Token
from engine.formula.tree import (
    Array,
    Decorated,
    Empty,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Large,
    Lines,
    Node,
    Product,
    Root,
    Scripted,
    Span,
    Sum,
    Symbol,
)

_TABLES = frozenset(
    {
        "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix",
        "array", "cases", "dcases", "rcases", "tabular", "subarray",
    }
)  # fmt: skip
_DECORATIONS = {
    "boxed": "boxed", "fbox": "boxed", "underbrace": "underbrace", "overbrace": "overbrace",
    "underline": "underline", "cancel": "cancel", "bcancel": "cancel", "xcancel": "cancel",
    "hole": "hole", "answer": "answer",
}  # fmt: skip
_WORD_FUNCTIONS = frozenset({"max", "min", "lim", "sup", "inf", "argmax", "argmin"})


def in_font(node: Node, font: str, span: Span) -> Node:
    """The same formula with every symbol in a font."""
    if isinstance(node, Symbol):
        return replace(node, font=font or node.font, span=span)  # type: ignore[arg-type]  # the lexer writes only names of fonts
    if isinstance(node, Product | Hadamard):
        return replace(node, factors=tuple(in_font(f, font, f.span) for f in node.factors))
    if isinstance(node, Sum):
        return replace(node, terms=tuple(in_font(term, font, term.span) for term in node.terms))
    if isinstance(node, Group):
        return replace(node, body=in_font(node.body, font, node.body.span))
    return node


class Commands(Brackets):
    """Parses every command that has arguments or a body."""

    def accented(self, start: Token) -> Node:
        """An accent on one symbol, or a cover over several."""
        self.take()
        accent = symbols.ACCENTS[start.text]
        body = self.argument()
        if isinstance(body, Symbol):
            return replace(body, accents=(*body.accents, accent), span=self.span(start))
        cover = symbols.COVERS.get(accent, "overline")
        return Decorated(body, cover, span=self.span(start))  # type: ignore[arg-type]  # COVERS holds only names of decorations

    def command(self, start: Token) -> Node:
        """A command with arguments."""
        name = self.take().text
        if name.endswith("frac"):
            return Fraction(self.argument(), self.argument(), span=self.span(start))
        if name == "sqrt":
            return self._root(start)
        if name in _DECORATIONS:
            return self._decorated(start, _DECORATIONS[name])
        if name in ("overset", "stackrel", "underset"):
            remark, body = self.argument(), self.argument()
            kind = "underset" if name == "underset" else "overset"
            return Decorated(body, kind, remark, span=self.span(start))  # type: ignore[arg-type]  # one of the two literals above
        if name.endswith("binom"):
            above, below = self.argument(), self.argument()
            return Array(((above,), (below,)), "pmatrix", span=self.span(start))
        if name == "substack":
            return self.argument()
        raise FormulaError(f"\\{name} is not understood here", self.source, start.start)

    def _root(self, start: Token) -> Node:
        index = None
        if self.peek.kind == "open" and self.peek.text == "[":
            opening = self.take()
            index = self.listing()
            if self.peek.kind != "close":
                raise FormulaError("[ is never closed", self.source, opening.start)
            self.take()
        return Root(self.argument(), index, span=self.span(start))

    def _decorated(self, start: Token, decoration: str) -> Node:
        body, remark = self.argument(), None
        if decoration.endswith("brace") and self.peek.kind in ("_", "^"):
            self.take()
            remark = self.argument()
        return Decorated(body, decoration, remark, span=self.span(start))  # type: ignore[arg-type]  # _DECORATIONS holds only names of decorations

    def large(self, start: Token) -> Node:
        """A sum, an integral, a limit, with its limits and the term it applies to."""
        word = self.take().text
        lower: Node | None = None
        upper: Node | None = None
        while self.peek.kind in ("_", "^"):
            if self.take().kind == "_":
                lower = self.argument()
            else:
                upper = self.argument()
        if word in _WORD_FUNCTIONS and (lower is None or not self.starts_factor(self.peek)):
            return self._word(start, word, lower, upper)
        if not self.starts_factor(self.peek) and self.peek.kind != "bar":
            return Large(
                word, lower, upper, Empty(span=self.place(self.peek)), span=self.span(start)
            )
        return Large(word, lower, upper, self.product(), span=self.span(start))

    def _word(self, start: Token, word: str, lower: Node | None, upper: Node | None) -> Node:
        """`\\max(0, x)`, and `\\max` or `\\lim` alone."""
        symbol: Node = Symbol(word, span=self.span(start))
        if lower is not None or upper is not None:
            return Scripted(symbol, lower, upper, span=self.span(start))
        return symbol

    def environment(self) -> Node:
        """An array, a matrix, cases, or formulas aligned one under the other."""
        start = self.take()
        name, _, columns = start.text.partition(" ")
        self.bars.append("")
        node = self._table(start, name, columns) if name in _TABLES else self.lines("finish", name)
        self.bars.pop()
        if self.peek.kind != "finish":
            if self.peek.kind == "end":
                raise FormulaError(f"\\begin{{{name}}} is never ended", self.source, start.start)
            raise self.unexpected(self.peek, f"\\end{{{name}}}")
        if self.take().text != name:
            raise FormulaError(
                f"\\begin{{{name}}} is ended by another name", self.source, start.start
            )
        if isinstance(node, Array | Lines):
            return replace(node, span=self.span(start))
        return node

    def _table(self, start: Token, name: str, columns: str) -> Node:
        rows: list[list[Node]] = []
        while self.peek.kind not in ("finish", "end"):
            row = [self._cell()]
            while self.peek.kind == "amp":
                self.take()
                row.append(self._cell())
            rows.append(row)
            if self.peek.kind != "row":
                break
            self.take()
        width = max((len(row) for row in rows), default=0)
        if width == 0:
            return Empty(span=self.span(start))
        filled = tuple((*row, *(Empty() for _ in range(width - len(row)))) for row in rows)
        if width == 1 and name == "array" and any(isinstance(r[0], Equation) for r in filled):
            return Lines(tuple(row[0] for row in filled), name, span=self.span(start))
        return Array(filled, name, columns, span=self.span(start))

    def _cell(self) -> Node:
        if self.peek.kind in ("amp", "row", "finish"):
            return Empty(span=self.place(self.peek))
        return self.listing()
