"""The nouns of the program as frozen records: no I/O, no clock, no framework."""

from gruquiz.model.card import Card, CardId, Face, Kind, State, card_name
from gruquiz.model.deck import Deck, in_deck, parents
from gruquiz.model.importing import (
    ImportReport,
    Kept,
    KnownCard,
    KnownNote,
    LikelyEdit,
    NoteChange,
    NoteFailure,
    NoteReport,
    Source,
)
from gruquiz.model.log import LogKind, Review
from gruquiz.model.note import Block, Comment, Fence, FoundCard, Note, NoteWarning, Orphan
from gruquiz.model.schedule import BUTTONS, NEW, Grade, Schedule, study_day

__all__ = [
    "BUTTONS",
    "NEW",
    "Block",
    "Card",
    "CardId",
    "Comment",
    "Deck",
    "Face",
    "Fence",
    "FoundCard",
    "Grade",
    "ImportReport",
    "Kept",
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
    "Schedule",
    "Source",
    "State",
    "card_name",
    "in_deck",
    "parents",
    "study_day",
]
