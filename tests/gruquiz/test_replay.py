"""The replay of a whole log in columns gives what one card after the other gives."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.library.replaying import Reviews, replay_sm2, reviews_of
from gruquiz.model import NEW, CardId, Grade
from gruquiz.schedulers.sm2 import SM2
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

HISTORIES = st.lists(
    st.lists(st.tuples(st.sampled_from(list(Grade)), st.integers(0, 400)), min_size=1, max_size=12),
    max_size=8,
)


@given(HISTORIES, st.sampled_from(["paper", "reference"]), st.sampled_from([36500, 90]))
def test_columns_and_cards_agree(
    histories: list[list[tuple[Grade, int]]], variant: str, maximum: int
) -> None:
    rows, expected = [], []
    for card, history in enumerate(histories):
        schedule, day = NEW, 730_000
        for grade, gap in history:
            day += gap
            schedule = SM2(variant, maximum=maximum).review(schedule, grade, date.fromordinal(day))
            rows.append((card * 7, day, int(grade)))
        assert schedule.due is not None
        expected.append(
            (
                card * 7, schedule.due.toordinal(), schedule.interval, schedule.ease,
                schedule.reps, schedule.lapses, day, schedule.repeat_on is not None,
            )
        )  # fmt: skip
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    made = replay_sm2(Reviews(*columns), variant, maximum)
    got = zip(
        made.card, made.due, made.interval, made.ease, made.reps, made.lapses, made.last_review,
        made.failed, strict=True,
    )  # fmt: skip
    assert [tuple(value.item() for value in one) for one in got] == expected


@pytest.mark.parametrize("variant", ["paper", "reference"])
def test_a_librarys_log_replays_to_its_schedules(variant: str) -> None:
    with Library.memory() as library:
        session = Session(library, Config(), "test")
        if variant == "reference":
            session = Session(library, Config(decks={"GRU": {"sm2_variant": variant}}), "test")
        cards = add(library, [found(f"{number}") for number in range(9)])
        for step in range(60):
            session.answer(cards[step % 8], Grade((step * 5) % 6), NOW + step * DAY)
        session.undo(NOW + 60 * DAY)
        session.reset(cards[7], NOW + 60 * DAY)
        made = replay_sm2(reviews_of(library), variant)
        for place, number in enumerate(made.card):
            id_ = CardId(library.value("SELECT id FROM card WHERE n = ?", (int(number),)))
            schedule = library.card(id_).schedule
            assert schedule.interval == made.interval[place]
            assert schedule.ease == made.ease[place]
            assert schedule.lapses == made.lapses[place]
            assert schedule.due == date.fromordinal(int(made.due[place]))
        assert len(made.card) == 7  # one is new, one was set by hand
