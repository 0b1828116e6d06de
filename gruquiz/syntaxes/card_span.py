"""What a syntax reads of a block, and the spans of lines that it makes cards of."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from gruquiz.markdown.scan import Highlight, Region, scan
from gruquiz.model import Block, Face, Kind, NoteWarning
from gruquiz.notes import TAG
from gruquiz.notes.tags import line_tags
from gruquiz.syntaxes.marks import Marks
from gruquiz.syntaxes.syntax import Syntax

LineRange = tuple[int, int]
"""Indexes of the first and last line of a stretch of a block that no card has claimed."""

GUARDED = frozenset(("code", "math", "display", "link", "hidden"))
"""Kinds of regions that are not prose."""

REMOVED = "\0"
"""Stands for a line that held only a comment: no note has this sign."""

QUOTE = re.compile(r"[ \t]*>[ ]?")
_ALL_QUOTES = re.compile(r"[ \t]*(?:>[ \t]?)+")
_LEAD = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)?")
_BLOCK_ID = re.compile(r"(?:^|[ \t]+)\^([A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ParsedCard:
    """One card of a span."""

    face: Face
    variant: str
    incomplete: bool = False
    anchor: str | None = None
    """The block id of its own line, where that is not the last line of the span."""


@dataclass(frozen=True, slots=True)
class CardSpan:
    """Lines of a block that are one or more cards, siblings of each other."""

    kind: Kind
    first: int
    last: int
    text: str
    """The text that identifies the cards, without marks of their syntax."""
    cards: tuple[ParsedCard | None, ...]
    """One for each entry of a schedule comment; None where an entry has no card."""
    anchor: str | None = None
    tags: tuple[str, ...] = ()
    """Flashcard tags at the very start; they name the deck of these cards only."""
    out_of_play: int = -1
    """First line that no later syntax may look at; -1 for `first`."""
    two_way: bool = False
    """Written as a card that is asked both ways, whatever the settings make of it."""
    warnings: tuple[NoteWarning, ...] = ()

    def __post_init__(self) -> None:
        if self.out_of_play < 0:
            object.__setattr__(self, "out_of_play", self.first)


class Passage:
    """A block with its inline scan: where prose is, where code, maths and links are."""

    def __init__(self, block: Block, entries: int = 0) -> None:
        self.block = block
        self.entries = entries
        lines: Sequence[str] = block.lines
        if block.removed:
            lines = [REMOVED if i in block.removed else line for i, line in enumerate(lines)]
        self.text = "\n".join(lines)
        """The lines joined; a removed line is `REMOVED`, so that it is not blank."""
        self.offsets = [0, *accumulate([len(line) + 1 for line in lines])]
        """Where each line starts in `text`."""
        self.fenced = frozenset(
            [index for fence in block.fences for index in range(fence.first, fence.last + 1)]
        )
        """Indexes of the lines of all fences."""

    @property
    def regions(self) -> tuple[Region, ...]:
        return scan(self.text).regions

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        return scan(self.text).highlights

    def is_free(self, start: int, end: int, guarded: frozenset[str] = GUARDED) -> bool:
        """Whether a stretch of `text` touches no code, maths, link or comment that is guarded."""
        regions = self.regions
        if not regions:
            return True
        after = bisect_left(regions, end, key=lambda region: region.start)
        if after == 0:
            return True
        before = regions[after - 1]
        return before.end <= start or before.kind not in guarded

    def is_last(self, line: int) -> bool:
        """Whether only removed lines follow in the block."""
        end, removed = len(self.block.lines), self.block.removed
        return line + 1 == end or all(index in removed for index in range(line + 1, end))

    def line_number(self, line: int) -> int:
        """The number in the file of a line of the block."""
        return self.block.start + line


MarksOf = Callable[[Syntax], Marks]
"""The marks with which a syntax is written under the current settings."""

Finder = Callable[[Passage, LineRange, Syntax], Iterable[CardSpan]]
"""Finds the card spans of a syntax in a run of free lines, in order."""


def strip_quote_marks(line: str) -> str:
    """A line without the marks of the callout or quotation it stands in."""
    return _ALL_QUOTES.sub("", line, count=1) if line.lstrip().startswith(">") else line


def strip_list_marks(line: str) -> str:
    """A line without indentation, bullet, number, task box or heading marks."""
    return _LEAD.sub("", line, count=1)


def split_leading_tags(line: str, syntax: Syntax) -> tuple[str, tuple[str, ...]]:
    """A line without the flashcard tags at its very start, and those tags."""
    tags: list[str] = []
    while (found := TAG.match(line)) is not None and syntax.is_flashcard_tag(found[1]):
        tags.append(found[1])
        line = line[found.end() :].lstrip()
    return line, tuple(tags)


def split_block_ids(text: str) -> tuple[str, str | None]:
    """A text without block ids at its line ends, and the last of them."""
    if "^" not in text:
        return text, None
    found = _BLOCK_ID.findall(text)
    return (_BLOCK_ID.sub("", text), found[-1]) if found else (text, None)


def normalise(text: str) -> str:
    """The text that identifies a card: no tags, no block ids, every run of blanks one space."""
    if "#" in text:
        text = "\n".join(
            TAG.sub("", line) if line_tags(line) else line for line in text.split("\n")
        )
    return " ".join(split_block_ids(text)[0].split())
