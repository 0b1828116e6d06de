"""Study days: in every zone, over summer time, on journeys, and with a clock that was set back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.config import Config, DeckOptions, config_from
from gruquiz.library import Library
from gruquiz.model import Grade, study_day
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add


@pytest.fixture
def session() -> Iterator[Session]:
    with Library.memory() as opened:
        yield Session(opened, Config(), "test")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - the zone comes next
    st.integers(-14 * 60, 14 * 60),
    st.integers(0, 23),
)
def test_a_study_day_turns_at_its_hour_in_every_zone(
    wall: datetime, minutes: int, rollover: int
) -> None:
    now = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    today = study_day(now, rollover)
    assert today == (wall.date() if wall.hour >= rollover else wall.date() - DAY)


def test_options_are_inherited_by_sub_decks() -> None:
    config = config_from({"options": {"new": 5}, "decks": {"A": {"reviews": 7}}})
    assert config.of("A/b/c") == DeckOptions(new=5, reviews=7)
    assert config.of("B") == DeckOptions(new=5)
    assert study_day(datetime(2026, 11, 21, 3, 59, tzinfo=UTC), 4) == date(2026, 11, 20)


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001 - as above
def test_summer_time_neither_skips_nor_repeats_a_study_day(start: datetime, zone: str) -> None:
    at = start.replace(tzinfo=UTC)
    days = [study_day((at + timedelta(hours=h)).astimezone(ZoneInfo(zone)), 4) for h in range(72)]
    steps = {(later - earlier).days for earlier, later in pairwise(days)}
    assert steps <= {0, 1}
    assert 2 <= len(set(days)) - 1 <= 3


def test_a_journey_moves_no_due_date(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    berlin, auckland = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
    session.answer(card, Grade.GOOD, datetime(2026, 3, 28, 23, tzinfo=berlin))
    due = session.library.cards.get(card).schedule.due
    assert due == date(2026, 3, 29)
    assert session.next(datetime(2026, 3, 29, 3, 59, tzinfo=berlin)) is None
    assert session.next(datetime(2026, 3, 29, 4, 0, tzinfo=berlin)) is not None
    assert session.next(datetime(2026, 3, 29, 8, tzinfo=auckland)) is not None


@settings(max_examples=30, deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - as above
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.sampled_from([Grade.GOOD, Grade.AGAIN]),
)
def test_a_card_is_due_from_its_days_first_minute_on(
    start: datetime, zone: str, rollover: int, grade: Grade
) -> None:
    with Library.memory() as library:
        session = Session(library, Config(rollover_hour=rollover), "test")
        (card,) = add(library, ["q"])
        now = start.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        answered = session.answer(card, grade, now)
        assert answered.after.last_review == session.day(now)
        if grade is Grade.AGAIN:
            session.answer(card, Grade.GOOD, now)
        for hours in range(49):
            later = (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
            asked = session.next(later)
            assert (asked is not None) == (session.day(later) > session.day(now))


def test_a_clock_set_back_neither_loses_nor_reorders(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    session.answer(card, Grade.GOOD, NOW)
    session.answer(card, Grade.GOOD, NOW - 3 * DAY)
    history = session.library.cards.history(card)
    assert [row.time for row in history] == sorted(row.time for row in history)
    assert session.library.cards.get(card).schedule.interval == 6
    assert session.library.maintenance.faults() == []
