"""The tables that libraries have in common, each with what its values must be.

By these rules another library's rows are taken or refused, and this one's own are checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gruquiz.foreign import ForeignTable
from gruquiz.foreign.values import ID, INTERVAL, MOMENT, Nullable, Number, Rule, Whole, loads
from gruquiz.library.value_rules import (
    CONTENT_FIELDS,
    DAY,
    DECK,
    NAME,
    NUMBER,
    OBJECT,
    PATH,
    PLACE,
    SCHEDULE,
    SIDE,
    OneOf,
    Reference,
    SoundText,
    Where,
)
from gruquiz.model import LogKind

HASH = list(CONTENT_FIELDS).index("hash")
PAST_CONTENT = 4
"""How many values of a card's past come before its content."""
ANSWER = "kind IN ('review', 'repeat')"
COLUMNS_SINCE = {
    "note": ("within",), "card": ("own", "origin"), "log": ("named",),
}  # fmt: skip
"""Columns that libraries of older versions do not have."""
TABLES_SINCE = ("reading", "lent", "unproven")
"""Tables that they do not have."""
_BIG = 1 << 40
"""Milliseconds: no answer takes so long."""


def _is_content(values: object) -> bool:
    """Whether values out of JSON are a card's text; its hash in hexadecimal digits."""
    if not isinstance(values, list) or len(values) != len(CONTENT_FIELDS):
        return False
    try:
        values = [*values[:HASH], bytes.fromhex(values[HASH]), *values[HASH + 1 :]]
    except (ValueError, TypeError):
        return False
    return not any(
        CONTENT_FIELDS[name].problem(value)
        for name, value in zip(CONTENT_FIELDS, values, strict=True)
    )


def is_lent(data: bytes) -> bool:
    """Whether bytes are what is kept of a card that shows another's text."""
    try:
        kept = loads(data)
    except ValueError:
        return False
    return (
        isinstance(kept, dict)
        and _is_content(kept.get("content"))
        and isinstance(kept.get("decks"), list)
        and len(kept["decks"]) > 0
        and not any(DECK.problem(deck) or deck == "" for deck in kept["decks"])
        and not _HELD.problem(kept.get("held"))
    )


def is_past(data: bytes) -> bool:
    """Whether bytes are a card's text and place as an act found them."""
    try:
        kept = loads(data)
    except ValueError:
        return False
    return isinstance(kept, list) and _is_content(kept[PAST_CONTENT:-1])


_HELD = Whole(0, 127, "a set of reasons")
LENT = SoundText("is_lent", is_lent, "is not a card's own text")
PAST = SoundText("is_past", is_past, "is not a card's past text")


def log_fields(schema: str) -> Mapping[str, Rule]:
    """What a row of the log must be; `schema` has the labels and cards it names."""
    label = f"(SELECT text FROM {schema}.label AS known WHERE known.n = scheduler)"
    unknown = f"{ANSWER} AND NOT COALESCE(is_scheduler(CAST({label} AS BLOB)), FALSE)"
    return {
        "id": NUMBER,
        "act": Nullable(NUMBER),
        "card": Where(
            Reference(f"{schema}.card", nullable=True), f"card IS NULL AND {ANSWER}"
        ),
        "time": MOMENT,
        "day": DAY,
        "hour": Whole(0, 23, "an hour"),
        "kind": OneOf([kind.value for kind in LogKind], "kind of row"),
        "grade": Where(Nullable(Whole(0, 5, "a grade")), f"grade IS NULL AND {ANSWER}"),
        "scheduler": Where(
            Reference(f"{schema}.label", nullable=True), unknown,
            "names no scheduler that this program has",
        ),
        "device": Reference(f"{schema}.label"),
        "interval": Where(Nullable(INTERVAL), f"interval IS NULL AND {ANSWER}"),
        "due": Where(Nullable(DAY), "due IS NULL AND kind = 'review'"),
        "stability": Where(
            Nullable(Number(0, DAY.high)), "NOT is_memory(stability, difficulty)",
            "and difficulty are not what FSRS has",
        ),
        "difficulty": Nullable(Number(0, 10)),
        "before": Where(Nullable(SCHEDULE), f"COALESCE(before, '') = '' AND {ANSWER}"),
        "after": _After(),
        "elapsed": Nullable(Whole(0, _BIG, "a time taken")),
        "drill": Nullable(OBJECT),
        "target": Where(Nullable(NUMBER), "target IS NULL AND kind = 'undo'"),
        "merged": Whole(0, 1),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _After:
    """What a row of the log sets, by its kind."""

    def sql(self, column: str) -> tuple[str, str]:
        text = f"CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB) "
        judged = f"is_after(kind, card IS NOT NULL, {text} WHEN 'null' THEN NULL ELSE 0 END)"
        return (f"NOT {judged}", "is not what a row of its kind sets")


CONTENT_RULES: Mapping[str, Rule] = {
    **CONTENT_FIELDS,
    "back": Where(
        SIDE, "kind = 'drill' AND NOT is_drill(CAST(back AS BLOB))",
        "is not text, or asks for an exercise that cannot be",
    ),
}  # fmt: skip
CARD = {"id": NUMBER, "held": _HELD, "act": NUMBER, "day": DAY}


def other_tables(*, excerpt: bool) -> tuple[ForeignTable, ...]:
    """The tables of another library in the order in which they are copied into `target`.

    `excerpt`: it is one that a device wrote for others, which knows where each card began.
    """
    card, origin = Reference("target.card"), Reference("target.label", nullable=not excerpt)
    return (
        ForeignTable("label", {"n": ID, "text": NAME}),
        ForeignTable("source", {"n": ID, "path": PATH}),
        ForeignTable("deck", {"n": ID, "name": Where(DECK, "name = ''")}),
        ForeignTable(
            "note",
            {"n": ID, "path": Where(PATH, "path = ''"), "title": SIDE, "within": Nullable(PATH),
             "settings": SIDE, "gone": Whole(0, 1)},
        ),
        ForeignTable(
            "card",
            {"n": ID, **CARD, "note": Reference("target.note"), "deck": Reference("target.deck"),
             "own": Reference("target.deck", nullable=True), "origin": origin},
        ),
        ForeignTable("card_deck", {"card": card, "deck": Reference("target.deck"), "place": PLACE}),
        ForeignTable("content", {"card": card, **CONTENT_RULES}),
        ForeignTable(
            "reading", {"card": card, "key": NUMBER, "within": NUMBER, "time": MOMENT}
        ),
        ForeignTable("lent", {"card": card, "time": MOMENT, "own": LENT}),
    )  # fmt: skip


PASTS = (
    ForeignTable("past", {"card": Reference("target.card"), "act": NUMBER, "content": PAST}),
    ForeignTable("unproven", {"card": Reference("target.card")}),
)
"""What a whole library has beside that, from which the history of its texts is completed."""


def other_log(since: int) -> ForeignTable:
    """The rows of its log after a place."""
    named = Reference("target.card", nullable=True)
    fields = {"seq": ID, **log_fields("target"), "named": named}
    return ForeignTable("log", fields, f"seq > {since:d}" if since else "")


def cards_of_log(since: int) -> ForeignTable:
    """The cards that those rows name."""
    named = f"SELECT COALESCE(named, card) FROM main.log WHERE seq > {since:d}"
    current = f"SELECT card FROM main.log WHERE seq > {since:d}"
    return ForeignTable("card", {"n": ID, "id": NUMBER}, f"n IN ({named} UNION {current})")
