"""The nouns of the program as frozen records: no I/O, no clock, no framework.

Those of reading notes are loaded when first asked for: a review needs none of them, and making a
frozen class costs a millisecond each.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from gruquiz.model.card import THIS_NOTE, Card, CardId, Face, Kind, State, card_name
from gruquiz.model.deck import Deck, in_deck, nearest, no_deck, parents
from gruquiz.model.deck_options import DeckOptions
from gruquiz.model.log import LogKind, Review
from gruquiz.model.schedule import BUTTONS, NEW, Grade, Schedule, is_repeat, study_day

if TYPE_CHECKING:
    from gruquiz.model.import_report import (
        ImportReport,
        KeptCard,
        KnownCard,
        KnownNote,
        LikelyEdit,
        NoteChange,
        NoteFailure,
        NoteReport,
        SavedWarning,
        Source,
    )
    from gruquiz.model.note import Block, Comment, Fence, FoundCard, Note, NoteWarning, Orphan

READING = {
    "import_report": (
        "SavedWarning",
        "ImportReport",
        "KeptCard",
        "KnownCard",
        "KnownNote",
        "LikelyEdit",
        "NoteChange",
        "NoteFailure",
        "NoteReport",
        "Source",
    ),
    "note": ("Block", "Comment", "Fence", "FoundCard", "Note", "NoteWarning", "Orphan"),
}

__all__ = [
    "BUTTONS",
    "NEW",
    "THIS_NOTE",
    "Block",
    "Card",
    "CardId",
    "Comment",
    "Deck",
    "DeckOptions",
    "Face",
    "Fence",
    "FoundCard",
    "Grade",
    "ImportReport",
    "KeptCard",
    "Kind",
    "KnownCard",
    "KnownNote",
    "LikelyEdit",
    "LogKind",
    "Note",
    "NoteChange",
    "NoteFailure",
    "NoteReport",
    "NoteWarning",
    "Orphan",
    "Review",
    "SavedWarning",
    "Schedule",
    "Source",
    "State",
    "card_name",
    "in_deck",
    "is_repeat",
    "nearest",
    "no_deck",
    "parents",
    "study_day",
]


def __getattr__(name: str) -> object:
    """Load a noun of reading notes."""
    for module, names in READING.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"gruquiz.model.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
