"""A table of reviews: read as the FSRS tools write it, refused with the line where it is not."""

from pathlib import Path

import pytest

from gruquiz.errors import FittingError
from gruquiz.fitting import read_reviews

HEAD = "card_id,review_rating,review_time,review_duration\n"
FIRST = "7,3,2026-11-20T09:30:00+00:00,5000\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "reviews.csv"


def test_days_begin_at_the_rollover_hour_in_utc(table: Path) -> None:
    times = ["2026-11-21T03:59:59+00:00", "2026-11-21T05:00:00+01:00", "2026-11-22T03:00:00"]
    table.write_text(HEAD + "".join(f"7,3,{time},10\n" for time in times), encoding="utf-8")
    read = read_reviews(table, 4)
    assert read.delta.tolist() == [0, 1, 0]
    assert read.elapsed_ms.tolist() == [10, 10, 10]


def test_columns_may_be_in_any_order_and_durations_absent(table: Path) -> None:
    table.write_text(
        "review_time,x,card_id,review_rating\n2026-11-21T09:00:00Z,?,b,1\n"
        "2026-11-22T09:00:00Z,?,a,4\n",
        encoding="utf-8-sig",
    )
    read = read_reviews(table, 4)
    assert read.rating.tolist() == [1, 4]
    assert read.elapsed_ms.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "no column card_id, review_rating, review_time"),
        ("card,grade\n1,2\n", 1, "no column card_id"),
        (HEAD + FIRST + "7,5,2026-11-21T09:30:00Z,1\n", 3, "review_rating '5' is not 1, 2, 3 or 4"),
        (HEAD + "7\n", 2, "review_time '' is no time"),
        (HEAD + "7,3,yesterday,1\n", 2, "review_time 'yesterday' is no time"),
        (HEAD + "7,3,0001-01-01T00:00:00+14:00,1\n", 2, "is no time"),
        (HEAD + "7,3,1969-01-01T00:00:00Z,1\n", 2, "is not in the years 1970 to 2999"),
        (HEAD + "7,3,2026-11-21T09:30:00Z,fast\n", 2, "review_duration 'fast' is not a whole"),
        (HEAD + FIRST + "8,3,2026-11-20T09:29:59Z,1\n", 3, "sort the file by review_time"),
        (HEAD + "7,3,2026-11-21T09:30:00Z," + "1" * 200_000 + "\n", 1, "this is no table"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(table: Path, text: str, line: int, why: str) -> None:
    table.write_text(text, encoding="utf-8")
    with pytest.raises(FittingError, match=why) as caught:
        read_reviews(table, 4)
    assert (caught.value.path, caught.value.line) == (table, line)


def test_what_is_no_text_is_refused(table: Path) -> None:
    table.write_bytes(HEAD.encode() + b"\xff\xfe\x00")
    with pytest.raises(FittingError, match="not UTF-8"):
        read_reviews(table, 4)
    with pytest.raises(FittingError, match="cannot be read"):
        read_reviews(table.with_name("absent.csv"), 4)
