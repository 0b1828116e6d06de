"""Undo of the last act: by adding a row, at any depth, across restarts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from gruquiz.library.cards import Cards
from gruquiz.library.database import Database
from gruquiz.library.log.acts import Acts
from gruquiz.library.log.review_log import OtherRow
from gruquiz.library.notes.texts import Blocks, CardTexts, Past
from gruquiz.library.rows import UNLOGGED, Held
from gruquiz.model import CardId, LogKind


class Undone(NamedTuple):
    """An act that was undone."""

    kind: LogKind
    cards: tuple[CardId, ...]


class Undo:
    """Undoes what was done in this file."""

    def __init__(
        self,
        database: Database,
        cards: Cards,
        acts: Acts,
        texts: CardTexts,
        reconcile: Callable[[], object],
    ) -> None:
        self.database = database
        self.cards = cards
        self.acts = acts
        self.log = acts.log
        self.texts = texts
        self.reconcile = reconcile
        """Finds duplicates of other devices' cards anew, once cards of an import have gone."""

    def last(self, now: datetime) -> Undone | None:
        """Undo the last act made in this file; None where there is none left."""
        with self.database.transaction():
            act = self.log.last_act()
            if act is None:
                return None
            cards = self.log.cards_of(act)
            self.log.tallies.count_row_or_act(act.seq, act.id, -1)
            only = cards[0] if len(cards) == 1 else None
            self.log.write(OtherRow(LogKind.UNDO, only, target=act.id), self.log.moment(now))
            if act.kind is LogKind.IMPORT:
                cards = self._undo_import(act.id, cards)
            for card in cards:
                self.log.states.refresh(card)
                if act.kind is LogKind.DECK:
                    self.acts.settle_deck(card)
            undone = Undone(act.kind, self.cards.ids(cards))
            if act.kind is LogKind.IMPORT:
                self.reconcile()
            return undone

    def _undo_import(self, act: int, cards: Sequence[int]) -> list[int]:
        """Texts as they were, added cards withdrawn; the notes will be read anew."""
        touched = set(cards) | self.texts.changed_by(act)
        touched |= {
            card for (card,) in self.database.rows("SELECT n FROM card WHERE act = ?", (act,))
        }
        for card in touched:
            self._read_note_again(card)
        self.database.run(
            "UPDATE card SET held = held | ? WHERE act = ?", (int(Held.WITHDRAWN), act)
        )
        blocks: dict[int, Blocks] = {}
        for card, past in self.texts.pasts(act):
            self._restore(card, past, blocks)
            self._read_note_again(card)
        return sorted(touched)

    def _read_note_again(self, card: int) -> None:
        """Have the next import read the card's note, whatever its time and digest."""
        self.database.run(
            "UPDATE note SET digest = x'', mtime_ns = 0, gone = 0 "
            "WHERE n = (SELECT note FROM card WHERE n = ?)",
            (card,),
        )

    def _restore(self, card: int, past: Past, blocks: dict[int, Blocks]) -> None:
        """Give a card its past text and place; `blocks` are those of the notes met so far."""
        note = past.note
        if self.database.row("SELECT 1 FROM note WHERE n = ?", (note,)) is None:
            # The note was renamed onto another meanwhile, which took its cards over.
            note = int(self.database.value("SELECT note FROM card WHERE n = ?", (card,)))
        if note not in blocks:
            blocks[note] = Blocks.of_note(self.database, note)
        block = blocks[note].of(past.hash, card)
        self.texts.write(card, past.content)
        self.texts.set_home(card, note, past.decks, block)
        self.database.run(
            "UPDATE card SET held = (held & ?) | ?, act = ? WHERE n = ?",
            (int(~UNLOGGED), past.held & int(UNLOGGED), past.act, card),
        )
