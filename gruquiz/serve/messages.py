"""What the page says to its app: checked when it comes, since anybody with the token may say it."""

import json
from dataclasses import dataclass

LARGEST = 1 << 20
"""Bytes of a message: a pasted text of many pages is shorter."""
WIDEST, HIGHEST = 1000, 500
"""Cells of the largest terminal: an app paints all of them."""


class MalformedMessageError(ValueError):
    """The page does not say such a thing."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a terminal would send: keys, clicks, pasted text."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """The terminal has another size, in cells."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pinged:
    """The page asks whether it is heard; it is answered with the same value."""

    value: object


@dataclass(frozen=True, slots=True)
class FocusChanged:
    """The page has got the keys, or lost them."""

    gained: bool


KNOWN = ("stdin", "resize", "ping", "focus", "blur")

Message = Typed | Resized | Pinged | FocusChanged


def read_message(text: str) -> Message | None:
    """The message that this JSON is; None for one of a kind that needs no answer.

    Raises MalformedMessageError for what is no message.
    """
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedMessageError("no JSON") from error
    match envelope:
        case ["stdin", str(typed)]:
            return Typed(_utf_8(typed))
        case ["resize", {"width": width, "height": height}]:
            return size(width, height)
        case ["ping", (str() | int() | float() | None) as value]:
            return Pinged(value)
        case ["focus" | "blur" as kind, *_]:
            return FocusChanged(kind == "focus")
        case [str(kind), *_] if kind not in KNOWN:
            return None  # of a newer page
    raise MalformedMessageError("no message")


def size(width: object, height: object) -> Resized:
    """A size as a terminal may have it: what is larger or smaller is brought within bounds.

    Raises MalformedMessageError for what is no size.
    """
    return Resized(_cells(width, WIDEST), _cells(height, HIGHEST))


def _cells(given: object, most: int) -> int:
    if isinstance(given, str) and given.isascii() and given.isdecimal() and len(given) < 10:
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise MalformedMessageError("no size")
    return min(max(given, 1), most)


def _utf_8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MalformedMessageError("half a letter") from error
