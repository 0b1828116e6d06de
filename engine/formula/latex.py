"""A tree printed as LaTeX that reads back to the same tree."""

from engine.formula import symbols
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
    Label,
    Large,
    Lines,
    Listing,
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
    Time,
)

_BRACKETS = {
    "{": r"\{", "}": r"\}", "⟨": r"\langle ", "⟩": r" \rangle", "⌊": r"\lfloor ",
    "⌋": r" \rfloor", "⌈": r"\lceil ", "⌉": r" \rceil", "‖": r"\|", "": ".",
}  # fmt: skip
_FONT_COMMANDS = {
    "rm": "mathrm", "bf": "mathbf", "it": "mathit", "cal": "mathcal", "bb": "mathbb",
    "sf": "mathsf", "tt": "mathtt", "frak": "mathfrak", "scr": "mathscr",
}  # fmt: skip
_ACCENT_COMMANDS = {
    "tilde": "tilde", "hat": "hat", "bar": "bar", "vec": "vec", "dot": "dot", "ddot": "ddot",
    "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "ring": "mathring",
    "revvec": "overleftarrow",
}  # fmt: skip
_SEPARATORS = {" ": r"\quad ", "‖": r"\| "}


def to_latex(node: Node) -> str:
    """LaTeX that parses to the same tree; only the spans differ."""
    return _PRINTERS[type(node)](node)  # type: ignore[no-any-return,operator]  # each printer takes the type it is listed under


def _command(sign: str) -> str:
    """The LaTeX of one sign."""
    name = symbols.COMMAND_OF.get(sign)
    return f"\\{name} " if name else sign


def _braced(node: Node) -> str:
    return "{" + to_latex(node) + "}"


def _time(time: Time) -> str:
    body = _command(time.letter).strip() + "".join(_command(c) for c in time.offset)
    if time.bracket == "<>":
        return f"<{body}>"
    if time.bracket:
        return _bracket(time.bracket[0]) + body + _bracket(time.bracket[1])
    return body


def _bracket(sign: str) -> str:
    return _BRACKETS.get(sign, sign)


def _script(time: Time | None, label: Node | None) -> str:
    """The content of one script: a time, a label, or both."""
    if time is None:
        return "" if label is None else _tight(label)
    if label is None:
        return _time(time)
    comma = "" if time.bracket and isinstance(label, Group) else ","
    pair = [_time(time), _tight(label)]
    return comma.join(pair if time.first else reversed(pair))


def _tight(node: Node) -> str:
    """A script's LaTeX, letters side by side without spaces: `ir`, as it is written."""
    if isinstance(node, Product) and not any(node.operators):
        letters = [to_latex(factor) for factor in node.factors]
        word = "".join(letters)
        plain_letters = all(
            len(each) == 1 and each.isascii() and each.isalpha() for each in letters
        )
        if plain_letters and word not in symbols.FUNCTIONS and word != "sigma":
            return word
    if (
        isinstance(node, Listing)
        and set(node.separators) == {","}
        and len(node.separators) < len(node.items)
    ):
        return ",".join(map(_tight, node.items))
    return to_latex(node).strip()


def _script_of(sign: str, text: str) -> str:
    """A script with its sign, braced where it is more than one letter."""
    return sign + (text if len(text) == 1 and text.isalnum() else f"{{{text}}}")


def _symbol(node: Symbol) -> str:
    text = _command(node.base) if len(node.base) == 1 else node.base
    if node.base in symbols.BUILT_IN and not node.font:
        text = f"\\{node.base} "
    elif node.base in symbols.FUNCTIONS and not node.font:
        text = f"\\operatorname{{{node.base.replace('_', chr(92) + '_')}}}"
    elif node.font:
        text = f"\\{_FONT_COMMANDS[node.font]}{{{text.replace('_', chr(92) + '_')}}}"
    primes = "".join("'" for accent in node.accents if accent == "prime")
    for accent in node.accents:
        if accent != "prime":
            text = f"\\{_ACCENT_COMMANDS[accent]}{{{text.strip()}}}"
    label = node.label or Label()
    scripts = primes
    for sign, side, own in (("_", "lower", label.lower), ("^", "upper", label.upper)):
        time = node.time if node.time is not None and node.time.side == side else None
        if time is not None or own is not None:
            scripts += _script_of(sign, _script(time, own))
    if node.time is not None and node.time.side == "call":
        scripts += _time(node.time)
    return text.rstrip() + scripts if scripts else text


def _chain(node: Product | Hadamard) -> str:
    text = to_latex(node.factors[0])
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        text += f" {_command(operator)}{to_latex(factor)}"
    return text


