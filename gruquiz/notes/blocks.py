"""A note's lines cut into blocks: the text between two blank lines, fences kept whole.

Comments belong to no block's text. A schedule comment ends its block, so that it never claims
text below it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from gruquiz.model import Block, Comment, Fence, Note, NoteWarning
from gruquiz.notes.headings import heading
from gruquiz.notes.unclosed import unclosed_maths

LineSpan = tuple[int, int]
"""Where something starts in a line, and where it ends."""

_HIDING = ("<!--", "%%", "[!sr|")
_FENCING = ("```", "~~~")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_FENCE = re.compile(r"(?:[ \t>]|[-*+][ \t])*(`{3,}|~{3,})(.*)")
_SCHEDULE = re.compile(r"<!--SR:.*?(?:-->|$)")
_METADATA = re.compile(r"[ \t]*>[ \t]*\[!sr\|card-metadata\][+-]?[ \t]*$")
_BLOCK_ID = re.compile(r"[ \t>]*\^[A-Za-z0-9-]+$")


def blocks(
    note: Note, end_marker: str = "", percent_comments: bool = True
) -> tuple[tuple[Block, ...], tuple[NoteWarning, ...]]:
    """The blocks of a note in order, and what in it is opened and never closed.

    With an `end_marker` only that line closes a block, and blank lines stay inside.
    """
    cutter = _Cutter(note.lines, end_marker, percent_comments)
    cut = tuple(cutter.run())
    return cut, (*cutter.warnings, *unclosed_maths(cut))


class _Cutter:
    """The state of one walk over the lines of a note."""

    def __init__(self, lines: Sequence[str], end_marker: str, percent_comments: bool) -> None:
        self.lines = lines
        self.end_marker = end_marker
        self.percent_comments = percent_comments
        self.warnings: list[NoteWarning] = []
        self.headings: list[tuple[int, str]] = []
        self.here: tuple[str, ...] = ()
        self.endless: set[str] = set()
        """What ends a comment and is not in the rest of the note."""
        self.clear(0)

    def clear(self, start: int) -> None:
        self.start = start
        self.buffer: list[str] = []
        self.fences: list[Fence] = []
        self.removed: set[int] = set()
        self.comments: list[Comment] = []
        self.path: tuple[str, ...] | None = None

    def run(self) -> list[Block]:
        """All blocks; a line without a mark that bears on blocks costs next to nothing."""
        lines = [line.rstrip() for line in self.lines]
        ending = self.end_marker
        text = "\n".join(lines)
        hiding, fencing = _holding(text, _HIDING), _holding(text, _FENCING)
        found: list[Block] = []
        index, count = 0, len(lines)
        while index < count:
            line = lines[index]
            if line.strip() == ending if ending else not line:
                if self.buffer:
                    self.close(found, index + 1)
                else:
                    self.start = index + 1
                index += 1
                continue
            if self.comments and not self.follows_comment(line):
                self.close(found, index)
            if index in hiding:
                index = self.commented(index, line)
                continue
            if index in fencing:
                opening = _FENCE.match(line)
                if opening is not None and not ("`" in opening[1] and "`" in opening[2]):
                    index = self.fence(index, opening)
                    continue
            if line[:1] == "#":
                self.heading(line)
            if self.path is None:
                self.path = self.here
            self.buffer.append(line)
            index += 1
        self.close(found, count)
        return found

    def follows_comment(self, line: str) -> bool:
        """Whether a line after a schedule comment still belongs to it."""
        return _BLOCK_ID.match(line) is not None or (
            _SCHEDULE.match(_QUOTE.sub("", line, count=1).lstrip()) is not None
        )

    def close(self, found: list[Block], next_start: int) -> None:
        if len(self.removed) < len(self.buffer) or self.comments:
            block = Block(
                self.start + 1,
                tuple(self.buffer),
                self.path if self.path is not None else self.here,
                tuple(self.fences),
                frozenset(self.removed),
                tuple(self.comments),
            )
            found.append(block)
        self.clear(next_start)

    def add(self, line: str, removed: bool = False) -> None:
        if removed:
            self.removed.add(len(self.buffer))
        elif self.path is None:
            self.path = self.here
        self.buffer.append(line)

    def heading(self, line: str) -> None:
        found = heading(line)
        if found is None:
            return
        level, title = found
        self.headings = [above for above in self.headings if above[0] < level]
        self.headings.append((level, title))
        self.here = tuple(title for _, title in self.headings)

    def fence(self, index: int, opening: re.Match[str]) -> int:
        """Take a fence whole; the index after it."""
        mark = opening[1]
        close = re.compile(rf"[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*")
        last = index + 1
        while last < len(self.lines) and close.fullmatch(self.lines[last]) is None:
            last += 1
        if last == len(self.lines):
            message = (
                "a fence is opened and never closed: all that follows is code — close it with a "
                f"line {mark}"
            )
            self.warnings.append(NoteWarning(index + 1, message))
            last -= 1
        first = len(self.buffer)
        for line in self.lines[index : last + 1]:
            self.add(line.rstrip())
        self.fences.append(Fence(first, len(self.buffer) - 1, opening[2].strip()))
        return last + 1

    def commented(self, index: int, line: str) -> int:
        """Take a line that holds or opens a comment; the index after it."""
        if _METADATA.fullmatch(line) is not None:
            self.add("", removed=True)
            return index + 1
        line = self.without_schedules(index, line)
        line = _without(line, _enclosed(line, "<!--", "-->"))
        if self.percent_comments:
            line = _without(line, _enclosed(line, "%%", "%%"))
        bare = _QUOTE.sub("", line, count=1).strip()
        ending = "-->" if bare.startswith("<!--") else "%%"
        if bare.startswith("<!--") or (self.percent_comments and bare.startswith("%%")):
            last = self.comment_end(index, ending)
            if last > index:
                for _ in range(index, last + 1):
                    self.add("", removed=True)
                return last + 1
        elif bare.startswith("#"):
            self.heading(line)
        self.add(line if bare else "", removed=not bare)
        return index + 1

    def without_schedules(self, index: int, line: str) -> str:
        """The line without its schedule comments, which are noted."""
        found = list(_outside_code(line, [match.span() for match in _SCHEDULE.finditer(line)]))
        for start, end in found:
            self.comments.append(Comment(index + 1, line[start:end]))
        return _without(line, found, trim=True)

    def comment_end(self, index: int, ending: str) -> int:
        """The index of the line that ends a comment opened here; `index` where none does."""
        if ending not in self.endless:
            for last in range(index + 1, len(self.lines)):
                if ending in self.lines[last]:
                    return last
            self.endless.add(ending)
        message = (
            "a comment is opened and never closed: what follows is read as text — close it with "
            f"`{ending}`"
        )
        self.warnings.append(NoteWarning(index + 1, message))
        return index


def _holding(text: str, marks: Sequence[str]) -> set[int]:
    """The indexes of the lines that hold one of some marks: to look for them in the whole text
    takes a tenth of asking each line."""
    found: set[int] = set()
    for mark in marks:
        line = position = 0
        while (place := text.find(mark, position)) >= 0:
            line += text.count("\n", position, place)
            found.add(line)
            position = place + len(mark)
    return found


def _enclosed(line: str, opening: str, closing: str) -> Iterator[LineSpan]:
    """The text between two marks, marks included, outside inline code.

    The first opening that nothing closes ends the search: none behind it is closed either.
    """
    spans: list[LineSpan] = []
    start = line.find(opening)
    while start >= 0:
        end = line.find(closing, start + len(opening))
        if end < 0:
            break
        spans.append((start, end + len(closing)))
        start = line.find(opening, end + len(closing))
    return _outside_code(line, spans)


def _outside_code(line: str, spans: Iterable[LineSpan]) -> Iterator[LineSpan]:
    """Those of some spans, given in order, that the backticks before them put in no inline code."""
    ticks = counted = 0
    for start, end in spans:
        ticks += line.count("`", counted, start)
        counted = start
        if ticks % 2 == 0:
            yield start, end


def _without(line: str, spans: Iterable[LineSpan], *, trim: bool = False) -> str:
    """A line without some spans and the blanks at its end; `trim` takes those before each too."""
    kept: list[str] = []
    position = 0
    for start, end in spans:
        kept.append(line[position:start].rstrip() if trim else line[position:start])
        position = end
    return ("".join(kept) + line[position:]).rstrip()
