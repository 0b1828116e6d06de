"""Writing what an import found: new cards in bulk, changed ones with their past kept."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from gruquiz.library.log import LOG, Moment
from gruquiz.library.notes import Notes
from gruquiz.library.rows import (
    GONE,
    SCHEDULE,
    Held,
    list_text,
    new_id,
    schedule_row,
    schedule_text,
)
from gruquiz.model import NEW, CardId, FoundCard, Kept, LogKind, NoteChange, Schedule

CONTENT = "kind, front, back, answers, line, end_line, variant, sibling, rule, entry, also, time"
PAST = (
    "SELECT card.note, deck, block.hash, block.headings, block.anchor, held, act, "  # noqa: S608 - own columns
    f"{CONTENT} FROM card JOIN content ON content.card = card.n "
    "JOIN block ON block.n = card.block WHERE card.n = ?"
)
DELETE_WORDS = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)"
INSERT_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"


class Blocks:
    """The blocks of one note by what they say; new ones are numbered here and written at once."""

    def __init__(self, library: "Saving", note: int) -> None:
        self.library = library
        self.note = note
        found = library.rows("SELECT n, hash, headings, anchor FROM block WHERE note = ?", (note,))
        self.numbers = {(hash_, heads, anchor): n for n, hash_, heads, anchor in found}
        self.fresh: list[tuple[object, ...]] = []
        self.following = int(library.value("SELECT COALESCE(MAX(n), 0) + 1 FROM block"))

    def number(self, hash_: bytes, headings: str | None, anchor: str | None) -> int:
        """The block's number; good to refer to once `write` was called."""
        key = (hash_, headings, anchor)
        known = self.numbers.get(key)
        if known is None:
            known = self.numbers[key] = self.following
            self.following += 1
            self.fresh.append((known, self.note, *key))
        return known

    def of(self, found: FoundCard) -> int:
        return self.number(found.content_hash, list_text(found.headings), found.anchor)

    def write(self) -> None:
        """Write the blocks that were not there."""
        fresh, self.fresh = self.fresh, []
        if fresh:
            self.library.run_many(
                "INSERT INTO block (n, note, hash, headings, anchor) VALUES (?, ?, ?, ?, ?)", fresh
            )


def content_row(found: FoundCard, time: int) -> tuple[object, ...]:
    """The values of `CONTENT`."""
    return (
        found.kind,
        found.face.front,
        found.face.back,
        list_text(found.face.answers),
        found.line,
        found.end_line,
        found.variant,
        found.sibling,
        found.rule,
        found.entry or None,
        list_text(found.also),
        time,
    )


