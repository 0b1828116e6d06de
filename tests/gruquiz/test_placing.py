"""Cards put into another deck by hand, and the warnings that an import leaves behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.errors import CardError
from gruquiz.importer import import_notes, rescan
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TEXT = "#flashcards/GRU\n\nupdate gate::keeps the old state\n\nreset gate::drops it\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "gates.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def session(tmp_path: Path, note: Path) -> Session:
    library = Library.open(tmp_path / "library.db")
    list(import_notes(library, [note], NOW))
    return Session(library, Config())


def decks(session: Session) -> list[str]:
    return [card.deck for card in session.library.search.cards("")]


def test_moved_cards_stay_where_they_are_put(session: Session, note: Path) -> None:
    first = session.library.search.ids()[0]
    session.answer(first, Grade.GOOD, NOW)
    assert session.changes.move(first, NOW, "Mine / Gates") == 1
    assert session.changes.move(first, NOW, "Mine/Gates") == 0
    assert decks(session) == ["Mine/Gates", "flashcards/GRU"]
    note.write_text(TEXT.replace("drops it", "forgets it").replace("keeps", "holds"), "utf-8")
    list(rescan(session.library, NOW + timedelta(hours=1)))
    assert decks(session) == ["Mine/Gates", "flashcards/GRU"]
    assert session.overview.today(NOW, "Mine").done == 1
    assert session.library.maintenance.faults() == []


def test_undo_brings_a_card_to_the_deck_that_its_note_names_now(
    session: Session, note: Path
) -> None:
    cards = session.library.search.ids()
    session.changes.move(cards, NOW, "Mine")
    session.changes.move(cards[0], NOW, "Other")
    session.undo(NOW)
    assert decks(session) == ["Mine", "Mine"]
    session.undo(NOW)
    assert decks(session) == ["flashcards/GRU"] * 2
    assert session.library.maintenance.faults() == []


def test_a_merge_brings_the_move(session: Session, tmp_path: Path) -> None:
    with Library.open(tmp_path / "other.db") as other:
        other.merge.join(session.library.path)
        session.changes.move(session.library.search.ids()[0], NOW, "Mine")
        other.merge.join(session.library.path)
        assert [card.deck for card in other.search.cards("")] == ["Mine", "flashcards/GRU"]
        assert other.maintenance.faults() == []


@pytest.mark.parametrize("name", ["", " / ", "a//b"])
def test_a_deck_needs_a_name(session: Session, name: str) -> None:
    with pytest.raises(CardError):
        session.changes.move(session.library.search.ids()[0], NOW, name)


def test_warnings_wait_until_they_are_settled_or_mended(session: Session, note: Path) -> None:
    library = session.library
    assert library.warnings.open() == ()
    note.write_text(TEXT + "\n```\nnever closed\n", encoding="utf-8")
    list(rescan(library, NOW))
    (warning,) = library.warnings.open()
    assert (warning.path, warning.deck) == (note.as_posix(), "flashcards/GRU")
    library.warnings.ignore(warning.number)
    note.write_text(TEXT + "\n```\nnever closed\n\nand on\n", encoding="utf-8")
    list(rescan(library, NOW))
    assert library.warnings.open() == (), "settled stays settled"
    note.write_text(TEXT, encoding="utf-8")
    list(rescan(library, NOW))
    note.write_text(TEXT + "\n```\nnever closed\n", encoding="utf-8")
    list(rescan(library, NOW))
    assert len(library.warnings.open()) == 1, "mended and broken again is told again"
