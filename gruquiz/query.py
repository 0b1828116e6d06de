"""Parses the search language into a tree of conditions, which the library turns into SQL.

reset gate          both words, in any form of case
"update gate"       the words as written, one after the other
gat*   *ate*        words that begin like this; text that contains it
deck:GRU/Gates      the deck and those in it; `*` matches anything
note:vault tag:gru  part of the note's path or title; the note's tag
is:due              new review relearning due suspended buried missing leech suggested
                    dropped incomplete flagged
prop:ivl>=10        also ease, reps, lapses, due, stability, difficulty, flag
rated:7 rated:7:again added:3 kind:cloze id:3f2a
a or b   -a   not a   (a or b) c
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NoReturn

from gruquiz.errors import QueryError
from gruquiz.model import BUTTONS, Kind

STATES = (
    "new", "review", "relearning", "due", "suspended", "buried", "missing", "leech", "suggested",
    "dropped", "incomplete", "flagged",
)  # fmt: skip
SYNONYMS = {"learning": "relearning", "learn": "relearning"}
PROPERTIES = {
    "ivl": "interval", "interval": "interval", "ease": "ease", "reps": "reps", "lapses": "lapses",
    "due": "due", "stability": "stability", "s": "stability", "difficulty": "difficulty",
    "d": "difficulty", "flag": "flag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Text that the card shows: words with `whole`, else any part of the text."""

    text: str
    whole: bool = True
    prefix: bool = False
    """Whether the last word may be the beginning of a longer one."""


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A named condition: deck, note, tag, kind, is or id."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares a number of the card's schedule with a given one."""

    property: str
    operator: str
    number: float


@dataclass(frozen=True, slots=True)
class Recent:
    """Answered (perhaps with one grade) or added within the last days, today included."""

    name: str
    days: int
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple["Condition", ...]


Condition = TextTerm | FieldTerm | Compare | Recent | Not | All | Any

TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=\S))"""
    r"""|(?P<term>(?:[^\s()"]|"[^"]*")+)|(?P<bad>\S))"""
)
SURROGATE = re.compile("[\ud800-\udfff]")
"""In a program's arguments these replace bytes that are not UTF-8; no file can contain them."""
BARE = re.compile(
    r"(?P<name>ivl|interval|ease|reps|lapses|due|stability|difficulty|flag)(?:>|<|!=|=)"
)
"""A comparison without its `prop:`. Other names (`h>0`, `a=b`) are text that a card may have."""
COMPARISON = re.compile(r"(?P<name>[a-z]+)(?P<operator>>=|<=|!=|=|>|<)(?P<number>-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    place: int


def parse(query: str) -> Condition:
    """Parse a search. Raises QueryError, whose message shows the query with a caret."""
    return _QueryParser(query).whole()


def decks_asked(condition: Condition) -> Iterator[str]:
    """The decks that a search names without a `*`, except excluded ones."""
    match condition:
        case FieldTerm("deck", name) if "*" not in name:
            yield name
        case All(parts) | Any(parts):
            for part in parts:
                yield from decks_asked(part)


class _QueryParser:
    """Recursive descent: or, then and, then not, then a term or a parenthesis."""

    DEEPEST = 100

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = list(self._tokens())
        self.at = 0
        self.depth = 0

    def _tokens(self) -> Iterator[Token]:
        half = SURROGATE.search(self.query)
        if half is not None:
            self.query = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", self.query)
            self.fail(half.start(), "half a character, which no card has; leave it out")
        # Strip blanks at the end: each would be tried as the start of a token.
        for match in TOKEN.finditer(self.query, 0, len(self.query.rstrip())):
            kind = match.lastgroup
            if kind is None:
                continue
            token = Token(kind, match[kind], match.start(kind))
            if kind == "bad":
                self.fail(token.place, 'this " is never closed')
            yield token

    def fail(self, place: int, message: str) -> NoReturn:
        line = self.query.replace("\n", " ").replace("\t", " ")
        raise QueryError(f"{message}\n  {line}\n  {' ' * place}^")

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def word(self, text: str) -> bool:
        """Whether the next token is this operator; if so, consume it."""
        token = self.peek()
        if token is None or token.kind != "term" or token.text.lower() != text:
            return False
        self.at += 1
        return True

    def whole(self) -> Condition:
        if not self.tokens:
            return All(())
        condition = self.either()
        token = self.peek()
        if token is not None:
            self.fail(token.place, "this ) was never opened")
        return condition

    def either(self) -> Condition:
        parts = [self.both()]
        while self.word("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def both(self) -> Condition:
        parts = [self.one()]
        while True:
            token = self.peek()
            if token is None or token.kind == "close" or token.text.lower() == "or":
                return parts[0] if len(parts) == 1 else All(tuple(parts))
            self.word("and")  # optional
            parts.append(self.one())

    def one(self) -> Condition:
        token = self.peek()
        if token is None:
            self.fail(len(self.query), "A word or condition is missing here")
        self.at += 1
        if token.kind == "minus" or (token.kind == "term" and token.text.lower() == "not"):
            return Not(self._deeper(self.one, token))
        if token.kind == "open":
            condition = self._deeper(self.either, token)
            closing = self.peek()
            if closing is None:
                self.fail(token.place, "this ( is never closed")
            self.at += 1
            return condition
        if token.kind == "close":
            self.fail(token.place, "something is missing before this )")
        if token.text.lower() in ("or", "and"):
            self.fail(token.place, f'"{token.text}" must be between two conditions')
        return self.term(token)

    def _deeper(self, read: Callable[[], Condition], token: Token) -> Condition:
        self.depth += 1
        if self.depth > self.DEEPEST:
            self.fail(token.place, "conditions are nested too deeply")
        condition = read()
        self.depth -= 1
        return condition

    def term(self, token: Token) -> Condition:
        name, colon, value = token.text.partition(":")
        reader = self.FIELDS.get(name.lower()) if colon and '"' not in name else None
        if reader is not None:
            place = token.place + len(name) + 1
            plain = value.replace('"', "")
            if not plain:
                self.fail(place, f"A value is missing after {name}:")
            return reader(self, name.lower(), plain, place)
        if re.fullmatch(r"[A-Za-z]{2,12}", name) and value and value[0] not in ":/":
            known = ", ".join(self.FIELDS)
            self.fail(
                token.place,
                f'Unknown field {name}. Use one of {known}, or "{token.text}" for text',
            )
        bare = BARE.match(token.text.lower())
        if bare is not None:
            self.fail(
                token.place,
                f"a comparison is written prop:{bare['name']}>=10. "
                f'For the text write "{token.text}"',
            )
        text = token.text.replace('"', "")
        if not text.strip("*"):
            self.fail(token.place, "A word is missing here")
        if text.startswith("*"):
            return TextTerm(text.strip("*"), whole=False)
        return TextTerm(text.rstrip("*"), prefix=text.endswith("*"))

    def plain_field(self, name: str, value: str, _place: int) -> Condition:
        return FieldTerm(name, value)

    def state(self, name: str, value: str, place: int) -> Condition:
        state = SYNONYMS.get(value.lower(), value.lower())
        if state not in STATES:
            self.fail(place, f'Unknown "is:" value. Use one of {", ".join(STATES)}')
        return FieldTerm(name, state)

    def kind(self, name: str, value: str, place: int) -> Condition:
        kinds = [str(kind) for kind in Kind]
        if value.lower() not in kinds:
            self.fail(place, f"Unknown kind of card. Use one of {', '.join(kinds)}")
        return FieldTerm(name, value.lower())

    def identity(self, name: str, value: str, place: int) -> Condition:
        if not re.fullmatch(r"[0-9a-fA-F]{1,16}", value):
            self.fail(place, "A card id has up to 16 hexadecimal digits")
        return FieldTerm(name, value.lower())

    def flag(self, _name: str, value: str, place: int) -> Condition:
        if not re.fullmatch(r"[0-7]", value):
            self.fail(place, "a flag is a number from 0 to 7")
        return Compare("flag", "=", float(value))

    def comparison(self, _name: str, value: str, place: int) -> Condition:
        match = COMPARISON.fullmatch(value.lower())
        if match is None:
            self.fail(place, "write a property, a comparison and a number: prop:ivl>=10")
        if match["name"] not in PROPERTIES:
            known = ", ".join(dict.fromkeys(PROPERTIES))
            self.fail(place, f"Unknown property {match['name']}. Use one of {known}")
        return Compare(PROPERTIES[match["name"]], match["operator"], float(match["number"]))

    def recent(self, name: str, value: str, place: int) -> Condition:
        days, colon, grade = value.partition(":")
        if not re.fullmatch(r"[1-9]\d{0,5}", days):
            self.fail(place, f"{name}: needs a number of days; 1 is today")
        if not colon:
            return Recent(name, int(days))
        buttons = {button: int(grade) for button, grade in BUTTONS.items()}
        buttons |= {str(number): number for number in range(6)}
        if name == "added" or grade.lower() not in buttons:
            self.fail(place + len(days) + 1, "a grade is again, hard, good, easy or 0 to 5")
        return Recent(name, int(days), buttons[grade.lower()])

    FIELDS: ClassVar[Mapping[str, Callable[["_QueryParser", str, str, int], Condition]]] = {
        "deck": plain_field, "note": plain_field, "tag": plain_field, "is": state, "kind": kind,
        "id": identity, "flag": flag, "prop": comparison, "rated": recent, "added": recent,
    }  # fmt: skip
