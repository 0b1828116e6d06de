"""Imports cards of another program: updates known ones, adds new ones.

Cards from Anki are identified by Anki's name of their note, so that importing a package again
updates them. Cards that were exported from here return with their reviews.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from operator import attrgetter

from gruquiz.exchange.foreign_card import NEVER_REVIEWED, CardPairs, ForeignCard, columns_of
from gruquiz.exchange.foreign_deck import SCHEME, ForeignDeck, reports
from gruquiz.importer.diff import differs
from gruquiz.library import Blocks, CardColumns, Library
from gruquiz.model import (
    CardId,
    ImportReport,
    KeptCard,
    KnownCard,
    LogKind,
)

__all__ = ["AT_ONCE", "SCHEME", "ForeignCard", "import_cards"]

AT_ONCE = 2000
"""At most so many cards are in memory at once."""
_OWN = re.compile(r"[0-7][0-9a-f]{15}")
"""The name of a card of our own."""
_PLACE = attrgetter("deck", "tags")


@dataclass(slots=True)
class _DeckChanges:
    """The changes to a deck by a part of an import."""

    run: CardColumns | None = None
    """New cards that are inserted together."""
    added: list[tuple[ForeignCard, int]] = field(default_factory=list)
    """Other new cards, each with its line."""
    kept: list[tuple[ForeignCard, KeptCard]] = field(default_factory=list)
    returned: list[tuple[ForeignCard, CardId]] = field(default_factory=list)
    """Cards exported from here that came back."""

    @property
    def new(self) -> int:
        """How many cards are new."""
        return len(self.added) + (len(self.run.fronts) if self.run is not None else 0)

    @property
    def has_changes(self) -> bool:
        """Whether any card is new or changes."""
        return self.new > 0 or any(kept.changed for _, kept in self.kept)


def import_cards(
    library: Library,
    cards: Iterable[ForeignCard | CardPairs],
    now: datetime,
    label: str,
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Add and update cards as one act, which one undo reverses.

    `label` names the scheduler with which their history is replayed. Other cards are not changed:
    a package may hold a part of a collection.
    """
    return _CardImport(library, now, label, dry_run=dry_run).run(cards)


