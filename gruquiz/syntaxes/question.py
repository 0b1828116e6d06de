"""A question and its answer over several lines, parted by a line `?` or `??`."""

import re
from collections.abc import Iterator

from gruquiz.model import Face, Kind, NoteWarning
from gruquiz.syntaxes.claim import (
    QUOTE,
    Claim,
    Cut,
    Passage,
    Run,
    unquoted,
    without_ids,
    without_tags,
)
from gruquiz.syntaxes.settings import Syntax

_CALLOUT = re.compile(r"\[!([^\]|]+)(?:\|[^\]]*)?\][+-]?[ \t]*")


def find(passage: Passage, run: Run, syntax: Syntax) -> Iterator[Claim]:
    """At most one claim: the whole run, where a separator line has something above it."""
    marks = {syntax.question: False, syntax.question_reversed: True}
    marks.pop("", None)
    if not any(mark in passage.text for mark in marks):
        return
    for index in range(run[0], run[1] + 1):
        if index in passage.fenced:
            continue
        mark = unquoted(passage.block.lines[index]).strip()
        if mark in marks and any(
            passage.block.lines[above].strip() for above in range(run[0], index)
        ):
            yield _claim(passage, run, index, marks[mark], syntax)
            return


def _claim(passage: Passage, run: Run, index: int, two_way: bool, syntax: Syntax) -> Claim:
    front, _ = without_ids(_side(passage, run[0], index - 1))
    back, anchor = without_ids(_side(passage, index + 1, run[1]))
    front, tags = without_tags(_CALLOUT.sub("", front.strip(), count=1).strip(), syntax)
    front, back = front.strip("\n"), back.strip("\n").rstrip()
    incomplete = not front or not back
    cuts = [Cut(Face(front, back), "question:forward", incomplete)]
    if two_way and not syntax.one_way:
        cuts.append(Cut(Face(back, front), "question:reverse", incomplete))
    warnings: tuple[NoteWarning, ...] = ()
    if incomplete:
        side = "question" if not front else "answer"
        warning = f"the card has no {side}: kept as incomplete, not asked until it has one"
        warnings = (NoteWarning(passage.line_number(index), warning),)
    return Claim(
        Kind.QUESTION,
        run[0],
        run[1],
        f"{front}\n{back}",
        tuple(cuts),
        anchor,
        tags,
        two_way=two_way,
        warnings=warnings,
    )


def _side(passage: Passage, first: int, last: int) -> str:
    """Lines as text, one level of quotation marks taken off where all have them."""
    lines = [
        passage.block.lines[index]
        for index in range(first, last + 1)
        if index not in passage.block.removed
    ]
    if lines and all(line.lstrip().startswith(">") for line in lines):
        lines = [QUOTE.sub("", line, count=1) for line in lines]
    return "\n".join(lines)
