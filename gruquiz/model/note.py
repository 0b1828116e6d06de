"""Notes as read, cut into blocks, and the cards found in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gruquiz.model.card import Face, Kind
from gruquiz.model.schedule import Schedule


@dataclass(frozen=True, slots=True)
class NoteWarning:
    """Something in a note that could not be used as written; the import goes on."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: its text in lines, never changed and never written back."""

    path: str
    """Absolute, with forward slashes."""
    title: str
    lines: tuple[str, ...]
    """Without line ends; front matter blanked, so that line numbers are the file's."""
    metadata: Mapping[str, object]
    """The front matter; empty where there is none or it cannot be read."""
    tags: tuple[str, ...]
    """Front matter tags and inline tags in order, without `#`."""
    digest: bytes
    """BLAKE2b of the bytes of the file, 16 bytes."""
    size: int
    mtime_ns: int
    warnings: tuple[NoteWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block inside a block, by the indexes of its first and last line."""

    first: int
    last: int
    info: str
    """What follows the opening fence, stripped."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A schedule comment as it stands in a note."""

    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belongs together: the text between two blank lines."""

    start: int
    """First line, 1-based, in the file."""
    lines: tuple[str, ...]
    """Right-trimmed; comments are blanked out of them."""
    headings: tuple[str, ...] = ()
    """The heading path above it, outermost first."""
    fences: tuple[Fence, ...] = ()
    removed: frozenset[int] = frozenset()
    """Indexes of lines that held nothing but a comment: no part of any text."""
    comments: tuple[Comment, ...] = ()
    """Schedule comments; only a block's last lines can hold one."""

    @property
    def end(self) -> int:
        """Last line, inclusive."""
        return self.start + len(self.lines) - 1

    @property
    def text(self) -> str:
        return self.part(0, len(self.lines) - 1)

    def part(self, first: int, last: int) -> str:
        """The text of the lines at these indexes, inclusive, without the removed ones."""
        return "\n".join(
            line
            for i, line in enumerate(self.lines[first : last + 1], first)
            if i not in self.removed
        )


class FoundCard(NamedTuple):
    """A card as a note holds it now, before it is known whose history it continues.

    A tuple, made in a fifth of the time: a table has a hundred thousand of them.
    """

    kind: Kind
    face: Face
    line: int
    end_line: int
    decks: tuple[str, ...]
    """`/`-separated paths; the first is the card's home."""
    headings: tuple[str, ...]
    content_hash: bytes
    """BLAKE2b (16 bytes) of the block's text without comment, tags, block id, cloze marks."""
    variant: str
    """Which card of its block: kind, answer and ordinal, or direction."""
    sibling: int = 0
    """Its place among the cards of its block: the place of its entry in a schedule comment."""
    anchor: str | None = None
    """The block id, the best evidence of identity there is."""
    rule: str | None = None
    """The suggester that made it; None for an explicit card."""
    schedule: Schedule | None = None
    """What the note's schedule comment says; None where it says nothing or "new"."""
    entry: str = ""
    """The comment's entry for this card as written; "" where there is none."""
    also: tuple[int, ...] = ()
    """Lines of its identical twins in the note: one card, several places."""
    incomplete: bool = False
    """One side is empty: kept, never due."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A schedule in a note that belongs to no card: kept, shown, never dropped."""

    line: int
    raw: str
    hint: str = ""
