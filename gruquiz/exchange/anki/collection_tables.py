"""The tables of a collection: the columns to read, and the values that are allowed."""

from gruquiz.foreign import ForeignTable, Limits
from gruquiz.foreign.foreign_database import LONGEST_VALUE
from gruquiz.foreign.values import (
    ID,
    LAST_MS,
    LONGEST_INTERVAL,
    LONGEST_NAME,
    MOMENT,
    Bytes,
    Field,
    Text,
    Whole,
)

ALL = ("col", "notes", "cards", "revlog", "notetypes", "fields", "templates", "decks", "config")
ZONE_MINUTES = Whole(-1439, 1439, "a number of minutes")
_ANY = Whole()
_SMALL = Whole(-10, 10)
_PLACE = Whole(0, 100_000, "a place")
_JSON = Text(LONGEST_VALUE)
_TAGS = Text(10_000)
_FACTOR = Whole(0, 100_000, "an ease in thousandths")
_LAPSES = Whole(0, 1_000_000, "a count")
_INTERVAL = Whole(-(1 << 31), LONGEST_INTERVAL, "an interval")
"""Days; below zero, seconds."""

CREATED = ForeignTable("col", {"crt": Whole(-LAST_MS // 1000, LAST_MS // 1000, "a time")})
CONF = ForeignTable("col", {"conf": _JSON})
MODELS = ForeignTable("col", {"models": _JSON})
OLD_DECKS = ForeignTable("col", {"decks": _JSON})
OFFSET = ForeignTable("config", {"key": Text(100), "val": Bytes(100)}, "key = 'creationOffset'")
DECKS = ForeignTable("decks", {"id": ID, "name": Text(LONGEST_NAME)})
NOTE_TYPES = ForeignTable(
    "notetypes", {"id": ID, "name": Text(LONGEST_NAME), "config": Bytes(LONGEST_VALUE)}
)
FIELDS = ForeignTable(
    "fields", {"ntid": ID, "name": Text(LONGEST_NAME), "ord": _PLACE}, order="ntid, ord"
)
TEMPLATES = ForeignTable(
    "templates", {"ntid": ID, "config": Bytes(LONGEST_VALUE), "ord": _PLACE}, order="ntid, ord"
)
REVIEWS = ForeignTable(
    "revlog",
    {"cid": ID, "id": MOMENT, "ease": Whole(1, 4, "a button"), "ivl": _INTERVAL, "time": _ANY},
    # 4 and 5 are changes by hand; with factor 0 a filtered deck changed nothing.
    "ease BETWEEN 1 AND 4 AND type < 4 AND NOT (type = 3 AND factor = 0)",
    "cid, id",
)
CARDS = ForeignTable(
    "cards",
    {
        "id": ID, "nid": ID, "did": _ANY, "odid": _ANY, "ord": _PLACE, "type": _SMALL,
        "queue": _SMALL, "due": _ANY, "odue": _ANY, "ivl": _INTERVAL, "factor": _FACTOR,
        "lapses": _LAPSES, "flags": _ANY, "data": _TAGS,
    },
    order="nid, ord",
)  # fmt: skip


def notes(limits: Limits) -> ForeignTable:
    """The table of notes; the fields together may be as long as a side of a card."""
    fields: dict[str, Field] = {
        "id": ID,
        "guid": Text(LONGEST_NAME, 1),
        "mid": ID,
        "tags": _TAGS,
        "flds": Text(limits.text),
    }
    return ForeignTable("notes", fields, order="id")
