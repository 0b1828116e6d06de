"""Markdown as text without any marks: on one line, or laid out for a plain terminal."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from markdown_it.token import Token

from gruquiz import typeset
from gruquiz.markdown.drawable import html_block_text, html_text
from gruquiz.terminal import cells

_NARROWEST = 12


def one_line(tokens: Sequence[Token]) -> str:
    """The text of the tokens, on one line."""
    return " ".join("".join(_pieces(tokens)).split())


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _pieces(token.children or [])
            yield " "
        elif token.type == "math_inline":
            yield typeset.inline(token.content.strip())
        elif token.type in ("math_inline_double", "math_block"):
            yield f" {typeset.inline(token.content.strip())} "
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield f"▣ {token.content}"
        elif token.type == "html_block":
            yield f"{html_block_text(token.content)} "
        elif token.type == "html_inline":
            yield "".join(part.content or " " for part in html_text(token.content))
        elif token.nesting == 0:
            yield f"{token.content} " if token.block else token.content


class Layout:
    """The lines laid out so far, and the prefix of the next one."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self.left: list[str] = []
        """For every enclosing quotation and list: the prefix of its following lines."""
        self.bullet = ""
        """The prefix of the next line in place of the innermost of `left`."""
        self.numbers: list[int | None] = []
        self.tight = True

    @property
    def room(self) -> int:
        return max(_NARROWEST, self.width - sum(map(cells, self.left)))

    def put(self, lines: Sequence[str]) -> None:
        """Add a block, with a blank line above unless it is the first or begins a list item."""
        self.space()
        for line in lines:
            outer = self.left[:-1] if self.bullet else self.left
            self.lines.append(("".join(outer) + self.bullet + line).rstrip())
            self.bullet = ""
        self.tight = False

    def space(self) -> None:
        """Add a blank line, unless the next block belongs directly below the last one."""
        if self.lines and not self.tight:
            self.lines.append("".join(self.left).rstrip())
        self.tight = True

    def item(self) -> None:
        """Begin a list item."""
        number = self.numbers[-1]
        self.bullet = "• " if number is None else f"{number}. ".ljust(4)
        if number is not None:
            self.numbers[-1] = number + 1
        self.left.append(" " * cells(self.bullet))
        self.tight = True

    def end_item(self) -> None:
        if self.bullet:
            self.put([""])
        self.left.pop()


def laid_out(tokens: Sequence[Token], width: int) -> list[str]:
    """`drawable` tokens as lines of at most `width` cells (code may be wider)."""
    page = Layout(width)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            page.put(_table(tokens[at:end], page.room))
            at = end
        else:
            _place(page, token)
        at += 1
    return page.lines


def _place(page: Layout, token: Token) -> None:
    """One block token."""
    if token.type == "inline":
        page.put(wrapped(_text(token), page.room))
        page.tight = "title" in token.meta
    elif token.type in ("fence", "code_block"):
        page.put([f"  {line}" for line in token.content.rstrip("\n").split("\n")])
    elif token.type == "hr":
        page.put(["─" * page.room])
    elif token.type == "blockquote_open":
        page.space()
        page.left.append("│ ")
    elif token.type == "blockquote_close":
        page.left.pop()
    elif token.type in ("bullet_list_open", "ordered_list_open"):
        if not page.numbers:
            page.space()
        ordered = token.type.startswith("ordered")
        page.numbers.append(int(str(token.attrs.get("start", 1))) if ordered else None)
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        page.numbers.pop()
        page.tight = False
    elif token.type == "list_item_open":
        page.item()
    elif token.type == "list_item_close":
        page.end_item()


def _text(token: Token) -> str:
    """An inline token's text, its line breaks kept."""
    return "".join(
        "\n" if child.type == "hardbreak" else " " if child.type == "softbreak" else child.content
        for child in token.children or []
    )


_BLANKS = re.compile(r"[ \t]+")


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph in lines of at most `width` cells, broken at blanks where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = typeset.Line(_BLANKS.sub(" ", paragraph).strip())
        lines += [part.text for part in typeset.cut(line, width)]
    return lines


def _table(tokens: Sequence[Token], width: int) -> list[str]:
    """A table's rows in columns; the widest ones are narrowed until all fit."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_text(token).strip())
    sizes = [max(1, *map(cells, column)) for column in zip_longest(*rows, fillvalue="")]
    while sum(sizes) + 2 * (len(sizes) - 1) > width and max(sizes) > 4:
        sizes[sizes.index(max(sizes))] -= 1
    lines: list[str] = []
    for number, row in enumerate(rows):
        columns = [wrapped(text, size) for text, size in zip(row, sizes, strict=False)]
        for parts in zip_longest(*columns, fillvalue=""):
            padded = (
                text + " " * (size - cells(text)) for text, size in zip(parts, sizes, strict=False)
            )
            lines.append("  ".join(padded).rstrip())
        if number == 0:
            lines.append("  ".join("─" * size for size in sizes))
    return lines
