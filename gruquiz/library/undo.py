"""Taking the last act back: by adding a row, at any depth, across restarts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from gruquiz.library.adding import CONTENT, Blocks
from gruquiz.library.placing import Placing
from gruquiz.library.rows import Held, schedule_text
from gruquiz.library.saving import HASH
from gruquiz.model import CardId, LogKind

OWN = Held.WITHDRAWN | Held.JOINED | Held.INCOMPLETE
"""The bits of `held` that an import sets without a row of the log."""


class Taken(NamedTuple):
    """An act taken back."""

    kind: LogKind
    cards: tuple[CardId, ...]


class Undo(Placing):
    """Undo of everything, and joining a card to the one that it is an edit of."""

    def take_back(self, now: datetime) -> Taken | None:
        """Undo the last act made in this file; None where there is none left."""
        with self.transaction():
            act = self.last_act()
            if act is None:
                return None
            cards = self.cards_of_act(act)
            self.tally_again(self.answer_rows("(log.seq = ? OR log.act = ?)", act.seq, act.id), -1)
            only = cards[0] if len(cards) == 1 else None
            self.write(self.moment(now), LogKind.UNDO, only, target=act.id)
            if act.kind is LogKind.IMPORT:
                cards = self._take_back_import(act.id, cards)
            for card in cards:
                self.renew(card)
                if act.kind is LogKind.DECK:
                    self.settle_place(card)
            return Taken(act.kind, self.names(cards))

    def _take_back_import(self, act: int, cards: Sequence[int]) -> list[int]:
        """Texts as they were, added cards withdrawn; the notes will be read anew."""
        pasts = self.rows("SELECT card, content FROM past WHERE act = ?", (act,))
        touched = set(cards) | {card for card, _ in pasts}
        touched |= {card for (card,) in self.rows("SELECT n FROM card WHERE act = ?", (act,))}
        for card in touched:
            self._forget_reading(card)
        self.run("UPDATE card SET held = held | ? WHERE act = ?", (int(Held.WITHDRAWN), act))
        blocks: dict[int, Blocks] = {}
        for card, content in pasts:
            self._restore(card, json.loads(content), blocks)
            self._forget_reading(card)
        return sorted(touched)

    def _forget_reading(self, card: int) -> None:
        """Have the next import read the card's note again, whatever its time and digest."""
        self.run(
            "UPDATE note SET digest = x'', mtime_ns = 0, gone = 0 "
            "WHERE n = (SELECT note FROM card WHERE n = ?)",
            (card,),
        )

    def _restore(self, card: int, past: list[Any], blocks: dict[int, Blocks]) -> None:
        """Give a card its past text and place; `blocks` are those of the notes met so far."""
        note, deck, held, act, *content, guests = past
        if self.row("SELECT 1 FROM note WHERE n = ?", (note,)) is None:
            # The note was renamed onto another meanwhile, which took its cards over.
            note = int(self.value("SELECT note FROM card WHERE n = ?", (card,)))
        content[HASH] = bytes.fromhex(content[HASH])
        if note not in blocks:
            blocks[note] = Blocks(self, note)
        block = blocks[note].of(content[HASH], card)
        self.set_content(card, content)
        decks = [self.deck_name(number) for number in (deck, *guests)]
        self.set_home(card, note, decks, block)
        self.run(
            "UPDATE card SET held = (held & ?) | ?, act = ? WHERE n = ?",
            (int(~OWN), held & int(OWN), act, card),
        )

    def join_cards(
        self, pairs: Sequence[tuple[CardId, CardId]], now: datetime, action: int
    ) -> None:
        """Take each (old, new) for one card: old goes on with new's text, place and decks.

        The old card keeps its own schedule and log, unless the new one's was reviewed later.
        """
        with self.transaction():
            if pairs:
                self.begin_act(now, action)
            for old, new in pairs:
                self._join(self._number(old), self._number(new), now, action)

    def _number(self, card: CardId) -> int:
        """A card's number, even where the import that added it was undone."""
        return int(self.value("SELECT n FROM card WHERE id = ?", (card,)))

    def _join(self, old: int, new: int, now: datetime, action: int) -> None:
        for card in (old, new):
            self.remember_past(card, action)
        note, block, held = self.the_row("SELECT note, block, held FROM card WHERE n = ?", (new,))
        content = self.the_row(
            f"SELECT {CONTENT} FROM content WHERE card = ?",
            (new,),
        )
        decks = self.card(self.names([new])[0]).decks
        self.set_content(old, content)
        self.set_home(old, note, decks, block)
        self.write(self.moment(now), LogKind.FOUND, old, act=action)
        mine, fresh = self.cached(old).schedule, self.cached(new).schedule
        if fresh.last_review is not None and (
            mine.last_review is None or fresh.last_review > mine.last_review
        ):
            self.write(
                self.moment(now), LogKind.IMPORT, old, act=action,
                before=schedule_text(mine), after=schedule_text(fresh),
            )  # fmt: skip
        self.renew(old)
        withdrawn = int(Held.WITHDRAWN)  # by the undo of an act that is its own no more
        self.run("UPDATE card SET act = ? WHERE n = ? AND held & ?", (action, old, withdrawn))
        self.run(
            "UPDATE card SET held = (held & ?) | ? WHERE n = ?",
            (int(~OWN), held & int(Held.INCOMPLETE), old),
        )
        self.run("UPDATE card SET held = held | ? WHERE n = ?", (int(Held.JOINED), new))
        self.run("DELETE FROM likely_edit WHERE old = ?1 OR new = ?2", (old, new))
