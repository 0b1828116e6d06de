"""Replaces every token by one that any renderer of plain markdown knows, or removes it.

Maths becomes Unicode, highlights become marked runs, HTML becomes text, comments are removed.
Textual's `Markdown` widget would drop unknown inline tokens silently and crash on unknown block
pairs; it can draw all of these.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from gruquiz import typeset
from gruquiz.terminal import cells

_PAIRS = (
    "heading", "paragraph", "blockquote", "bullet_list", "ordered_list", "list_item", "table",
    "thead", "tbody", "tr", "th", "td",
)  # fmt: skip
_BLOCKS = {f"{name}_{end}" for name in _PAIRS for end in ("open", "close")}
_BLOCKS |= {"hr", "fence", "code_block"}
_INLINES = {f"{name}_{end}" for name in ("em", "strong", "s", "link") for end in ("open", "close")}
_INLINES |= {"text", "softbreak", "hardbreak", "code_inline"}
_INDENTS = {"blockquote": 2, "bullet_list": 2, "ordered_list": 4}
"""Cells that the marks at the left take from the width."""
_MARGIN = 2
"""Indent of a display formula, in cells."""
_NARROWEST = 12

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FORMAT = re.compile(
    r"</?(?:u|b|i|em|strong|sub|sup|span|font|mark|kbd|small|big|div|center|p|details|summary|abbr|"
    r"ins|del|code|pre|blockquote|section|article|aside|figure|figcaption|a|wbr)\b[^>]*>",
    re.IGNORECASE,
)
_HOLE = "[…]"
_FULL_LINE = 60
"""Characters: a longer line was wrapped by an editor, a shorter one ends on purpose."""
_ONLY_STOP = re.compile(r"\s*[.,;:!?]+\s*")

CoreRule = Callable[[StateCore], None]


def drawable(width: int) -> CoreRule:
    """The core rule for faces drawn `width` cells wide; it must be the last one."""

    def rule(state: StateCore) -> None:
        state.tokens = list(_blocks(state.tokens, width))

    return rule


def _blocks(tokens: Sequence[Token], width: int) -> Iterator[Token]:
    """Block tokens in order; a paragraph's three tokens are taken together."""
    taken = _MARGIN
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        name, _, _ = token.type.rpartition("_")
        taken += _INDENTS.get(name, 0) * token.nesting
        room = max(_NARROWEST, width - taken)
        if token.type == "paragraph_open" and at < len(tokens) and tokens[at].type == "inline":
            yield from _paragraph(token, tokens[at], room)
            at += 2
        elif token.type == "inline":
            token.children = list(_inlines(token.children or []))
            yield token
        elif token.type in _BLOCKS:
            yield token
        elif token.type == "math_block":
            yield _drawing(token.content, room, token.level)
        elif token.nesting == 0:
            yield from _leaf(token)


def _leaf(token: Token) -> Iterator[Token]:
    """A block without children that no renderer knows: its text, if it has any."""
    text = html_block_text(token.content) if token.type == "html_block" else token.content
    if text.strip():
        inline = Token("inline", "", 0, content=text, level=token.level + 1)
        inline.children = [_text(" ".join(text.split()))]
        yield from _wrapped(Token("paragraph_open", "p", 1, level=token.level), inline)


def html_block_text(content: str) -> str:
    """The text of an HTML block, without comments and formatting tags."""
    return _FORMAT.sub("", _BREAK.sub("\n", _COMMENT.sub("", content)))


def _paragraph(opening: Token, inline: Token, width: int) -> Iterator[Token]:
    """A paragraph, split at display maths; nothing where it is empty."""
    children = inline.children or []
    if "title" in opening.meta:
        children = [
            Token("strong_open", "strong", 1),
            *children,
            Token("strong_close", "strong", -1),
        ]
    for part in _cut(children):
        if isinstance(part, Token):
            yield _drawing(part.content, width, opening.level)
            continue
        drawn = list(_inlines(part))
        if any(child.type == "code_inline" or child.content.strip() for child in drawn):
            yield from _wrapped(opening.copy(), inline.copy(children=drawn))


def _wrapped(opening: Token, inline: Token) -> Iterator[Token]:
    yield opening
    yield inline
    yield Token("paragraph_close", "p", -1, level=opening.level, block=True)


