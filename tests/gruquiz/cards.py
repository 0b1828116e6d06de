"""Cards for tests of the library and the session: made here as an import would find them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from gruquiz.library import Library
from gruquiz.model import CardId, Face, FoundCard, Kind, Note, NoteChange, Schedule

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def note(path: str = "/notes/gates.md") -> Note:
    digest = blake2b(path.encode(), digest_size=16).digest()
    return Note(path, "Gates", (), {}, (), digest, 10, 1)


def found(
    front: str,
    back: str = "back",
    *,
    deck: str | tuple[str, ...] = "GRU",
    block: str | None = None,
    schedule: Schedule | None = None,
    rule: str | None = None,
    incomplete: bool = False,
    sibling: int = 0,
) -> FoundCard:
    """A pair card; cards of one `block` are siblings."""
    return FoundCard(
        kind=Kind.PAIR,
        face=Face(front, back),
        line=1,
        end_line=1,
        decks=(deck,) if isinstance(deck, str) else deck,
        headings=("Gates",),
        content_hash=blake2b((block or front).encode(), digest_size=16).digest(),
        variant=front,
        sibling=sibling,
        rule=rule,
        schedule=schedule,
        incomplete=incomplete,
    )


def add(
    library: Library,
    cards: Iterable[FoundCard | str],
    now: datetime = NOW,
    path: str = "/notes/gates.md",
) -> tuple[CardId, ...]:
    """Import cards as a note of their own; their ids in order."""
    added = tuple(found(card) if isinstance(card, str) else card for card in cards)
    change = NoteChange(note(path), added[0].decks[0] if added else "GRU", "v1", added=added)
    return library.imports.save(change, now, library.imports.new_act())
