"""Clozes: parts of a block that are hidden in turn."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from gruquiz.markdown.alternatives import as_one, shown
from gruquiz.model import Face, Kind, NoteWarning
from gruquiz.syntaxes import cloze_pattern as patterns
from gruquiz.syntaxes.card_span import (
    CardSpan,
    LineRange,
    ParsedCard,
    Passage,
    normalise,
    split_block_ids,
    split_leading_tags,
)
from gruquiz.syntaxes.cloze_pattern import Mark
from gruquiz.syntaxes.marks import Marks
from gruquiz.syntaxes.syntax import Syntax

HOLE = "[…]"
NOTHING: frozenset[int] = frozenset()
_LONG = 8_000
"""Characters; in a longer block a card shows the lines around its hole, else ten thousand clozes
in one block would each carry the whole of it."""
_AROUND = 1_000
_REMOVED = re.compile(r"^\0\n|\n\0|^\0$")
_BETWEEN = re.compile(r"==(.+?)==")
_AMBIGUOUS = re.compile(r"(?<!=)===(?!=)\S.*?\S(?<!=)===(?!=)")


def find(passage: Passage, run: LineRange, syntax: Syntax) -> Iterator[CardSpan]:
    """At most one card span: the whole run, if it has a cloze outside code, maths and links."""
    start = passage.offsets[run[0]]
    end = passage.offsets[run[1]] + len(passage.block.lines[run[1]])
    found = _marks(passage, syntax, start, end)
    if found:
        yield _claim(passage, run, found, syntax)


def marks(syntax: Syntax) -> Marks:
    """What opens a cloze, with something else directly behind it that is not blank."""
    openings = [pattern.partition("answer")[0].partition("[")[0] for pattern in syntax.clozes]
    return Marks(openings=tuple([(mark, _opening(mark, syntax)) for mark in openings if mark]))


def _opening(mark: str, syntax: Syntax) -> re.Pattern[str]:
    if mark == "==" and not syntax.guard_highlights:
        return re.compile(mark)
    return re.compile(rf"{re.escape(mark)}(?=[^\s{re.escape(mark[-1])}])")


def _marks(passage: Passage, syntax: Syntax, start: int, end: int) -> list[Mark]:
    """The clozes of a stretch of the passage, by pattern and then by position."""
    found: list[Mark] = []
    for written in syntax.clozes:
        pattern = patterns.parse_pattern(written)
        if pattern.opening not in passage.text:
            continue
        spans: Iterator[tuple[int, int, int, int]]
        if pattern.opening != "==" or pattern.closing != "==":
            spans = patterns.spans(pattern, passage.text, passage.is_free)
        elif syntax.guard_highlights:
            spans = iter(passage.highlights)
        else:
            spans = _unguarded(passage)
        for mark in patterns.marks(pattern, passage.text, spans):
            if (
                start <= mark.start
                and mark.end <= end
                and (
                    len(syntax.clozes) == 1
                    or all(mark.end <= other.start or mark.start >= other.end for other in found)
                )
            ):
                found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def _unguarded(passage: Passage) -> Iterator[tuple[int, int, int, int]]:
    """Whatever lies between two `==` of a line outside fences, as the plug-in reads it."""
    for match in _BETWEEN.finditer(passage.text):
        line = bisect_right(passage.offsets, match.start()) - 1
        if line not in passage.fenced:
            yield match.start(), match.end(), match.start(1), match.end(1)


def _claim(passage: Passage, run: LineRange, found: list[Mark], syntax: Syntax) -> CardSpan:
    marks, slots = _slots(found, passage.entries)
    text = _ClozeText(passage, run, marks, syntax)
    plain = (text if marks == found else _ClozeText(passage, run, found, syntax)).shown({})
    cards: list[ParsedCard | None] = []
    seen: dict[str, int] = {}
    for asked, hidden in slots:
        if not asked:
            cards.append(None)
            continue
        answers = tuple(text.marks[index].answer for index in asked)
        # Another name for the same thing makes no other card.
        key = "|".join(normalise(shown(answer)).casefold() for answer in answers)
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        cards.append(ParsedCard(text.face(asked, hidden, answers), f"cloze:{key}:{ordinal}"))
    warnings = []
    if len(syntax.clozes) > 1 and passage.entries > 1:
        used = {
            mark for mark in syntax.clozes if patterns.parse_pattern(mark).opening in passage.text
        }
        if len(used) > 1:
            warnings.append(
                NoteWarning(
                    passage.line_number(run[0]),
                    "clozes of several kinds share one comment: schedules are taken by position",
                )
            )
    return CardSpan(
        Kind.CLOZE,
        run[0],
        run[1],
        plain,
        tuple(cards),
        text.anchor,
        text.tags,
        warnings=tuple(warnings),
    )


Slots = list[tuple[list[int], frozenset[int]]]
"""For each place of the schedule comment: the clozes asked and those merely hidden."""


def _slots(found: list[Mark], entries: int) -> tuple[list[Mark], Slots]:
    """The marks that are clozes, the others being plain highlights, and what each card asks.

    Numbered clozes come before overlapping ones and these before plain ones, unless the number
    of schedules speaks for another reading.
    """
    if not any(mark.sequence for mark in found):
        return found, [([index], NOTHING) for index in range(len(found))]
    readings: list[tuple[list[Mark], Slots]] = []
    numbered = [mark for mark in found if mark.sequence.isdigit() and int(mark.sequence) <= 99]
    if numbered:
        numbers = [int(mark.sequence) for mark in numbered]
        wanted = range(1, max(numbers) + 1)
        slots = [([i for i, n in enumerate(numbers) if n == card], NOTHING) for card in wanted]
        readings.append((numbered, slots))
    overlapping = [mark for mark in found if mark.sequence.isalpha()]
    if overlapping:
        columns = range(max(len(mark.sequence) for mark in overlapping))
        readings.append((overlapping, [_column(overlapping, column) for column in columns]))
    readings.append(
        ([_unlettered(mark) for mark in found], [([i], NOTHING) for i in range(len(found))])
    )
    fitting = [reading for reading in readings if len(reading[1]) == entries]
    return (fitting or readings)[0]


def _unlettered(mark: Mark) -> Mark:
    """A plain cloze whose answer only looked like letters of a sequence: `==has;;verb==`."""
    if not mark.sequence.isalpha() or mark.hint:
        return mark
    return replace(mark, sequence="", answer=mark.sequence, hint=mark.answer)


def _column(overlapping: list[Mark], column: int) -> tuple[list[int], frozenset[int]]:
    """What one card of overlapping clozes asks (`a`) and hides (`h`); the rest is shown."""
    letters = [mark.sequence[column : column + 1] for mark in overlapping]
    asked = [index for index, letter in enumerate(letters) if letter == "a"]
    return asked, frozenset(index for index, letter in enumerate(letters) if letter == "h")


def _in_row(passage: Passage, mark: Mark) -> Mark:
    """A cloze of a table's row, where a bar parts cells and never alternatives."""
    if "|" not in mark.answer:
        return mark
    line = bisect_right(passage.offsets, mark.start) - 1
    if not passage.block.lines[line].lstrip(" >\t").startswith("|"):
        return mark
    return replace(mark, answer=as_one(mark.answer))