def _cut(children: Sequence[Token]) -> Iterator[list[Token] | Token]:
    """Runs of inline tokens between display formulas, and these; open styles are carried over."""
    run: list[Token] = []
    opened: list[Token] = []
    formula: Token | None = None
    for child in children:
        if formula is not None and child.type == "text" and _ONLY_STOP.fullmatch(child.content):
            formula = formula.copy(content=formula.content.rstrip() + child.content.strip())
            continue  # the full stop after a formula belongs to its last line
        if formula is not None:
            yield formula
            formula = None
        if child.type == "math_inline_double":
            yield [*run, *(_closing(token) for token in reversed(opened))]
            formula, run = child, [token.copy() for token in opened]
            continue
        if child.nesting > 0:
            opened.append(child)
        elif child.nesting < 0 and opened:
            opened.pop()
        if run or child.type not in ("softbreak", "hardbreak"):
            run.append(child)
    if formula is not None:
        yield formula
    yield run


def _closing(token: Token) -> Token:
    return Token(token.type.removesuffix("_open") + "_close", token.tag, -1, markup=token.markup)


def _drawing(latex: str, width: int, level: int) -> Token:
    """A fence with the drawn formula; `meta` has the lines with their styles."""
    lines = typeset.display(latex.strip(), width)
    fence = Token("fence", "code", 0, info="math", markup="$$", level=level, block=True)
    shown = [line.text for line in lines]
    if len(lines) == 1 and cells(marked := _marked(lines[0])) <= width:
        shown = [marked]
    fence.content = "".join(f"{text}\n" for text in shown)
    fence.meta = {"latex": latex.strip(), "lines": lines}
    return fence


def _marked(line: typeset.Line) -> str:
    """A line's text with signs around each answer; in two dimensions they would shift the rest."""
    text, position = "", 0
    for span in line.spans:
        before, inside = line.text[position : span.start], line.text[span.start : span.end]
        text += before + (f"▌{inside}▐" if span.style == "answer" else inside)
        position = span.end
    return text + line.text[position:]


def _inlines(children: Sequence[Token]) -> Iterator[Token]:
    """The inline tokens that the widget can draw."""
    length = 0
    for at, child in enumerate(children):
        if child.type == "softbreak" and length < _FULL_LINE and not _goes_on(children, at + 1):
            yield Token("hardbreak", "br", 0)
        elif child.type == "text":
            yield from _with_holes(child)
        elif child.type in _INLINES:
            yield child
        else:
            yield from _translated(child)
        length = 0 if child.type.endswith("break") else length + len(child.content)


def _goes_on(children: Sequence[Token], at: int) -> bool:
    """Whether a line continues a sentence, as wrapped text does."""
    return at < len(children) and children[at].content[:1].islower()


def _translated(child: Token) -> Iterator[Token]:
    """An inline token that the widget does not know, in tokens that it does."""
    if child.type in ("math_inline", "math_inline_double"):
        yield from _formula(child.content)
    elif child.type == "mark_open":
        yield Token("strong_open", "strong", 1)
        yield _text("▌")
    elif child.type == "mark_close":
        yield _text("▐")
        yield Token("strong_close", "strong", -1)
    elif child.type == "image":
        yield Token("link_open", "a", 1, attrs={"href": str(child.attrs.get("src", ""))})
        yield _text(f"▣ {child.content or child.attrs.get('src', '')}")
        yield Token("link_close", "a", -1)
    elif child.type == "html_inline":
        yield from html_text(child.content)
    elif child.nesting == 0 and child.content:
        yield _text(child.content)


def html_text(content: str) -> Iterator[Token]:
    """Inline HTML as a line break, as text, or as nothing."""
    if _BREAK.fullmatch(content):
        yield Token("hardbreak", "br", 0)
    elif not _COMMENT.match(content) and not _FORMAT.fullmatch(content):
        yield _text(content)


def _with_holes(token: Token) -> Iterator[Token]:
    """A text with each hole in bold."""
    first, *others = token.content.split(_HOLE)
    if first or not others:
        yield token.copy(content=first)
    for other in others:
        yield from _bold(_HOLE)
        if other:
            yield token.copy(content=other)


def _formula(latex: str) -> Iterator[Token]:
    """A formula on one line, as code, with holes and answers in bold."""
    line = typeset.line(latex.strip())
    position = 0
    for span in line.spans:
        if span.start > position:
            yield _code(line.text[position : span.start])
        inside = line.text[span.start : span.end]
        yield from _bold(inside if span.style == "hole" else f"▌{inside}▐")
        position = span.end
    if position < len(line.text):
        yield _code(line.text[position:])


def _bold(content: str) -> Iterator[Token]:
    yield Token("strong_open", "strong", 1)
    yield _text(content)
    yield Token("strong_close", "strong", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _code(content: str) -> Token:
    return Token("code_inline", "code", 0, content=content, markup="$")
