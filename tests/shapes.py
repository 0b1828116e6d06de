"""The notation in which the README tells what JSON a command prints, and a check against it.

name = shape          a name for a shape
text int number bool date null any
[shape]   a | b   {key: shape, key?: shape, *: shape, ...name}
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_TOKEN = re.compile(r"\.\.\.|[\w-]+\??|[\[\]{}:,|*]")

SIMPLE: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "int": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "bool": lambda value: type(value) is bool,
    "null": lambda value: value is None,
    "any": lambda _value: True,
    "date": lambda value: isinstance(value, str) and date.fromisoformat(value) is not None,
}


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Rows:
    of: "Shape"


@dataclass(frozen=True, slots=True)
class Either:
    options: tuple["Shape", ...]


@dataclass(slots=True)
class Table:
    keys: "dict[str, tuple[Shape, bool]]" = field(default_factory=dict)
    """The shape of each key, and whether it must be there."""
    spread: list[str] = field(default_factory=list)
    others: "Shape | None" = None


Shape = Name | Rows | Either | Table


def parse(text: str) -> Shape:
    """A shape as it is written."""
    tokens = _TOKEN.findall(text)
    shape, rest = _either(tokens)
    assert not rest, f"what is {rest} in {text!r}?"
    return shape


def _either(tokens: list[str]) -> tuple[Shape, list[str]]:
    first, tokens = _one(tokens)
    options = [first]
    while tokens[:1] == ["|"]:
        option, tokens = _one(tokens[1:])
        options.append(option)
    return (first if len(options) == 1 else Either(tuple(options))), tokens


def _one(tokens: list[str]) -> tuple[Shape, list[str]]:
    token, *tokens = tokens
    if token == "[":
        inner, tokens = _either(tokens)
        assert tokens[0] == "]"
        return Rows(inner), tokens[1:]
    if token != "{":
        return Name(token), tokens
    table = Table()
    while tokens[0] != "}":
        key, *tokens = tokens
        if key == "...":
            table.spread.append(tokens.pop(0))
        else:
            assert tokens[0] == ":", tokens
            shape, tokens = _either(tokens[1:])
            if key == "*":
                table.others = shape
            else:
                table.keys[key.removesuffix("?")] = shape, not key.endswith("?")
        if tokens[0] == ",":
            tokens = tokens[1:]
    return table, tokens[1:]


def faults(value: Any, shape: Shape, names: Mapping[str, Shape], at: str = "") -> Iterator[str]:
    """Where a value is not of a shape."""
    match shape:
        case Name(name) if name in SIMPLE:
            if not SIMPLE[name](value):
                yield f"{at or 'it'} is {value!r}, not {name}"
        case Name(name):
            yield from faults(value, names[name], names, at)
        case Rows(of):
            if not isinstance(value, list):
                yield f"{at or 'it'} is {value!r}, no list"
            else:
                for place, item in enumerate(value):
                    yield from faults(item, of, names, f"{at}[{place}]")
        case Either(options):
            found = [list(faults(value, option, names, at)) for option in options]
            if all(found):
                yield min(found, key=len)[0]
        case Table():
            yield from _table_faults(value, shape, names, at)


def _table_faults(value: Any, table: Table, names: Mapping[str, Shape], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at or 'it'} is {value!r}, no object"
        return
    keys = _keys(table, names)
    for key, (_, needed) in keys.items():
        if needed and key not in value:
            yield f"{at}.{key} is not there"
    for key, item in value.items():
        shape = keys[key][0] if key in keys else table.others
        if shape is None:
            yield f"{at}.{key} is not documented"
        else:
            yield from faults(item, shape, names, f"{at}.{key}")


def _keys(table: Table, names: Mapping[str, Shape]) -> dict[str, tuple[Shape, bool]]:
    """A table's own keys and those of the tables spread in it."""
    keys = dict(table.keys)
    for name in table.spread:
        inner = names[name]
        assert isinstance(inner, Table)
        keys |= _keys(inner, names)
    return keys
