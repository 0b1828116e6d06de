"""The tree of a formula: what was written, in the order it was written, with its place in the text.

The same tree is drawn, printed as LaTeX, computed and asked about. So it keeps everything that a
reader sees (operators, brackets, accents, environments) and drops spaces, sizes and colours.
All text in it is plain Unicode: `\\sigma` is the base `σ`, `\\odot` the operator `⊙`.

Equality ignores spans: the same formula at another place is the same formula.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Start and end (exclusive) in the parsed text, plus the offset given to `parse`."""

Side: TypeAlias = Literal["lower", "upper", "call"]
"""Where a time is written: `h_t`, `h^{(t)}`, or written like an argument, `h(t)`."""


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a formula."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Empty(Node):
    """Nothing: an empty cell of an array, an empty pair of braces."""


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written: `0.3`, `1`."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Words inside a formula: `\\text{if }`."""

    text: str


@dataclass(frozen=True, slots=True)
class Operator(Node):
    """A sign by itself (`+`, `⊗`), where a note speaks of the sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Time(Node):
    """A script that is a time: `t`, `t-1`, `(t)`, `<t-1>`."""

    letter: str
    offset: str = ""
    """What is added to the letter, as plain text: "", "-1", "+1", "-k"."""
    bracket: Literal["", "()", "<>", "[]", "⟨⟩"] = ""
    side: Side = "lower"
    first: bool = True
    """Where a label stands in the same script (`h_{t,i}`): True if the time comes before it."""


@dataclass(frozen=True, slots=True)
class Label(Node):
    """The scripts of a symbol that are not its time: `W_{xr}` has a lower, `U^{u}` an upper one."""

    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A quantity, a function's name or any other letter: `\\tilde{h}_t`, `W_{xr}`, `\\tanh`."""

    base: str
    """A letter or a word in Unicode: "h", "σ", "tanh"."""
    accents: tuple[str, ...] = ()
    """Innermost first: "tilde", "hat", "bar", "vec", "dot", "ddot", "check", "breve", "prime"."""
    label: Label | None = None
    time: Time | None = None
    font: Literal["", "rm", "bf", "it", "cal", "bb", "sf", "tt", "frak", "scr"] = ""
    """"rm" for `\\mathrm`, `\\text`-like names and `\\operatorname`; built-in functions have ""."""


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with the sign before each: `1 - z` has the signs ("", "-"), `-x` has ("-",)."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]
    """"" (only the first), "+", "-", "±", "∓" or "⊕"."""


@dataclass(frozen=True, slots=True)
class Product(Node):
    """A chain of factors, not resolved yet: `r_t * U_h * h_{t-1}`, `W x`."""

    factors: tuple[Node, ...]
    operators: tuple[str, ...]
    """One between each two factors: "" (side by side), "*", "⋅", "×" or "/"."""


@dataclass(frozen=True, slots=True)
class Hadamard(Node):
    """An element-wise product: written with `⊙ ∘ ⊗ .*`, or resolved to be one."""

    factors: tuple[Node, ...]
    operators: tuple[str, ...]
    """One between each two factors: "⊙", "∘", "⊗", or as written ("", "*", …)."""


@dataclass(frozen=True, slots=True)
class MatMul(Node):
    """A matrix product, found by the resolver."""

    left: Node
    right: Node
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Scale(Node):
    """A scalar times a vector or matrix, found by the resolver."""

    left: Node
    right: Node
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A function of its arguments: `\\tanh(x)`, `\\sigma [x]`, `\\log x`, `f(x_t, h_{t-1})`."""

    function: Node
    """A Symbol, with its scripts if it has any (`\\sigma_g`)."""
    arguments: tuple[Node, ...]
    separators: tuple[str, ...] = ()
    """One between each two arguments: ",", ";" or "|"."""
    open: str = "("
    """The bracket as written; "" where there is none."""
    close: str = ")"


@dataclass(frozen=True, slots=True)
class Concat(Node):
    """Things side by side or one above the other in brackets: `[h_{t-1}, x_t]`, `[1, 0, 0.3]`."""

    parts: tuple[Node, ...]
    separators: tuple[str, ...]
    """One between each two parts: ",", ";" or "‖"."""
    open: str = "["
    close: str = "]"


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Something in brackets: `(1 - z)`, `|x|`; with "" for both where only braces group it."""

    body: Node
    open: str = "("
    close: str = ")"


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """A fraction drawn with a bar; `a/b` in one line is a Product."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """A square root, or the root that `index` names."""

    body: Node
    index: Node | None = None


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A power of something that is not a quantity's name: `e^{-x}`, `10^{-3}`, `(x)^2`."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """Scripts on something that is neither symbol nor power: `[W x]_j`, `{x}_{t=1}^{T}`."""

    body: Node
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True, slots=True)
class Large(Node):
    """A large operator with its limits and what it applies to: `\\sum_{i=1}^{n} x_i`."""

    operator: str
    """"∑", "∏", "∫", "lim", "max", "min", "argmax", …"""
    lower: Node | None
    upper: Node | None
    body: Node


@dataclass(frozen=True, slots=True)
class Decorated(Node):
    """Something boxed, braced, struck out or covered as a whole, with its remark."""

    body: Node
    decoration: Literal[
        "boxed", "underbrace", "overbrace", "underline", "overline", "overset", "underset",
        "widetilde", "widehat", "cancel", "phantom", "overrightarrow",
        "hole", "answer",
    ]  # fmt: skip
    """A hole is drawn in its body's place, its body being the hint; an answer is drawn marked."""
    remark: Node | None = None


@dataclass(frozen=True, slots=True)
class Equation(Node):
    """Sides and the relations between them: `a = b`, `a = b = c`, `z \\in [0, 1]`."""

    sides: tuple[Node, ...]
    """A side may be Empty where a line of an aligned block begins with its relation."""
    relations: tuple[str, ...]
    """One between each two sides: "=", "≔", "∈", "→", "←", "≈", "∼", "|", …"""

    @property
    def left(self) -> Node:
        """The first side."""
        return self.sides[0]

    @property
    def right(self) -> Node:
        """The last side."""
        return self.sides[-1]


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """Formulas one after the other: `r_t, z_t`, `a = b, \\quad c = d`, a remark after a formula."""

    items: tuple[Node, ...]
    separators: tuple[str, ...]
    """After each item, the last one's too if a sign follows it: ",", ";", ".", ":" or " " (a wide
    space)."""


@dataclass(frozen=True, slots=True)
class Array(Node):
    """A table of cells: `pmatrix`, `array`, `cases`; every row has the same number of cells."""

    rows: tuple[tuple[Node, ...], ...]
    environment: str
    columns: str = ""
    """The column letters of an `array`: "c", "lr"; "" elsewhere."""


@dataclass(frozen=True, slots=True)
class Lines(Node):
    """Formulas one under the other, aligned at their relations: `align`, `aligned`, `split`, an
    `array` used so, or `\\\\` without any environment (then `environment` is "")."""

    rows: tuple[Node, ...]
    environment: str


_PARTS: dict[type[Node], tuple[str, ...]] = {}
"""The fields that hold child nodes, by node type; cached because every node is asked."""


def children(node: Node) -> Iterator[Node]:
    """The parts of a node in the order of the text, a symbol's scripts included."""
    if type(node) not in _PARTS:
        _PARTS[type(node)] = tuple(each.name for each in fields(node) if each.name != "span")
    for name in _PARTS[type(node)]:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Node):
                    yield part
                elif isinstance(part, tuple):
                    yield from part


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)