class _CardImport:
    """One import, part by part, in one transaction."""

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
        self.foreign_decks: dict[tuple[str, tuple[str, ...]], ForeignDeck] = {}
        self.first: int | None = None
        """The number of the first card that is added, once anything is written."""
        self.past = False
        """Whether any card brought reviews."""

    def run(self, cards: Iterable[ForeignCard | CardPairs]) -> ImportReport:
        with ExitStack() as stack:
            if not self.dry_run:
                stack.enter_context(self.library.relaxed_durability())
            for part in _parts(cards):
                self.import_part(part, stack)
            if self.first is not None:
                self.library.words.add_since(self.first)
            if self.past:
                self.library.tallies.count_act(self.action, 1)
        return ImportReport(tuple(reports(self.foreign_decks.values())))

    def import_part(self, part: Sequence[ForeignCard] | CardPairs, stack: ExitStack) -> None:
        """Sort a part by deck, count its cards and write them."""
        parts = self.deck_changes(part)
        for target, changes in parts:
            different = sum(one.changed for _, one in changes.kept)
            target.added += changes.new
            target.changed += different
            target.unchanged += len(changes.kept) - different + len(changes.returned)
        if self.dry_run:
            return
        if self.first is None:
            # The copy cannot be made inside the transaction.
            if any(changes.returned or changes.has_changes for _, changes in parts):
                self.library.imports.copy_before(self.action, self.now)
            stack.enter_context(self.library.transaction())
            self.first = self.library.new_cards.next_number()
        for target, changes in parts:
            self.save(target, changes)

    def deck_changes(
        self, part: Sequence[ForeignCard] | CardPairs
    ) -> list[tuple[ForeignDeck, _DeckChanges]]:
        """The changes, deck by deck."""
        if isinstance(part, CardPairs):
            target = self.foreign_deck(part.deck, ())
            lines = range(target.lines + 1, target.lines + 1 + len(part.fronts))
            run = None if self.known else part.run(lines)
            if run is not None:
                target.lines += len(lines)
                return [(target, _DeckChanges(run))]
            part = list(part.each())
        own_cards = self.own_cards(part)
        filled: dict[str, ForeignDeck] = {}
        for place, cards in groupby(part, _PLACE):
            target = self.foreign_deck(*place)
            target.waiting.extend(cards)
            filled[target.path] = target
        return [(target, self.classify(target, own_cards)) for target in filled.values()]

    def own_cards(self, part: Sequence[ForeignCard]) -> dict[str, CardId]:
        """The cards of a part that were exported from here, by their names."""
        names = [
            one.name for one in part if one.named and one.ordinal == 0 and _OWN.fullmatch(one.name)
        ]
        there = self.library.cards.present([CardId(int(name, 16)) for name in names])
        return {name: CardId(int(name, 16)) for name in names if int(name, 16) in there}

    def foreign_deck(self, deck: str, words: tuple[str, ...]) -> ForeignDeck:
        """The place for cards: one for each set of tags in a deck."""
        target = self.foreign_decks.get((deck, words))
        if target is None:
            tags = tuple(dict.fromkeys(words))
            path = " #".join((f"{SCHEME}{deck}", *tags))
            target = self.foreign_decks.get((deck, tags)) or ForeignDeck(deck, tags, path)
            self.foreign_decks[deck, words] = self.foreign_decks[deck, tags] = target
        return target

    def classify(self, target: ForeignDeck, own_cards: dict[str, CardId]) -> _DeckChanges:
        """Sort cards into new, changed and unchanged ones; different tags are a change."""
        changes = _DeckChanges()
        if not (self.known or own_cards):  # the usual case: nothing to look up
            changes.added.extend(zip(target.waiting, count(target.lines + 1), strict=False))
            target.lines += len(target.waiting)
        else:
            for card in target.waiting:
                self.classify_card(card, target, own_cards, changes)
        target.waiting.clear()
        changes.run = columns_of(changes.added)
        if changes.run is not None:
            changes.added.clear()
        return changes

    def classify_card(
        self,
        card: ForeignCard,
        target: ForeignDeck,
        own_cards: dict[str, CardId],
        changes: _DeckChanges,
    ) -> None:
        own = own_cards.get(card.name) if card.ordinal == 0 else None
        if own is not None:
            changes.returned.append((card, own))
            return
        target.lines += 1
        old = self.known.get((card.name, card.variant))
        if old is None:
            changes.added.append((card, target.lines))
        else:
            found = card.found(target.lines)
            changed = differs(found, old) or old.note != target.path
            changes.kept.append((card, KeptCard(old.id, found, changed)))

    def save(self, target: ForeignDeck, changes: _DeckChanges) -> None:
        """Write the cards of a deck: new ones with their history, known ones with newer reviews."""
        library, action = self.library, self.action
        if changes.new or changes.kept:
            if changes.has_changes:
                self.begin()
            if target.note_and_blocks is None:
                library.notes.put(target.note, target.deck, "")
                number = library.notes.number(target.path)
                target.note_and_blocks = number, library.new_cards.blocks(number)
            note, blocks = target.note_and_blocks
            for _, kept in changes.kept:
                library.updates.keep(kept, note, blocks, self.now, action)
            if changes.run is not None:
                library.new_cards.add_columns(changes.run, note, blocks, self.now, action)
            if changes.added:
                self.add(target, changes.added, note, blocks)
        for card, one in changes.kept:
            target.adopted += self.adopt_newer_past(one.id, card)
        for card, own in changes.returned:
            target.adopted += self.adopt_newer_past(own, card)

    def add(
        self,
        target: ForeignDeck,
        added: Sequence[tuple[ForeignCard, int]],
        note: int,
        blocks: Blocks,
    ) -> None:
        """Write new cards one by one, each with its history."""
        placed = [(card.found(line), note, blocks) for card, line in added]
        ids = self.library.new_cards.add_without_words(placed, self.now, self.action)
        for (foreign, _), card in zip(added, ids, strict=True):
            if foreign[5:9] != NEVER_REVIEWED:
                target.adopted += foreign.schedule is not None
                self.restore_past(card, foreign)

    def begin(self) -> None:
        self.library.log.begin_import(self.now, self.action)

    def adopt_newer_past(self, card: CardId, foreign: ForeignCard) -> bool:
        """Take over a known card's reviews and schedule, if they are later than ours."""
        theirs, row = foreign.schedule, self.library.cards.row(card)
        mine = row.schedule
        if theirs is None or theirs.last_review is None:
            return False
        if mine.last_review is not None and mine.last_review >= theirs.last_review:
            return False
        self.begin()
        self.write_past(card, foreign)
        row = self.library.cards.row(card)
        self.library.acts.set_schedules([row], [theirs], self.now, LogKind.IMPORT, self.action)
        return True

    def write_past(self, card: CardId, foreign: ForeignCard) -> None:
        if foreign.past:
            self.past = True
            self.library.foreign_reviews.add(card, foreign.past, self.label, "anki", self.action)

    def restore_past(self, card: CardId, foreign: ForeignCard) -> None:
        """Restore a new card's history, suspension and flag."""
        if foreign.past:
            self.write_past(card, foreign)
            self.library.log.states.refresh(self.library.cards.row(card).number)
        if foreign.suspended:
            row = self.library.cards.row(card)
            self.library.acts.perform([row], LogKind.SUSPEND, self.now, act=self.action)
        if foreign.flag:
            row = self.library.cards.row(card)
            self.library.acts.perform(
                [row], LogKind.FLAG, self.now, [str(foreign.flag)], self.action
            )


def _parts(cards: Iterable[ForeignCard | CardPairs]) -> Iterator[list[ForeignCard] | CardPairs]:
    """Split the cards into parts that fit in memory."""
    waiting: list[ForeignCard] = []
    for one in cards:
        if isinstance(one, CardPairs):
            yield one
            continue
        waiting.append(one)
        if len(waiting) == AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
