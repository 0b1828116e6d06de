"""Cards of another program into the library: known ones found again, new ones added.

What comes from Anki is known by Anki's own name for its note, so that importing a package again
updates; what was exported from here and comes back brings its reviews home.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from operator import attrgetter

from gruquiz.exchange.arrival import UNTOUCHED, Arrival, Pairs, run_of
from gruquiz.exchange.shelf import SCHEME, Shelf, reports
from gruquiz.importer.diff import differs
from gruquiz.library import Blocks, CardColumns, Library
from gruquiz.model import (
    CardId,
    ImportReport,
    KeptCard,
    KnownCard,
    LogKind,
)

__all__ = ["AT_ONCE", "SCHEME", "Arrival", "take_in"]

AT_ONCE = 2000
"""Cards that are held in memory together, however many there are in a file."""
_OWN = re.compile(r"[0-7][0-9a-f]{15}")
"""The name of a card of ours."""
_PLACE = attrgetter("deck", "tags")


@dataclass(slots=True)
class _Work:
    """What a part of an import does to a shelf."""

    run: CardColumns | None = None
    """New cards that are written together."""
    added: list[tuple[Arrival, int]] = field(default_factory=list)
    """Other new ones, each with its line."""
    kept: list[tuple[Arrival, KeptCard]] = field(default_factory=list)
    back: list[tuple[Arrival, CardId]] = field(default_factory=list)
    """Cards exported from here that came back."""

    @property
    def new(self) -> int:
        """How many cards are new."""
        return len(self.added) + (len(self.run.fronts) if self.run is not None else 0)

    @property
    def changes(self) -> bool:
        """Whether any card is new or changes."""
        return self.new > 0 or any(kept.changed for _, kept in self.kept)


def take_in(
    library: Library,
    arrivals: Iterable[Arrival | Pairs],
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
    """One import as it goes: part by part, in one transaction."""

    def __init__(self, library: Library, now: datetime, label: str, *, dry_run: bool) -> None:
        self.library = library
        self.now = now
        self.label = label
        self.dry_run = dry_run
        self.action = library.imports.new_act()
        self.known: dict[tuple[str, str], KnownCard] = {
            (card.anchor or "", card.variant): card
            for path in library.note_index.notes()
            if path.startswith(SCHEME)
            for card in library.note_index.cards(path)
        }
        self.shelves: dict[tuple[str, tuple[str, ...]], Shelf] = {}
        self.first: int | None = None
        """The number of the first card that is added, once anything is written."""
        self.past = False
        """Whether any card brought its past."""

    def run(self, arrivals: Iterable[Arrival | Pairs]) -> ImportReport:
        with ExitStack() as stack:
            if not self.dry_run:
                stack.enter_context(self.library.relaxed_durability())
            for part in _parts(arrivals):
                self.take(part, stack)
            if self.first is not None:
                self.library.words.add_since(self.first)
            if self.past:
                self.library.tallies.count_act(self.action, 1)
        return ImportReport(tuple(reports(self.shelves.values())))

    def take(self, part: Sequence[Arrival] | Pairs, stack: ExitStack) -> None:
        """Sort a part by shelf, count it and write it."""
        works = self.works(part)
        for shelf, work in works:
            different = sum(one.changed for _, one in work.kept)
            shelf.added += work.new
            shelf.changed += different
            shelf.unchanged += len(work.kept) - different + len(work.back)
        if self.dry_run:
            return
        if self.first is None:
            # The copy cannot be made inside the transaction.
            if any(work.back or work.changes for _, work in works):
                self.library.imports.copy_before(self.action, self.now)
            stack.enter_context(self.library.transaction())
            self.first = self.library.new_cards.next_number()
        for shelf, work in works:
            self.save(shelf, work)

    def works(self, part: Sequence[Arrival] | Pairs) -> list[tuple[Shelf, _Work]]:
        """What is to be done, shelf by shelf."""
        if isinstance(part, Pairs):
            shelf = self.shelf(part.deck, ())
            lines = range(shelf.lines + 1, shelf.lines + 1 + len(part.fronts))
            run = None if self.known else part.run(lines)
            if run is not None:
                shelf.lines += len(lines)
                return [(shelf, _Work(run))]
            part = list(part.each())
        ours = self.ours(part)
        filled: dict[str, Shelf] = {}
        for place, arrivals in groupby(part, _PLACE):
            shelf = self.shelf(*place)
            shelf.waiting.extend(arrivals)
            filled[shelf.path] = shelf
        return [(shelf, self.sort(shelf, ours)) for shelf in filled.values()]

    def ours(self, part: Sequence[Arrival]) -> dict[str, CardId]:
        """The cards of a part that were exported from here, by their names."""
        names = [
            one.name for one in part if one.named and one.ordinal == 0 and _OWN.fullmatch(one.name)
        ]
        there = self.library.cards.present([CardId(int(name, 16)) for name in names])
        return {name: CardId(int(name, 16)) for name in names if int(name, 16) in there}

    def shelf(self, deck: str, words: tuple[str, ...]) -> Shelf:
        """Where arrivals stand: there is a shelf for each set of tags of a deck."""
        shelf = self.shelves.get((deck, words))
        if shelf is None:
            tags = tuple(dict.fromkeys(words))
            path = " #".join((f"{SCHEME}{deck}", *tags))
            shelf = self.shelves.get((deck, tags)) or Shelf(deck, tags, path)
            self.shelves[deck, words] = self.shelves[deck, tags] = shelf
        return shelf

    def sort(self, shelf: Shelf, ours: dict[str, CardId]) -> _Work:
        """Cards are new, or known and perhaps changed; other tags are a change too."""
        work = _Work()
        if not (self.known or ours):  # as is usual; nothing need be looked up
            work.added.extend(zip(shelf.waiting, count(shelf.lines + 1), strict=False))
            shelf.lines += len(shelf.waiting)
        else:
            for arrival in shelf.waiting:
                self.sort_one(arrival, shelf, ours, work)
        shelf.waiting.clear()
        work.run = run_of(work.added)
        if work.run is not None:
            work.added.clear()
        return work

    def sort_one(
        self, arrival: Arrival, shelf: Shelf, ours: dict[str, CardId], work: _Work
    ) -> None:
        own = ours.get(arrival.name) if arrival.ordinal == 0 else None
        if own is not None:
            work.back.append((arrival, own))
            return
        shelf.lines += 1
        old = self.known.get((arrival.name, arrival.variant))
        if old is None:
            work.added.append((arrival, shelf.lines))
        else:
            found = arrival.found(shelf.lines)
            changed = differs(found, old) or old.note != shelf.path
            work.kept.append((arrival, KeptCard(old.id, found, changed)))

    def save(self, shelf: Shelf, work: _Work) -> None:
        """Write a shelf's cards; those added bring their past, those known what is newer of it."""
        library, action = self.library, self.action
        if work.new or work.kept:
            if work.changes:
                self.begin()
            if shelf.stands is None:
                library.notes.put(shelf.note, shelf.deck, "")
                number = library.notes.number(shelf.path)
                shelf.stands = number, library.new_cards.blocks(number)
            note, blocks = shelf.stands
            for _, kept in work.kept:
                library.updates.keep(kept, note, blocks, self.now, action)
            if work.run is not None:
                library.new_cards.add_columns(work.run, note, blocks, self.now, action)
            if work.added:
                self.add(shelf, work.added, note, blocks)
        for arrival, one in work.kept:
            shelf.adopted += self.bring_home(one.id, arrival)
        for arrival, own in work.back:
            shelf.adopted += self.bring_home(own, arrival)

    def add(
        self, shelf: Shelf, added: Sequence[tuple[Arrival, int]], note: int, blocks: Blocks
    ) -> None:
        """Write new cards one by one, each with what it brings."""
        placed = [(arrival.found(line), note, blocks) for arrival, line in added]
        ids = self.library.new_cards.add_without_words(placed, self.now, self.action)
        for (arrival, _), card in zip(added, ids, strict=True):
            if arrival[5:9] != UNTOUCHED:
                shelf.adopted += arrival.schedule is not None
                self.give(card, arrival)

    def begin(self) -> None:
        self.library.log.begin_import(self.now, self.action)

    def bring_home(self, card: CardId, arrival: Arrival) -> bool:
        """Take over a known card's reviews and schedule where they are later than ours."""
        theirs, play = arrival.schedule, self.library.cards.row(card)
        mine = play.schedule
        if theirs is None or theirs.last_review is None:
            return False
        if mine.last_review is not None and mine.last_review >= theirs.last_review:
            return False
        self.begin()
        self.write_past(card, arrival)
        play = self.library.cards.row(card)
        self.library.acts.set_schedules([play], [theirs], self.now, LogKind.IMPORT, self.action)
        return True

    def write_past(self, card: CardId, arrival: Arrival) -> None:
        if arrival.past:
            self.past = True
            self.library.foreign_reviews.add(card, arrival.past, self.label, "anki", self.action)

    def give(self, card: CardId, arrival: Arrival) -> None:
        """A new card's past; suspended and flagged if it was."""
        if arrival.past:
            self.write_past(card, arrival)
            self.library.log.states.refresh(self.library.cards.row(card).number)
        if arrival.suspended:
            play = self.library.cards.row(card)
            self.library.acts.perform([play], LogKind.SUSPEND, self.now, act=self.action)
        if arrival.flag:
            play = self.library.cards.row(card)
            self.library.acts.perform(
                [play], LogKind.FLAG, self.now, [str(arrival.flag)], self.action
            )


def _parts(arrivals: Iterable[Arrival | Pairs]) -> Iterator[list[Arrival] | Pairs]:
    """What is held in memory together."""
    waiting: list[Arrival] = []
    for one in arrivals:
        if isinstance(one, Pairs):
            yield one
            continue
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
