"""Block and inline rules for what Obsidian adds to CommonMark, in markdown-it's own tokens.

Tokens of our own: `math_inline`, `math_inline_double`, `math_block` (content: the LaTeX),
`mark_open` and `mark_close` around a highlight. Wiki links become `link_open … link_close` with
`meta["wiki"]`; `meta["embed"]` marks embeds.
"""

import re

from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_inline import StateInline

from gruquiz.markdown.scan import scan


def math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`$$ … $$` on lines of its own; unlike a paragraph it may hold lines that begin with `+`."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    first = state.src[begin : state.eMarks[start_line]]
    if not first.startswith("$$") or state.is_code_block(start_line):
        return False
    line, body = start_line, [first[2:]]
    while (closing := _unescaped(body[-1])) < 0:
        line += 1
        if line >= end_line or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
        body.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    if body[-1][closing + 2 :].strip(" \t.,;:") or "$" in body[-1][closing + 2 :]:
        return False  # prose follows: it is display maths inside a paragraph
    tail = body[-1][closing + 2 :].strip()
    body[-1] = body[-1][:closing]
    latex = "\n".join(body).strip() + tail
    if not latex:
        return False
    if silent:
        return True
    state.line = line + 1
    token = state.push("math_block", "math", 0)
    token.block, token.content, token.markup = True, latex, "$$"
    token.map = [start_line, state.line]
    return True


def _unescaped(text: str) -> int:
    """Where the first `$$` without a backslash begins, or -1."""
    found = re.search(r"(?<!\\)(?:\\\\)*(\$\$)", text)
    return -1 if found is None else found.start(1)


def comment_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`%%` … `%%` from the start of a line: removed."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    first = state.src[begin : state.eMarks[start_line]]
    if not first.startswith("%%"):
        return False
    text, line = first[2:], start_line
    while "%%" not in text:
        line += 1
        if line >= end_line or state.sCount[line] < state.blkIndent:
            return False
        text = state.src[state.bMarks[line] : state.eMarks[line]]
    if text.partition("%%")[2].strip():
        return False  # prose follows on the closing line: the inline rule hides the comment
    if not silent:
        state.line = line + 1
    return True


def footnote_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`[^1]: word` is read as a footnote, not as CommonMark's link definition."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if silent or not state.src.startswith("[^", begin) or state.is_code_block(start_line):
        return False
    return paragraph(state, start_line, end_line, silent)


def math_inline(state: StateInline, silent: bool) -> bool:
    """`$…$`, and `$$…$$` inside a paragraph, where the scan of the same text found them."""
    if state.src[state.pos] != "$":
        return False
    region = scan(state.src).region_at.get(state.pos)
    if region is None or region.kind not in ("math", "display") or region.end > state.posMax:
        return False
    if not silent:
        double = region.kind == "display"
        token = state.push("math_inline_double" if double else "math_inline", "math", 0)
        token.content = state.src[region.inner_start : region.inner_end]
        token.markup = "$$" if double else "$"
    state.pos = region.end
    return True


def highlight(state: StateInline, silent: bool) -> bool:
    """`==…==` where the scan of the same text found it."""
    if state.src[state.pos] != "=" or not state.src.startswith("==", state.pos):
        return False
    found = scan(state.src).highlight_at.get(state.pos)
    if found is None or found.end > state.posMax:
        return False
    if not silent:
        outer = state.posMax
        state.push("mark_open", "mark", 1).markup = "=="
        state.pos, state.posMax = found.inner_start, found.inner_end
        state.md.inline.tokenize(state)
        state.posMax = outer
        state.push("mark_close", "mark", -1).markup = "=="
    state.pos = found.end
    return True


_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)


def comment_inline(state: StateInline, _silent: bool) -> bool:
    """`%% … %%` inside a paragraph: removed."""
    if state.src[state.pos] != "%":
        return False
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    state.pos = found.end()
    return True


_WIKI = re.compile(r"(!?)\[\[([^\[\]|\n]*?)(?:\\?\|([^\[\]\n]*))?\]\]")
_SIZE = re.compile(r"\d+(?:x\d+)?")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|tiff?)$", re.IGNORECASE)


def wiki_link(state: StateInline, silent: bool) -> bool:
    """`[[Note#Head|alias]]` and `![[picture.png|500]]`, both as links."""
    if state.src[state.pos] not in "[!":
        return False
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if found is None or not (found[2].strip() or found[3]):
        return False
    if not silent:
        target = found[2].strip()
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": f"wiki:{target}"}
        opening.meta = {"wiki": target, "embed": bool(found[1])}
        opening.markup = "wikilink"
        state.push("text", "", 0).content = wiki_text(target, found[3], bool(found[1]))
        state.push("link_close", "a", -1).markup = "wikilink"
    state.pos = found.end()
    return True


def wiki_text(target: str, alias: str | None, embed: bool) -> str:
    """The visible text of a wiki link: its alias, or note and heading without block ids."""
    shown = (alias or "").strip()
    if not shown or (embed and _SIZE.fullmatch(shown)):
        note, *places = (part.strip() for part in target.split("#"))
        parts = [note.rpartition("/")[2], *(place for place in places if not place.startswith("^"))]
        shown = " › ".join(part for part in parts if part) or target
    if not embed:
        return shown
    return f"▣ {shown}" if _PICTURE.search(target) else f"↪ {shown}"
