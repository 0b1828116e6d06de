"""Note → cards: explicit ones with their schedules, else suggested ones; and warnings."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from gruquiz.importer.gate_counts import GateCount, gate_counts
from gruquiz.importer.note_decks import NoteDecks
from gruquiz.importer.stray_schedules import attach_stray_schedules
from gruquiz.model import Block, FoundCard, Kind, Note, NoteWarning, Orphan
from gruquiz.notes import blocks
from gruquiz.obsidian import MatchedSchedules, ScheduleEntry, match_schedules, parse_entries
from gruquiz.stated_formulas import may_state_cell
from gruquiz.suggesters import suggestions
from gruquiz.syntaxes import CardSpan, Marks, Passage, Syntax, marks_of, parse_passage
from gruquiz.syntaxes.card_span import normalise
from gruquiz.syntaxes.cloze import ambiguous

if TYPE_CHECKING:
    from engine import Cell
    from gruquiz.cells import NoteCell

_NO_ENTRY = ScheduleEntry("")
_NOTHING = MatchedSchedules({})


class ParsedNote(NamedTuple):
    """Everything that the library stores of a note."""

    cards: tuple[FoundCard, ...]
    orphans: tuple[Orphan, ...]
    warnings: tuple[NoteWarning, ...]
    deck: str
    one_way: int = 0
    """`??` cards with a comment of one schedule: evidence for reading `??` as one-way."""
    two_way: int = 0
    """`??` cards with a comment of more."""
    both_ways: bool = False
    """Whether it holds `??` cards: only then does the one-way setting matter."""
    cell: "Cell | None" = None
    """The recurrent cell that its equations state."""
    roles: tuple[tuple[str, int], ...] = ()
    """The role of each of those equations (`Line.role`) and its line in the note."""
    gate_counts: tuple[GateCount, ...] = ()
    """The numbers of gates that its prose states."""


def read_cards(
    note: Note, syntax: Syntax, deck: str, suggest: str = "auto", fixed_deck: bool = False
) -> ParsedNote:
    """The cards of a note; `suggest` is `auto` (only where it has none), `always` or `never`.

    `deck` is used where the note's tags name none; with `fixed_deck` it is used always.
    """
    text = "\n".join(note.lines)
    decks = NoteDecks(note, text, syntax, deck, fixed_deck)
    shown = marks_of(syntax)
    explicit = shown.show_in(text)
    found = _note_cell(note, text)
    cell, roles, lints = (None, (), ()) if found is None else _of_cell(found)
    counts = tuple(gate_counts(note.lines)) if "gates" in text else ()
    if not explicit and suggest == "never":
        return ParsedNote(
            (), (), (*note.warnings, *lints), decks.of_note[0],
            cell=cell, roles=roles, gate_counts=counts,
        )  # fmt: skip
    note_blocks, complaints = blocks(note, syntax.end_marker, syntax.percent_comments)
    collector = _CardCollector(note, syntax, decks, shown.within(text) if explicit else shown)
    if explicit:
        collector.read(note_blocks)
    cards = collector.merged()
    if suggest == "always" or (suggest == "auto" and not cards):
        spans = {(card.line, card.end_line) for card in cards}  # a block of clozes is one
        carded = {number for first, last in spans for number in range(first, last + 1)}
        free = [
            block for block in note_blocks if carded.isdisjoint(range(block.start, block.end + 1))
        ]
        cards += suggestions(note, free, decks.of_note, found)
    warnings = (*note.warnings, *complaints, *collector.warnings, *lints)
    return ParsedNote(
        cards,
        tuple(collector.orphans),
        tuple(sorted(warnings, key=lambda warning: warning.line)),
        cards[0].decks[0] if cards else decks.of_note[0],
        collector.one_way,
        collector.two_way,
        collector.both_ways,
        cell,
        roles,
        counts,
    )


def _note_cell(note: Note, text: str) -> "NoteCell | None":
    """What a note's equations state, if they can state anything."""
    # Recognising a cell takes as long as everything else together, so it is tried only where the
    # note may hold a gate's equation or vectors multiplied by hand.
    if not may_state_cell(text) and not ("wise" in text and "$[" in text):
        return None
    from gruquiz.cells import read_cell  # loads NumPy, which most notes have no need of

    return read_cell(note)


def _of_cell(
    found: "NoteCell",
) -> "tuple[Cell, tuple[tuple[str, int], ...], tuple[NoteWarning, ...]]":
    """The cell that a note's equations state, their lines, and where the prose contradicts them."""
    stated = [(line.role, line.index) for line in found.cell.equations if line.index is not None]
    roles = tuple((role, found.line_of(index)) for role, index in stated)
    return found.cell, roles, (*found.lints, *found.assumed(), *found.unread())


