"""A note into cards: explicit ones with their schedules, else suggested ones, and what is odd."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from gruquiz.importer.gate_counts import GateCount, gate_counts
from gruquiz.importer.note_decks import NoteDecks
from gruquiz.importer.stray_schedules import attach_stray_schedules
from gruquiz.model import Block, FoundCard, Kind, Note, NoteWarning, Orphan
from gruquiz.notes import blocks
from gruquiz.obsidian import MatchedSchedules, ScheduleEntry, match_schedules, parse_entries
from gruquiz.suggesters import suggestions
from gruquiz.syntaxes import CardSpan, Marks, Passage, Syntax, marks_of, parse_passage
from gruquiz.syntaxes.card_span import normalise
from gruquiz.syntaxes.cloze import ambiguous

if TYPE_CHECKING:
    from engine import Cell

_NO_ENTRY = ScheduleEntry("")
_NOTHING = MatchedSchedules({})


class ParsedNote(NamedTuple):
    """All that a note holds for the library."""

    cards: tuple[FoundCard, ...]
    orphans: tuple[Orphan, ...]
    warnings: tuple[NoteWarning, ...]
    deck: str
    one_way: int = 0
    """`??` cards with a comment of one schedule: evidence for reading `??` as one-way."""
    two_way: int = 0
    """`??` cards with a comment of more."""
    both_ways: bool = False
    """Whether it holds `??` cards, so that the direction bears on it."""
    cell: "Cell | None" = None
    """The recurrent cell that its equations state."""
    roles: tuple[tuple[str, int], ...] = ()
    """The part that each of those equations plays, with its line."""
    gate_counts: tuple[GateCount, ...] = ()
    """How many gates its words say that a cell has."""


def read_cards(
    note: Note, syntax: Syntax, deck: str, suggest: str = "auto", fixed_deck: bool = False
) -> ParsedNote:
    """The cards of a note; `suggest` is `auto` (only where it has none), `always` or `never`.

    `deck` is where the note's tags name none, or with `fixed_deck` in any case.
    """
    text = "\n".join(note.lines)
    decks = NoteDecks(note, text, syntax, deck, fixed_deck)
    shown = marks_of(syntax)
    explicit = shown.show_in(text)
    cell, roles, lints = _cell(note, text)
    counts = tuple(gate_counts(note.lines)) if "gates" in text else ()
    if not explicit and suggest == "never":
        return ParsedNote(
            (), (), (*note.warnings, *lints), decks.of_note[0],
            cell=cell, roles=roles, gate_counts=counts,
        )  # fmt: skip
    cut, complaints = blocks(note, syntax.end_marker, syntax.percent_comments)
    sheet = _Sheet(note, syntax, decks, shown.within(text) if explicit else shown)
    if explicit:
        sheet.read(cut)
    cards = sheet.merged()
    if suggest == "always" or (suggest == "auto" and not cards):
        carded = {number for card in cards for number in range(card.line, card.end_line + 1)}
        free = [block for block in cut if carded.isdisjoint(range(block.start, block.end + 1))]
        cards += suggestions(note, free, decks.of_note)
    warnings = (*note.warnings, *complaints, *sheet.warnings, *lints)
    return ParsedNote(
        cards,
        tuple(sheet.orphans),
        tuple(sorted(warnings, key=lambda warning: warning.line)),
        cards[0].decks[0] if cards else decks.of_note[0],
        sheet.one_way,
        sheet.two_way,
        sheet.both_ways,
        cell,
        roles,
        counts,
    )


def _cell(
    note: Note, text: str
) -> "tuple[Cell | None, tuple[tuple[str, int], ...], tuple[NoteWarning, ...]]":
    """The cell that a note's equations state, where, and what its words say against them."""
    # Recognising a cell takes as long as all the rest: only where a gate's equation, or vectors
    # multiplied by hand, can be there.
    gated = "t-1" in text and "\\sigma" in text
    if not gated and not ("wise" in text and "$[" in text):
        return None, (), ()
    from gruquiz.cells import read_cell  # loads NumPy, which most notes have no need of

    found = read_cell(note)
    stated = [(line.role, line.index) for line in found.cell.equations if line.index is not None]
    roles = tuple((role, found.line_of(index)) for role, index in stated)
    return found.cell, roles, found.lints


