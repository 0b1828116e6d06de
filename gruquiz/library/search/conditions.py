"""A search as SQL: every word of the language as a condition on `card`, its values bound."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gruquiz.library.rows import GONE, Held
from gruquiz.model import DeckOptions
from gruquiz.query import All, Any, Compare, Condition, FieldTerm, Not, Recent, TextTerm

OUT = Held.MISSING | Held.SUSPENDED
STATES = {
    "missing": f"held & {Held.MISSING:d}",
    "suspended": f"held & {OUT:d} = {Held.SUSPENDED:d}",
    "buried": f"held & {OUT:d} = 0 AND buried_on IS :today",
    "new": f"held & {OUT:d} = 0 AND buried_on IS NOT :today AND due IS NULL",
    "relearning": f"held & {OUT:d} = 0 AND buried_on IS NOT :today AND due IS NOT NULL "
    "AND repeat_on IS :today",
    "review": f"held & {OUT:d} = 0 AND buried_on IS NOT :today AND due IS NOT NULL "
    "AND repeat_on IS NOT :today",
    "due": "held = 0 AND buried_on IS NOT :today AND (due <= :today OR repeat_on IS :today)",
    "suggested": "n IN (SELECT card FROM content WHERE rule IS NOT NULL)",
    "dropped": f"held & {Held.DROPPED:d}",
    "incomplete": f"held & {Held.INCOMPLETE:d}",
    "flagged": "flag <> 0",
}
"""Conditions on `card`; a state is one exactly when `Card.state` says it."""

WORD = re.compile(r"[^\W_]+")
"""What the index takes for a word."""


class SqlConditions:
    """Conditions as SQL on `card`, with the values that they bind."""

    def __init__(
        self,
        today: date | None,
        leech_limits: Callable[[], Mapping[int, int]],
        words_holding: Callable[[str], Sequence[str] | None],
    ) -> None:
        self.today = 0 if today is None else today.toordinal()
        self.values: dict[str, object] = {"today": self.today}
        self.leech_limits = leech_limits
        self.words_holding = words_holding
        self.hidden = GONE | Held.DROPPED

    def whole(self, condition: Condition) -> tuple[str, dict[str, object]]:
        wanted = self.of(condition)
        return f"held & {self.hidden:d} = 0 AND ({wanted})", self.values

    def bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def of(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return " AND ".join(f"({self.of(part)})" for part in parts) or "1"
            case Any(parts):
                return " OR ".join(f"({self.of(part)})" for part in parts)
            case Not(part):
                return f"NOT ({self.of(part)})"
            case TextTerm():
                return self.text(condition)
            case FieldTerm():
                return self.field(condition)
            case Compare():
                return self.compare(condition)
            case Recent():
                return self.recent(condition)

    def text(self, text: TextTerm) -> str:
        """Words by the index; where order or signs count, the text itself is looked at too."""
        plain = unicodedata.normalize("NFC", text.text)
        words = WORD.findall(plain)
        if not text.whole or not words or any(_unspaced(word) for word in words):
            return self.holds(plain)
        match = " ".join(f'"{word}"' for word in words) + ("*" if text.prefix else "")
        found = f"SELECT rowid FROM words WHERE words MATCH {self.bind(match)}"
        return f"n IN ({found})" if words == [plain] else f"n IN ({self.shown(plain, found)})"

    def holds(self, text: str) -> str:
        """Any part of the text, among the cards that have a word with its letters."""
        words = self.words_holding(text)
        if words is None:
            return f"n IN ({self.shown(text)})"
        listed = self.bind(json.dumps([f'"{word}"' for word in words]))
        among = (
            f"SELECT words.rowid FROM json_each({listed}) CROSS JOIN words "
            "WHERE words MATCH json_each.value"
        )
        return f"n IN ({self.shown(text, among)})"

    def shown(self, text: str, among: str | None = None) -> str:
        """The cards that show a text as it is written, of all or of those that are selected."""
        escaped = _escaped(text)
        like = f"LIKE {self.bind(f'%{escaped}%')}"
        if escaped != text:
            like += " ESCAPE '\\'"
        of = f"card IN ({among}) AND " if among is not None else ""
        return f"SELECT card FROM content WHERE {of}(front {like} OR back {like})"

    def field(self, field: FieldTerm) -> str:
        if field.name == "is":
            if field.value == "dropped":
                self.hidden &= ~Held.DROPPED
            return self.leech() if field.value == "leech" else STATES[field.value]
        if field.name == "kind":
            return f"n IN (SELECT card FROM content WHERE kind = {self.bind(field.value)})"
        if field.name == "id":
            low, high = (int(field.value.ljust(16, end), 16) for end in "0f")
            most = (1 << 63) - 1
            return f"id BETWEEN {self.bind(min(low, most))} AND {self.bind(min(high, most))}"
        wild = _escaped(field.value).replace("*", "%")
        if field.name == "deck":
            own, inside = self.bind(wild), self.bind(f"{wild}/%")
            decks = (
                f"SELECT n FROM deck WHERE name LIKE {own} ESCAPE '\\' "
                f"OR name LIKE {inside} ESCAPE '\\'"
            )
            guests = f"SELECT card FROM card_deck WHERE deck IN ({decks})"
            return f"deck IN ({decks}) OR n IN ({guests})"
        if field.name == "note":
            pattern = self.bind(f"%{wild}%")
            return (
                f"note IN (SELECT n FROM note WHERE path LIKE {pattern} ESCAPE '\\' "
                f"OR title LIKE {pattern} ESCAPE '\\')"
            )
        if field.value.lower() == "leech":
            return self.leech()
        own, inside = self.bind(wild.removeprefix("#")), self.bind(f"{wild.removeprefix('#')}/%")
        return (
            "note IN (SELECT note.n FROM note, json_each(note.tags) "
            f"WHERE value LIKE {own} ESCAPE '\\' OR value LIKE {inside} ESCAPE '\\')"
        )

    def leech(self) -> str:
        """Lapses enough to be one in the card's deck; 0 in its settings: never."""
        limits = self.leech_limits()
        usual = (
            Counter(limits.values()).most_common(1)[0][0] if limits else DeckOptions().leech_lapses
        )
        enough = "".join(
            f"WHEN {deck:d} THEN {self.bind(limit)} "
            for deck, limit in limits.items()
            if limit != usual
        )
        limit = f"CASE deck {enough}ELSE {self.bind(usual)} END" if enough else self.bind(usual)
        return f"lapses >= {limit} AND {limit} > 0"

    def compare(self, compare: Compare) -> str:
        number = compare.number
        if compare.property == "ease":
            return f"ease {compare.operator} {self.bind(round(number * 100))}"
        if compare.property == "due":
            day = self.bind(self.today + number)
            return f"due IS NOT NULL AND due {compare.operator} {day}"
        return f"{compare.property} {compare.operator} {self.bind(number)}"

    def recent(self, recent: Recent) -> str:
        since = self.bind(self.today - recent.days + 1)
        if recent.name == "added":
            return f"day >= {since}"
        grade = ""
        if recent.grade is not None:
            # Again means all three grades of failure, as its button does.
            again = recent.grade == 2
            grade = f"AND grade {'<=' if again else '='} {self.bind(recent.grade)} "
        return (
            f"n IN (SELECT card FROM log WHERE log.day >= {since} {grade}"
            "AND kind IN ('review', 'repeat') AND COALESCE(act, log.id) NOT IN "
            "(SELECT target FROM log WHERE target IS NOT NULL))"
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces, of which the index sees only whole runs."""
    return any("\u2e80" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in word)
