"""Study outside the day's queue: ahead, what was forgotten, by tag, cramming; and leeches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from gruquiz.config import Config, config_from
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found, note

TODAY = date(2026, 11, 21)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.memory() as opened:
        yield opened


@pytest.fixture
def session(library: Library) -> Session:
    return Session(library, Config(), "test")


def due(days_ago: int, interval: float = 10, **more: int) -> Schedule:
    """A card that fell due so many days before TODAY."""
    day = TODAY - timedelta(days=days_ago)
    last = day - timedelta(days=round(interval))
    fields: dict[str, int] = {"reps": 2, **more}
    return replace(Schedule(due=day, interval=interval, last_review=last), **fields)  # type: ignore[arg-type]  # integers all


def test_study_outside_the_queue_finds_what_can_be_asked(session: Session) -> None:
    cards = add(
        session.library,
        [found("soon", schedule=due(-2)), found("far", schedule=due(-9)), found("held")],
    )
    session.changes.suspend(cards[2], NOW)
    assert session.overview.selection("prop:due<=3", NOW) == [cards[0]]
    assert session.overview.selection("", NOW) == [cards[0], cards[1]]
    session.answer(cards[0], Grade.AGAIN, NOW)
    assert session.overview.selection("rated:7:again", NOW) == [cards[0]]
    assert session.library.cards.get(cards[0]).schedule.interval == 1


def test_studying_ahead_is_an_early_review(session: Session) -> None:
    (card,) = add(session.library, [found("soon", schedule=due(-2, 10))])
    assert session.next(NOW) is None
    assert session.asked(card, NOW).buttons["good"] == 25
    after = session.answer(card, Grade.GOOD, NOW).after
    assert (after.interval, after.due) == (25, TODAY + 25 * DAY)
    assert session.overview.selection("prop:due<=3", NOW) == []


def test_a_subject_is_studied_by_its_tag(session: Session) -> None:
    library = session.library
    (gates, _) = add(library, ["reset gate", "update gate"])
    add(library, ["cell state"], path="/notes/lstm.md")
    library.notes.put(replace(note(), tags=("exam/june", "gru")), "GRU", "v1")
    session.answer(gates, Grade.GOOD, NOW)
    assert len(session.overview.selection("tag:exam", NOW)) == 2  # whether due or not
    assert session.overview.selection("tag:exam -is:new", NOW) == [gates]
    session.changes.suspend(gates, NOW)
    assert len(session.overview.selection("tag:exam", NOW)) == 1


def test_cramming_leaves_no_trace(session: Session) -> None:
    cards = add(session.library, [found("a", schedule=due(0)), found("b", schedule=due(-5)), "c"])
    before = [session.library.cards.get(card) for card in cards]
    for card in session.overview.selection("", NOW):
        assert session.asked(card, NOW).buttons  # looked at, answered to oneself
    assert [session.library.cards.get(card) for card in cards] == before
    assert all(session.library.cards.history(card)[1:] == [] for card in cards)
    asked = session.next(NOW)
    assert asked is not None
    assert asked.card.face.front == "a"


def test_a_leech_is_set_aside_and_again_after_four_more(session: Session) -> None:
    (card,) = add(session.library, [found("q", schedule=due(0, lapses=7))])
    assert session.answer(card, Grade.AGAIN, NOW).leech
    assert session.library.cards.get(card).suspended
    for lapses in range(9, 13):
        session.changes.unsuspend(card, NOW)
        answered = session.answer(card, Grade.AGAIN, NOW + (lapses - 8) * DAY)
        assert answered.leech == (lapses == 12)
    assert session.undo(NOW + 5 * DAY) is not None
    assert not session.library.cards.get(card).suspended
    assert session.library.cards.get(card).schedule.lapses == 11


def test_leeches_follow_both_settings(library: Library) -> None:
    def found_out(lapses: int, **options: int) -> bool:
        session = Session(library, config_from({"options": options}))
        (card,) = add(
            library, [found(f"{lapses} {options}", schedule=due(0, lapses=lapses - 1))],
            path=f"/{lapses}{options}.md",
        )  # fmt: skip
        return session.answer(card, Grade.AGAIN, NOW).leech

    assert [lapses for lapses in range(1, 22) if found_out(lapses)] == [8, 12, 16, 20]
    announced = [n for n in range(1, 12) if found_out(n, leech_lapses=3, leech_again=2)]
    assert announced == [3, 5, 7, 9, 11]
    assert not any(found_out(n, leech_lapses=0) for n in range(1, 12))


def test_a_leech_is_found_as_one_and_no_repeat_makes_one(session: Session) -> None:
    (card,) = add(session.library, [found("q", schedule=due(0, lapses=6))])
    assert not session.answer(card, Grade.AGAIN, NOW).leech
    assert not session.answer(card, Grade.AGAIN, NOW).leech  # the day's repeat: no lapse
    assert session.library.cards.get(card).schedule.lapses == 7
    assert session.library.search.ids("is:leech") == []
    assert session.answer(card, Grade.AGAIN, NOW + DAY).leech
    assert session.library.search.ids("tag:leech is:suspended") == [card]
