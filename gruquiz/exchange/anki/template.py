"""Anki's templates: fields put into HTML, clozes hidden or shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gruquiz.exchange.anki.collection import AnkiCard

HOLE = "[…]"
OPEN, CLOSE = "<mark>", "</mark>"
_TAG = re.compile(r"(\{\{[^{}]*\}\})")
_ANSWER = re.compile(r"<hr[^>]*\bid\s*=\s*[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_CLOZE = re.compile(r"\{\{c([\d,]+)::|\}\}")
_HIDDEN = ("hint",)
"""Filters whose field is shown only when asked for: part of the answer."""


@dataclass(slots=True)
class _Node:
    """A cloze with what stands in it, text and clozes; the whole text has no numbers."""

    numbers: frozenset[int] = frozenset()
    parts: list["str | _Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card's sides as HTML."""

    front: str
    back: str
    answers: tuple[str, ...] = ()
    """What fills the holes."""


def rendered(card: AnkiCard) -> Rendered:
    """A card's sides; the back without the front that Anki repeats there."""
    kind = card.type
    fields = dict(zip(kind.fields, card.fields, strict=False))
    template = kind.templates[0 if kind.cloze else min(card.ordinal, len(kind.templates) - 1)]
    number = card.ordinal + 1
    answers: list[str] = []
    front = _filled(template.front, fields, number, answers, asked=True)
    back = _filled(template.back, fields, number, [], asked=False)
    if not kind.cloze:
        back = _ANSWER.split(back)[-1]
    return Rendered(front, back, tuple(answers))


def _filled(
    template: str, fields: Mapping[str, str], number: int, answers: list[str], *, asked: bool
) -> str:
    """A template with its fields; sections of empty fields left out, of full ones kept."""
    result: list[str] = []
    shown = [True]
    for piece in _TAG.split(template):
        if not piece.startswith("{{"):
            if all(shown):
                result.append(piece)
            continue
        name = piece[2:-2].strip()
        if name[:1] in ("#", "^"):
            full = _is_full(name[1:].strip(), fields, number)
            shown.append(full if name[0] == "#" else not full)
        elif name[:1] == "/":
            if len(shown) > 1:
                shown.pop()
        elif all(shown):
            result.append(_value(name, fields, number, answers, asked=asked))
    return "".join(result)


def _is_full(name: str, fields: Mapping[str, str], number: int) -> bool:
    if name in fields:
        return bool(fields[name].strip())
    found = re.fullmatch(r"c(\d+)", name)
    return found is not None and int(found[1]) == number


def _value(
    name: str, fields: Mapping[str, str], number: int, answers: list[str], *, asked: bool
) -> str:
    *filters, name = (part.strip() for part in name.split(":"))
    value = fields.get(name, "")
    if "cloze" in filters:
        return clozed(value, number, answers, asked=asked)
    if asked and ("type" in filters or any(one in _HIDDEN for one in filters)):
        return ""
    return "" if any(one.startswith("tts") for one in filters) else value


def clozed(text: str, number: int, answers: list[str], *, asked: bool) -> str:
    """A text with the clozes of one card as holes, or as marked answers; the others as text."""
    return _shown(_tree(text), number, answers, asked=asked)


def _tree(text: str) -> _Node:
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
