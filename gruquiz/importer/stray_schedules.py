"""Schedule comments separated from their cards, attached to them where the counts prove it."""

from collections.abc import Sequence
from dataclasses import replace

from gruquiz.model import Block, Fence, Kind, Note, NoteWarning, Orphan
from gruquiz.obsidian import MatchedSchedules, match_schedules, parse_entries
from gruquiz.syntaxes import CardSpan, Syntax, parse_cards

Found = tuple[Block, tuple[CardSpan, ...], MatchedSchedules]
"""A block, its cards, and the schedules matched to them."""


def attach_stray_schedules(note: Note, found: Sequence[Found], syntax: Syntax) -> list[Found]:
    """The blocks of a note with stray comments recovered or explained, nothing else changed."""
    result: list[Found] = []
    for block, spans, block_matched in found:
        item = (block, spans, block_matched)
        if not block_matched.orphans:
            result.append(item)
            continue
        taken = _by_old_blank_rule(note, result, item, syntax)
        if taken is not None:
            del result[len(result) - taken[0] :]
            result.append(taken[1])
        else:
            result.append((block, spans, _explained(result, item)))
    return result


def _by_old_blank_rule(
    note: Note, before: Sequence[Found], item: Found, syntax: Syntax
) -> tuple[int, Found] | None:
    """The block joined with those above it that only spaces part from it.

    Older versions of the plug-in ended a block at an empty line alone. Accepted only where the
    joined text is one card family with exactly as many members as the comment has schedules.
    """
    merged, used = item[0], 0
    for above, _, above_matched in reversed(before):
        gap = note.lines[above.end : merged.start - 1]
        if not gap or any(line == "" for line in gap) or above.comments:
            break
        if above_matched.orphans:
            break
        merged, used = _joined(above, merged), used + 1
    if not used:
        return None
    wanted = len(parse_entries(merged.comments[0].raw))
    spans = parse_cards(merged, syntax, wanted)
    if len(spans) != 1 or len(spans[0].cards) != wanted:
        return None
    schedules = match_schedules(merged, spans)
    if schedules.orphans:
        return None
    joined = NoteWarning(
        merged.comments[0].line,
        f"lines {merged.start}–{merged.end} are read as one block, as older versions of the "
        "plug-in did: its cards and schedules are equal in number",
    )
    return used, (merged, spans, replace(schedules, warnings=(*schedules.warnings, joined)))


def _joined(above: Block, below: Block) -> Block:
    shift = below.start - above.start
    gap = shift - len(above.lines)
    return Block(
        above.start,
        (*above.lines, *("",) * gap, *below.lines),
        above.headings,
        (*above.fences, *(Fence(f.first + shift, f.last + shift, f.info) for f in below.fences)),
        above.removed | {index + shift for index in below.removed},
        (*above.comments, *below.comments),
    )


def _explained(before: Sequence[Found], item: Found) -> MatchedSchedules:
    """The orphans of a block with a hint at where they may belong."""
    block, spans, block_matched = item
    if spans or not before:
        return block_matched
    above, above_spans, _ = before[-1]
    if not above_spans:
        return block_matched
    last = above_spans[-1]
    line = above.start + last.first
    hint = ""
    if not block.text.strip() and not above.comments and block.start - above.end == 2:
        wanted = sum(len(parse_entries(comment.raw)) for comment in block.comments)
        if wanted == len(last.cards):
            hint = f"proposed for the card in line {line}: only a blank line lies between"
    elif last.kind is Kind.QUESTION and above.comments:
        hint = f"the answer of the card in line {line} may continue here, past a blank line"
    if not hint:
        return block_matched
    orphans = tuple(Orphan(orphan.line, orphan.raw, hint) for orphan in block_matched.orphans)
    return replace(block_matched, orphans=orphans)
