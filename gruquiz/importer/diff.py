"""What reading a note again means for the cards known of it: pure, nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from gruquiz.identity import LikelyPair, pair
from gruquiz.importer.card_reader import ParsedNote
from gruquiz.importer.studied_suggestions import studied_and_stated
from gruquiz.model import (
    FoundCard,
    KeptCard,
    KnownCard,
    Note,
    NoteChange,
    NoteReport,
    NoteWarning,
    Orphan,
    Schedule,
)


class NoteDiff(NamedTuple):
    """A note as read against what was known."""

    change: NoteChange
    report: NoteReport
    likely: tuple[LikelyPair, ...]
    """By index: into the known cards, and into `change.added`."""
    lost: tuple[KnownCard, ...]


def diff_note(
    note: Note,
    reading: ParsedNote,
    known: Sequence[KnownCard],
    settings: str,
    offer: bool = True,
    lines: Callable[[], Note] | None = None,
) -> NoteDiff:
    """Pairs what was found with what was known; without `offer` no new suggestion is taken.

    `lines` gives the note with its lines, where `note` came without them from another process.
    """
    if not known:
        return _first(note, reading, settings)
    pairing = pair(reading.cards, known)
    cards, restored = assign_entries(reading.cards, known, pairing.pairs)
    orphans = tuple(orphan for orphan in reading.orphans if orphan.raw not in restored)
    warnings = [*reading.warnings, *map(warn_of_orphan, orphans)]
    kept: list[KeptCard] = []
    added: list[FoundCard] = []
    place_of: dict[int, int] = {}
    for index, found in enumerate(cards):
        known_index = pairing.pairs.get(index)
        if known_index is None:
            if found.rule is None or offer:
                place_of[index] = len(added)
                added.append(found)
            continue
        old = known[known_index]
        adopt, warning = find_newer_schedule(found, old)
        if warning is not None:
            warnings.append(warning)
        kept.append(KeptCard(old.id, found, differs(found, old), adopt))
    matched = set(pairing.pairs.values())
    unmatched = [
        card for index, card in enumerate(known) if index not in matched and not card.missing
    ]
    stay = studied_and_stated(unmatched, lines or (lambda: note), cards)
    lost = tuple(card for card in unmatched if card.id not in stay)
    change = NoteChange(
        note,
        reading.deck,
        settings,
        tuple(added),
        tuple(kept),
        tuple(card.id for card in lost),
        orphans,
    )
    dropped = {card.id for card in known if card.dropped}
    report = NoteReport(
        note.path,
        reading.deck,
        added=len(added),
        changed=sum(item.changed and item.id not in dropped for item in kept),
        unchanged=sum(not item.changed and item.id not in dropped for item in kept)
        + sum(card not in dropped for card in stay),
        missing=sum(card.id not in dropped for card in lost),
        suggested=sum(card.rule is not None for card in added),
        adopted=sum(card.schedule is not None for card in added)
        + sum(item.adopt is not None for item in kept),
        orphaned=len(orphans),
        warnings=_by_line(warnings),
    )
    likely = tuple(
        LikelyPair(item.known, place_of[item.found], item.similarity)
        for item in pairing.likely
        if item.found in place_of
    )
    return NoteDiff(change, report, likely, lost)


def _first(note: Note, reading: ParsedNote, settings: str) -> NoteDiff:
    """A note of which no card is known: all it holds is new."""
    change = NoteChange(note, reading.deck, settings, reading.cards, orphans=reading.orphans)
    report = NoteReport(
        note.path,
        reading.deck,
        added=len(reading.cards),
        suggested=sum(card.rule is not None for card in reading.cards),
        adopted=sum(card.schedule is not None for card in reading.cards),
        orphaned=len(reading.orphans),
        warnings=_by_line([*reading.warnings, *map(warn_of_orphan, reading.orphans)]),
    )
    return NoteDiff(change, report, (), ())


def warn_of_orphan(orphan: Orphan) -> NoteWarning:
    """What a schedule that belongs to no card is, and what can be done about it."""
    why = f" ({orphan.hint})" if orphan.hint else ""
    return NoteWarning(
        orphan.line,
        f"the schedule {orphan.raw} belongs to no card{why}: put it right below its card, or "
        "take it out; until then it is kept aside",
    )


def _by_line(warnings: Iterable[NoteWarning]) -> tuple[NoteWarning, ...]:
    return tuple(sorted(warnings, key=lambda warning: warning.line))


def assign_entries(
    cards: Sequence[FoundCard], known: Sequence[KnownCard], pairs: Mapping[int, int]
) -> tuple[list[FoundCard], set[str]]:
    """The found cards, each with no entry but its own, and the entries given back to their cards.

    A cloze put in or taken out shifts the places of its siblings, while the comment stays as it
    was: an entry known as another sibling's then says nothing of the card at its place.
    """
    owners: dict[tuple[bytes, str], set[int]] = defaultdict(set)
    for index, old in enumerate(known):
        if old.entry:
            owners[old.content_hash, old.entry].add(index)
    texts = {(card.line, card.content_hash): {card.content_hash} for card in cards}
    for index, number in pairs.items():
        place = (cards[index].line, cards[index].content_hash)
        texts[place].add(known[number].content_hash)
    result: list[FoundCard] = []
    restored: set[str] = set()
    for index, card in enumerate(cards):
        mine = pairs.get(index)
        theirs: set[int] = set()
        if card.entry:
            for text in texts[card.line, card.content_hash]:
                theirs |= owners.get((text, card.entry), set())
        if not theirs or mine in theirs:
            result.append(card)
            continue
        entry = "" if mine is None else known[mine].entry
        restored |= {entry} - {""}
        result.append(card._replace(entry=entry, schedule=None))
    return result, restored


def differs(found: FoundCard, known: KnownCard) -> bool:
    """Whether the learner would see a difference."""
    return (
        known.missing
        or found.face != known.face
        or found.kind is not known.kind
        or found.decks != known.decks
        or found.rule != known.rule
        or found.incomplete != known.incomplete
        or found.headings != known.headings
    )


def find_newer_schedule(
    found: FoundCard, known: KnownCard
) -> tuple[Schedule | None, NoteWarning | None]:
    """The comment's schedule where it changed since last read and is later than ours."""
    theirs = found.schedule
    if theirs is None or theirs.last_review is None or found.entry == known.entry:
        return None, None
    if known.last_review is None or theirs.last_review > known.last_review:
        return theirs, None
    if theirs.last_review == known.last_review:
        return None, None
    return None, NoteWarning(
        found.end_line,
        f"the comment's schedule ({found.entry}) is older than the library's, last reviewed on "
        f"{known.last_review}: kept the library's",
    )
