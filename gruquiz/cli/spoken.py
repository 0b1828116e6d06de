"""A face as lines for reading aloud: nothing is side by side or stacked."""

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gruquiz.markdown import parser
from gruquiz.markdown.plain import one_line


def spoken(markdown: str) -> str:
    """A face: a paragraph a line, a formula a line, the rows of a table with their heads."""
    return "\n".join(line for line in _lines(_parser().parse(markdown)) if line.strip())


@cache
def _parser() -> MarkdownIt:
    return parser(bare_math=True)


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    heads: list[str] = []
    cells: list[str] = []
    depth, sign, before = 0, "", ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            number = f"{token.info}." if token.info else "-"
            sign = f"{'  ' * (depth - 1)}{number} "
        elif token.type == "table_open":
            heads = []
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and not heads:
            heads = cells
        elif token.type == "tr_close":
            yield "; ".join(f"{head}: {cell}" for head, cell in zip(heads, cells, strict=False))
        elif before in ("th_open", "td_open"):
            cells.append(one_line([token]))
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()
        elif token.type in ("inline", "html_block", "math_block"):
            yield f"{sign}{one_line([token])}"
            sign = ""
        before = token.type
