"""The one markdown parser, for reading notes and for drawing them."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_core import StateCore

from gruquiz.markdown import rules
from gruquiz.markdown.bare import bare_maths
from gruquiz.markdown.callouts import block_ids, callouts, task_boxes
from gruquiz.markdown.drawable import drawable
from gruquiz.markdown.plain import laid_out, one_line
from gruquiz.markdown.scan import Highlight, MathSpan, highlights, maths
from gruquiz.terminal import harmless

__all__ = ["Highlight", "MathSpan", "highlights", "lines", "maths", "parser", "plain"]

_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def parser(*, bare_math: bool = False, width: int | None = None) -> MarkdownIt:
    """A parser for notes and faces.

    `bare_math` also reads `x_t` and `\\tanh` without dollars (for notes that have maths). With a
    `width` every token is one that Textual's `Markdown` widget draws (see `drawable`), display
    maths fitted to that many cells; without it, tokens keep their own types.
    """
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    block, inline, core = md.block.ruler, md.inline.ruler, md.core.ruler
    block.before("fence", "math_block", rules.math_block, _INTERRUPTS)
    block.before("fence", "comment_block", rules.comment_block, _INTERRUPTS)
    block.before("reference", "footnote_block", rules.footnote_block)
    inline.before("escape", "math_inline", rules.math_inline)
    inline.before("escape", "highlight", rules.highlight)
    inline.before("escape", "comment_inline", rules.comment_inline)
    inline.before("link", "wiki_link", rules.wiki_link)
    core.after("normalize", "harmless", _harmless)
    core.after("block", "callouts", callouts)
    core.after("callouts", "block_ids", block_ids)
    core.after("block_ids", "task_boxes", task_boxes)
    if bare_math:
        core.push("bare_maths", bare_maths)
    if width is not None:
        core.push("drawable", drawable(width))
    return md


def _harmless(state: StateCore) -> None:
    state.src = harmless(state.src)


@cache
def _parser(width: int | None) -> MarkdownIt:
    return parser(bare_math=True, width=width)


def plain(text: str) -> str:
    """A face or a block on one line, without marks, its maths in Unicode."""
    return one_line(_parser(None).parse(text))


def lines(text: str, width: int) -> list[str]:
    """A face or a block laid out for a plain terminal, without marks, its maths drawn."""
    return laid_out(_parser(width).parse(text), width)