class _CardCollector:
    """Collects the cards of one note, block by block."""

    def __init__(self, note: Note, syntax: Syntax, decks: NoteDecks, shown: Marks) -> None:
        self.note = note
        self.syntax = syntax
        self.decks = decks
        self.shown = shown
        """The card marks that occur in the note."""
        self.cards: list[FoundCard] = []
        self.orphans: list[Orphan] = []
        self.warnings: list[NoteWarning] = []
        self.one_way = self.two_way = 0
        self.both_ways = False

    def read(self, note_blocks: Sequence[Block]) -> None:
        """Collect the cards, orphans and warnings of all blocks."""
        found = [(block, *self.of_block(block)) for block in note_blocks]
        if any(block.comments for block in note_blocks):
            found = attach_stray_schedules(self.note, found, self.syntax)
        for block, spans, schedules in found:
            if spans or self.decks.varied:
                self.take(block, spans, schedules)
            self.orphans.extend(schedules.orphans)
            self.warnings.extend(schedules.warnings)
            if spans or schedules is _NOTHING:
                continue
            if "===" in block.text and ambiguous(block.text):
                self.warnings.append(
                    NoteWarning(block.start, "`===…===` may be meant as a cloze: no card is made")
                )

    def of_block(self, block: Block) -> tuple[tuple[CardSpan, ...], MatchedSchedules]:
        if not block.comments:
            if not self.shown.show_in("\n".join(block.lines)):
                return (), _NOTHING
            return parse_passage(Passage(block), self.syntax), MatchedSchedules({})
        read = parse_entries(block.comments[0].raw)
        found = parse_passage(Passage(block, len(read)), self.syntax)
        return found, match_schedules(block, found, read)

    def take(self, block: Block, found: Sequence[CardSpan], schedules: MatchedSchedules) -> None:
        decks = self.decks.of_spans(block, found)
        for number, span in enumerate(found):
            self.warnings.extend(span.warnings)
            self.count_directions(span, number, schedules)
            digest = content_hash(span.text)
            for place, card in enumerate(span.cards):
                if card is None:
                    continue
                entry = schedules.entries.get((number, place), _NO_ENTRY)
                self.cards.append(
                    FoundCard(
                        kind=span.kind,
                        face=card.face,
                        line=block.start + span.first,
                        end_line=block.start + span.last,
                        decks=decks[number],
                        headings=block.headings,
                        content_hash=digest,
                        variant=card.variant,
                        sibling=place,
                        anchor=card.anchor or span.anchor,
                        schedule=None if card.incomplete else entry.schedule,
                        entry=entry.raw,
                        incomplete=card.incomplete,
                    )
                )

    def count_directions(self, span: CardSpan, number: int, schedules: MatchedSchedules) -> None:
        if span.kind is not Kind.QUESTION or not span.two_way:
            return
        self.both_ways = True
        held = [place for owner, place in schedules.entries if owner == number]
        surplus = any("schedules for" in orphan.hint for orphan in schedules.orphans)
        if len(held) == 1 and not surplus:
            self.one_way += 1
        elif held:
            self.two_way += 1

    def merged(self) -> tuple[FoundCard, ...]:
        """The cards without duplicates; of two schedules, the one reviewed later is kept."""
        kept: dict[tuple[bytes, str], FoundCard] = {}
        also: dict[tuple[bytes, str], list[int]] = {}
        for card in self.cards:
            key = (card.content_hash, card.variant)
            first = kept.setdefault(key, card)
            if first is card:
                continue
            also.setdefault(key, []).append(card.line)
            kept[key] = self.one_of(first, card)
        for key, lines in also.items():
            kept[key] = kept[key]._replace(also=(*kept[key].also, *lines))
        return tuple(kept.values())

    def one_of(self, first: FoundCard, twin: FoundCard) -> FoundCard:
        """The first of two equal cards, with the schedule that both are to have."""
        mine, its = first.schedule, twin.schedule
        if its is None or mine == its:
            return first
        if mine is None:
            return first._replace(schedule=its, entry=twin.entry)
        newer, older = (first, twin) if _reviewed(first) >= _reviewed(twin) else (twin, first)
        hint = f"the same card is scheduled in line {newer.line} too, reviewed later"
        self.orphans.append(Orphan(older.line, older.entry, hint))
        return first._replace(schedule=newer.schedule, entry=newer.entry)


def _reviewed(card: FoundCard) -> int:
    schedule = card.schedule
    if schedule is None or schedule.last_review is None:
        return 0
    return schedule.last_review.toordinal()


def content_hash(text: str) -> bytes:
    """A 16-byte hash of a text that ignores tags, block ids and spacing."""
    return blake2b(normalise(text).encode(), digest_size=16).digest()
