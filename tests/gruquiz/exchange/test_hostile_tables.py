"""Tables that mean harm or are broken: a sentence each, and what is sound comes in."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from gruquiz.errors import NoteError
from gruquiz.exchange.foreign_card import CardPairs, ForeignCard
from gruquiz.exchange.tsv import read_table
from gruquiz.foreign import LIMITS, Limits, Refusals

LONG = "x" * (LIMITS.text + 1)
HEADER = "#guid column:1\n#deck column:2\n#tags column:5\n"


def refused(path: Path, limits: Limits = LIMITS) -> tuple[int, list[str]]:
    """How many cards came, and what is said of the others."""
    refusals, count = Refusals(), 0
    for one in read_table(path, limits=limits, refusals=refusals):
        count += len(one.fronts) if isinstance(one, CardPairs) else 1
    return count, list(refusals.sentences())


def table(folder: Path, text: str) -> Path:
    path = folder / "t.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("head", ["", "#guid column:3\n"])
def test_a_side_that_is_too_long_is_counted_and_the_rest_comes(tmp_path: Path, head: str) -> None:
    fits = LONG[1:]
    path = table(tmp_path, f"{head}a\tb\t1\n{LONG}\tb\t2\n{fits}\tc\t3\nd\t{LONG}\t4\n")
    count, (sentence,) = refused(path)
    assert count == 2
    assert sentence == (
        "rows: 2 refused, the rest was taken: a side is longer than 131,072 characters (2)"
    )


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        (f"{'g' * 1001}\tD\ta\tb\t", "its name is longer than 1,000"),
        (f"g\t{'D' * 1001}\ta\tb\t", "its deck: a name is longer than 1,000"),
        (f"g\t{'D::' * 60}\ta\tb\t", "its deck: a name has more than 50 levels"),
        (f"g\tD\ta\tb\t{'t ' * 6000}", "its tags: the text is longer than 10,000"),
    ],
)
def test_names_have_their_length(tmp_path: Path, row: str, phrase: str) -> None:
    count, (sentence,) = refused(table(tmp_path, f"{HEADER}1\tD\ta\tb\t\n{row}\n"))
    assert count == 1
    assert phrase in sentence


def test_a_deck_of_a_table_may_have_either_sign_between_its_levels(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER}1\tA::B\ta\tb\t\n2\tA/B\tc\td\t\n3\tA\x07::B\te\tf\t\n")
    decks = [one.deck for one in read_table(path) if isinstance(one, ForeignCard)]
    assert decks == ["A/B", "A/B", "A/B"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("#guid column:0\na\tb\n", "not the number of a column from 1"),
        ("#guid column:x\na\tb\n", "not the number of a column"),
        ("#guid column:²\na\tb\n", "not the number of a column"),
        (f"#guid column:{'9' * 5000}\na\tb\n", "not the number of a column"),
        (f'a\tb\n"{LONG}\n', "a quotation mark is never closed"),
    ],
)
def test_what_is_no_table_is_a_sentence(tmp_path: Path, text: str, phrase: str) -> None:
    with pytest.raises(NoteError, match="cannot be read as a table") as caught:
        refused(table(tmp_path, text))
    assert phrase in caught.value.message


@pytest.mark.parametrize(
    ("limits", "phrase"),
    [(replace(LIMITS, rows=2), "rows"), (replace(LIMITS, table=5), "it has 1 MiB")],
)
def test_its_limits_say_how_to_raise_them(tmp_path: Path, limits: Limits, phrase: str) -> None:
    path = table(tmp_path, "a\tb\nc\td\ne\tf\n")
    with pytest.raises(NoteError, match=r"is too much .*`--limits \d+`") as caught:
        refused(path, limits)
    assert phrase in caught.value.message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    os.mkfifo(path)
    with pytest.raises(NoteError, match="is no file"):
        refused(path)
    with pytest.raises(NoteError, match="no such file"):
        refused(tmp_path / "none.tsv")
