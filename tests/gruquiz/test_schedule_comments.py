"""The values of schedule comments: what no calendar and no scheduler can use is a problem named."""

from datetime import date

import pytest

from gruquiz.obsidian import parse_entries


@pytest.mark.parametrize(
    ("entry", "due"),
    [
        ("2999-12-31,1,250", date(2999, 12, 31)),
        ("1900-01-02,1,250", date(1900, 1, 2)),
        ("2026-11-21,46345,250", date(2026, 11, 21)),
        ("2026-11-21,3.5,250", date(2026, 11, 21)),
        ("2026-11-21,3,10000", date(2026, 11, 21)),
        ("fsrs,2026-11-21T00:00:00.000Z,3,5.5,1,2,3,0,0,", date(2026, 11, 21)),
        ("fsrs,2026-11-21T00:00:00.000Z,3,5.5,10,2,3,0,0,2026-11-18T00:00:00Z", date(2026, 11, 21)),
    ],
)
def test_values_in_their_range_are_taken(entry: str, due: date) -> None:
    (read,) = parse_entries(f"<!--SR:!{entry}-->")
    assert read.problem == ""
    assert read.schedule is not None
    assert read.schedule.due == due


@pytest.mark.parametrize(
    ("entry", "phrase"),
    [
        ("3000-01-01,1,250", "is not a day between 1900 and 2999"),
        ("9999-12-31,1,250", "is not a day between 1900 and 2999"),
        ("1900-01-01,1,250", "is not a day between 1900 and 2999"),
        ("2026-11-21,46346,250", "46346 days after the last review, is not a day"),
        ("2026-11-21,9999999,250", "cannot be read"),
        ("2026-11-21,3,10001", "an ease of 10001 is above 10000"),
        ("fsrs,2026-11-21T00:00:00.000Z,3,5.5,0.9,2,3,0,0,", "is not a number from 1 to 10"),
        ("fsrs,2026-11-21T00:00:00.000Z,3,5.5,10.1,2,3,0,0,", "difficulty is not"),
        ("fsrs,2026-11-21T00:00:00.000Z,3,0,5,2,3,0,0,", "stability is not a number from 0.0001"),
        ("fsrs,2026-11-21T00:00:00.000Z,500000,1,5,2,3,0,0,2026-11-18T00:00:00Z", "interval"),
        ("fsrs,2026-11-21T00:00:00.000Z,3,1,5,2,3,0,0,1899-11-18T00:00:00Z", "last review is not"),
        ("fsrs,9999-12-31T23:00:00-05:00,3,1,5,2,3,0,0,", "cannot be read"),
    ],
)  # fmt: skip
def test_values_out_of_their_range_leave_the_card_new_and_say_why(entry: str, phrase: str) -> None:
    first, second = parse_entries(f"<!--SR:!{entry}!2026-11-21,3,250-->")
    assert first.schedule is None
    assert phrase in first.problem
    assert first.problem.endswith("the card is new")
    assert second.schedule is not None, "a bad one keeps its place"