class _Sheet:
    """The cards of one note as they are gathered, block after block."""

    def __init__(self, note: Note, syntax: Syntax, decks: NoteDecks, shown: Marks) -> None:
        self.note = note
        self.syntax = syntax
        self.decks = decks
        self.shown = shown
        """The marks of cards that the note holds."""
        self.cards: list[FoundCard] = []
        self.orphans: list[Orphan] = []
        self.warnings: list[NoteWarning] = []
        self.one_way = self.two_way = 0
        self.both_ways = False

    def read(self, cut: Sequence[Block]) -> None:
        """Take the cards of all blocks."""
        found = [(block, *self.of_block(block)) for block in cut]
        if any(block.comments for block in cut):
            found = attach_stray_schedules(self.note, found, self.syntax)
        for block, block_claims, schedules in found:
            if block_claims or self.decks.varied:
                self.take(block, block_claims, schedules)
            self.orphans.extend(schedules.orphans)
            self.warnings.extend(schedules.warnings)
            if block_claims or schedules is _NOTHING:
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
        decks = self.decks.of_claims(block, found)
        for number, claim in enumerate(found):
            self.warnings.extend(claim.warnings)
            self.count_directions(claim, number, schedules)
            digest = content_hash(claim.text)
            for place, cut in enumerate(claim.cuts):
                if cut is None:
                    continue
                entry = schedules.entries.get((number, place), _NO_ENTRY)
                self.cards.append(
                    FoundCard(
                        kind=claim.kind,
                        face=cut.face,
                        line=block.start + claim.first,
                        end_line=block.start + claim.last,
                        decks=decks[number],
                        headings=block.headings,
                        content_hash=digest,
                        variant=cut.variant,
                        sibling=place,
                        anchor=cut.anchor or claim.anchor,
                        schedule=None if cut.incomplete else entry.schedule,
                        entry=entry.raw,
                        incomplete=cut.incomplete,
                    )
                )

    def count_directions(self, claim: CardSpan, number: int, schedules: MatchedSchedules) -> None:
        if claim.kind is not Kind.QUESTION or not claim.two_way:
            return
        self.both_ways = True
        held = [place for owner, place in schedules.entries if owner == number]
        surplus = any("schedules for" in orphan.hint for orphan in schedules.orphans)
        if len(held) == 1 and not surplus:
            self.one_way += 1
        elif held:
            self.two_way += 1

    def merged(self) -> tuple[FoundCard, ...]:
        """The cards, identical ones made one; of two schedules the one last reviewed later."""
        kept: dict[tuple[bytes, str], FoundCard] = {}
        for card in self.cards:
            key = (card.content_hash, card.variant)
            first = kept.setdefault(key, card)
            if first is card:
                continue
            kept[key] = self.one_of(first, card)
        return tuple(kept.values())

    def one_of(self, first: FoundCard, twin: FoundCard) -> FoundCard:
        also = (*first.also, twin.line)
        mine, its = first.schedule, twin.schedule
        if its is None or mine == its:
            return first._replace(also=also)
        if mine is None:
            return first._replace(also=also, schedule=its, entry=twin.entry)
        newer, older = (first, twin) if _reviewed(first) >= _reviewed(twin) else (twin, first)
        hint = f"the same card is scheduled in line {newer.line} too, reviewed later"
        self.orphans.append(Orphan(older.line, older.entry, hint))
        return first._replace(also=also, schedule=newer.schedule, entry=newer.entry)


def _reviewed(card: FoundCard) -> int:
    schedule = card.schedule
    if schedule is None or schedule.last_review is None:
        return 0
    return schedule.last_review.toordinal()


def content_hash(text: str) -> bytes:
    """What a text says, for identity: 16 bytes, blind to tags, block ids and spacing."""
    return blake2b(normalise(text).encode(), digest_size=16).digest()
