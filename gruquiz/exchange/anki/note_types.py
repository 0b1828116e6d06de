"""Note types: the fields of a note, and the cards made of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gruquiz.exchange.anki import collection_tables as tables
from gruquiz.exchange.anki.protobuf import integer, text
from gruquiz.foreign import ForeignDatabase, Limits, Refusals
from gruquiz.foreign.values import LONGEST_NAME, Text, loads_object

NO_TEMPLATES = "it has no templates, of which cards are made"
_NAME = Text(LONGEST_NAME)
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
"""The errors that malformed JSON causes in its reader."""


@dataclass(frozen=True, slots=True)
class Template:
    """One card that a note type makes."""

    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """How the fields of a note become cards."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


def in_tables(database: ForeignDatabase, refusals: Refusals) -> dict[int, NoteType]:
    """The note types of schema 15 and later by their ids, from tables of their own."""
    names: dict[int, list[str]] = defaultdict(list)
    for type_, name, _ in database.rows(tables.FIELDS, refusals):
        names[type_].append(name)
    templates: dict[int, list[Template]] = defaultdict(list)
    for type_, config, _ in database.rows(tables.TEMPLATES, refusals):
        try:
            templates[type_].append(_template(text(config, 1), text(config, 2), database.limits))
        except ValueError as error:
            refusals.add("templates", str(error))
    found: dict[int, NoteType] = {}
    for id_, name, config in database.rows(tables.NOTE_TYPES, refusals):
        try:
            cloze = integer(config, 1) == 1
            found[id_] = _note_type(name, cloze, names[id_], templates[id_])
        except ValueError as error:
            refusals.add("notetypes", str(error))
    return found


def in_json(models: str, limits: Limits, refusals: Refusals) -> dict[int, NoteType]:
    """The note types of schema 11 by their ids; ValueError where none can be read."""
    found: dict[int, NoteType] = {}
    for id_, model in loads_object(models).items():
        try:
            found[int(id_)] = _from_json(model, limits)
        except _MALFORMED as error:
            refusals.add("note types", _reason(error))
    return found


def decks_in_json(decks: str, refusals: Refusals) -> dict[int, str]:
    """The names of schema 11's decks by their ids; ValueError where none can be read."""
    found: dict[int, str] = {}
    for id_, deck in loads_object(decks).items():
        try:
            found[int(id_)] = _checked(deck["name"], _NAME)
        except _MALFORMED as error:
            refusals.add("decks", _reason(error))
    return found


def _from_json(model: Mapping[str, Any], limits: Limits) -> NoteType:
    fields = sorted(model["flds"], key=lambda one: int(one["ord"]))
    templates = sorted(model["tmpls"], key=lambda one: int(one["ord"]))
    return _note_type(
        _checked(model["name"], _NAME),
        model.get("type") == 1,
        [_checked(field["name"], _NAME) for field in fields],
        [_template(one["qfmt"], one["afmt"], limits) for one in templates],
    )


def _note_type(name: str, cloze: bool, fields: list[str], templates: list[Template]) -> NoteType:
    if not templates:
        raise ValueError(NO_TEMPLATES)
    return NoteType(name, cloze, tuple(fields), tuple(templates))


def _template(front: object, back: object, limits: Limits) -> Template:
    side = Text(limits.text)
    return Template(_checked(front, side), _checked(back, side))


def _checked(value: object, field: Text) -> str:
    if problem := field.problem(value):
        raise ValueError(f"a part of it {problem}")
    return str(value)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else "it has another shape than Anki's"
