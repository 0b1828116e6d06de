"""New cards that differ in no more than what they say: most of a table has them by the thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gruquiz.library.adding import Adding, Blocks, Insert
from gruquiz.library.rows import new_ids
from gruquiz.model import Kind

INSERT_CARDS = Insert("card", "n, id, block", same="note, deck, held, act, day")
INSERT_TEXTS = Insert(
    "content",
    "card, front, back, line, end_line, hash, anchor",
    same="kind, variant, sibling, time",
)


@dataclass(frozen=True, slots=True)
class Run:
    """Complete cards of one deck and kind in a row, by column; they bring no past."""

    deck: str
    kind: Kind
    variant: str
    fronts: Sequence[str]
    backs: Sequence[str]
    lines: Sequence[int]
    hashes: Sequence[bytes]
    anchors: Sequence[str]


def add_run(
    library: Adding, run: Run, note: int, blocks: Blocks, now: datetime, action: int
) -> None:
    """Write the cards of a run as `put_all` would, by the column: in Python nothing is made for
    any one of them. Their words are left to `index_since`."""
    moment, first = library.moment(now), library.next_number()
    numbers, lines = range(first, first + len(run.fronts)), run.lines
    library.insert(
        INSERT_CARDS,
        zip(numbers, new_ids(len(numbers)), blocks.of_each(run.hashes, numbers), strict=True),
        (note, library.deck_number(run.deck), 0, action, moment.day.toordinal()),
    )
    library.insert(
        INSERT_TEXTS,
        zip(numbers, run.fronts, run.backs, lines, lines, run.hashes, run.anchors, strict=True),
        (run.kind.value, run.variant, 0, moment.time),
    )
