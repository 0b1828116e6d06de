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
    action = library.new_action()
    library.save_note(
        NoteChange(note(), "GRU", "v1", kept=kept, **more),  # type: ignore[arg-type]  # by name
        NOW + now * DAY,
        action,
    )
    return action


def test_a_schedule_from_a_note_is_adopted_and_is_no_review(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("q", schedule=OLD)])
    assert library.card(card).schedule == OLD
    (row,) = library.history(card)
    assert (row.kind, row.after, row.grade) == (LogKind.IMPORT, OLD, None)
    assert session.today(NOW).answers == 0
    assert session.asked(card, NOW).buttons["good"] == 210  # 84 × 2.5, however late
    assert library.check() == []


def test_an_unchanged_note_writes_nothing_but_its_time(library: Library) -> None:
    (card,) = add(library, ["q"])
    rows = library.value("SELECT COUNT(*) FROM log")
    change(library, KeptCard(card, replace(found("q"), line=9), changed=False))
    assert library.value("SELECT COUNT(*) FROM log") == rows
    assert library.card(card).line == 9


def test_an_edit_keeps_the_history_and_undo_brings_the_text_back(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("typo", deck=("A", "B"))])
    session.answer(card, Grade.GOOD, NOW)
    before = library.card(card)
    edited = replace(found("mended", deck="C"), rule="definition")
    change(library, KeptCard(card, edited, changed=True))
    after = library.card(card)
    assert (after.face.front, after.decks, after.rule) == ("mended", ("C",), "definition")
    assert after.schedule == before.schedule
    assert [deck.name for deck in session.counts(NOW)] == ["C"]
    assert library.search("typo") == []
    assert library.check() == []
    undone = session.undo(NOW + DAY)
    assert undone is not None
    assert undone.what == "import"
    assert library.card(card) == before
    assert library.search("typo") == [card]
    assert library.known_notes()[note().path].digest == b""
    assert library.check() == []


def test_a_text_that_left_its_note_is_missing_and_comes_back_with_its_history(
    library: Library,
) -> None:
    session = Session(library, Config())
    (card, other) = add(library, ["one", "two"])
    session.answer(card, Grade.GOOD, NOW)
    change(library, KeptCard(other, found("two"), changed=False), missing=(card,))
    assert library.card(card).state(TODAY) is State.MISSING
    assert [known.id for known in library.missing_cards()] == [card]
    assert library.known_notes()[note().path].cards == 1
    assert [deck.total for deck in session.counts(NOW)] == [1]
    change(library, KeptCard(card, found("one"), changed=True), now=2)
    assert library.card(card).state(TODAY) is State.REVIEW
    assert library.card(card).schedule.reps == 1
    assert library.check() == []


def test_a_schedule_that_is_newer_in_the_note_is_taken_over(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("q", schedule=OLD)])
    session.answer(card, Grade.GOOD, NOW)
    newer = replace(OLD, last_review=TODAY + DAY, due=TODAY + 9 * DAY, interval=8.0)
    change(library, KeptCard(card, found("q"), changed=False, adopt=newer))
    assert library.card(card).schedule == newer
    session.undo(NOW + DAY)
    assert library.card(card).schedule.interval == 210


def test_an_undone_import_is_found_again_by_the_next(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, ["q"])
    session.undo(NOW)
    assert library.cards() == []
    (known,) = library.known_cards(note().path)
    assert (known.id, known.missing) == (card, True)
    change(library, KeptCard(card, found("q"), changed=True))
    assert [one.id for one in library.cards()] == [card]
    assert session.next(NOW + DAY) is not None
    assert session.undo(NOW + DAY) is not None
    assert library.cards() == []
    assert library.check() == []


