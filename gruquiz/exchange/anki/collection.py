"""The collection in a package: its notes, cards and review log, in schemas 11, 15 and 18.

A card, review, deck or note type with an impossible value is left out and counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from gruquiz.exchange.anki import collection_tables as tables
from gruquiz.exchange.anki import note_types
from gruquiz.exchange.anki.note_types import NoteType
from gruquiz.exchange.deck_names import deck_path
from gruquiz.foreign import Deadline, ForeignDatabase, ForeignTable, LimitError, Refusals
from gruquiz.foreign.values import (
    DIFFICULTY,
    STABILITY,
    day_of,
    day_problem,
    loads,
    loads_object,
)

FIELD_END = "\x1f"
DEFAULT_DECK = "Anki"
"""The deck for cards whose own deck cannot be used."""


class AnkiReview(NamedTuple):
    """A row of the review log."""

    time_ms: int
    button: int
    """1 to 4."""
    interval: float
    """Days; a fraction for a learning step."""
    elapsed_ms: int


class AnkiCard(NamedTuple):
    """A card with its note and its whole review history."""

    id: int
    guid: str
    type: NoteType
    fields: tuple[str, ...]
    ordinal: int
    deck: str
    """With `/` between levels."""
    due: date | None
    """None while it is new."""
    interval: int
    factor: int
    """Ease in thousandths; 0 where there is none yet."""
    lapses: int
    suspended: bool
    flag: int
    stability: float | None
    difficulty: float | None
    answers: tuple[AnkiReview, ...]
    tags: str = ""
    """Those of its note, parted by blanks."""


def cards(
    path: Path, zone: tzinfo | None, deadline: Deadline, refusals: Refusals
) -> Iterator[AnkiCard]:
    """The valid cards of a collection in the order of their notes.

    `zone` is the learner's, where the collection does not name its own. Raises ValueError where
    the file is no collection, or is damaged.
    """
    collations = {"unicase": _unicase}
    try:
        with ForeignDatabase.open(path, deadline.limits, deadline, collations) as database:
            # Indexes are not checked: they use Anki's collation, which ours only approximates.
            database.check(*(set(tables.ALL) & set(database.columns)))
            yield from _Collection(database, zone, refusals).cards()
    except LimitError:
        raise
    except ValueError as error:
        raise ValueError(
            f"the collection is damaged ({error}); check it in Anki (Tools, Check Database) and "
            "export it again"
        ) from error


def _unicase(first: str, second: str) -> int:
    """The collation of names in newer collections: ignores case."""
    a, b = first.casefold(), second.casefold()
    return (a > b) - (a < b)


class _Collection:
    """Queries the tables, whatever the schema."""

    def __init__(self, database: ForeignDatabase, zone: tzinfo | None, refusals: Refusals) -> None:
        self.file = database
        self.refusals = refusals
        self.split = "notetypes" in database.columns
        """Whether note types and decks have tables of their own (schema 15 and later)."""
        (created,) = self.the_row(tables.CREATED)
        self.zone = self.own_zone() or zone
        self.day0 = day_of(created, self.zone)
        """The first day, from which days are counted."""

    def the_row(self, table: ForeignTable) -> tuple[Any, ...]:
        """The one row of `col`; ValueError where it cannot be used."""
        wrong = Refusals()
        for row in self.file.rows(table, wrong):
            return row
        raise ValueError("; ".join(wrong.sentences()) or f"its table {table.name} is empty")

    def own_zone(self) -> timezone | None:
        """The time zone of the collection, if it names a possible one."""
        try:
            offset = self.offset()
        except ValueError as error:
            problem = str(error)
        else:
            problem = "" if offset is None else tables.ZONE_MINUTES.problem(offset)
            if isinstance(offset, int) and not problem:
                return timezone(timedelta(minutes=-offset))
        if problem:
            self.refusals.add("config" if self.split else "col", f"creationOffset: {problem}")
        return None

    def offset(self) -> object:
        """Minutes that the collection's zone is behind UTC, as in the file; None if it has none."""
        if self.split:
            rows = self.file.rows(tables.OFFSET, self.refusals)
            return next((loads(value) for _, value in rows), None)
        return loads_object(self.the_row(tables.CONF)[0]).get("creationOffset")

    def types(self) -> dict[int, NoteType]:
        if self.split:
            return note_types.in_tables(self.file, self.refusals)
        (models,) = self.the_row(tables.MODELS)
        return note_types.in_json(models, self.file.limits, self.refusals)

    def decks(self) -> dict[int, str]:
        if self.split:
            found = dict(self.file.rows(tables.DECKS, self.refusals))
        else:
            found = note_types.decks_in_json(self.the_row(tables.OLD_DECKS)[0], self.refusals)
        paths: dict[int, str] = {}
        for id_, name in found.items():
            try:
                paths[id_] = deck_path(name, self.file.limits.depth)
            except ValueError as error:
                self.refusals.add("decks", f"{error}, its cards go to {DEFAULT_DECK}")
        return paths

    def answers(self) -> dict[int, list[AnkiReview]]:
        found: dict[int, list[AnkiReview]] = defaultdict(list)
        for card, time, button, interval, elapsed in self.file.rows(tables.REVIEWS, self.refusals):
            days = interval if interval >= 0 else -interval / 86_400
            found[card].append(AnkiReview(time, button, float(days), elapsed))
        return found

    def cards(self) -> Iterator[AnkiCard]:
        types, decks, answers = self.types(), self.decks(), self.answers()
        notes = self.file.rows(tables.notes(self.file.limits), self.refusals)
        note = next(notes, None)
        for row in self.file.rows(tables.CARDS, self.refusals):
            while note is not None and note[0] < row[1]:  # both are in the order of notes
                note = next(notes, None)
            if note is None or note[0] != row[1]:
                self.refusals.add("cards", "its note is missing or was refused")
            elif note[2] not in types:
                self.refusals.add("cards", "its note type is missing or was refused")
            else:
                card = self.card(row, note, types[note[2]], decks)
                if card is not None:
                    yield card._replace(answers=tuple(answers.get(card.id, ())))

    def card(
        self, row: tuple[Any, ...], note: tuple[Any, ...], type_: NoteType, decks: dict[int, str]
    ) -> AnkiCard | None:
        """The card of a row and its note's row; None where it is refused."""
        id_, _, deck, home, ordinal, stage, queue, due, old_due, interval, factor = row[:11]
        lapses, flags, data = row[11:]
        _, guid, _, tags, fields = note
        try:
            day = self.day(stage, old_due or due)
        except ValueError as error:
            self.refusals.add("cards", f"due {error}")
            return None
        stability, difficulty = self.memory(data)
        return AnkiCard(
            id=id_,
            guid=guid,
            type=type_,
            fields=tuple(fields.split(FIELD_END)),
            ordinal=ordinal,
            deck=decks.get(home or deck, DEFAULT_DECK),
            due=day,
            interval=max(interval, 0),
            factor=factor,
            lapses=lapses,
            suspended=queue == -1,
            flag=flags & 7,
            stability=stability,
            difficulty=difficulty,
            answers=(),
            tags=tags,
        )

    def day(self, stage: int, due: int) -> date | None:
        """When a card is due: days are counted from the collection's first, steps in seconds."""
        if stage == 0:
            return None
        if due > 1_000_000_000:
            return day_of(due, self.zone)
        try:
            day = self.day0 + timedelta(days=due)
        except OverflowError:
            day = date.max
        if problem := day_problem(day):
            raise ValueError(problem)
        return day

    def memory(self, data: str) -> tuple[float | None, float | None]:
        """FSRS's stability and difficulty, where the card has them."""
        if not data or '"s"' not in data:
            return None, None
        try:
            loaded = loads_object(data)
            stability, difficulty = loaded["s"], loaded["d"]
        except (ValueError, KeyError):
            return None, None
        if problem := STABILITY.problem(stability) or DIFFICULTY.problem(difficulty):
            self.refusals.add("cards", f"its FSRS memory {problem}: scheduled without it")
            return None, None
        return float(stability), float(difficulty)
