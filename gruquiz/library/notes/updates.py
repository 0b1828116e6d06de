"""Known cards as found now: what changed is written, with its past kept for undo."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gruquiz.library.cards import Cards
from gruquiz.library.database import Database
from gruquiz.library.log.review_log import OtherRow, ReviewLog
from gruquiz.library.notes.texts import Blocks, CardTexts, content_row
from gruquiz.library.rows import (
    GONE,
    UNLOGGED,
    Held,
    integers_text,
    list_text,
    schedule_text,
)
from gruquiz.model import CardId, LogKind

if TYPE_CHECKING:
    from gruquiz.model import KeptCard

PLACE = "block, line, end_line, variant, sibling, entry, also, hash, headings, anchor"


class CardUpdates:
    """Updates known cards; the caller's transaction, part of an import."""

    def __init__(self, database: Database, cards: Cards, log: ReviewLog, texts: CardTexts) -> None:
        self.database = database
        self.cards = cards
        self.log = log
        self.texts = texts

    def keep(self, kept: "KeptCard", note: int, blocks: Blocks, now: datetime, act: int) -> None:
        """Write a known card as it was found."""
        number = self._number(kept.id)
        block = blocks.of(kept.found.content_hash, number)
        if kept.changed:
            self._change(number, kept, note, block, now, act)
        else:
            self._place(number, kept, block)
        if kept.adopt is not None:
            self.log.adopt(number, kept.adopt, now, act)

    def _number(self, card: CardId) -> int:
        """A card's number, even where the import that added it was undone."""
        return int(self.database.value("SELECT n FROM card WHERE id = ?", (card,)))

    def _place(self, number: int, kept: "KeptCard", block: int) -> None:
        """A card whose text is the same: only its place may be new."""
        found = kept.found
        place = (
            block, found.line, found.end_line, found.variant, found.sibling, found.entry or None,
            integers_text(found.also), found.content_hash, list_text(found.headings), found.anchor,
        )  # fmt: skip
        old = self.database.the_row(
            f"SELECT {PLACE} FROM card JOIN content ON content.card = n WHERE n = ?",
            (number,),
        )
        if old[0] != block:
            self.database.run("UPDATE card SET block = ? WHERE n = ?", (block, number))
        if old[1:] != place[1:]:
            self.database.run(
                "UPDATE content SET line = ?, end_line = ?, variant = ?, sibling = ?, entry = ?, "
                "also = ?, hash = ?, headings = ?, anchor = ? WHERE card = ?",
                (*place[1:], number),
            )

    def _change(
        self, number: int, kept: "KeptCard", note: int, block: int, now: datetime, act: int
    ) -> None:
        """A card whose text or decks are others, or that is back."""
        found, moment = kept.found, self.log.moment(now)
        self.texts.remember_past(number, act)
        self.texts.write(number, content_row(found, moment.time))
        self.texts.set_home(number, note, found.decks, block)
        held = int(self.database.value("SELECT held FROM card WHERE n = ?", (number,)))
        if held & (Held.MISSING | Held.WITHDRAWN):
            self.log.write(OtherRow(LogKind.FOUND, number, act), moment)
        if held & GONE:
            self.database.run("UPDATE card SET act = ? WHERE n = ?", (act, number))
        held &= ~int(Held.MISSING | GONE | Held.INCOMPLETE)
        held |= int(Held.INCOMPLETE) if found.incomplete else 0
        self.database.run("UPDATE card SET held = ? WHERE n = ?", (held, number))

    def join(self, pairs: Sequence[tuple[CardId, CardId]], now: datetime, act: int) -> None:
        """Take each (old, new) for one card: old goes on with new's text, place and decks.

        The old card keeps its own schedule and log, unless the new one's was reviewed later.
        """
        with self.database.transaction():
            if pairs:
                self.log.begin_import(now, act)
            for old, new in pairs:
                self._join(self._number(old), self._number(new), now, act)

    def _join(self, old: int, new: int, now: datetime, act: int) -> None:
        for card in (old, new):
            self.texts.remember_past(card, act)
        note, block, held = self.database.the_row(
            "SELECT note, block, held FROM card WHERE n = ?", (new,)
        )
        content = self.texts.of(new)
        decks = self.cards.get(self.cards.ids([new])[0]).decks
        self.texts.write(old, content)
        self.texts.set_home(old, note, decks, block)
        self.log.write(OtherRow(LogKind.FOUND, old, act), self.log.moment(now))
        mine, fresh = (self.log.states.kept(card).schedule for card in (old, new))
        if fresh.last_review is not None and (
            mine.last_review is None or fresh.last_review > mine.last_review
        ):
            texts = schedule_text(mine), schedule_text(fresh)
            self.log.write(OtherRow(LogKind.IMPORT, old, act, *texts), self.log.moment(now))
        self.log.states.refresh(old)
        withdrawn = int(Held.WITHDRAWN)  # by the undo of an act that is its own no more
        self.database.run("UPDATE card SET act = ? WHERE n = ? AND held & ?", (act, old, withdrawn))
        self.database.run(
            "UPDATE card SET held = (held & ?) | ? WHERE n = ?",
            (int(~UNLOGGED), held & int(Held.INCOMPLETE), old),
        )
        self.database.run("UPDATE card SET held = held | ? WHERE n = ?", (int(Held.JOINED), new))
        self.database.run("DELETE FROM likely_edit WHERE old = ?1 OR new = ?2", (old, new))
