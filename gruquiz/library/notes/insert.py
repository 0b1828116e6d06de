"""New cards, by the thousand: few statements for however many there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, islice
from typing import TYPE_CHECKING

from gruquiz.library.database import Database
from gruquiz.library.decks import Decks
from gruquiz.library.log.review_log import COLUMNS, Moment, ReviewLog
from gruquiz.library.notes.texts import CONTENT, Blocks, content_row
from gruquiz.library.rows import SCHEDULE, Held, new_id, new_ids, schedule_row, schedule_text
from gruquiz.library.search.word_index import WordIndex
from gruquiz.model import NEW, CardId, Kind, Schedule

if TYPE_CHECKING:
    from gruquiz.model import FoundCard


class InsertStatement:
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
INSERT_PLAIN = InsertStatement("card", NEW_COLUMNS)
INSERT_SCHEDULED = InsertStatement("card", f"{NEW_COLUMNS}, latest, {SCHEDULE}")
INSERT_CONTENT = InsertStatement("content", f"card, {CONTENT}")
INSERT_CARD_COLUMNS = InsertStatement("card", "n, id, block", same="note, deck, held, act, day")
INSERT_TEXT_COLUMNS = InsertStatement(
    "content",
    "card, front, back, line, end_line, hash, anchor",
    same="kind, variant, sibling, time",
)
INSERT_IMPORTED = (
    f"INSERT INTO log ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 'import', NULL, NULL, ?, "
    "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, NULL, 0)"
)


@dataclass(frozen=True, slots=True)
class CardColumns:
    """Complete cards of one deck and kind, by column; they bring no past.

    Most of a table has them by the thousand: in Python nothing is made for any one of them.
    """

    deck: str
    kind: Kind
    variant: str
    fronts: Sequence[str]
    backs: Sequence[str]
    lines: Sequence[int]
    hashes: Sequence[bytes]
    anchors: Sequence[str]


class NewCards:
    """Inserts what a note has that was not known."""

    def __init__(self, database: Database, decks: Decks, log: ReviewLog, words: WordIndex) -> None:
        self.database = database
        self.decks = decks
        self.log = log
        self.words = words

    def blocks(self, note: int) -> Blocks:
        """The blocks that a note has."""
        return Blocks.of_note(self.database, note)

    def add(
        self, placed: "Sequence[tuple[FoundCard, int, Blocks]]", now: datetime, act: int
    ) -> tuple[CardId, ...]:
        """Write new cards, each with its note, with the schedules they bring; their ids."""
        first = self.next_number()
        ids = self.add_without_words(placed, now, act)
        if ids:
            self.words.add_since(first)
        return ids

    def add_without_words(
        self, placed: "Sequence[tuple[FoundCard, int, Blocks]]", now: datetime, act: int
    ) -> tuple[CardId, ...]:
        """The same without their words, which are left to `WordIndex.add_since`."""
        if not placed:
            return ()
        added = [found for found, _, _ in placed]
        moment = self.log.moment(now)
        first = self.next_number()
        ids = new_ids(len(added))
        day = moment.day.toordinal()
        brought: list[tuple[int, FoundCard, tuple[object, ...]]] = []

        def new_rows() -> Iterator[tuple[object, ...]]:
            for number, id_, (found, note, blocks) in zip(count(first), ids, placed, strict=False):
                held = Held.INCOMPLETE.value if found.incomplete else 0
                row = (
                    number, id_, note, self.decks.number(found.decks[0]),
                    blocks.of(found.content_hash, number), held, act, day,
                )  # fmt: skip
                if found.schedule is None:
                    yield row
                else:
                    brought.append((number, found, row))

        self._insert(INSERT_PLAIN, new_rows())
        self._insert(
            INSERT_SCHEDULED,
            (
                (*row, moment.time, *schedule_row(found.schedule or NEW))
                for _, found, row in brought
            ),
        )
        self._insert(
            INSERT_CONTENT,
            ((n, *content_row(one, moment.time)) for n, one in enumerate(added, first)),
        )
        for number, found in enumerate(added, first):
            if len(found.decks) > 1:
                self.decks.put_beside_home(number, found.decks)
        self._log_schedules([(n, one.schedule or NEW) for n, one, _ in brought], moment, act)
        return tuple(map(CardId, ids))

    def add_columns(
        self, cards: CardColumns, note: int, blocks: Blocks, now: datetime, act: int
    ) -> None:
        """The same as `add_without_words`, by column."""
        moment, first = self.log.moment(now), self.next_number()
        numbers, lines = range(first, first + len(cards.fronts)), cards.lines
        self._insert(
            INSERT_CARD_COLUMNS,
            zip(numbers, new_ids(len(numbers)), blocks.of_each(cards.hashes, numbers), strict=True),
            (note, self.decks.number(cards.deck), 0, act, moment.day.toordinal()),
        )
        texts = cards.fronts, cards.backs, lines, lines, cards.hashes, cards.anchors
        self._insert(
            INSERT_TEXT_COLUMNS,
            zip(numbers, *texts, strict=True),
            (cards.kind.value, cards.variant, 0, moment.time),
        )

    def next_number(self) -> int:
        """The number of the next new card."""
        return int(self.database.value("SELECT COALESCE(MAX(n), 0) + 1 FROM card"))

    def _insert(
        self,
        statement: InsertStatement,
        rows: Iterable[tuple[object, ...]],
        same: tuple[object, ...] = (),
    ) -> None:
        """Add rows, as many at a time as the statement takes."""
        waiting = iter(rows)
        while len(part := list(islice(waiting, statement.at_once))) == statement.at_once:
            self.database.run(statement.many, [*same, *chain.from_iterable(part)])
        if part:
            self.database.run_many(statement.one, [(*same, *row) for row in part])

    def _log_schedules(
        self, schedules: Sequence[tuple[int, Schedule]], moment: Moment, act: int
    ) -> None:
        """The rows of schedules that new cards brought along."""
        if schedules:
            device, empty = self.log.labels.number(moment.device), schedule_text(NEW)
            same = (moment.time, moment.day.toordinal(), moment.hour, device, empty)
            self.database.run_many(
                INSERT_IMPORTED,
                (
                    (new_id(), act, card, *same, schedule_text(schedule))
                    for card, schedule in schedules
                ),
            )
