"""Cards as screens, searches and JSON want them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from gruquiz.errors import CardError
from gruquiz.library.database import Database, Row, Values
from gruquiz.library.decks import Decks
from gruquiz.library.rows import (
    GONE,
    HIDDEN,
    SCHEDULE,
    CardRow,
    Held,
    day_at,
    day_of,
    integers_of,
    read,
    schedule_from,
    schedule_of,
    strings_of,
)
from gruquiz.model import Card, CardId, Face, Grade, Kind, LogKind, Review, Schedule, card_name

CARD = ", ".join(
    (
        SCHEDULE,
        "card.n, card.id, kind, front, back, answers, path, title, headings, line, rule, held",
        "buried_on, flag, card.deck",
        "EXISTS (SELECT 1 FROM card_deck WHERE card_deck.card = card.n)",
        "block, latest",
    )
)
CARD_TABLES = "card JOIN content ON content.card = card.n JOIN note ON note.n = card.note"
SELECT_ROW = f"SELECT {SCHEDULE}, n, deck, block, held, buried_on, latest FROM card WHERE id = ?"
SELECT_CARD = f"SELECT {CARD} FROM {CARD_TABLES} WHERE card.n = ?"

# Plain integers: flags are slow where a microsecond counts.
_GONE = int(GONE)
_SAME = int(Held.SAME)
SUSPENDED, MISSING, DROPPED, INCOMPLETE = (
    int(bit) for bit in (Held.SUSPENDED, Held.MISSING, Held.DROPPED, Held.INCOMPLETE)
)


class Cards:
    """Finds cards and puts them together from their tables."""

    def __init__(self, database: Database, decks: Decks) -> None:
        self.database = database
        self.decks = decks

    def find(self, name: str) -> CardId:
        """The card whose name is or begins with `name`. Raises CardError unless there is one."""
        digits = name.strip().lower().removeprefix("0x")
        if not digits or len(digits) > 16 or set(digits) - set("0123456789abcdef"):
            raise CardError(f"No card {name!r}; a card id has up to 16 hexadecimal digits")
        low = int(digits.ljust(16, "0"), 16)
        high = int(digits.ljust(16, "f"), 16)
        most = (1 << 63) - 1  # ids have 63 bits, and so has SQLite's biggest integer
        found = self.database.rows(
            "SELECT DISTINCT COALESCE((SELECT shown.id FROM card AS shown "
            "WHERE shown.n = card.same), id) FROM card WHERE id BETWEEN ? AND ? AND held & ? = 0 "
            "LIMIT 2",
            (min(low, most), min(high, most), int(GONE & ~Held.SAME)),
        )
        if low > most or not found:
            raise CardError(f"No card {name}")
        if len(found) > 1:
            raise CardError(f"Several cards begin with {name}; give more digits")
        return CardId(found[0][0])

    def get(self, card: CardId) -> Card:
        """One card. Raises CardError where there is none."""
        row = self.database.row(
            f"SELECT {CARD} FROM {CARD_TABLES} WHERE card.id = ?",
            (card,),
        )
        if row is not None and row[20] & _SAME:
            return self.get(self.survivor(card))
        if row is None or row[20] & _GONE:
            raise CardError(f"No card {card:016x}")
        return self._card(row)

    def numbered(self, number: int) -> tuple[Card, CardRow]:
        """The card of a queue's number, to be shown and to be graded."""
        row = self.database.the_row(SELECT_CARD, (number,))
        card = self._card(row)
        return card, CardRow(
            card.id, number, row[23], row[25], row[20], card.buried_on, row[26], card.schedule
        )

    def row(self, card: CardId) -> CardRow:
        """A card without its texts. Raises CardError where there is none."""
        row = self.database.row(SELECT_ROW, (card,))
        if row is not None and row[12] & _SAME:
            card = self.survivor(card)
            row = self.database.row(SELECT_ROW, (card,))
        if row is None or row[12] & _GONE:
            raise CardError(f"No card {card_name(card)}")
        return CardRow(
            card, row[9], row[10], row[11], row[12], day_of(row[13]), row[14],
            schedule_of(row),
        )  # fmt: skip

    def survivor(self, card: CardId) -> CardId:
        """The card that this one carries on as: itself, or its duplicate of another device."""
        row = self.database.row(
            "SELECT id FROM card WHERE n = (SELECT same FROM card WHERE id = ?)", (card,)
        )
        return card if row is None else CardId(row[0])

    def ids(self, numbers: Sequence[int]) -> tuple[CardId, ...]:
        """The permanent ids of cards known by number."""
        return tuple(
            CardId(self.database.value("SELECT id FROM card WHERE n = ?", (number,)))
            for number in numbers
        )

    def present(self, cards: Sequence[CardId]) -> set[int]:
        """Which of these cards there are, missing ones included, dropped ones not."""
        rows = self.database.rows(
            "SELECT id FROM card WHERE id IN (SELECT value FROM json_each(?)) AND held & ? = 0",
            (json.dumps(cards), int(HIDDEN)),
        )
        return {id_ for (id_,) in rows}

    def is_gone(self, card: CardId) -> bool:
        """Whether the card is no more: of an import undone, or joined to another."""
        row = self.database.row("SELECT held FROM card WHERE id = ?", (card,))
        return row is None or bool(row[0] & GONE)

    def where(self, condition: str, values: Values, order: str) -> list[Card]:
        """The cards that meet a condition made by this package."""
        rows = self.database.rows(
            f"SELECT {CARD} FROM {CARD_TABLES} WHERE {condition} ORDER BY {order}",
            values,
        )
        return [self._card(row) for row in rows]

    def _card(self, row: Row) -> Card:
        held, home, guests = row[20], self.decks.name(row[23]), row[24]
        return Card(
            id=CardId(row[10]),
            kind=read(Kind, row[11]),
            face=Face(row[12], row[13], strings_of(row[14])),
            decks=(home, *self.decks.beside_home(row[9])) if guests else (home,),
            note=row[15],
            title=row[16],
            headings=strings_of(row[17]),
            line=row[18],
            schedule=schedule_of(row),
            rule=row[19],
            suspended=held & SUSPENDED != 0,
            buried_on=day_of(row[21]),
            missing=held & MISSING != 0,
            incomplete=held & INCOMPLETE != 0,
            dropped=held & DROPPED != 0,
            flag=row[22],
        )

    def history(self, card: CardId) -> list[Review]:
        """Every row of the log about a card, oldest first, undone ones included."""
        card = self.survivor(card)
        rows = self.database.rows(
            "SELECT log.id, act, log.time, log.day, kind, grade, label.text, log.interval, "
            "log.due, log.stability, log.difficulty, before, after, elapsed, drill "
            "FROM log LEFT JOIN label ON label.n = log.scheduler "
            "WHERE card = (SELECT n FROM card WHERE id = ?) ORDER BY log.time, log.id",
            (card,),
        )
        return [_review(row, card) for row in rows]

    def current_history(self, card: CardId) -> list[Review]:
        """The same without rows that were undone."""
        return [
            row
            for row in self.history(card)
            if self.database.row("SELECT 1 FROM log WHERE target = ?", (row.action,)) is None
        ]

    def lines(self, card: CardId) -> tuple[int, int, tuple[int, ...]]:
        """First and last line of a card's block, and the lines of its identical copies."""
        row = self.database.row(
            "SELECT line, end_line, also FROM content "
            "WHERE card = (SELECT n FROM card WHERE id = ?)",
            (card,),
        )
        if row is None:
            raise CardError(f"No card {card:016x}")
        return row[0], row[1], integers_of(row[2])

    def siblings(self, card: CardId) -> list[CardId]:
        """The other cards of its block."""
        rows = self.database.rows(
            "SELECT other.id FROM card JOIN card AS other ON other.block = card.block "
            "AND other.n <> card.n "
            "WHERE card.id = ? AND other.held & ? = 0 ORDER BY other.n",
            (card, int(GONE)),
        )
        return [CardId(id_) for (id_,) in rows]


def _review(row: Row, card: CardId) -> Review:
    id_, act, time, day, kind, grade, label, interval, due, stability, difficulty = row[:11]
    before, after, elapsed, drill = row[11:]
    given: Schedule | None = None
    if after is not None and kind in (LogKind.IMPORT, LogKind.MANUAL, LogKind.MOVE):
        given = schedule_from(after)
    elif interval is not None:
        given = Schedule(
            due=day_of(due), interval=interval, stability=stability, difficulty=difficulty
        )
    return Review(
        id=id_,
        action=id_ if act is None else act,
        card=card,
        time=datetime.fromtimestamp(time / 1000, UTC),
        day=day_at(day),
        kind=read(LogKind, kind),
        grade=None if grade is None else read(Grade, grade),
        scheduler=label or "",
        after=given,
        before=None if before is None else schedule_from(before),
        elapsed_ms=elapsed,
        drill=drill or "",
    )