class Saving(Notes):
    """One note, one transaction."""

    def save_note(self, change: NoteChange, now: datetime, action: int) -> tuple[CardId, ...]:
        """Write what importing a note changes; the ids of its added cards, in order."""
        with self.transaction():
            note = self.put_note(change.note, change.deck, change.settings)
            blocks = Blocks(self, note)
            if (
                change.added
                or change.missing
                or any(kept.changed or kept.adopt is not None for kept in change.kept)
            ):
                self.begin_act(now, action)
            for kept in change.kept:
                self._keep(kept, note, blocks, now, action)
            added = self._add(change.added, note, blocks, now, action)
            self.mark_missing([self.play(card).number for card in change.missing], now, action)
            self.run("DELETE FROM orphan WHERE note = ?", (note,))
            self.run_many(
                "INSERT INTO orphan (note, line, raw, hint) VALUES (?, ?, ?, ?)",
                [(note, orphan.line, orphan.raw, orphan.hint) for orphan in change.orphans],
            )
            if change.kept or change.missing:
                self._sweep_blocks(note)
        return added

    def _sweep_blocks(self, note: int) -> None:
        """Forget blocks that no card of the note stands in any more."""
        self.run(
            "DELETE FROM block WHERE note = ?1 AND n NOT IN "
            "(SELECT block FROM card WHERE note = ?1)",
            (note,),
        )

    def _add(
        self, added: Sequence[FoundCard], note: int, blocks: Blocks, now: datetime, action: int
    ) -> tuple[CardId, ...]:
        if not added:
            return ()
        moment = self.moment(now)
        first = int(self.value("SELECT COALESCE(MAX(n), 0) + 1 FROM card"))
        ids = [new_id() for _ in added]
        day = moment.day.toordinal()
        standing = [blocks.of(found) for found in added]
        blocks.write()

        def card_rows() -> Iterator[tuple[object, ...]]:
            for number, (id_, found, block) in enumerate(
                zip(ids, added, standing, strict=True), first
            ):
                held = Held.INCOMPLETE if found.incomplete else Held(0)
                yield (
                    number, id_, note, self.deck_number(found.decks[0]), block, int(held),
                    *schedule_row(found.schedule or NEW),
                    None if found.schedule is None else moment.time, action, day,
                )  # fmt: skip

        self.run_many(
            f"INSERT INTO card (n, id, note, deck, block, held, {SCHEDULE}, latest, act, day) "  # noqa: S608 - own columns
            f"VALUES ({','.join('?' * 18)})",
            card_rows(),
        )
        self.run_many(
            f"INSERT INTO content (card, {CONTENT}) VALUES ({','.join('?' * 13)})",  # noqa: S608 - own columns
            (
                (number, *content_row(found, moment.time))
                for number, found in enumerate(added, first)
            ),
        )
        self.run_many(
            INSERT_WORDS,
            (
                (number, f"{found.face.front}\n{found.face.back}")
                for number, found in enumerate(added, first)
            ),
        )
        for number, found in enumerate(added, first):
            if len(found.decks) > 1:
                self._set_guests(number, found.decks)
        self._adopt_all(
            [(number, found.schedule) for number, found in enumerate(added, first)
             if found.schedule is not None],
            moment, action,
        )  # fmt: skip
        return tuple(CardId(id_) for id_ in ids)

    def _adopt_all(
        self, schedules: Sequence[tuple[int, Schedule]], moment: Moment, action: int
    ) -> None:
        """The rows of schedules that new cards brought along."""
        if not schedules:
            return
        device, empty = self.label(moment.device), schedule_text(NEW)
        self.run_many(
            f"INSERT INTO log ({LOG}) VALUES (?, ?, ?, ?, ?, ?, 'import', NULL, NULL, ?, "  # noqa: S608 - own columns
            "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, NULL, 0)",
            (
                (new_id(), action, card, moment.time, moment.day.toordinal(), moment.hour,
                 device, empty, schedule_text(schedule))
                for card, schedule in schedules
            ),
        )  # fmt: skip

    def _set_guests(self, card: int, decks: Sequence[str]) -> None:
        self.run("DELETE FROM card_deck WHERE card = ?", (card,))
        self.run_many(
            "INSERT OR IGNORE INTO card_deck (card, deck, place) VALUES (?, ?, ?)",
            [(card, self.deck_number(deck), place) for place, deck in enumerate(decks) if place],
        )

    def _keep(self, kept: Kept, note: int, blocks: Blocks, now: datetime, action: int) -> None:
        """A known card as found now."""
        found = kept.found
        number = int(self.value("SELECT n FROM card WHERE id = ?", (kept.id,)))
        block = blocks.of(found)
        blocks.write()
        if not kept.changed:
            self.run("UPDATE card SET block = ? WHERE n = ?", (block, number))
            self.run(
                "UPDATE content SET line = ?, end_line = ?, variant = ?, sibling = ?, entry = ?, "
                "also = ? WHERE card = ?",
                (found.line, found.end_line, found.variant, found.sibling, found.entry or None,
                 list_text(found.also), number),
            )  # fmt: skip
        else:
            moment = self.moment(now)
            self.remember_past(number, action)
            self.set_content(number, content_row(found, moment.time))
            self.set_home(number, note, found.decks, block)
            held = int(self.value("SELECT held FROM card WHERE n = ?", (number,)))
            if held & (Held.MISSING | Held.WITHDRAWN):
                self.write(moment, LogKind.FOUND, number, act=action)
            held &= ~int(Held.MISSING | GONE | Held.INCOMPLETE)
            self.run(
                "UPDATE card SET held = ?, act = CASE WHEN held & ? THEN ? ELSE act END "
                "WHERE n = ?",
                (
                    held | int(Held.INCOMPLETE if found.incomplete else 0),
                    int(GONE),
                    action,
                    number,
                ),
            )
        if kept.adopt is not None:
            self.adopt(number, kept.adopt, now, action)

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
        self.run(
            f"INSERT OR REPLACE INTO content (card, {CONTENT}) "  # noqa: S608 - own columns
            f"VALUES ({','.join('?' * 13)})",
            (number, *values),
        )

    def set_home(self, number: int, note: int, decks: Sequence[str], block: int) -> None:
        """Where a card stands; its answers move to its deck's tallies with it."""
        deck = self.deck_number(decks[0])
        moved = deck != self.value("SELECT deck FROM card WHERE n = ?", (number,))
        if moved:
            self.tally_again(self.answer_rows("log.card = ?", number), -1)
        self.run(
            "UPDATE card SET note = ?, deck = ?, block = ? WHERE n = ?",
            (note, deck, block, number),
        )
        if moved:
            self.tally_again(self.answer_rows("log.card = ?", number), 1)
        self._set_guests(number, decks)

    def remember_past(self, number: int, action: int) -> None:
        """Keep what a card said and where it stood before the act changes it."""
        row = list(self.the_row(PAST, (number,)))
        row[2] = row[2].hex()
        guests = self.rows("SELECT deck FROM card_deck WHERE card = ? ORDER BY place", (number,))
        row.append([deck for (deck,) in guests])
        self.run(
            "INSERT OR IGNORE INTO past (act, card, content) VALUES (?, ?, ?)",
            (action, number, json.dumps(row, ensure_ascii=False)),
        )
