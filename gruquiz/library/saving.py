"""Writing what an import found: changes with their past kept, so that undo can bring it back."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gruquiz.library.adding import CONTENT, Adding, Blocks, content_row
from gruquiz.library.rows import GONE, Held, integers_text, list_text, schedule_text
from gruquiz.library.words import DELETE_WORDS, INSERT_WORDS
from gruquiz.model import CardId, LogKind, Schedule

if TYPE_CHECKING:
    from gruquiz.model import KeptCard, NoteChange, Orphan

HASH = CONTENT.split(", ").index("hash")
"""The place of the only value of a card's content that JSON cannot hold as it is."""

PAST = (
    f"SELECT card.note, COALESCE(own, deck), held, act, {CONTENT} FROM card "
    "JOIN content ON content.card = card.n WHERE card.n = ?"
)
SET_CONTENT = (
    f"INSERT INTO content (card, {CONTENT}) VALUES ({','.join('?' * 16)}) "
    f"ON CONFLICT DO UPDATE SET ({CONTENT}) = "
    f"({', '.join(f'excluded.{column}' for column in CONTENT.split(', '))})"
)
PLACE = "block, line, end_line, variant, sibling, entry, also, hash, headings, anchor"


class Saving(Adding):
    """One note, one transaction."""

    _backed_up: int | None = None
    """The import before which a copy was made."""

    def save_note(self, change: "NoteChange", now: datetime, action: int) -> tuple[CardId, ...]:
        """Write what importing a note changes; the ids of its added cards, in order."""
        changes = bool(change.added or change.missing) or any(
            kept.changed or kept.adopt is not None for kept in change.kept
        )
        if changes:
            self.copy_before(action, now)
        with self.transaction():
            self.put_note(change.note, change.deck, change.settings)
            note = self.note_number(change.note.path)
            blocks = Blocks(self, note)
            if changes:
                self.begin_act(now, action)
            for kept in change.kept:
                self.keep(kept, note, blocks, now, action)
            added = self.add_cards(change.added, note, blocks, now, action)
            self.mark_missing([self.play(card).number for card in change.missing], now, action)
            self.put_orphans(note, change.orphans)
        return added

    def put_orphans(self, note: int, orphans: "Sequence[Orphan]") -> None:
        """The schedules of a note that belong to no card, in place of those known."""
        self.run("DELETE FROM orphan WHERE note = ?", (note,))
        self.run_many(
            "INSERT INTO orphan (note, line, raw, hint) VALUES (?, ?, ?, ?)",
            [(note, orphan.line, orphan.raw, orphan.hint) for orphan in orphans],
        )

    def copy_before(self, action: int, now: datetime) -> None:
        """A copy of the library before an import first changes cards; in no transaction."""
        if self._backed_up != action:
            self.before_import(now)
            self._backed_up = action

    def keep(self, kept: "KeptCard", note: int, blocks: Blocks, now: datetime, action: int) -> None:
        """A known card as found now."""
        number = int(self.value("SELECT n FROM card WHERE id = ?", (kept.id,)))
        block = blocks.of(kept.found.content_hash, number)
        if kept.changed:
            self._change(number, kept, note, block, now, action)
        else:
            self._place(number, kept, block)
        if kept.adopt is not None:
            self.adopt(number, kept.adopt, now, action)

    def _place(self, number: int, kept: "KeptCard", block: int) -> None:
        """A card that says what it said: only where it stands may be new."""
        found = kept.found
        place = (
            block, found.line, found.end_line, found.variant, found.sibling, found.entry or None,
            integers_text(found.also), found.content_hash, list_text(found.headings), found.anchor,
        )  # fmt: skip
        old = self.the_row(
            f"SELECT {PLACE} FROM card JOIN content ON content.card = n WHERE n = ?",
            (number,),
        )
        if old[0] != block:
            self.run("UPDATE card SET block = ? WHERE n = ?", (block, number))
        if old[1:] != place[1:]:
            self.run(
                "UPDATE content SET line = ?, end_line = ?, variant = ?, sibling = ?, entry = ?, "
                "also = ?, hash = ?, headings = ?, anchor = ? WHERE card = ?",
                (*place[1:], number),
            )

    def _change(
        self, number: int, kept: "KeptCard", note: int, block: int, now: datetime, action: int
    ) -> None:
        """A card that says something else, stands in other decks, or is back."""
        found, moment = kept.found, self.moment(now)
        self.remember_past(number, action)
        self.set_content(number, content_row(found, moment.time))
        self.set_home(number, note, found.decks, block)
        held = int(self.value("SELECT held FROM card WHERE n = ?", (number,)))
        if held & (Held.MISSING | Held.WITHDRAWN):
            self.write(moment, LogKind.FOUND, number, act=action)
        if held & GONE:
            self.run("UPDATE card SET act = ? WHERE n = ?", (action, number))
        held &= ~int(Held.MISSING | GONE | Held.INCOMPLETE)
        held |= int(Held.INCOMPLETE) if found.incomplete else 0
        self.run("UPDATE card SET held = ? WHERE n = ?", (held, number))

    def adopt(self, number: int, schedule: Schedule, now: datetime, action: int) -> None:
        """Take over a schedule from a note: an import row, never counted as a review."""
        before = schedule_text(self.cached(number).schedule)
        self.write(
            self.moment(now), LogKind.IMPORT, number, act=action, before=before,
            after=schedule_text(schedule),
        )  # fmt: skip
        self.renew(number)

    def set_content(self, number: int, values: Sequence[object]) -> None:
        """What a card says, and the words by which it is found."""
        old = self.row("SELECT front, back FROM content WHERE card = ?", (number,))
        if old is not None and old != (values[1], values[2]):
            self.run(DELETE_WORDS, (number, f"{old[0]}\n{old[1]}"))
            self.run(INSERT_WORDS, (number, f"{values[1]}\n{values[2]}"))
        self.run(SET_CONTENT, (number, *values))

    def set_home(self, number: int, note: int, decks: Sequence[str], block: int) -> None:
        """Where a card stands; its answers move to its deck's tallies with it.

        A card that the learner put elsewhere stays there: only what its note says is kept.
        """
        deck = self.deck_number(decks[0])
        here, own = self.the_row("SELECT deck, own FROM card WHERE n = ?", (number,))
        if own is not None:
            self.run("UPDATE card SET own = ? WHERE n = ?", (deck, number))
            deck = here
        moved = deck != here
        if moved:
            self.tally_again(self.answer_rows("log.card = ?", number), -1)
        self.run(
            "UPDATE card SET note = ?, deck = ?, block = ? WHERE n = ?",
            (note, deck, block, number),
        )
        if moved:
            self.tally_again(self.answer_rows("log.card = ?", number), 1)
        self.set_guests(number, decks)

    def remember_past(self, number: int, action: int) -> None:
        """Keep what a card said and where it stood before the act changes it."""
        row = list(self.the_row(PAST, (number,)))
        row[4 + HASH] = row[4 + HASH].hex()
        guests = self.rows("SELECT deck FROM card_deck WHERE card = ? ORDER BY place", (number,))
        row.append([deck for (deck,) in guests])
        self.run(
            "INSERT OR IGNORE INTO past (act, card, content) VALUES (?, ?, ?)",
            (action, number, json.dumps(row, ensure_ascii=False)),
        )
