"""New cards, by the thousand: few statements for however many there are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, count, islice
from typing import Protocol

from gruquiz.library.log import LOG, Moment
from gruquiz.library.notes import Notes
from gruquiz.library.rows import (
    SCHEDULE,
    Held,
    integers_text,
    list_text,
    new_id,
    new_ids,
    schedule_row,
    schedule_text,
)
from gruquiz.library.words import INSERT_WORDS_SINCE
from gruquiz.model import NEW, CardId, Face, Kind, Schedule

CONTENT = (
    "kind, front, back, answers, line, end_line, variant, sibling, rule, entry, also, hash, "
    "headings, anchor, time"
)


class Insert:
    """A statement that adds rows: for one, and for `at_once` of them, which takes SQLite half the
    time a row, since it then opens the table and its indexes once.

    `each` are the columns that every row has values for; those of `same` have one for all, which
    is bound once a statement.
    """

    BOUND = 800
    """Values that the rows of a statement bind together; SQLite may be built to take 999."""

    def __init__(self, table: str, each: str, same: str = "") -> None:
        first, width = same.count(",") + bool(same) + 1, each.count(",") + 1
        columns = f"{same}, {each}" if same else each
        shared = [f"?{place}" for place in range(1, first)]
        self.at_once = self.BOUND // width
        rows = [
            f"({','.join([*shared, *(f'?{place}' for place in range(begin, begin + width))])})"
            for begin in range(first, first + width * self.at_once, width)
        ]
        self.one = f"INSERT INTO {table} ({columns}) VALUES {rows[0]}"
        self.many = f"INSERT INTO {table} ({columns}) VALUES {','.join(rows)}"


NEW_COLUMNS = "n, id, note, deck, block, held, act, day"
INSERT_NEW = Insert("card", NEW_COLUMNS)
INSERT_CARD = Insert("card", f"{NEW_COLUMNS}, latest, {SCHEDULE}")
INSERT_CONTENT = Insert("content", f"card, {CONTENT}")
INSERT_ADOPTED = (
    f"INSERT INTO log ({LOG}) VALUES (?, ?, ?, ?, ?, ?, 'import', NULL, NULL, ?, "
    "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, NULL, 0)"
)


class Addable(Protocol):
    """What a new card is made of: a `FoundCard`, or a lighter tuple where there are very many."""

    @property
    def kind(self) -> Kind: ...
    @property
    def face(self) -> Face: ...
    @property
    def line(self) -> int: ...
    @property
    def end_line(self) -> int: ...
    @property
    def decks(self) -> tuple[str, ...]: ...
    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def content_hash(self) -> bytes: ...
    @property
    def variant(self) -> str: ...
    @property
    def sibling(self) -> int: ...
    @property
    def anchor(self) -> str | None: ...
    @property
    def rule(self) -> str | None: ...
    @property
    def schedule(self) -> Schedule | None: ...
    @property
    def entry(self) -> str: ...
    @property
    def also(self) -> tuple[int, ...]: ...
    @property
    def incomplete(self) -> bool: ...


def content_row(found: Addable, time: int) -> tuple[object, ...]:
    """The values of `CONTENT`."""
    face = found.face
    return (
        found.kind.value, face.front, face.back, list_text(face.answers),
        found.line, found.end_line, found.variant, found.sibling, found.rule,
        found.entry or None, integers_text(found.also), found.content_hash,
        list_text(found.headings), found.anchor, time,
    )  # fmt: skip


class Blocks:
    """The blocks of one note by hash. A block's number is the row of the first card that stood
    in it; cards of one number are siblings."""

    def __init__(self, notes: Notes, note: int) -> None:
        rows = notes.rows(
            "SELECT hash, block FROM card JOIN content ON content.card = n WHERE note = ?", (note,)
        )
        self.numbers: dict[bytes, int] = dict(rows)

    def of(self, hash_: bytes, card: int) -> int:
        """The block of a card; its own number where it is the first of its block."""
        return self.numbers.setdefault(hash_, card)

    def of_each(self, hashes: Iterable[bytes], cards: Iterable[int]) -> Iterator[int]:
        """The same of many cards, in order."""
        return map(self.numbers.setdefault, hashes, cards)


class Adding(Notes):
    """Adds what a note has that was not known."""

    def add_cards(
        self, added: Sequence[Addable], note: int, blocks: Blocks, now: datetime, action: int
    ) -> tuple[CardId, ...]:
        """Write the new cards of a note; their ids, in order."""
        return self.add_all([(found, note, blocks) for found in added], now, action)

    def add_all(
        self, placed: Sequence[tuple[Addable, int, Blocks]], now: datetime, action: int
    ) -> tuple[CardId, ...]:
        """Write new cards, each with its note, with the schedules they bring; their ids."""
        first = self.next_number()
        ids = self.put_all(placed, now, action)
        if ids:
            self.index_since(first)
        return ids

    def index_since(self, first: int) -> None:
        """Let the cards from a number on be found by their words.

        Once for however many: any other statement that adds rows makes the index write out what
        it has gathered, a small piece that later costs a merge.
        """
        self.run(INSERT_WORDS_SINCE, (first,))

    def put_all(
        self, placed: Sequence[tuple[Addable, int, Blocks]], now: datetime, action: int
    ) -> tuple[CardId, ...]:
        """The same without their words, which are left to `index_since`."""
        if not placed:
            return ()
        added = [found for found, _, _ in placed]
        moment = self.moment(now)
        first = self.next_number()
        ids = new_ids(len(added))
        day = moment.day.toordinal()
        brought: list[tuple[int, Addable, tuple[object, ...]]] = []

        def new_rows() -> Iterator[tuple[object, ...]]:
            for number, id_, (found, note, blocks) in zip(count(first), ids, placed, strict=False):
                held = Held.INCOMPLETE.value if found.incomplete else 0
                row = (
                    number, id_, note, self.deck_number(found.decks[0]),
                    blocks.of(found.content_hash, number), held, action, day,
                )  # fmt: skip
                if found.schedule is None:
                    yield row
                else:
                    brought.append((number, found, row))

        self.insert(INSERT_NEW, new_rows())
        self.insert(
            INSERT_CARD,
            (
                (*row, moment.time, *schedule_row(found.schedule or NEW))
                for _, found, row in brought
            ),
        )
        self.insert(
            INSERT_CONTENT,
            ((n, *content_row(one, moment.time)) for n, one in enumerate(added, first)),
        )
        for number, found in enumerate(added, first):
            if len(found.decks) > 1:
                self.set_guests(number, found.decks)
        self._log_brought([(n, one.schedule or NEW) for n, one, _ in brought], moment, action)
        return tuple(map(CardId, ids))

    def next_number(self) -> int:
        """The number of the next new card."""
        return int(self.value("SELECT COALESCE(MAX(n), 0) + 1 FROM card"))

    def insert(
        self,
        statement: Insert,
        rows: Iterable[tuple[object, ...]],
        same: tuple[object, ...] = (),
    ) -> None:
        """Add rows, as many at a time as the statement takes."""
        waiting = iter(rows)
        while len(part := list(islice(waiting, statement.at_once))) == statement.at_once:
            self.run(statement.many, [*same, *chain.from_iterable(part)])
        if part:
            self.run_many(statement.one, [(*same, *row) for row in part])

    def _log_brought(
        self, schedules: Sequence[tuple[int, Schedule]], moment: Moment, action: int
    ) -> None:
        """The rows of schedules that new cards brought along."""
        if schedules:
            device, empty = self.label(moment.device), schedule_text(NEW)
            same = (moment.time, moment.day.toordinal(), moment.hour, device, empty)
            self.run_many(
                INSERT_ADOPTED,
                (
                    (new_id(), action, card, *same, schedule_text(schedule))
                    for card, schedule in schedules
                ),
            )

    def set_guests(self, card: int, decks: Sequence[str]) -> None:
        """The decks of a card beside its home."""
        self.run("DELETE FROM card_deck WHERE card = ?", (card,))
        self.run_many(
            "INSERT OR IGNORE INTO card_deck (card, deck, place) VALUES (?, ?, ?)",
            [(card, self.deck_number(deck), place) for place, deck in enumerate(decks) if place],
        )
