"""One log, one answer: folded card by card, replayed in columns, and as the library keeps it."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.library.log.replay import replay, replay_by
from gruquiz.library.rows import LogRow, schedule_text
from gruquiz.model import NEW, CardId, Grade, LogKind, Schedule
from gruquiz.schedulers import AnswerColumns
from gruquiz.schedulers.fsrs import FSRS
from gruquiz.schedulers.sm2 import SM2
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

Answer = tuple[Grade, int, bool]
SCHEDULERS = st.builds(
    SM2, st.sampled_from(["paper", "reference"]), st.booleans(), st.sampled_from([36500, 90, 5])
)
HISTORIES = st.lists(
    st.lists(
        st.tuples(st.sampled_from(list(Grade)), st.sampled_from([0, 1, 6, 40]), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    max_size=8,
)


def columns(rows: Sequence[Sequence[int]]) -> AnswerColumns:
    card, day, grade, repeat = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return AnswerColumns(card, day, grade, repeat.astype(np.bool_))


def answer(kind: LogKind, grade: Grade, day: int) -> LogRow:
    """A row of the log that was written on no schedule that is known."""
    return LogRow(kind, int(grade), day, None, 0.0, None, None, None, None, None, 1)


@given(HISTORIES, SCHEDULERS)
def test_columns_and_cards_agree(histories: list[list[Answer]], scheduler: SM2) -> None:
    """Any rows in any order, also such as only joined logs have: reviews on the day of a failure,
    repeats without one."""
    answers, expected = [], []
    for card, history in enumerate(histories):
        rows, day = [], 730_000
        for grade, gap, repeat in history:
            day += gap
            kind = LogKind.REPEAT if repeat else LogKind.REVIEW
            rows.append(answer(kind, grade, day))
            answers.append((card * 7, day, int(grade), repeat))
        expected.append((card * 7, replay_by(rows, scheduler)))
    assert list(scheduler.replay_columns(columns(answers)).schedules()) == expected


@given(
    st.lists(st.tuples(st.sampled_from(list(Grade)), st.integers(-30, 400)), max_size=15),
    SCHEDULERS,
)
def test_a_replayed_card_is_what_reviews_one_by_one_make(
    history: list[tuple[Grade, int]], scheduler: SM2
) -> None:
    schedule, rows = NEW, []
    day = date(2026, 11, 21)
    for grade, gap in history:
        day = (schedule.due or day) + timedelta(days=gap)
        if day == schedule.repeat_on:
            continue
        schedule = scheduler.review(schedule, grade, day)
        rows.append((0, day.toordinal(), int(grade), 0))
    replayed = [one for _, one in scheduler.replay_columns(columns(rows)).schedules()]
    assert replayed == ([schedule] if rows else [])


def test_a_failure_is_repeated_once_whichever_device_heard_of_it() -> None:
    fail = answer(LogKind.REVIEW, Grade.AGAIN, 730_000)
    again = answer(LogKind.REVIEW, Grade.GOOD, 730_000)
    first = SM2().review(NEW, Grade.AGAIN, date.fromordinal(730_000))
    for kind in (LogKind.REVIEW, LogKind.REPEAT):
        schedule = replay_by([fail, answer(kind, Grade.GOOD, 730_000)], SM2())
        assert schedule == replace(first, repeat_on=None)
    # Once it is repeated, a further answer of that day is an early review like any other.
    assert replay_by([fail, again, again], SM2()).reps == 1


@pytest.mark.parametrize(("reviewed_as", "interval"), [(1, 5), (2, 1)])
def test_a_schedule_that_came_late_counts_unless_it_came_with_a_duplicate(
    reviewed_as: int, interval: int
) -> None:
    """The learner may take one over on purpose; with a duplicate it came from the note."""
    review = answer(LogKind.REVIEW, Grade.GOOD, 730_000)._replace(card=reviewed_as)
    old = date.fromordinal(729_990)
    given = schedule_text(Schedule(old + timedelta(days=5), 5.0, 250, 2, 0, old))
    brought = review._replace(kind=LogKind.IMPORT, day=730_001, after=given, card=1)
    assert replay_by([review, brought], SM2()).interval == interval


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["answer"] * 6 + ["undo", "reset", "merge", "night", "night"]),
        st.sampled_from(["desk", "phone"]),
        st.integers(0, 3),
        st.sampled_from(list(Grade)),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)  # files on a shared disk take as long as they take
@given(
    operations=OPERATIONS,
    options=st.sampled_from([DeckOptions(), DeckOptions(fuzz=True, lateness=True)]),
)
def test_replay_columns_and_cache_agree_whatever_was_done(
    base: Path,
    tmp_path_factory: pytest.TempPathFactory,
    operations: list[tuple[str, str, int, Grade]],
    options: DeckOptions,
) -> None:
    folder = tmp_path_factory.mktemp("replay")
    libraries = {}
    for device in ("desk", "phone"):
        shutil.copyfile(base, folder / f"{device}.db")
        libraries[device] = Library.open(folder / f"{device}.db")
    sessions = {d: Session(lib, Config(options=options), d) for d, lib in libraries.items()}
    cards = [card.id for card in libraries["desk"].search.cards()]
    first = libraries["desk"].log.last_act()
    now = NOW
    for what, device, place, grade in operations:
        now += timedelta(days=1) if what == "night" else timedelta(minutes=1)
        session = sessions[device]
        if what == "answer" and not libraries[device].cards.get(cards[place]).suspended:
            session.answer(cards[place], grade, now)
        elif what == "undo" and libraries[device].log.last_act() != first:
            session.undo(now)
        elif what == "reset":
            session.changes.reset(cards[place], now)
        elif what == "merge":
            other = next(name for name in libraries if name != device)
            libraries[device].merge.join(folder / f"{other}.db")
    for library in libraries.values():
        assert library.maintenance.faults() == []
        columns_agree(library, plain=options == DeckOptions())
        library.close()


def columns_agree(library: Library, plain: bool) -> None:
    """The cache is the fold of the log; columns are what a fold card by card gives.

    Where no setting moves intervals away from the scheduler's own, all are the same.
    """
    made = dict(SM2().replay_columns(library.log.states.answer_columns()).schedules())
    for number, id_ in library.database.rows("SELECT n, id FROM card"):
        rows = library.log.states.rows(number)
        assert replay(rows).schedule == library.cards.get(CardId(id_)).schedule
        by_hand = any(row.kind in (LogKind.IMPORT, LogKind.MANUAL) for row in rows)
        if number in made and not by_hand:
            assert made[number] == replay_by(rows, SM2())
            assert not plain or made[number] == replay(rows).schedule
    for scheduler in (SM2("reference"), FSRS()):
        moved = dict(library.log.states.all_by(scheduler, library.decks.number("GRU")))
        for number, _ in library.database.rows("SELECT n, id FROM card"):
            rows = library.log.states.rows(number)
            assert moved.get(number, NEW) == replay_by(rows, scheduler)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replay") / "base.db"
    with Library.open(path) as library:
        brought = Schedule(NOW.date(), 3.5, 240, 2, 0, NOW.date() - timedelta(days=3))
        add(library, [found("a"), found("b"), found("c"), found("d", schedule=brought)])
    return path


def test_a_deck_moves_and_comes_back_and_the_log_tells_it() -> None:
    with Library.memory() as library:
        session = Session(library, Config(), "test")
        cards = add(library, [found(f"{number}") for number in range(9)])
        for step in range(60):
            session.answer(cards[step % 8], Grade((step * 5) % 6), NOW + step // 3 * DAY)
        session.changes.reset(cards[7], NOW + 60 * DAY)
        session.changes.suspend(cards[6], NOW + 60 * DAY)
        before = [library.cards.get(card) for card in cards]
        now = NOW + 61 * DAY
        moved = library.acts.change_scheduler("GRU", SM2("reference"), now)
        assert moved == sum(
            one.schedule != library.cards.get(one.id).schedule for one in before
        )  # only what changes gets a row
        assert 0 < moved < 8
        rows = library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'move'")
        assert rows == moved
        assert library.cards.get(cards[6]).suspended
        assert library.maintenance.faults() == []
        assert library.acts.change_scheduler("GRU", SM2(), now) == moved
        assert [library.cards.get(card) for card in cards] == before
        for _ in range(2):
            undone = library.undo.last(now)
            assert undone is not None
            assert (undone.kind, len(undone.cards)) == (LogKind.MOVE, moved)
        assert [library.cards.get(card) for card in cards] == before
        assert library.maintenance.faults() == []
