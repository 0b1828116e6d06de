"""The collection in a package: its notes, cards and review log, in schemas 11, 15 and 18."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from gruquiz.exchange.anki.protobuf import integer, text

FIELD_END = "\x1f"
_LEVEL_ENDS = ("\x1f", "::")
"""What stands between a deck and its sub-deck, in the file and in old JSON."""


@dataclass(frozen=True, slots=True)
class Template:
    """One card that a note type makes."""

    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """How the fields of a note become cards."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A row of the review log."""

    time_ms: int
    button: int
    """1 to 4."""
    interval: float
    """Days; of a learning step, a part of one."""
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card with its note and all that was ever learned of it."""

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
    answers: tuple[Answer, ...]
    tags: str = ""
    """Those of its note, parted by blanks."""


def cards(path: Path, zone: tzinfo | None) -> Iterator[AnkiCard]:
    """The cards of a collection in the order of their notes.

    `zone` is the learner's, where the collection does not tell its own. Raises ValueError where
    the file is no collection.
    """
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        connection.create_collation("unicase", _unicase)
        # Indexes are not compared: their order is by Anki's collation, to which ours is near.
        (fault,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if fault != "ok":
            raise sqlite3.DatabaseError(fault)
        yield from _Collection(connection, zone).cards()
    except (sqlite3.Error, LookupError, TypeError, ValueError) as error:
        raise ValueError(
            f"the collection is damaged ({error}); check it in Anki (Tools, Check Database) and "
            "export it again"
        ) from error
    finally:
        connection.close()


def _unicase(first: str, second: str) -> int:
    """The order that newer collections declare for names: without regard to case."""
    a, b = first.casefold(), second.casefold()
    return (a > b) - (a < b)


class _Collection:
    """What is asked of the tables, whatever the schema."""

    def __init__(self, connection: sqlite3.Connection, zone: tzinfo | None) -> None:
        self.rows = connection.execute
        tables = {name for (name,) in self.rows("SELECT name FROM sqlite_master")}
        self.split = "notetypes" in tables
        """Whether note types and decks have tables of their own (schema 15 and later)."""
        self.created = int(self.rows("SELECT crt FROM col").fetchone()[0])
        offset = self.config().get("creationOffset")
        self.zone = zone if offset is None else timezone(timedelta(minutes=-int(offset)))

    def config(self) -> Mapping[str, Any]:
        if self.split:
            found = self.rows("SELECT val FROM config WHERE key = 'creationOffset'").fetchone()
            return {} if found is None else {"creationOffset": json.loads(found[0])}
        loaded: Mapping[str, Any] = json.loads(self.rows("SELECT conf FROM col").fetchone()[0])
        return loaded

    def types(self) -> dict[int, NoteType]:
        if not self.split:
            models = json.loads(self.rows("SELECT models FROM col").fetchone()[0])
            return {int(id_): _old_type(model) for id_, model in models.items()}
        names: dict[int, list[str]] = defaultdict(list)
        for type_, name in self.rows("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
            names[type_].append(name)
        templates: dict[int, list[Template]] = defaultdict(list)
        for type_, made in self.rows("SELECT ntid, config FROM templates ORDER BY ntid, ord"):
            templates[type_].append(Template(text(made, 1), text(made, 2)))
        return {
            id_: NoteType(name, integer(made, 1) == 1, tuple(names[id_]), tuple(templates[id_]))
            for id_, name, made in self.rows("SELECT id, name, config FROM notetypes")
        }

    def decks(self) -> dict[int, str]:
        if self.split:
            found = dict(self.rows("SELECT id, name FROM decks"))
        else:
            decks = json.loads(self.rows("SELECT decks FROM col").fetchone()[0])
            found = {int(id_): str(deck["name"]) for id_, deck in decks.items()}
        return {id_: _path(name) for id_, name in found.items()}

    def answers(self) -> dict[int, tuple[Answer, ...]]:
        found: dict[int, list[Answer]] = defaultdict(list)
        # 4 and 5 are changes by hand; with factor 0 a filtered deck changed nothing.
        for card, time, button, interval, elapsed in self.rows(
            "SELECT cid, id, ease, ivl, time FROM revlog WHERE ease BETWEEN 1 AND 4 "
            "AND type < 4 AND NOT (type = 3 AND factor = 0) ORDER BY cid, id"
        ):
            days = interval if interval >= 0 else -interval / 86_400
            found[card].append(Answer(time, button, float(days), elapsed))
        return {card: tuple(rows) for card, rows in found.items()}

    def cards(self) -> Iterator[AnkiCard]:
        types, decks, answers = self.types(), self.decks(), self.answers()
        day0 = datetime.fromtimestamp(self.created, self.zone).date()
        for row in self.rows(
            "SELECT cards.id, guid, mid, flds, ord, CASE odid WHEN 0 THEN did ELSE odid END, "
            "type, queue, CASE odue WHEN 0 THEN due ELSE odue END, ivl, factor, lapses, "
            "cards.flags, cards.data, notes.tags FROM cards JOIN notes ON notes.id = nid "
            "ORDER BY nid, ord"
        ):
            id_, guid, type_, fields, ordinal, deck, stage, queue, due, ivl, factor = row[:11]
            lapses, flags, data, tags = row[11:]
            stability, difficulty = _memory(data)
            yield AnkiCard(
                id=id_,
                guid=guid,
                type=types[type_],
                fields=tuple(str(fields).split(FIELD_END)),
                ordinal=ordinal,
                deck=decks.get(deck, "Anki"),
                due=self.day(stage, due, day0),
                interval=max(ivl, 0),
                factor=factor,
                lapses=lapses,
                suspended=queue == -1,
                flag=flags & 7,
                stability=stability,
                difficulty=difficulty,
                answers=answers.get(id_, ()),
                tags=str(tags),
            )

    def day(self, stage: int, due: int, day0: date) -> date | None:
        """When a card is due: days are counted from the collection's first, steps in seconds."""
        if stage == 0:
            return None
        if due > 1_000_000_000:
            return datetime.fromtimestamp(due, self.zone).date()
        return day0 + timedelta(days=due)


def _old_type(model: Mapping[str, Any]) -> NoteType:
    fields = sorted(model["flds"], key=lambda one: int(one["ord"]))
    templates = sorted(model["tmpls"], key=lambda one: int(one["ord"]))
    return NoteType(
        str(model["name"]),
        model.get("type") == 1,
        tuple(str(field["name"]) for field in fields),
        tuple(Template(str(one["qfmt"]), str(one["afmt"])) for one in templates),
    )


def _path(name: str) -> str:
    for end in _LEVEL_ENDS:
        name = name.replace(end, "\0")
    return "/".join(part.replace("/", "∕").strip() or "-" for part in name.split("\0"))


def _memory(data: str) -> tuple[float | None, float | None]:
    """FSRS's stability and difficulty, where the card has them."""
    try:
        loaded = json.loads(data or "{}")
        return (float(loaded["s"]), float(loaded["d"])) if "s" in loaded else (None, None)
    except (ValueError, KeyError, TypeError):
        return None, None
