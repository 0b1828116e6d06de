"""Tables of any length: read part by part, taken in whole or not at all."""

import csv
import re
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gruquiz.errors import NoteError
from gruquiz.exchange import card_import, field_markdown, tsv
from gruquiz.exchange.card_import import import_cards
from gruquiz.exchange.foreign_card import CardPairs, ForeignCard
from gruquiz.exchange.tsv import read_table
from gruquiz.library import Library
from gruquiz.model import Face, Kind
from tests.gruquiz.cards import NOW

LABEL = "sm2 paper plain 36500 v1"


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(card_import, "AT_ONCE", 7)
    monkeypatch.setattr(tsv, "AT_ONCE", 7)
    return Library.memory()


def written(folder: Path, text: str) -> Path:
    path = folder / "Gates.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_many_parts_comes_in_order_and_once(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f"what is {n}?\tit is {n}\n" for n in range(40)))
    (report,) = import_cards(library, read_table(path), NOW, LABEL).notes
    assert (report.deck, report.added) == ("Gates", 40)
    cards = library.search.cards("")
    assert [card.face.front for card in cards] == [f"what is {n}?" for n in range(40)]
    assert [card.line for card in cards] == list(range(1, 41))
    assert len(library.search.ids("what")) == 40, "the words are indexed"
    (report,) = import_cards(library, read_table(path), NOW, LABEL).notes
    assert (report.added, report.changed, report.unchanged) == (0, 0, 40)
    path = written(tmp_path, path.read_text(encoding="utf-8") + "and this?\tnew\n")
    (report,) = import_cards(library, read_table(path), NOW, LABEL).notes
    assert (report.added, report.unchanged) == (1, 40)


def test_nothing_comes_of_a_table_that_breaks_off_and_one_undo_takes_all_back(
    library: Library, tmp_path: Path
) -> None:
    path = written(tmp_path, "".join(f"{n}?\t{n}\n" for n in range(30)))
    whole = path.read_bytes()
    path.write_bytes(whole + b"\xff\xfe\t\xff\n")
    with pytest.raises(NoteError, match="cannot be read as a table"):
        import_cards(library, read_table(path), NOW, LABEL)
    assert library.search.cards("") == []
    assert library.database.value("SELECT COUNT(*) FROM log") == 0
    path.write_bytes(whole)
    import_cards(library, read_table(path), NOW, LABEL)
    assert len(library.search.cards("")) == 30
    library.undo.last(NOW)
    assert library.search.cards("") == []


def test_cards_by_the_run_are_kept_as_cards_one_by_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [f"what is {n % 300}?\tit is <b>{n}</b>\n" for n in range(700)]
    rows[350] = "without a back\t\n"
    path = written(tmp_path, "".join(rows))
    kept = []
    monkeypatch.setattr(card_import, "AT_ONCE", 250)
    monkeypatch.setattr(tsv, "AT_ONCE", 250)
    for slower in ("by the column", "by the run", "one by one"):
        if slower == "by the run":
            monkeypatch.setattr(CardPairs, "run", lambda _pairs, _lines: None)
        elif slower == "one by one":
            monkeypatch.setattr(card_import, "columns_of", lambda _added: None)
        with Library.memory() as library:
            import_cards(library, read_table(path), NOW, LABEL)
            cards = library.database.rows(
                "SELECT n, note, deck, block, held, due, reps, latest, day, own, same FROM card "
                "ORDER BY n"
            )
            assert library.database.value("SELECT COUNT(DISTINCT id) FROM card") == 700
            kept.append(
                (
                    cards,
                    library.database.rows("SELECT * FROM content ORDER BY card"),
                    library.database.rows(
                        "SELECT rowid FROM words WHERE words MATCH 'what' ORDER BY rowid"
                    ),
                    library.database.rows("SELECT rowid FROM words WHERE words MATCH '299'"),
                )
            )
    assert kept[0] == kept[1] == kept[2]


def test_new_cards_among_known_ones_come_in_and_are_counted(
    library: Library, tmp_path: Path
) -> None:
    path = written(tmp_path, "".join(f"{n}?\t{n}\n" for n in range(0, 40, 2)))
    import_cards(library, read_table(path), NOW, LABEL)
    path = written(tmp_path, "".join(f"{n}?\t{n % 39}\n" for n in range(40)))
    (report,) = import_cards(library, read_table(path), NOW, LABEL).notes
    assert (report.added, report.changed, report.unchanged) == (20, 0, 20)
    path = written(tmp_path, "".join(f"{n}?\t{n % 38}\n" for n in range(40)))
    (report,) = import_cards(library, read_table(path), NOW, LABEL).notes
    assert (report.added, report.changed, report.unchanged) == (0, 2, 38)
    assert len(library.search.cards("")) == 40


def test_siblings_stay_siblings_over_the_parts(library: Library) -> None:
    cards = [
        ForeignCard(f"note {n}", ordinal, Kind.PAIR, Face(f"{n}.{ordinal}", "b"), deck)
        for n in range(9)
        for ordinal, deck in enumerate(("A", "B", "A"))
    ]
    reports = import_cards(library, cards, NOW, LABEL).notes
    assert [(report.deck, report.added) for report in reports] == [("A", 18), ("B", 9)]
    found = library.search.cards("deck:A")
    assert [card.line for card in found] == list(range(1, 19))
    for one, other in pairwise(found):
        same = one.face.front[0] == other.face.front[0]
        assert (other.id in library.cards.siblings(one.id)) is same


def test_a_dry_run_counts_and_writes_nothing(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path, "".join(f"{n}?\t{n}\n" for n in range(30)))
    (report,) = import_cards(library, read_table(path), NOW, LABEL, dry_run=True).notes
    assert report.added == 30
    assert library.database.value("SELECT COUNT(*) FROM note") == 0


def test_a_sign_of_unicode_for_the_end_of_a_line_ends_no_field(tmp_path: Path) -> None:
    path = written(tmp_path, "one\u2028two\tback\n")
    (pairs,) = read_table(path)
    assert isinstance(pairs, CardPairs)
    assert pairs.fronts == ["one\u2028two"]


PIECES = st.sampled_from(
    ["word", " ", "  ", "1.", "2)", "-", "+", "#", ">", "*", "_", "$", "~", "=", "==", "\\", "`",
     "&amp;", "&", "<b>x</b>", "<", "[", "]", "[…]", "\n", "\r", "\t", "\xa0", "\u2028", "\x0b",
     "é", "…", "7", ".", "☃", "\x85", "!"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join))
def test_plain_words_are_told_from_html_without_a_difference(text: str) -> None:
    quick = field_markdown.markdown(text, {})
    reader = field_markdown._SIGN
    try:
        field_markdown._SIGN = re.compile("")  # every text is read as HTML
        slow = field_markdown.markdown(text, {})
    finally:
        field_markdown._SIGN = reader
    assert quick == slow
    others = ["plain", text, " 1. x"]
    assert field_markdown.markdowns(others) == [field_markdown.markdown(one, {}) for one in others]


LINES = st.lists(
    st.sampled_from(["a", "b c", "\t", '"', '""', "\n", "\r\n", "\r", "\x85", "\0", "é", ","]),
    max_size=30,
).map("".join)  # fmt: skip


@given(LINES, st.sampled_from(["\t", ",", ";", " "]))
def test_lines_are_cut_as_a_reader_of_tables_cuts_them(text: str, separator: str) -> None:
    lines = StringIO(text, newline="").readlines()
    expected = [row or [""] for row in csv.reader(lines, delimiter=separator)]
    assert [row or [""] for row in tsv._rows(iter(lines), separator)] == expected
