"""Display maths that is opened and never closed: the line, and what to do about it."""

from collections.abc import Iterator, Sequence

from gruquiz.markdown.scan import scan
from gruquiz.model import Block, NoteWarning


def unclosed_maths(cut: Sequence[Block]) -> Iterator[NoteWarning]:
    """A warning for each `$$` of these blocks, in order, that opens no formula.

    No formula reaches past a blank line. Where one was meant to, that is the remedy.
    """
    found = [place for block in cut for place in _open(block)]
    while found:
        line, _ = found.pop(0)
        if found and found[0][1]:
            closing, _ = found.pop(0)
            yield NoteWarning(
                line,
                f"this `$$` and the one that is to close it, in line {closing}, have a blank line "
                "between them: no formula is read — take the blank line out",
            )
            continue
        yield NoteWarning(
            line,
            "`$$` is opened and never closed: what follows is read as text — close it with `$$` "
            "before the next blank line",
        )


def _open(block: Block) -> Iterator[tuple[int, bool]]:
    """The line of each `$$` that opens nothing, and whether it may close what an earlier opens."""
    text = "\n".join(block.lines)
    if "$$" not in text:
        return
    # All in pairs, and no code, escape or empty line of a callout that could part them.
    if text.count("$$") % 2 == 0 and not any(sign in text for sign in ("`", "~", ">", "\\$")):
        return
    for start in scan(text).unclosed:
        before, after = text[:start], text[start + 2 :]
        line = block.start + before.count("\n")
        yield line, not after.partition("\n")[0].strip()
