"""SM-2 against golden vectors of both its forms, and the corners where others go wrong."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gruquiz.model import NEW, Grade, Schedule
from gruquiz.schedulers import SCHEDULERS, scheduler_labelled
from gruquiz.schedulers.sm2 import SM2

DAY = date(2026, 11, 21)

GOLDEN = [
    ("444444", "reference", [1, 6, 15, 38, 95, 238], 250),
    ("444444", "paper", [1, 6, 15, 38, 95, 238], 250),
    ("555555", "reference", [1, 6, 16, 45, 130, 390], 310),
    ("555555", "paper", [1, 6, 17, 48, 140, 420], 310),
    ("333333", "reference", [1, 6, 13, 27, 52, 94], 166),
    ("333333", "paper", [1, 6, 14, 30, 59, 107], 166),
    ("4442444", "reference", [1, 6, 15, 1, 1, 6, 13], 218),
    ("4442444", "paper", [1, 6, 15, 1, 1, 6, 15], 250),
    ("550555", "reference", [1, 6, 1, 1, 6, 13], 220),
    ("550555", "paper", [1, 6, 1, 1, 6, 18], 300),
    ("00444", "reference", [1, 1, 1, 6, 8], 130),
    ("00444", "paper", [1, 1, 1, 6, 15], 250),
]


@pytest.mark.parametrize(("grades", "variant", "intervals", "ease"), GOLDEN)
def test_golden_vectors(grades: str, variant: str, intervals: list[int], ease: int) -> None:
    schedule, day, seen = NEW, DAY, []
    for grade in grades:
        schedule = SM2(variant).review(schedule, Grade(int(grade)), day)
        assert schedule.due == day + timedelta(days=schedule.interval)
        seen.append(schedule.interval)
        assert schedule.due is not None
        day = schedule.due
    assert seen == intervals
    assert schedule.ease == ease


@given(st.sampled_from(["paper", "reference"]), st.lists(st.sampled_from(Grade), max_size=40))
def test_no_grade_breaks_the_bounds(variant: str, grades: list[Grade]) -> None:
    schedule, day, lapses = NEW, DAY, 0
    for grade in grades:
        lapses += grade < Grade.HARD and not schedule.is_new
        schedule = SM2(variant).review(schedule, grade, day)
        assert schedule.ease >= 130
        assert 1 <= schedule.interval <= 36500
        assert schedule.interval.is_integer()
        assert (schedule.repeat_on == day) == (grade < Grade.GOOD)
        assert schedule.lapses == lapses
        day += timedelta(days=1)


@given(
    st.sampled_from(["paper", "reference"]),
    st.booleans(),
    st.sampled_from([36500, 90, 5]),
    st.lists(
        st.tuples(
            st.integers(2, 4000) | st.sampled_from([2.5, 3.5, 0.1, 7.3]),
            st.integers(130, 400),
            st.integers(0, 5),
            st.sampled_from([Grade.HARD, Grade.GOOD, Grade.EASY]),
            st.integers(-3, 40),
        ),
        min_size=1,
        max_size=20,
    ),
)
def test_intervals_in_columns_are_those_one_by_one(
    variant: str, lateness: bool, maximum: int, cards: list[tuple[float, int, int, Grade, int]]
) -> None:
    """Also such fractions as only a note's comment brings."""
    scheduler = SM2(variant, lateness, maximum)
    expected = []
    for days, factor, passed, mark, delay in cards:
        schedule = Schedule(due=DAY, interval=days, ease=factor, reps=passed)
        expected.append(scheduler.interval(schedule, mark, DAY + timedelta(days=delay)))
    interval, ease, reps, grade, late = map(np.array, zip(*cards, strict=True))
    columns = scheduler.interval_columns(
        interval, ease, reps, grade, np.maximum(late, 0) if lateness else None
    )
    assert columns.tolist() == expected


def test_hard_good_and_easy_give_one_interval_and_differ_in_ease() -> None:
    before = Schedule(due=DAY, interval=15, reps=3, last_review=DAY - timedelta(days=15))
    afters = [SM2().review(before, grade, DAY) for grade in (Grade.HARD, Grade.GOOD, Grade.EASY)]
    assert {after.interval for after in afters} == {38}
    assert [after.ease for after in afters] == [236, 250, 260]


def test_an_imported_half_day_interval_is_not_lost() -> None:
    before = Schedule(due=DAY, interval=3.5, reps=2, last_review=DAY)
    assert SM2().review(before, Grade.GOOD, DAY).interval == 9  # 8.75
    assert SM2("reference").review(before, Grade.GOOD, DAY).interval == 9


def test_floating_dust_does_not_add_a_day() -> None:
    before = Schedule(due=DAY, interval=8.8, ease=375, reps=2, last_review=DAY)
    assert 8.8 * 375 > 3300  # what ceil alone would see
    assert SM2().review(before, Grade.GOOD, DAY).interval == 33


def test_lateness_is_ignored_unless_asked_for_and_never_credited_to_an_import() -> None:
    late = DAY - timedelta(days=100)
    before = Schedule(due=late, interval=20, reps=4, last_review=late)
    assert SM2().review(before, Grade.GOOD, DAY).interval == 50
    assert SM2(lateness=True).review(before, Grade.GOOD, DAY).interval == 175
    assert SM2(lateness=True).review(before, Grade.HARD, DAY).interval == 50
    imported = Schedule(due=late, interval=20, reps=2, last_review=late)
    assert SM2(lateness=True).review(imported, Grade.GOOD, DAY).interval == 50


def test_an_early_review_costs_no_day_where_lateness_counts() -> None:
    soon = DAY + timedelta(days=10)
    before = Schedule(due=soon, interval=20, reps=4, last_review=DAY - timedelta(days=10))
    assert SM2(lateness=True).review(before, Grade.GOOD, DAY).interval == 50


def test_every_scheduler_is_found_again_by_its_label() -> None:
    for scheduler in SCHEDULERS:
        made = scheduler()
        assert scheduler_labelled(made.label) == made
