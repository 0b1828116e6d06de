"""Which quantities are vectors and which matrices, and on which side the matrices act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.formula.chains import KindClash, Typed, apart, chain, hadamard
from engine.formula.quantities import (
    CONSTANTS,
    Kind,
    first_kind,
    is_diagonal,
    is_transposed,
    is_turned,
    key,
    may_be_matrix,
    untransposed,
)
from engine.formula.statements import bare, stack
from engine.formula.substitution import mapped
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Decorated,
    Empty,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Large,
    MatMul,
    Node,
    Number,
    Operator,
    Power,
    Product,
    Root,
    Scale,
    Scripted,
    Sum,
    Symbol,
    Text,
    walk,
)
from engine.formula.written_form import OPAQUE

_DIVIDES = frozenset("/÷")


@dataclass(slots=True)
class Kinds:
    """The kinds known so far; resolves nodes with them."""

    defined: frozenset[str]
    known: dict[str, Kind] = field(default_factory=dict)
    row: bool = False
    fixed: frozenset[str] = frozenset()
    """The names whose kind must not change any more."""

    def of(self, symbol: Symbol) -> Kind:
        """The kind of a symbol; a transposed vector is a covector."""
        name = key(symbol)
        kind = self.known.get(name)
        if kind is None:
            kind = self.known[name] = first_kind(symbol, self.defined)
        if is_transposed(symbol) and kind in ("vector", "covector"):
            return "covector" if kind == "vector" else "vector"
        return kind

    def learn(self, values: Iterable[Node]) -> None:
        """Find lower-case matrices, and whether matrices are written before or after vectors."""
        before = after = 0
        for value in values:
            for node in walk(value):
                if not isinstance(node, Product):
                    continue
                parts = [bare(factor) for factor in node.factors]
                kinds = [self.glance(part) for part in parts]
                for at, part in enumerate(parts):
                    beside = kinds[max(at - 1, 0) : at] + kinds[at + 1 : at + 2]
                    if self._acted_on(parts, kinds, at):
                        self.known[key(parts[at])] = kinds[at] = "vector"
                    if isinstance(part, Symbol) and may_be_matrix(part) and "vector" in beside:
                        name = key(part)
                        if name not in self.defined and (part.label or part.base in "wW"):
                            self.known[name] = kinds[at] = "matrix"
                ordered = [kind for kind in kinds if kind in ("matrix", "vector")]
                if set(ordered) == {"matrix", "vector"}:
                    before += ordered[0] == "matrix"
                    after += ordered[-1] == "matrix"
        self.row = after > before

    def _acted_on(self, parts: list[Node], kinds: list[Kind], at: int) -> bool:
        """True for a letter after a matrix, or before a row vector: `W^T \\delta`, `\\delta x^T`.
        A scalar would be written before its matrix."""
        part = parts[at]
        if not isinstance(part, Symbol) or kinds[at] != "scalar" or key(part) in CONSTANTS:
            return False
        if key(part) in self.fixed or part.base.startswith(OPAQUE):
            return False
        after = kinds[at + 1] if at + 1 < len(kinds) else ""
        return (at > 0 and kinds[at - 1] == "matrix") or after == "covector"

    def glance(self, node: Node) -> Kind:
        """A guess at the kind of an unresolved factor: the first vector in it decides."""
        if isinstance(node, Symbol):
            return self.of(node)
        if isinstance(node, Concat | Array):
            return "vector"
        kinds = [self.of(each) for each in walk(node) if isinstance(each, Symbol)]
        if "vector" in kinds:
            return "vector"
        return "matrix" if "matrix" in kinds else "scalar"

    def resolve(self, node: Node) -> Typed:
        """The node with its chains resolved, and its kind. Raises KindClash where nothing fits."""
        if isinstance(node, Symbol):
            return Typed(node, self.of(node))
        if isinstance(node, Number):
            return Typed(node, "scalar")
        if isinstance(node, Sum):
            return self._sum(node)
        if isinstance(node, Product):
            return self._product(node)
        if isinstance(node, Hadamard):
            parts = [self.resolve(factor) for factor in node.factors]
            return hadamard(parts, list(node.operators))
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Apply):
            return self._apply(node)
        if isinstance(node, Concat):
            return self._concat(node)
        if isinstance(node, Array):
            return self._array(node)
        return self._rest(node)

    def _sum(self, node: Sum) -> Typed:
        terms = [self.resolve(term) for term in node.terms if not isinstance(term, Empty)]
        if len(terms) < len(node.terms):
            raise KindClash("this sum breaks off", node)
        kinds = [term.kind for term in terms]
        if "vector" in kinds and "matrix" in kinds:
            terms = [self._bias(term) for term in terms]
        whole = [term for term in terms if term.kind != "scalar"]
        for term in whole[1:]:
            if term.kind != whole[0].kind:
                raise KindClash(f"{apart(whole[0], term)}: they cannot be added", term.node)
        signs = tuple("+" if sign == "⊕" else sign for sign in node.signs)
        nodes = tuple(term.node for term in terms)
        return Typed(Sum(nodes, signs, span=node.span), whole[0].kind if whole else "scalar")

    def _bias(self, term: Typed) -> Typed:
        """Treat a capital that is a whole term among vectors as a bias: `W_{br}` of ONNX."""
        node = term.node
        if term.kind != "matrix" or not isinstance(node, Symbol) or key(node) in self.fixed:
            return term
        self.known[key(node)] = "vector"
        return Typed(node, "vector")

    def _product(self, node: Product) -> Typed:
        parts = [self.resolve(factor) for factor in node.factors if not isinstance(factor, Empty)]
        if len(parts) < len(node.factors):
            raise KindClash("this product breaks off", node)
        signs = list(node.operators)
        while any(sign in _DIVIDES for sign in signs):
            at = next(at for at, sign in enumerate(signs) if sign in _DIVIDES)
            over, under = parts[at], parts[at + 1]
            span = (over.node.span[0], under.node.span[1])
            parts[at : at + 2] = [Typed(Fraction(over.node, under.node, span=span), over.kind)]
            signs.pop(at)
        return chain(parts, signs, row=self.row) if len(parts) > 1 else parts[0]

    def _group(self, node: Group) -> Typed:
        if node.open in ("|", "‖", "⌊", "⌈"):
            raise KindClash("bars and half brackets are drawn but not computed", node)
        body = self.resolve(bare(node.body))
        return Typed(Group(body.node, node.open, node.close, span=node.span), body.kind)

    def _apply(self, node: Apply) -> Typed:
        parts = [self.resolve(bare(argument)) for argument in node.arguments]
        if len(parts) != 1 and not (isinstance(node.function, Symbol) and _joins(node.function)):
            raise KindClash("a function of several arguments is drawn but not computed", node)
        if isinstance(node.function, Symbol) and _joins(node.function):
            whole = Concat(tuple(p.node for p in parts), (",",) * (len(parts) - 1), span=node.span)
            return Typed(whole, "vector")
        arguments = (parts[0].node,)
        if isinstance(node.function, Symbol) and _inverts(node.function):
            raise KindClash("an inverse function is drawn but not computed", node)
        applied = Apply(node.function, arguments, (), node.open, node.close, span=node.span)
        kind = "matrix" if is_diagonal(applied) and parts[0].kind == "vector" else parts[0].kind
        return Typed(applied, kind)

    def _concat(self, node: Concat) -> Typed:
        parts = [self.resolve(bare(part)) for part in node.parts]
        if any(part.kind == "matrix" for part in parts):
            raise KindClash("matrices side by side are drawn but not computed", node)
        nodes = tuple(part.node for part in parts)
        joined = Concat(nodes, node.separators, node.open, node.close, span=node.span)
        return Typed(joined, "vector")

    def _array(self, node: Array) -> Typed:
        parts = stack(node)
        if parts is not None and node.environment not in ("cases", "dcases", "rcases"):
            column = Concat(parts, (";",) * (len(parts) - 1), span=node.span)
            return self._concat(column)
        if all(isinstance(bare(cell), Number | Sum) for row in node.rows for cell in row):
            return Typed(node, "matrix")
        raise KindClash("this array is drawn but not computed", node)

    def _rest(self, node: Node) -> Typed:
        if isinstance(node, Fraction):
            over, under = self.resolve(bare(node.numerator)), self.resolve(bare(node.denominator))
            kind = under.kind if over.kind == "scalar" else over.kind
            return Typed(Fraction(over.node, under.node, span=node.span), kind)
        if isinstance(node, Power):
            base, exponent = self.resolve(node.base), self.resolve(node.exponent)
            kind = exponent.kind if base.kind == "scalar" else base.kind
            return Typed(Power(base.node, exponent.node, span=node.span), kind)
        if isinstance(node, Root):
            body = self.resolve(bare(node.body))
            if node.index is not None:
                raise KindClash("only square roots are computed", node)
            return Typed(Root(body.node, None, span=node.span), body.kind)
        if isinstance(node, Decorated):
            return self.resolve(node.body)
        if isinstance(node, Scripted):
            return self._scripted(node)
        if isinstance(node, MatMul | Scale):
            left, right = self.resolve(node.left), self.resolve(node.right)
            return chain([left, right], [node.operator], row=self.row)
        described = {
            Large: "a large operator", Text: "words", Equation: "an equation", Operator: "a sign",
            Empty: "nothing",
        }  # fmt: skip
        what = described.get(type(node), "this")
        raise KindClash(f"{what} cannot be computed here", node)

    def _scripted(self, node: Scripted) -> Typed:
        """`[x, h]^T`: a column written as a row is still a column."""
        if is_turned(node):
            body = self.resolve(node.body)
            if body.kind == "matrix":
                return Typed(replace(node, body=body.node), "matrix")
            if isinstance(body.node, Symbol) and body.kind == "vector":
                return Typed(replace(node, body=body.node), "covector")
            if body.kind in ("vector", "covector"):
                return Typed(mapped(body.node, self._as_column), "vector")
        raise KindClash("a script on a bracket cannot be computed", node)

    def _as_column(self, part: Node) -> Node | None:
        """The column for a row vector: x for x^T."""
        if isinstance(part, Symbol) and is_transposed(part) and self.of(part) == "covector":
            return untransposed(part)
        return None


def _inverts(function: Symbol) -> bool:
    """True for `\\tanh^{-1}`."""
    upper = None if function.label is None else function.label.upper
    return isinstance(upper, Sum) and upper.signs == ("-",)


def _joins(function: Symbol) -> bool:
    return function.base in ("concat", "concatenate", "Concat", "cat", "stack")


def agreed(kinds: Kinds, values: Mapping[str, Node]) -> None:
    """Give each defined quantity the kind of its value, until nothing changes.

    A value that cannot be resolved is skipped; its error is reported elsewhere.
    """
    for _ in range(4):
        before = dict(kinds.known)
        kinds.learn(values.values())
        for name, value in values.items():
            try:
                kind = kinds.resolve(value).kind
            except KindClash:
                continue
            if kind == "matrix" or kinds.known.get(name) == "matrix":
                kinds.known[name] = kind
        if kinds.known == before:
            return
