"""The search language: what each term finds, and where an error points."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.config import Config, config_from
from gruquiz.errors import QueryError
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.query import parse
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found, note

TODAY = date(2026, 11, 21)
LATE = Schedule(TODAY - timedelta(days=3), 12.0, 180, 4, 9, TODAY - timedelta(days=15))
EARLY = Schedule(TODAY + timedelta(days=30), 60.0, 250, 5, 0, TODAY - timedelta(days=30))


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    with Library.memory() as opened:
        session = Session(opened, Config())
        add(
            opened,
            [
                found("reset gate", "forgets", deck="GRU/Gates"),
                found("update gate", "Écran of h_{t-1}", deck="GRU/Gates", schedule=LATE),
                found("the gates are two", "100% 更新门", deck="GRU", schedule=EARLY),
                found("h>0 and ivl>10", deck="Signs"),
            ],
        )
        (other, dropped, answered, buried) = add(
            opened,
            [
                found("gated unit", "a_b", deck=("LSTM", "GRU/Guests"), rule="definition"),
                found("dropped", deck="LSTM", rule="definition"),
                found("answered", deck="LSTM"),
                found("buried", deck="LSTM"),
            ],
            now=NOW - 5 * DAY,
            path="/vault/lstm.md",
        )
        session.changes.suspend(other, NOW)
        session.changes.drop(dropped, NOW)
        session.answer(answered, Grade.AGAIN, NOW)
        session.changes.bury(buried, NOW)
        session.changes.flag(buried, NOW, 2)
        opened.notes.put(replace(note("/vault/lstm.md"), tags=("cells/old",)), "LSTM", "v1")
        yield opened


@pytest.mark.parametrize(
    ("query", "fronts"),
    [
        ("gate", ["reset gate", "update gate"]),
        ("GATE reset", ["reset gate"]),
        ("gat*", ["reset gate", "update gate", "the gates are two", "gated unit"]),
        ("*pdat*", ["update gate"]),
        ('"gate reset"', []),
        ('"update gate"', ["update gate"]),
        ("ecran", ["update gate"]),
        ("h_{t-1}", ["update gate"]),
        ("h_{t-2}", []),
        ("100%", ["the gates are two"]),
        ("更新", ["the gates are two"]),
        ("a_b", ["gated unit"]),
        ("-gate -gates deck:gru", ["gated unit"]),
        ("reset or unit", ["reset gate", "gated unit"]),
        ("deck:GRU (reset or two)", ["reset gate", "the gates are two"]),
        ("deck:GRU/G*", ["reset gate", "update gate", "gated unit"]),
        ("deck:GRU", ["reset gate", "update gate", "the gates are two", "gated unit"]),
        ("note:vault deck:lstm kind:pair is:suspended", ["gated unit"]),
        ("tag:cells", ["gated unit", "answered", "buried"]),
        ("tag:cell", []),
        ("is:due", ["update gate", "answered"]),
        ("is:new", ["reset gate", "h>0 and ivl>10"]),
        ("is:review", ["update gate", "the gates are two"]),
        ("is:learning", ["answered"]),
        ("is:buried or is:flagged", ["buried"]),
        ("is:suggested", ["gated unit"]),
        ("is:dropped", ["dropped"]),
        ("is:leech", ["update gate"]),
        ("prop:ivl>=10 prop:ease<2", ["update gate"]),
        ("prop:lapses=0 prop:due>7", ["the gates are two"]),
        ("prop:reps!=0 not is:leech", ["the gates are two"]),
        ("rated:1", ["answered"]),
        ("rated:1:good", []),
        ("rated:30:again", ["answered"]),
        ("added:1 -deck:Signs", ["reset gate", "update gate", "the gates are two"]),
        ("added:6 is:new deck:GRU", ["reset gate"]),
        ("flag:2", ["buried"]),
        ("std::x", []),
        ("h>0", ["h>0 and ivl>10"]),
        ('"ivl>10"', ["h>0 and ivl>10"]),
        ("s=3 or ivls>10 or live", []),
    ],
)
def test_search(library: Library, query: str, fronts: list[str]) -> None:
    cards = library.search.cards(query, TODAY)
    assert sorted(card.face.front for card in cards) == sorted(fronts)
    assert sorted(library.search.ids(query, TODAY)) == sorted(card.id for card in cards)


def test_a_leech_is_what_its_decks_settings_say() -> None:
    with Library.memory() as library:
        lapsed = {lapses: replace(LATE, lapses=lapses) for lapses in (4, 6, 9)}
        for deck in ("A", "A/b", "C", "D"):
            cards = [found(f"{deck} {n}", deck=deck, schedule=one) for n, one in lapsed.items()]
            add(library, cards, path=f"/{deck}.md")
        settings = {"A": {"leech_lapses": 6}, "A/b": {"leech_lapses": 4}, "D": {"leech_lapses": 0}}
        for config, leeches in (
            (Config(), ["A 9", "A/b 9", "C 9", "D 9"]),
            (Config(decks=settings), ["A 6", "A 9", "A/b 4", "A/b 6", "A/b 9", "C 9"]),
            (config_from({"options": {"leech_lapses": 0}}), []),
        ):
            Session(library, config)
            for query in ("is:leech", "tag:leech"):
                fronts = [card.face.front for card in library.search.cards(query, TODAY)]
                assert sorted(fronts) == leeches
            assert len(library.search.ids("-is:leech", TODAY)) == 12 - len(leeches)


def test_an_empty_search_finds_every_card_but_the_dropped(library: Library) -> None:
    assert len(library.search.cards(" ", TODAY)) == 7


def test_a_card_is_found_by_its_name(library: Library) -> None:
    for card in library.search.cards():
        assert library.search.cards(f"id:{card.id:016x}") == [card]
        assert library.cards.find(f"{card.id:016x}") == card.id


def test_words_follow_an_edit() -> None:
    with Library.memory() as library:
        (card,) = add(library, ["before"])
        (row,) = library.database.rows("SELECT n FROM card WHERE id = ?", (card,))
        (content,) = library.database.rows(
            "SELECT kind, 'after', back, answers, line, end_line, variant, sibling, rule, entry, "
            "also, hash, headings, anchor, time FROM content"
        )
        library.texts.write(row[0], content)
        assert library.search.ids("before") == []
        assert library.search.ids("after") == [card]


@pytest.mark.parametrize(
    ("query", "place", "says"),
    [
        ("deck:", 5, "missing"),
        ("gate is:dew", 8, 'Unknown "is:" value'),
        ("(a b", 0, "never closed"),
        ("a b)", 3, "never opened"),
        ("()", 1, "missing before"),
        ("a or", 4, "missing here"),
        ("or a", 0, "between two"),
        ('a "b', 2, "never closed"),
        ("prop:ivl>", 5, "comparison"),
        ("prop:easy<2", 5, "Unknown property easy"),
        ("gate ivl>x", 5, "prop:ivl>=10"),
        ("-Lapses!=3", 1, 'the text write "Lapses!=3"'),
        ("due<=", 0, "prop:due>=10"),
        ("rated:0", 6, "number of days"),
        ("rated:2:fine", 8, "a grade is"),
        ("kind:x", 5, "Use one of cloze"),
        ("dek:GRU", 0, "Unknown field dek"),
        ("*", 0, "A word"),
        ("(" * 101 + "a" + ")" * 101, 100, "too deeply"),
    ],
)
def test_an_error_points_at_its_place(query: str, place: int, says: str) -> None:
    with pytest.raises(QueryError, match=says) as raised:
        parse(query)
    shown, caret = raised.value.message.splitlines()[-2:]
    assert shown.strip() == query.strip()
    assert caret.index("^") - 2 == place


def test_bytes_that_are_no_utf_8_are_refused_in_words() -> None:
    # They reach the arguments of a program as lone surrogates.
    with pytest.raises(QueryError, match="half a character") as raised:
        parse("gate \udcff")
    assert raised.value.message.splitlines()[-1].index("^") - 2 == 5


@settings(deadline=None, max_examples=60)  # a library is opened each time
@given(st.text(st.sampled_from('ab:*"()-_%\\ é更<>=0') | st.characters(), max_size=30))
def test_any_text_is_searched_or_refused_in_words(query: str) -> None:
    with Library.memory() as library:
        try:
            answer = str(library.search.ids(query, TODAY))
        except QueryError as error:
            answer = error.message
    assert answer == "[]" or "^" in answer
