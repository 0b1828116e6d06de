"""The inside of a paragraph: emphasis, links, holes and formulas as styled text."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markdown_it.tree import SyntaxTreeNode
from textual.content import Content

from gruquiz import typeset
from gruquiz.terminal import visible

STYLES = {
    "strong": "bold",
    "em": "italic",
    "s": "strike",
    "mark": "bold $accent on $block-cursor-blurred-background",
    "code_inline": "$secondary",
    "link": "underline",
    "image": "$quiet",
}
"""How each inline mark looks; what carries meaning differs in more than colour."""

HOLE = "bold $accent"
ANSWER = STYLES["mark"]
SPANS = {"hole": HOLE, "answer": ANSWER}
DISPLAY = ("math_block", "math_block_label", "math_inline_double")

_HOLE = re.compile(r"\[…\]")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BREAK_BELOW = 56
"""A line broken although its next word had fitted in so many columns was broken on purpose."""


def runs(nodes: Sequence[SyntaxTreeNode], width: int) -> list[Content]:
    """A paragraph's lines; formulas of their own line stand indented below the text."""
    lines: list[Content] = []
    for display, group in groupby(nodes, lambda node: node.type in DISPLAY):
        if display:
            for node in group:
                lines.extend(formula(node.content, width))
        else:
            for line in _stripped(run(list(group))).split("\n"):
                lines.extend(line.wrap(width))
    return lines


def _stripped(text: Content) -> Content:
    start = len(text.plain) - len(text.plain.lstrip())
    return text[start : len(text.plain.rstrip())]


def run(nodes: Sequence[SyntaxTreeNode]) -> Content:
    """The nodes as one text, line breaks where the note broke its lines on purpose."""
    parts = list(_parts(nodes, ""))
    return _with_holes(Content.assemble(*parts))


def formula(latex: str, width: int) -> list[Content]:
    """A formula on lines of its own, indented where there is room."""
    margin = 2 if width >= 40 else 0
    drawn = typeset.display(latex, width - margin)
    return [Content(" " * margin) + styled(line) for line in drawn]


def styled(line: typeset.Line) -> Content:
    """A typeset line with its holes and answers marked."""
    content = Content(line.text)
    for span in line.spans:
        content = content.stylize(SPANS[span.style], span.start, span.end)
    return content


def one_line(latex: str, style: str = "") -> Content:
    """A formula within the text."""
    return styled(typeset.line(latex)).stylize_before(style)


def _with_holes(content: Content) -> Content:
    for hole in _HOLE.finditer(content.plain):
        content = content.stylize(HOLE, hole.start(), hole.end())
    return content


def _parts(nodes: Sequence[SyntaxTreeNode], style: str) -> Iterator[tuple[str, str] | Content]:
    width = 0
    for index, node in enumerate(nodes):
        if node.type == "hardbreak":
            yield "\n", style
            width = 0
        elif node.type == "softbreak":
            short = width + 1 + _next_word(nodes[index + 1 :]) <= _BREAK_BELOW
            yield ("\n" if short else " "), style
            width = 0
        elif node.type.startswith("math"):
            drawn = one_line(node.content, style)
            width += drawn.cell_length
            yield drawn
        elif node.type == "image":
            text = f"[image {visible(node.content or str(node.attrs.get('src', '')))}]"
            width += len(text)
            yield text, STYLES["image"]
        elif node.type == "link" and node.meta.get("embed"):
            text = visible("".join(child.content for child in node.children))
            width += len(text)
            yield text, STYLES["image"]
        elif node.type == "html_inline":
            yield ("\n" if _BREAK_TAG.match(node.content) else ""), style
        elif node.type in ("text", "text_special", "code_inline"):
            text = visible(node.content)
            width += len(text)
            yield text, f"{style} {STYLES.get(node.type, '')}".strip()
        elif node.children:
            inner = f"{style} {STYLES.get(node.type, '')}".strip()
            for part in _parts(node.children, inner):
                width += len(part[0] if isinstance(part, tuple) else part.plain)
                yield part
        elif node.content:
            text = visible(node.content)
            width += len(text)
            yield text, style


def _next_word(nodes: Sequence[SyntaxTreeNode]) -> int:
    """The length of the word that follows, 0 at the end."""
    for node in nodes:
        text = node.content or "".join(child.content for child in node.children)
        if text.strip():
            return len(text.split()[0])
    return 0