class _ClozeText:
    """The run's text with its clozes as they are put into words for one card after another."""

    def __init__(self, passage: Passage, run: LineRange, found: list[Mark], syntax: Syntax) -> None:
        block = passage.block
        start = passage.offsets[run[0]]
        self.pieces: list[str] = []
        found = [_in_row(passage, mark) for mark in found]
        self.marks = found
        position = start
        text = passage.text
        for mark in found:
            self.pieces.append(text[position : mark.start])
            position = mark.end
        self.pieces.append(text[position : passage.offsets[run[1]] + len(block.lines[run[1]])])
        self.tail, self.anchor = split_block_ids(self.pieces[-1])
        self.pieces[-1] = self.tail
        if not found or self.pieces[0].lstrip().startswith("#"):
            lead = self.pieces[0]
            self.pieces[0], self.tags = split_leading_tags(lead.lstrip(), syntax)
        else:
            self.tags = ()
        if block.removed:
            self.pieces = [_REMOVED.sub("", piece) for piece in self.pieces]
        plain: list[str] = [self.pieces[0]]
        self.starts = [len(self.pieces[0])]
        """Where each answer begins in `plain`, and at the end its length."""
        for mark, piece in zip(found, self.pieces[1:], strict=True):
            answer = shown(mark.answer)
            plain += (answer, piece)
            self.starts.append(self.starts[-1] + len(answer) + len(piece))
        self.plain = "".join(plain)
        """The text with every answer in its place."""

    def shown(self, instead: dict[int, str], first: int = 0, last: int | None = None) -> str:
        """The text of the clozes `first` to `last` and what lies around them."""
        last = len(self.marks) if last is None else last
        position = self.end(first - 1) if first else 0
        parts: list[str] = []
        for index in sorted(instead):
            if first <= index < last:
                parts += (self.plain[position : self.starts[index]], instead[index])
                position = self.end(index)
        parts.append(self.plain[position : self.starts[last]])
        return "".join(parts).strip("\n").rstrip()

    def end(self, index: int) -> int:
        """Where an answer ends in `plain`."""
        return self.starts[index] + len(shown(self.marks[index].answer))

    def face(self, asked: list[int], hidden: frozenset[int], answers: tuple[str, ...]) -> Face:
        holes = {
            index: f"[{self.marks[index].hint.strip()}]" if self.marks[index].hint.strip() else HOLE
            for index in asked
        }
        first, last = self.window(asked)
        front = self.shown(dict.fromkeys(hidden, "…") | holes, first, last)
        back = self.shown({i: f"=={shown(self.marks[i].answer)}==" for i in asked}, first, last)
        return Face(front, back, answers)

    def window(self, asked: list[int]) -> tuple[int, int]:
        """The clozes shown with those asked: all, or in a long block the nearest."""
        if self.starts[-1] <= _LONG or len(self.marks) < 2:
            return 0, len(self.marks)
        first = bisect_left(self.starts, self.starts[asked[0]] - _AROUND)
        last = bisect_left(self.starts, self.starts[asked[-1]] + _AROUND)
        return first, max(asked[-1] + 1, min(last, len(self.marks)))


def ambiguous(text: str) -> bool:
    """Whether a text has `===words===`, which is neither a cloze nor an underline."""
    return _AMBIGUOUS.search(text) is not None
