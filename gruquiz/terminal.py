"""How many terminal cells a text takes, and text that no terminal obeys."""

import re
from functools import lru_cache
from unicodedata import category, east_asian_width

_ZERO = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls of ASCII and C1, ends of lines that are none, turns of direction, and halves of letters,
as which Python hands on the bytes of a name that is no UTF-8."""


@lru_cache(maxsize=4096)
def cells(text: str) -> int:
    """The width of a text on one line: combining marks take no cell, wide characters two."""
    if text.isascii():
        return len(text)
    return sum(_cell(letter) for letter in text)


@lru_cache(maxsize=4096)
def _cell(letter: str) -> int:
    if category(letter)[0] == "M" or letter in _ZERO or "\u1160" <= letter <= "\u11ff":
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def harmless(text: str) -> str:
    """The text with control characters as pictures, one for one: ESC is shown as ␛.

    Tab and newline stay. Marks that turn the direction of what follows them are shown as �.
    """
    return _UNSAFE.sub(_picture, text)


def visible(text: str) -> str:
    """The same on one line: tabs and newlines become spaces."""
    return harmless(text).replace("\n", " ").replace("\t", " ")


def escaped(document: str) -> str:
    """A JSON document that says the same and that no terminal obeys: JSON itself escapes only the
    control characters of ASCII."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code in (0x2028, 0x2029):
        return " "
    return "␡" if code == 0x7F else "�"
