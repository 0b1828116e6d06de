"""Renders Anki's templates: inserts fields into HTML, hides or shows clozes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gruquiz.exchange.anki.collection import AnkiCard
from gruquiz.foreign import LIMITS, Limits

HOLE = "[…]"
OPEN, CLOSE = "<mark>", "</mark>"
_TAG = re.compile(r"(\{\{[^{}]*\}\})")
_ANSWER = re.compile(
    r"<hr\b[^<>]{0,99}?\bid\s{0,9}=\s{0,9}[\"']?answer[\"']?[^<>]{0,99}>", re.IGNORECASE
)
"""Bounded, so that no field causes excessive backtracking."""
_CLOZE = re.compile(r"\{\{c([\d,]+)::|\}\}")
_HIDDEN = ("hint",)
"""Filters whose field is shown on demand, so part of the answer."""


@dataclass(slots=True)
class _Node:
    """A cloze with its content, text and clozes; the root has no numbers."""

    numbers: frozenset[int] = frozenset()
    parts: list["str | _Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card's sides as HTML."""

    front: str
    back: str
    answers: tuple[str, ...] = ()
    """The answers of the holes."""


def rendered(card: AnkiCard, limits: Limits = LIMITS) -> Rendered:
    """A card's sides; the back without the front that Anki repeats there.

    Raises ValueError where they exceed the limits of length or nesting.
    """
    kind = card.type
    fields = dict(zip(kind.fields, card.fields, strict=False))
    template = kind.templates[0 if kind.cloze else min(card.ordinal, len(kind.templates) - 1)]
    number = card.ordinal + 1
    answers: list[str] = []
    front = _Filling(fields, number, answers, limits, asked=True).filled(template.front)
    back = _Filling(fields, number, [], limits, asked=False).filled(template.back)
    if not kind.cloze:
        back = _ANSWER.split(back)[-1]
    return Rendered(front, back, tuple(answers))


@dataclass(frozen=True, slots=True)
class _Filling:
    """Fills a template for one side of a card."""

    fields: Mapping[str, str]
    number: int
    """The card's number among the clozes of its note."""
    answers: list[str]
    """Collects the answers of the holes."""
    limits: Limits
    asked: bool
    """True for the front."""

    def filled(self, template: str) -> str:
        """The filled template; sections of empty fields are removed."""
        result: list[str] = []
        shown, length = [True], 0
        for piece in _TAG.split(template):
            name = piece[2:-2].strip() if piece.startswith("{{") else None
            text = ""
            if name is None:
                text = piece if all(shown) else ""
            elif name[:1] in ("#", "^"):
                full = self.is_full(name[1:].strip())
                shown.append(full if name[0] == "#" else not full)
                if len(shown) > self.limits.depth:
                    raise self.limits.exceeded(
                        "its template nests", len(shown), self.limits.depth, "levels"
                    )
            elif name[:1] == "/":
                if len(shown) > 1:
                    shown.pop()
            elif all(shown):
                text = self.value(name)
            result.append(text)
            length += len(text)
            if length > self.limits.text:
                raise self.limits.exceeded("a side has", length, self.limits.text, "characters")
        return "".join(result)

    def is_full(self, name: str) -> bool:
        """Whether a section's field has text, or is the cloze of this card."""
        if name in self.fields:
            return bool(self.fields[name].strip())
        found = re.fullmatch(r"c(\d{1,6})", name)
        return found is not None and int(found[1]) == self.number

    def value(self, tag: str) -> str:
        """The value of a tag: a field after its filters."""
        *filters, name = (part.strip() for part in tag.split(":"))
        value = self.fields.get(name, "")
        if "cloze" in filters:
            return clozed(value, self.number, self.answers, self.limits, asked=self.asked)
        if self.asked and ("type" in filters or any(one in _HIDDEN for one in filters)):
            return ""
        return "" if any(one.startswith("tts") for one in filters) else value


def clozed(
    text: str, number: int, answers: list[str], limits: Limits = LIMITS, *, asked: bool
) -> str:
    """A text with the clozes of one card as holes, or as marked answers; the others as text.

    Raises LimitError where clozes nest too deep.
    """
    return _shown(_tree(text, limits), number, answers, asked=asked)


def _tree(text: str, limits: Limits) -> _Node:
    root = _Node()
    open_ = [root]
    at = 0
    for found in _CLOZE.finditer(text):
        open_[-1].parts.append(text[at : found.start()])
        at = found.end()
        if found[1]:
            numbers = frozenset(int(part) for part in found[1].split(",") if part)
            node = _Node(numbers)
            open_[-1].parts.append(node)
            open_.append(node)
            if len(open_) > limits.depth:
                raise limits.exceeded("a cloze nests", len(open_), limits.depth, "levels")
        elif len(open_) > 1:
            open_.pop()
        else:
            open_[-1].parts.append(found[0])
    open_[-1].parts.append(text[at:])
    return root


def _shown(node: _Node, number: int, answers: list[str], *, asked: bool) -> str:
    parts, hint = list(node.parts), ""
    if node.numbers and isinstance(parts[-1], str) and "::" in parts[-1]:
        parts[-1], _, hint = parts[-1].partition("::")
    mine = number in node.numbers
    inner = "".join(
        part
        if isinstance(part, str)
        else _shown(part, number, [] if mine else answers, asked=asked and not mine)
        for part in parts
    )
    if not mine:
        return inner
    inner = inner.replace(OPEN, "").replace(CLOSE, "")
    answers.append(inner)
    if asked:
        return f"[{hint.strip()}]" if hint.strip() else HOLE
    return f"{OPEN}{inner}{CLOSE}"
