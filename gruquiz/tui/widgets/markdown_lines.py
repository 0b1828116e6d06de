"""Markdown as lines of text for a width: what a card, a source block or a help page looks like."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markdown_it.tree import SyntaxTreeNode
from textual.content import Content

from gruquiz.markdown import parser
from gruquiz.tui.widgets.drawn import hanging
from gruquiz.tui.widgets.inline import run, runs

_PARSER = parser(bare_math=True)


def page(text: str, width: int) -> list[Content]:
    """The markdown drawn within `width` cells."""
    tree = SyntaxTreeNode(_PARSER.parse(text))
    return blocks(tree.children, max(8, width))


def run_of(text: str) -> Content:
    """A short markdown text on one line."""
    tree = SyntaxTreeNode(_PARSER.parseInline(text))
    return run(tree.children[0].children)


def blocks(nodes: Sequence[SyntaxTreeNode], width: int) -> list[Content]:
    """Blocks below each other, an empty line between them."""
    lines: list[Content] = []
    titled = False
    for node in nodes:
        drawn = DRAW.get(node.type, _unknown)(node, width)
        if lines and drawn and not titled:
            lines.append(Content(""))
        lines.extend(drawn)
        titled = _is_title(node)
    return lines


def _is_title(node: SyntaxTreeNode) -> bool:
    """Whether it is a callout's title: what follows belongs right below it."""
    return node.type == "paragraph" and bool(node.meta.get("title"))


def _unknown(node: SyntaxTreeNode, width: int) -> list[Content]:
    """A block of a kind unknown here: its children, or its text as it stands."""
    if node.children:
        return blocks(node.children, width)
    return list(_verbatim(node.content, width))


def _paragraph(node: SyntaxTreeNode, width: int) -> list[Content]:
    inline = node if node.type == "inline" else node.children[0]
    lines = runs(inline.children, width)
    return [line.stylize("bold") for line in lines] if _is_title(node) else lines


def _heading(node: SyntaxTreeNode, width: int) -> list[Content]:
    return [line.stylize("bold") for line in _paragraph(node, width)]


def _bullets(node: SyntaxTreeNode, width: int) -> list[Content]:
    return _items(node, width, ["• "] * len(node.children))


def _numbers(node: SyntaxTreeNode, width: int) -> list[Content]:
    start = int(node.attrs.get("start", 1))
    return _items(node, width, [f"{start + i}. " for i in range(len(node.children))])


def _items(node: SyntaxTreeNode, width: int, marks: Sequence[str]) -> list[Content]:
    lines: list[Content] = []
    for item, mark in zip(node.children, marks, strict=True):
        inner: list[Content] = []
        for child in item.children:
            # A list below its item's text belongs to it: no empty line between the two.
            if inner and not child.type.endswith("_list"):
                inner.append(Content(""))
            inner.extend(blocks([child], width - len(mark)))
        lines.extend(hanging(Content.styled(mark, "$quiet"), inner or [Content("")]))
    return lines


def _quote(node: SyntaxTreeNode, width: int) -> list[Content]:
    bar = Content.styled("▎ ", "$accent" if node.meta.get("callout") else "$quiet")
    return [bar + line for line in blocks(node.children, width - 2)]


def _code(node: SyntaxTreeNode, width: int) -> list[Content]:
    return [line.stylize("$secondary") for line in _verbatim(node.content, width)]


def _html(node: SyntaxTreeNode, width: int) -> list[Content]:
    if node.content.lstrip().startswith("<!--"):
        return []
    return [line.stylize("$quiet") for line in _verbatim(node.content, width)]


def _rule(_node: SyntaxTreeNode, width: int) -> list[Content]:
    return [Content.styled("─" * width, "$rule")]


def _formula(node: SyntaxTreeNode, width: int) -> list[Content]:
    return runs([node], width)


def _table(node: SyntaxTreeNode, width: int) -> list[Content]:
    rows = [
        [run(cell.children[0].children if cell.children else []) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    sizes = _columns(rows, width)
    lines: list[Content] = []
    for number, row in enumerate(rows):
        lines.extend(_row(row, sizes, "bold" if number == 0 else ""))
        if number == 0:
            lines.append(Content.styled("─" * (sum(sizes) + 2 * (len(sizes) - 1)), "$rule"))
    return lines


def _columns(rows: Sequence[Sequence[Content]], width: int) -> list[int]:
    """Widths of a table's columns: what they ask for, the widest cut until all fit."""
    sizes = [max(cell.cell_length for cell in column) for column in zip(*rows, strict=True)]
    room = width - 2 * (len(sizes) - 1)
    while sum(sizes) > room and max(sizes) > 3:
        sizes[sizes.index(max(sizes))] -= 1
    return sizes


def _row(row: Sequence[Content], sizes: Sequence[int], style: str) -> Iterator[Content]:
    wrapped = [cell.wrap(max(1, size)) for cell, size in zip(row, sizes, strict=True)]
    for index in range(max(map(len, wrapped))):
        line = Content("")
        for column, (cell, size) in enumerate(zip(wrapped, sizes, strict=True)):
            text = cell[index] if index < len(cell) else Content("")
            gap = 0 if column + 1 == len(sizes) else size + 2 - text.cell_length
            line = line + text.pad_right(gap)
        yield line.stylize(style) if style else line


def _verbatim(text: str, width: int) -> Iterable[Content]:
    for line in text.rstrip("\n").split("\n"):
        yield from Content(line.expandtabs(4)).fold(width) if line else [Content("")]


DRAW: Mapping[str, Callable[[SyntaxTreeNode, int], list[Content]]] = {
    "paragraph": _paragraph,
    "inline": _paragraph,
    "heading": _heading,
    "bullet_list": _bullets,
    "ordered_list": _numbers,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "html_block": _html,
    "hr": _rule,
    "math_block": _formula,
    "math_block_label": _formula,
    "table": _table,
}
"""How each block is drawn, by its name in the parser's tree."""