def test_joining_a_likely_edit_keeps_the_old_history_under_the_new_text(library: Library) -> None:
    session = Session(library, Config())
    (old,) = add(library, ["the old words"])
    session.answer(old, Grade.GOOD, NOW)
    lost = library.lose_notes([note().path], NOW + DAY, library.new_action())
    (new,) = add(library, [found("the new words", deck="Other")], NOW + DAY, "/moved.md")
    assert lost == 1
    library.save_likely_edits([LikelyEdit(old, new, 0.5)])
    assert library.likely_edits() == (LikelyEdit(old, new, 0.5),)
    library.join_cards([(old, new)], NOW + DAY, library.new_action())
    (card,) = library.cards()
    assert (card.id, card.face.front, card.note) == (old, "the new words", "/moved.md")
    assert card.schedule.reps == 1
    assert library.likely_edits() == ()
    assert [known.id for known in library.known_cards("/moved.md")] == [old]
    assert library.check() == []
    session.undo(NOW + DAY)
    assert library.card(old).missing
    assert library.card(new).face.front == "the new words"
    assert library.check() == []


def test_joining_takes_the_schedule_reviewed_later(library: Library) -> None:
    (old,) = add(library, [found("old", schedule=OLD)])
    library.lose_notes([note().path], NOW, library.new_action())
    later = replace(OLD, last_review=TODAY, due=TODAY + DAY, interval=1.0)
    (new,) = add(library, [found("new", schedule=later)], NOW, "/b.md")
    library.join_cards([(old, new)], NOW, library.new_action())
    assert library.card(old).schedule == later


def test_a_renamed_note_takes_everything_along_and_a_gone_ones_cards_too(library: Library) -> None:
    (card,) = add(library, ["one"], path="/a.md")
    (gone,) = add(library, ["two"], path="/b.md")
    library.lose_notes(["/b.md"], NOW, library.new_action())
    assert library.known_notes()["/b.md"].gone
    library.move_note("/a.md", "/b.md")
    assert set(library.known_notes()) == {"/b.md"}
    assert {known.id for known in library.known_cards("/b.md")} == {card, gone}
    assert library.card(gone).missing
    assert library.check() == []


def test_what_was_dropped_stays_known_and_out_of_sight(library: Library) -> None:
    session = Session(library, Config())
    (card,) = add(library, [found("a suggestion", rule="definition")])
    session.drop(card, NOW)
    assert library.cards() == []
    assert session.counts(NOW) == []
    (known,) = library.known_cards(note().path)
    assert known.dropped
    session.restore(card, NOW)
    assert len(library.cards()) == 1


def test_orphans_are_kept_with_their_place_and_replaced_by_the_next_reading(
    library: Library,
) -> None:
    orphan = Orphan(12, "<!--SR:!2024-01-01,3,250-->", "answer continues above")
    change(library, orphans=(orphan,))
    assert library.orphans() == [(note().path, orphan)]
    change(library)
    assert library.orphans() == []


def test_sources_are_remembered_once(library: Library) -> None:
    library.remember_source(Source("/vault"))
    library.remember_source(Source("/one.md", deck="GRU"))
    library.remember_source(Source("/vault", suggest="never", one_way=True))
    assert library.sources() == (
        Source("/vault", None, "never", True),
        Source("/one.md", "GRU", "auto", False),
    )


def test_an_import_is_kept_on_disk_for_good_when_it_ends(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library.db") as library:
        with library.importing():
            assert library.value("PRAGMA synchronous") == 1
            add(library, ["q"])
        assert library.value("PRAGMA synchronous") == 2
        library.touch_notes([(note().path, 77, 88)])
        known = library.known_notes()[note().path]
        assert (known.mtime_ns, known.size, known.cards) == (77, 88, 1)


def test_a_find_needs_a_unique_beginning(library: Library) -> None:
    cards = add(library, [found(f"{number}", "x") for number in range(40)])
    names = [f"{card:016x}" for card in cards]
    assert [library.find(name) for name in names] == list(cards)
    with pytest.raises(CardError, match="several cards"):
        library.find(_shared(names))
    for name in ("gate", "", "0" * 17):
        with pytest.raises(CardError, match="hexadecimal"):
            library.find(name)
    with pytest.raises(CardError, match="no card"):
        library.find("ffffffffffffffff")


def _shared(names: list[str]) -> str:
    """A first digit that two of them share; of forty cards some must."""
    digits = [name[0] for name in names]
    return next(digit for digit in digits if digits.count(digit) > 1)
