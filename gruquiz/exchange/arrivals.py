"""Cards of another program into the library: known ones found again, new ones added.

What comes from Anki is known by Anki's own name for its note, so that importing a package again
updates; what was exported from here and comes back brings its reviews home.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from gruquiz.importer.changes import differs
from gruquiz.library import Library
from gruquiz.library.adopting import Foreign
from gruquiz.model import (
    CardId,
    Face,
    FoundCard,
    ImportReport,
    Kept,
    Kind,
    KnownCard,
    LogKind,
    Note,
    NoteChange,
    NoteReport,
    Schedule,
    card_name,
)

SCHEME = "anki:"
"""Begins the path of a deck that came from Anki: no file, and no folder around it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card as another program has it."""

    name: str
    """What that program calls its note."""
    ordinal: int
    """Which of the note's cards it is."""
    kind: Kind
    face: Face
    deck: str
    schedule: Schedule | None = None
    suspended: bool = False
    flag: int = 0
    past: tuple[Foreign, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def shelf(self) -> "_Shelf":
        """What stands for its note in the library: there is one for each set of tags of a deck."""
        return _Shelf(self.deck, tuple(dict.fromkeys(self.tags)))

    def found(self, line: int) -> FoundCard:
        """The card as the library takes cards in."""
        return FoundCard(
            kind=self.kind,
            face=self.face,
            line=line,
            end_line=line,
            decks=(self.deck,),
            headings=(),
            content_hash=blake2b(self.name.encode(), digest_size=16).digest(),
            variant=f"anki:{self.ordinal}",
            sibling=self.ordinal,
            anchor=self.name,
            schedule=self.schedule,
            incomplete=not (self.face.front.strip() and self.face.back.strip()),
        )


class _Shelf(NamedTuple):
    """Cards of one deck that have the same tags: as a note has tags, not a card."""

    deck: str
    tags: tuple[str, ...]

    @property
    def note(self) -> Note:
        path = " #".join((f"{SCHEME}{self.deck}", *self.tags))
        return Note(path, self.deck.rpartition("/")[2], (), {}, self.tags, b"", 0, 0)


@dataclass(slots=True)
class _Held:
    """What an import does to one shelf."""

    added: list[tuple[Arrival, FoundCard]] = field(default_factory=list)
    kept: list[tuple[Arrival, Kept]] = field(default_factory=list)
    own: int = 0
    """Cards exported from here that came back."""
    adopted: int = 0


def take_in(
    library: Library,
    arrivals: Iterable[Arrival],
    now: datetime,
    label: str,
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Add and update cards, as one act that one undo takes back.

    `label` names the scheduler under which their past is replayed. Cards that are not among the
    arrivals stay as they are: a package may hold a part of a collection.
    """
    return _Taking(library, now, label, dry_run=dry_run).run(arrivals)


class _Taking:
    """One import as it goes."""

    def __init__(self, library: Library, now: datetime, label: str, *, dry_run: bool) -> None:
        self.library = library
        self.now = now
        self.label = label
        self.dry_run = dry_run
        self.action = library.new_action()
        self.known: dict[tuple[str, str], KnownCard] = {
            (card.anchor or "", card.variant): card
            for path in library.known_notes()
            if path.startswith(SCHEME)
            for card in library.known_cards(path)
        }
        self.ours: Mapping[str, CardId] = {
            card_name(card): card for card in library.search("") + library.search("is:missing")
        }

    def run(self, arrivals: Iterable[Arrival]) -> ImportReport:
        shelves: dict[_Shelf, _Held] = defaultdict(_Held)
        back: list[Arrival] = []
        for arrival in arrivals:
            held = shelves[arrival.shelf]
            if arrival.name in self.ours and arrival.ordinal == 0:
                held.own += 1
                back.append(arrival)
            else:
                self.sort(held, arrival)
        if not self.dry_run:
            with self.library.importing():
                for shelf, held in shelves.items():
                    self.save(shelf, held)
                with self.library.transaction():
                    for arrival in back:
                        held = shelves[arrival.shelf]
                        held.adopted += self.bring_home(self.ours[arrival.name], arrival)
                    self.library.count_act(self.action)
        return ImportReport(tuple(_reports(shelves)))

    def sort(self, held: _Held, arrival: Arrival) -> None:
        """A card is new, or known and perhaps changed; other tags are a change too."""
        found = arrival.found(len(held.added) + len(held.kept) + 1)
        old = self.known.get((arrival.name, found.variant))
        if old is None:
            held.added.append((arrival, found))
        else:
            changed = differs(found, old) or old.note != arrival.shelf.note.path
            held.kept.append((arrival, Kept(old.id, found, changed)))

    def save(self, shelf: _Shelf, held: _Held) -> None:
        """Write a shelf's cards; those added bring their past, those known what is newer of it."""
        added = tuple(found for _, found in held.added)
        kept = tuple(kept for _, kept in held.kept)
        if not added and not kept:
            return
        change = NoteChange(shelf.note, shelf.deck, "", added, kept)
        ids = self.library.save_note(change, self.now, self.action)
        with self.library.transaction():
            for (arrival, _), card in zip(held.added, ids, strict=True):
                held.adopted += arrival.schedule is not None
                self.write_past(card, arrival)
                self.library.renew(self.library.play(card).number)
            self.hold([(card, arrival) for (arrival, _), card in zip(held.added, ids, strict=True)])
            for arrival, one in held.kept:
                held.adopted += self.bring_home(one.id, arrival)

    def bring_home(self, card: CardId, arrival: Arrival) -> bool:
        """Take over a known card's reviews and schedule where they are later than ours."""
        theirs, play = arrival.schedule, self.library.play(card)
        mine = play.schedule
        if theirs is None or theirs.last_review is None:
            return False
        if mine.last_review is not None and mine.last_review >= theirs.last_review:
            return False
        self.library.begin_act(self.now, self.action)
        self.write_past(card, arrival)
        play = self.library.play(card)
        self.library.set_schedules([play], [theirs], self.now, LogKind.IMPORT, self.action)
        return True

    def write_past(self, card: CardId, arrival: Arrival) -> None:
        if arrival.past:
            self.library.adopt_past(card, arrival.past, self.label, "anki", self.action)

    def hold(self, cards: Sequence[tuple[CardId, Arrival]]) -> None:
        """Suspend and flag what was suspended and flagged."""
        for card, arrival in cards:
            if arrival.suspended:
                self.library.act(
                    [self.library.play(card)], LogKind.SUSPEND, self.now, act=self.action
                )
            if arrival.flag:
                play = self.library.play(card)
                flag = [str(arrival.flag)]
                self.library.act([play], LogKind.FLAG, self.now, flag, self.action)


def _reports(shelves: Mapping[_Shelf, _Held]) -> Iterator[NoteReport]:
    """One report for each deck."""
    decks: dict[str, list[_Held]] = defaultdict(list)
    for shelf, held in shelves.items():
        decks[shelf.deck].append(held)
    for name, parts in decks.items():
        kept = [one for held in parts for _, one in held.kept]
        changed = sum(one.changed for one in kept)
        yield NoteReport(
            f"{SCHEME}{name}",
            name,
            added=sum(len(held.added) for held in parts),
            changed=changed,
            unchanged=len(kept) - changed + sum(held.own for held in parts),
            adopted=sum(held.adopted for held in parts),
        )
