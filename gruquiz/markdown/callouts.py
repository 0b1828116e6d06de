"""Core rules that rewrite blocks: callouts, block ids, task boxes, maths without dollars."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CALLOUT = re.compile(r"\[!([^\]|\n]+)(?:\|([^\]\n]*))?\]([+-]?)[ \t]*([^\n]*)(?:\n|$)")
_BLOCK_ID = re.compile(r"(?:^|[ \t]|\n)\^([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*$")
_TASK = re.compile(r"\[([ xX])\][ \t]+")


def callouts(state: StateCore) -> None:
    """A quotation that begins `[!type] Title` gets `Type · Title` as a paragraph of its own.

    The `blockquote_open` token carries `meta["callout"]` (the type, in lower case) and
    `meta["fold"]` ("+", "-" or ""); the title's tokens carry `meta["title"]`, the type too.
    """
    tokens, at = state.tokens, 0
    while at + 3 < len(tokens):
        quote, opening, inline = tokens[at : at + 3]
        at += 1
        if quote.type != "blockquote_open" or opening.type != "paragraph_open":
            continue
        found = _CALLOUT.match(inline.content)
        if found is None:
            continue
        kind = found[1].strip().lower()
        quote.meta = {**quote.meta, "callout": kind, "fold": found[3]}
        named = found[4].strip()
        full_title = " · ".join(part for part in (kind.capitalize(), named) if part)
        title = _paragraph(opening, inline, named if named.lower() == kind else full_title)
        for token in title:
            token.meta = {"title": kind}
        inline.content = inline.content[found.end() :]
        if inline.content.strip():
            tokens[at:at] = title
        else:
            tokens[at : at + 3] = title


def _paragraph(opening: Token, inline: Token, content: str) -> list[Token]:
    return [
        opening.copy(),
        inline.copy(content=content, children=[]),
        Token("paragraph_close", "p", -1, level=opening.level, block=True),
    ]


def block_ids(state: StateCore) -> None:
    """Takes ` ^id` off the end of a block; the inline token keeps it in `meta["block_id"]`."""
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "inline" or before.type not in ("paragraph_open", "heading_open"):
            continue
        found = _BLOCK_ID.search(token.content) if "^" in token.content else None
        if found is not None:
            token.content = token.content[: found.start()]
            token.meta = {**token.meta, "block_id": found[1]}


def task_boxes(state: StateCore) -> None:
    """`- [ ] task` and `- [x] task` begin with a box."""
    for before, token in zip(state.tokens[1:], state.tokens[2:], strict=False):
        if token.type != "inline" or before.type != "paragraph_open" or token.level < 2:
            continue
        found = _TASK.match(token.content)
        if found is not None:
            box = "☐" if found[1] == " " else "☑"
            token.content = f"{box} {token.content[found.end() :]}"
