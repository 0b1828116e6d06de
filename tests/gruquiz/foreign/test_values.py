"""What a value must be is one rule in Python and in SQL; JSON from elsewhere has no traps."""

import sqlite3
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gruquiz.foreign import LIMITS, Deadline, Refusals
from gruquiz.foreign.values import (
    FIRST_MS,
    LAST_MS,
    MOMENT,
    Bytes,
    Field,
    Nullable,
    Number,
    Text,
    Whole,
    day_of,
    day_problem,
    loads,
    loads_object,
)

FIELDS: tuple[Field, ...] = (
    Whole(-3, 5),
    Whole(),
    Number(0.5, 3),
    Text(3),
    Text(3, 1),
    Bytes(2),
    Nullable(Whole(0, 1)),
    Nullable(Text(1)),
)
VALUES = st.one_of(
    st.none(),
    st.integers(-6, 8),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
    st.binary(max_size=4),
)


@given(st.sampled_from(FIELDS), VALUES)
def test_both_forms_of_a_rule_agree(field: Field, value: object) -> None:
    connection = sqlite3.connect(":memory:")
    wrong, _ = field.sql("v")
    (fault,) = connection.execute(f"SELECT {wrong} FROM (SELECT ? AS v)", (value,)).fetchone()
    connection.close()
    assert bool(fault) == bool(field.problem(value))


@pytest.mark.parametrize(
    ("day", "sound"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2999, 12, 31), True),
        (date(3000, 1, 1), False),
    ],
)
def test_days_are_of_1900_to_2999(day: date, sound: bool) -> None:
    assert (day_problem(day) == "") == sound


def test_times_have_the_same_bounds() -> None:
    assert not MOMENT.problem(FIRST_MS)
    assert not MOMENT.problem(LAST_MS)
    assert "is not a time between 1900 and 2999" in MOMENT.problem(FIRST_MS - 1)
    assert MOMENT.problem(LAST_MS + 1)
    assert day_of(FIRST_MS / 1000, UTC) == date(1900, 1, 1)
    assert day_of(LAST_MS / 1000, UTC) == date(2999, 12, 31)
    for seconds in (FIRST_MS / 1000 - 1, LAST_MS / 1000 + 1, 1e300, -1e300):
        with pytest.raises(ValueError, match="1900"):
            day_of(seconds, UTC)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "NaN", "[Infinity]", "1e999", "{", "9" * 5000, b"\xff"]
)
def test_json_that_would_harm_is_an_error_in_words(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_json_of_another_kind_is_no_object() -> None:
    assert loads_object('{"a": 1.5}') == {"a": 1.5}
    for text in ("[]", "null", '"x"', "1"):
        with pytest.raises(ValueError, match="not a JSON object"):
            loads_object(text)


def test_a_limit_names_the_factor_that_is_enough() -> None:
    error = LIMITS.exceeded("it holds", 450_000, LIMITS.members, "files")
    assert str(error).startswith("it holds 450,000 files, and at most 200,000 files are taken")
    assert "`--limits 3`" in str(error)
    assert "`--limits 1000`" in str(LIMITS.exceeded("x", 1000, 1))
    assert "--limits" not in str(LIMITS.exceeded("x", 1001, 1)), "no option goes so far"
    three = LIMITS.times(3)
    assert three.members == 600_000
    assert "`--limits 4`" in str(three.exceeded("x", 600_001, three.members))
    assert LIMITS.times(1000).depth == 200, "our own calls nest no deeper"


def test_a_deadline_is_over_when_its_time_is() -> None:
    now = [0.0]
    deadline = Deadline(LIMITS, lambda: now[0])
    now[0] = LIMITS.seconds - 0.01
    deadline.check()
    now[0] = LIMITS.seconds
    with pytest.raises(ValueError, match="more than 300 seconds"):
        deadline.check()


def test_refusals_name_table_count_and_the_commonest_reasons() -> None:
    refusals = Refusals()
    assert not refusals
    for reason, count in (("a", 1), ("b", 3), ("c", 2), ("d", 1)):
        refusals.add("cards", reason, count)
    (sentence,) = refusals.sentences()
    assert sentence == "cards: 7 refused, the rest was taken: b (3); c (2); a (1); and others"