def _pair(node: MatMul | Scale) -> str:
    left, right = (_held(part) for part in (node.left, node.right))
    return f"{left} {_command(node.operator)}{right}"


def _held(node: Node) -> str:
    """A factor of a resolved product; an element-wise product inside it needs its brackets."""
    return f"({to_latex(node)})" if isinstance(node, Hadamard | Sum) else to_latex(node)


def _sum(node: Sum) -> str:
    text = ""
    for sign, term in zip(node.signs, node.terms, strict=True):
        text += f" {_command(sign).strip()} {to_latex(term)}" if sign else to_latex(term)
    return text.strip()


def _equation(node: Equation) -> str:
    text = to_latex(node.sides[0])
    for relation, side in zip(node.relations, node.sides[1:], strict=True):
        text += f" {_command(relation)} {to_latex(side)}"
    return text.strip()


def _separated(parts: tuple[Node, ...], separators: tuple[str, ...]) -> str:
    text = ""
    for at, part in enumerate(parts):
        text += to_latex(part)
        if at < len(separators):
            text += _SEPARATORS.get(separators[at], f"{separators[at]} ")
    return text.rstrip()


def _enclosed(body: str, opening: str, closing: str) -> str:
    if not opening and not closing:
        return f"{{{body}}}"
    if opening in ("|", "‖") or not opening or not closing or r"\begin" in body:
        return f"\\left{_bracket(opening)} {body} \\right{_bracket(closing)}"
    return f"{_bracket(opening)}{body}{_bracket(closing)}"


def _apply(node: Apply) -> str:
    inner = _separated(node.arguments, node.separators)
    return to_latex(node.function).rstrip() + _enclosed(inner, node.open, node.close)


def _array(node: Array) -> str:
    rows = r" \\ ".join(" & ".join(map(to_latex, row)) for row in node.rows)
    columns = f"{{{node.columns}}}" if node.environment in ("array", "tabular") else ""
    return f"\\begin{{{node.environment}}}{columns} {rows} \\end{{{node.environment}}}"


def _lines(node: Lines) -> str:
    rows = r" \\ ".join(map(to_latex, node.rows))
    if not node.environment:
        return rows
    columns = "{l}" if node.environment == "array" else ""
    return f"\\begin{{{node.environment}}}{columns} {rows} \\end{{{node.environment}}}"


def _large(node: Large) -> str:
    word = node.operator
    text = _command(word).strip() if word in symbols.COMMAND_OF else f"\\operatorname{{{word}}}"
    if node.lower is not None:
        text += "_" + _braced(node.lower)
    if node.upper is not None:
        text += "^" + _braced(node.upper)
    return f"{text} {to_latex(node.body)}"


def _decorated(node: Decorated) -> str:
    remark = node.remark
    if node.decoration in ("overset", "underset"):
        return f"\\{node.decoration}{_braced(remark or Empty())}{_braced(node.body)}"
    text = f"\\{node.decoration}{_braced(node.body)}"
    if remark is not None:
        text += ("_" if node.decoration == "underbrace" else "^") + _braced(remark)
    return text


def _scripted(node: Scripted) -> str:
    text = to_latex(node.body).rstrip() or "{}"
    text += "" if node.lower is None else "_" + _braced(node.lower)
    return text + ("" if node.upper is None else "^" + _braced(node.upper))


def _root(node: Root) -> str:
    index = "" if node.index is None else f"[{to_latex(node.index)}]"
    return f"\\sqrt{index}{_braced(node.body)}"


_PRINTERS = {
    Empty: lambda _: "",
    Number: lambda node: node.text,
    Text: lambda node: f"\\text{{{node.text}}}",
    Operator: lambda node: {"|": r"\mid", "‖": r"\|"}.get(node.text) or _command(node.text).strip(),
    Time: _time,
    Label: lambda node: _symbol(Symbol("", label=node)),
    Symbol: _symbol,
    Sum: _sum,
    Product: _chain,
    Hadamard: _chain,
    MatMul: _pair,
    Scale: _pair,
    Apply: _apply,
    Concat: lambda node: _enclosed(
        _separated(node.parts, node.separators), node.open, node.close
    ),
    Group: lambda node: _enclosed(to_latex(node.body), node.open, node.close),
    Fraction: lambda node: f"\\frac{_braced(node.numerator)}{_braced(node.denominator)}",
    Root: _root,
    Power: lambda node: f"{to_latex(node.base).rstrip()}^{_braced(node.exponent)}",
    Scripted: _scripted,
    Large: _large,
    Decorated: _decorated,
    Equation: _equation,
    Listing: lambda node: _separated(node.items, node.separators),
    Array: _array,
    Lines: _lines,
}  # fmt: skip
