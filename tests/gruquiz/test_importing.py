"""What an import writes and how it is taken back, at the library's own door."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.errors import CardError
from gruquiz.library import Library
from gruquiz.model import (
    Grade,
    KeptCard,
    LikelyEdit,
    LogKind,
    NoteChange,
    Orphan,
    Schedule,
    Source,
    State,
)
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found, note

TODAY = date(2026, 11, 21)
OLD = Schedule(date(2023, 12, 24), 84.0, 250, 2, 0, date(2023, 10, 1))


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.memory() as opened:
        yield opened


def change(library: Library, *kept: KeptCard, now: int = 1, **more: object) -> int:
    """The same note read again on a later day; the act."""
    action = library.imports.new_act()
    library.imports.save(
        NoteChange(note(), "GRU", "v1", kept=kept, **more),  # type: ignore[arg-type]  # by name
        NOW + now * DAY,
        action,
    )
    return action


def test_a_schedule_from_a_note_is_adopted_and_is_no_review(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("q", schedule=OLD)])
    assert library.cards.get(card).schedule == OLD
    (row,) = library.cards.history(card)
    assert (row.kind, row.after, row.grade) == (LogKind.IMPORT, OLD, None)
    assert session.overview.today(NOW).answers == 0
    assert session.asked(card, NOW).buttons["good"] == 210  # 84 × 2.5, however late
    assert library.maintenance.faults() == []


def test_an_unchanged_note_writes_nothing_but_its_time(library: Library) -> None:
    (card,) = add(library, ["q"])
    rows = library.database.value("SELECT COUNT(*) FROM log")
    change(library, KeptCard(card, found("q")._replace(line=9), changed=False))
    assert library.database.value("SELECT COUNT(*) FROM log") == rows
    assert library.cards.get(card).line == 9


def test_an_edit_keeps_the_history_and_undo_brings_the_text_back(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("typo", deck=("A", "B"))])
    session.answer(card, Grade.GOOD, NOW)
    before = library.cards.get(card)
    edited = found("mended", deck="C")._replace(rule="definition")
    change(library, KeptCard(card, edited, changed=True))
    after = library.cards.get(card)
    assert (after.face.front, after.decks, after.rule) == ("mended", ("C",), "definition")
    assert after.schedule == before.schedule
    assert [deck.name for deck in session.overview.counts(NOW)] == ["C"]
    assert library.search.ids("typo") == []
    assert library.maintenance.faults() == []
    undone = session.undo(NOW + DAY)
    assert undone is not None
    assert undone.what == "import"
    assert library.cards.get(card) == before
    assert library.search.ids("typo") == [card]
    assert library.note_index.notes()[note().path].digest == b""
    assert library.maintenance.faults() == []


def test_a_text_that_left_its_note_is_missing_and_comes_back_with_its_history(
    library: Library,
) -> None:
    session = Session(library, Config())
    (card, other) = add(library, ["one", "two"])
    session.answer(card, Grade.GOOD, NOW)
    change(library, KeptCard(other, found("two"), changed=False), missing=(card,))
    assert library.cards.get(card).state(TODAY) is State.MISSING
    assert [known.id for known in library.note_index.missing_cards()] == [card]
    assert library.note_index.notes()[note().path].cards == 1
    assert [deck.total for deck in session.overview.counts(NOW)] == [1]
    change(library, KeptCard(card, found("one"), changed=True), now=2)
    assert library.cards.get(card).state(TODAY) is State.REVIEW
    assert library.cards.get(card).schedule.reps == 1
    assert library.maintenance.faults() == []


def test_a_schedule_that_is_newer_in_the_note_is_taken_over(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("q", schedule=OLD)])
    session.answer(card, Grade.GOOD, NOW)
    newer = replace(OLD, last_review=TODAY + DAY, due=TODAY + 9 * DAY, interval=8.0)
    change(library, KeptCard(card, found("q"), changed=False, adopt=newer))
    assert library.cards.get(card).schedule == newer
    session.undo(NOW + DAY)
    assert library.cards.get(card).schedule.interval == 210


def test_an_undone_import_is_found_again_by_the_next(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, ["q"])
    session.undo(NOW)
    assert library.search.cards() == []
    (known,) = library.note_index.cards(note().path)
    assert (known.id, known.missing) == (card, True)
    change(library, KeptCard(card, found("q"), changed=True))
    assert [one.id for one in library.search.cards()] == [card]
    assert session.next(NOW + DAY) is not None
    assert session.undo(NOW + DAY) is not None
    assert library.search.cards() == []
    assert library.maintenance.faults() == []


def test_joining_a_likely_edit_keeps_the_old_history_under_the_new_text(library: Library) -> None:
    session = Session(library, Config())
    (old,) = add(library, ["the old words"])
    session.answer(old, Grade.GOOD, NOW)
    lost = library.notes.lose([note().path], NOW + DAY, library.imports.new_act())
    (new,) = add(library, [found("the new words", deck="Other")], NOW + DAY, "/moved.md")
    assert lost == 1
    library.note_index.set_likely_edits([LikelyEdit(old, new, 0.5)])
    assert library.note_index.likely_edits() == (LikelyEdit(old, new, 0.5),)
    library.updates.join([(old, new)], NOW + DAY, library.imports.new_act())
    (card,) = library.search.cards()
    assert (card.id, card.face.front, card.note) == (old, "the new words", "/moved.md")
    assert card.schedule.reps == 1
    assert library.note_index.likely_edits() == ()
    assert [known.id for known in library.note_index.cards("/moved.md")] == [old]
    assert library.maintenance.faults() == []
    session.undo(NOW + DAY)
    assert library.cards.get(old).missing
    assert library.cards.get(new).face.front == "the new words"
    assert library.maintenance.faults() == []


def test_joining_takes_the_schedule_reviewed_later(library: Library) -> None:
    (old,) = add(library, [found("old", schedule=OLD)])
    library.notes.lose([note().path], NOW, library.imports.new_act())
    later = replace(OLD, last_review=TODAY, due=TODAY + DAY, interval=1.0)
    (new,) = add(library, [found("new", schedule=later)], NOW, "/b.md")
    library.updates.join([(old, new)], NOW, library.imports.new_act())
    assert library.cards.get(old).schedule == later


def test_a_renamed_note_takes_everything_along_and_a_gone_ones_cards_too(library: Library) -> None:
    (card,) = add(library, ["one"], path="/a.md")
    (gone,) = add(library, ["two"], path="/b.md")
    library.notes.lose(["/b.md"], NOW, library.imports.new_act())
    assert library.note_index.notes()["/b.md"].gone
    library.notes.move("/a.md", "/b.md")
    assert set(library.note_index.notes()) == {"/b.md"}
    assert {known.id for known in library.note_index.cards("/b.md")} == {card, gone}
    assert library.cards.get(gone).missing
    assert library.maintenance.faults() == []


def test_what_was_dropped_stays_known_and_out_of_sight(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("a suggestion", rule="definition")])
    session.changes.drop(card, NOW)
    assert library.search.cards() == []
    assert session.overview.counts(NOW) == []
    (known,) = library.note_index.cards(note().path)
    assert known.dropped
    session.changes.restore(card, NOW)
    assert len(library.search.cards()) == 1


def test_orphans_are_kept_with_their_place_and_replaced_by_the_next_reading(
    library: Library,
) -> None:
    orphan = Orphan(12, "<!--SR:!2024-01-01,3,250-->", "answer continues above")
    change(library, orphans=(orphan,))
    assert library.note_index.orphans() == [(note().path, orphan)]
    change(library)
    assert library.note_index.orphans() == []


def test_sources_are_remembered_once(library: Library) -> None:
    library.notes.add_source(Source("/vault"))
    library.notes.add_source(Source("/one.md", deck="GRU"))
    library.notes.add_source(Source("/vault", suggest="never", one_way=True))
    assert library.notes.sources() == (
        Source("/vault", None, "never", True),
        Source("/one.md", "GRU", "auto", False),
    )


def test_an_import_is_kept_on_disk_for_good_when_it_ends(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library.db") as library:
        with library.database.relaxed_durability():
            assert library.database.value("PRAGMA synchronous") == 1
            add(library, ["q"])
        assert library.database.value("PRAGMA synchronous") == 2
        library.notes.touch([(note().path, 77, 88)])
        known = library.note_index.notes()[note().path]
        assert (known.mtime_ns, known.size, known.cards) == (77, 88, 1)


def test_a_find_needs_a_unique_beginning(library: Library) -> None:
    cards = add(library, [found(f"{number}", "x") for number in range(40)])
    names = [f"{card:016x}" for card in cards]
    assert [library.cards.find(name) for name in names] == list(cards)
    with pytest.raises(CardError, match="Several cards"):
        library.cards.find(_shared(names))
    for name in ("gate", "", "0" * 17):
        with pytest.raises(CardError, match="hexadecimal"):
            library.cards.find(name)
    with pytest.raises(CardError, match="No card"):
        library.cards.find("ffffffffffffffff")


def _shared(names: list[str]) -> str:
    """A first digit that two of them share; of forty cards some must."""
    digits = [name[0] for name in names]
    return next(digit for digit in digits if digits.count(digit) > 1)
