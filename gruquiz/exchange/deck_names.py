"""Converts deck names of other programs."""

import re

from gruquiz.foreign.values import LONGEST_NAME

SEPARATOR = "::"
"""Anki's separator of deck levels."""
_LEVEL_END = re.compile(r"\x1f|::")
"""The separators in the database and in old JSON."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def deck_path(name: str, depth: int) -> str:
    """A deck's name with `/` between its levels; ValueError where it is too long or too deep."""
    levels = _LEVEL_END.split(name)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a name is longer than {LONGEST_NAME:,} characters")
    if len(levels) > depth:
        raise ValueError(f"a name has more than {depth} levels")
    return "/".join(_level(level) for level in levels)


def table_deck(name: str, depth: int) -> str:
    """Like `deck_path`, for a table, in which `/` separates levels too."""
    return deck_path(name.replace("/", SEPARATOR), depth)


def _level(name: str) -> str:
    return _CONTROL.sub(" ", name).replace("/", "∕").strip() or "-"
