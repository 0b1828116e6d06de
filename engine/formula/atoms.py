"""The smallest parts of a formula: letters with their scripts, and functions with arguments."""

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.commands import Commands, in_font
from engine.formula.lexer import Token
from engine.formula.scripts import Scripts, as_time, attach, is_compound
from engine.formula.tree import (
    Apply,
    Concat,
    Empty,
    Group,
    Large,
    Lines,
    Node,
    Number,
    Span,
    Symbol,
    Text,
    Time,
)

_FUNCTION_LETTERS = frozenset("fgϕφψρΦΨPpqE")
_ALWAYS_FUNCTIONS = frozenset("σ")
_NO_SCRIPT = frozenset({"end", "close", "right", "}", "row", "amp", "finish", "sep", "_", "^"})
_SCRIPTS = frozenset({"_", "^", "prime", "accent_after"})
_MAY_CONTINUE = frozenset({"row", "finish", "op"})


class Atoms(Commands):
    """Parses everything that is not a chain of operators."""

    def factor(self) -> Node:
        """An atom with its scripts, applied to what follows if it is a function."""
        start = self.tokens[self.at]
        self.deeper(start)
        if start.kind in _MAY_CONTINUE and self._continued(start):
            self.depth -= 1
            return Empty(span=self.place(start))
        node = self.atom(start)
        node = self._scripted(start, self._timed(start, node))
        if self.tokens[self.at].kind == "open":
            node = self._timed(start, node)  # `z_{out}(t)`
        if isinstance(node, Symbol) and self._is_function(start, node):
            node = self._scripted(start, self._applied(start, node))
        self.depth -= 1
        return node

    def _timed(self, start: Token, node: Node) -> Node:
        """The node with the time that follows it like an argument: `h(t)`."""
        if self.tokens[self.at].kind != "open" or not isinstance(node, Symbol) or node.time:
            return node
        call = self._call_time(start, node)
        return node if call is None else attach(node, Scripts(call=call), self.span(start))

    def _scripted(self, start: Token, node: Node) -> Node:
        """The node with the scripts that follow it."""
        if self.tokens[self.at].kind not in _SCRIPTS:
            return node
        return attach(node, self._scripts(), self.span(start))

    def _continued(self, token: Token) -> bool:
        """True where a line of several begins or ends with an operator; no operand is missing."""
        before = self.tokens[self.at - 1].kind if self.at else ""
        if token.kind in ("row", "finish"):
            return before in ("op", "rel", "amp") and any(t.kind == "row" for t in self.tokens)
        return token.kind == "op" and before in ("row", "begin") and token.text not in symbols.SIGNS

    def atom(self, start: Token) -> Node:
        """The next atom, without its scripts."""
        kind, text = start.kind, start.text
        if kind in ("letter", "word", "roman", "function", "styled"):
            self.take()
            return self._named(kind, text, self.span(start))
        if kind == "number":
            self.take()
            return Number(text, span=self.span(start))
        if kind == "text":
            self.take()
            return Text(text, span=self.span(start))
        if kind in ("open", "left"):
            return self.bracketed()
        if kind == "{":
            node = self.braces()
            if is_compound(node) or isinstance(node, Lines | Large):
                return Group(node, "", "", span=self.span(start))
            return node
        if kind == "bar":
            return self.between_bars()
        if kind == "prime":
            self.take()
            return Symbol("′", span=self.span(start))
        if kind == "rel" and self.starts_angle(start):
            return self.angle()
        if kind == "accent":
            return self.accented(start)
        if kind == "font":
            self.take()
            return in_font(self.argument(), text, self.span(start))
        if kind == "begin":
            return self.environment()
        if kind == "large":
            return self.large(start)
        if kind == "command":
            return self.command(start)
        wanted = "a term"
        if self.at and self.tokens[self.at - 1].kind in ("op", "rel"):
            before = self.tokens[self.at - 1]
            wanted = f"a term after {self.source[before.start : before.end] or before.text}"
        raise self.unexpected(start, wanted)

    @staticmethod
    def _named(kind: str, text: str, span: Span) -> Symbol:
        if kind == "styled":
            font, _, letter = text.partition(" ")
            return Symbol(letter, font=font, span=span)  # type: ignore[arg-type]  # the lexer writes only names of fonts
        return Symbol(text, font="rm" if kind in ("word", "roman") else "", span=span)

    def _scripts(self) -> Scripts:
        found = Scripts()
        while True:
            token = self.tokens[self.at]
            if token.kind == "prime":
                found.accents += ("prime",) * len(self.take().text)
            elif token.kind == "accent_after":
                self.take()
                found.accents += (token.text,)
            elif token.kind in ("_", "^"):
                side = "lower" if token.kind == "_" else "upper"
                self.take()
                if getattr(found, side) is not None:
                    kind = "subscripts" if side == "lower" else "superscripts"
                    raise FormulaError(f"two {kind} on one symbol", self.source, token.start)
                if self.peek.kind in _NO_SCRIPT:
                    raise self.unexpected(self.peek, f"a script after {token.kind}")
                if self.peek.kind == "open" and self.peek.text in ("(", "⟨"):
                    script: Node = self.bracketed()
                else:
                    script = self.argument()
                setattr(found, side, script)
            else:
                return found

    def _call_time(self, start: Token, node: Symbol) -> Time | None:
        """Consume and return the time of `h(t)` and `h[t-1]`; None where none follows."""
        if start.kind in ("function", "word", "{") or self.peek.text not in ("(", "["):
            return None
        first = self.tokens[self.at + 1]
        if first.kind != "letter" or first.text not in ("t", "τ") or node.base in ("σ", "P", "p"):
            return None
        at = self.at + 2
        if self.tokens[at].kind == "op":
            at += 2
        if self.tokens[at].kind != "close":
            return None
        inner = self.bracketed()
        return as_time(inner, "call")

    def _is_function(self, start: Token, node: Symbol) -> bool:
        following = self.tokens[self.at]
        bracket = following.kind in ("open", "left") and following.text in ("(", "[", "{")
        if not bracket and start.kind == "letter" and following.kind != "{":
            return False
        if start.kind == "function":
            return bracket or self.starts_factor(following)
        if node.base in _ALWAYS_FUNCTIONS:
            return bracket or (following.kind == "{" and self.starts_factor(following))
        if not bracket or node.time is not None or node.accents:
            return False
        if len(node.base) > 1:
            return True
        return following.text == "(" and (
            node.font in ("cal", "bb") or (node.base in _FUNCTION_LETTERS and node.label is None)
            or (node.base in "fgϕφψ" and node.label is not None)
        )  # fmt: skip

    def _applied(self, start: Token, function: Symbol) -> Node:
        following = self.peek
        if following.kind in ("open", "left"):
            inner = self.bracketed()
            if isinstance(inner, Concat):
                parts, separators = inner.parts, inner.separators
            else:
                parts, separators = (inner.body,), ()
            span = self.span(start)
            return Apply(function, parts, separators, inner.open, inner.close, span=span)
        if following.kind == "{":
            body = self.braces()
            if isinstance(body, Group) and body.open:
                span = self.span(start)
                return Apply(function, (body.body,), (), body.open, body.close, span=span)
        else:
            body = self.juxtaposed()
        return Apply(function, (body,), (), "", "", span=self.span(start))
