"""Parts of words: found through the words of all cards just as by looking through the cards."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.library import Library
from gruquiz.library.search import word_index
from gruquiz.library.search.conditions import SqlConditions
from gruquiz.library.search.word_index import Vocabulary
from tests.gruquiz.cards import NOW, add, found

TEXTS = (
    "reset gate", "RESETTING the gates", "Écran of h_{t-1}", "écran", "$\\tilde{h}_t$", "a_b",
    "更新门 gate", "gate更新", "100% sure", "e\u0301cran", "Straße STRASSE", "İstanbul ıstanbul",
    "x1y2 X1Y2", "naïve ﬁne", "\u1e9bat", "K\u212aelvin", "a\u0000hidden", "tilde", "ǅungla",
)  # fmt: skip
LETTERS = st.text("abcdeghlnrstxyz12RSETGA_%\\{}- éÉıİßK更新\u0301", min_size=1, max_size=5)


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    with Library.memory() as opened:
        add(opened, [found(text, f"back {number}") for number, text in enumerate(TEXTS)])
        yield opened


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_index, "PATIENCE", 0)


def looked_through(library: Library, text: str) -> list[str]:
    pattern = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = library.database.rows(
        "SELECT front FROM content WHERE front LIKE ?1 ESCAPE '\\' OR back LIKE ?1 ESCAPE '\\' "
        "ORDER BY card",
        (f"%{pattern}%",),
    )
    return [front for (front,) in rows]


def shown(library: Library, text: str) -> list[str]:
    """The fronts that the statement of a search finds, through the words where it can."""

    statement = SqlConditions(None, dict, library.words.words_holding)
    condition = statement.holds(text)
    rows = library.database.rows(
        f"SELECT front FROM card JOIN content ON content.card = n WHERE {condition} ORDER BY n",
        statement.values,
    )
    return [front for (front,) in rows]


@given(LETTERS)
@settings(max_examples=150, deadline=None)
def test_parts_of_words_are_found_as_by_looking_through(library: Library, text: str) -> None:
    assert shown(library, text) == looked_through(library, text)


@given(st.sampled_from(TEXTS), st.data())
@settings(max_examples=150, deadline=None)
def test_every_part_of_a_text_is_found(library: Library, text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    part = text[begin : data.draw(st.integers(begin + 1, len(text)))]
    assert shown(library, part) == looked_through(library, part)


def test_the_words_are_asked_where_they_help(library: Library) -> None:
    assert library.words.words_holding("eset") == ["reset", "resetting"]
    assert library.words.words_holding("{t-Tild}") == ["tilde"]
    assert library.words.words_holding("zzz") == []
    assert library.words.words_holding("更新") is None, "no letter that the index and LIKE agree on"
    with library.transaction():
        assert library.words.words_holding("eset") is None


def test_new_and_changed_words_are_known_also_where_another_connection_writes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("words") / "library.db"
    with Library.open(path) as library, Library.open(path) as other:
        add(library, [found("reset gate", "one")])
        assert len(library.search.ids("*eset*")) == 1
        add(other, [found("presets", "two")], path="/other.md")
        assert len(library.search.ids("*eset*")) == 2
        add(library, [found("besetting", "three")], path="/third.md")
        assert len(library.search.ids("*eset*")) == 3
        assert library.words.words_holding("eset") == ["besetting", "presets", "reset"]
        library.undo.last(NOW)
        assert len(library.search.ids("*eset*")) == 2


def test_words_are_read_only_where_they_are_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_index, "PATIENCE", 2)
    with Library.memory() as library:
        add(library, [found("reset gate", "one")])
        assert [library.words.words_holding("ese") for _ in range(3)] == [None, None, ["reset"]]


def test_a_word_that_the_index_cuts_off_is_found_by_its_end() -> None:
    with Library.memory() as library:
        add(library, [found("x" * word_index.LONGEST + "tail", "long"), found("tail", "short")])
        assert library.words.words_holding("tail") is None
        assert len(library.search.ids("*tail*")) == 2


def test_letters_of_too_many_cards_or_words_are_looked_for_in_the_cards() -> None:
    words = Vocabulary("gate\nreset\n", frozenset({"gate"}))
    assert words.holding("gat") is None
    assert words.holding("res") == ["reset"]
    many = Vocabulary("".join(f"w{n}\n" for n in range(word_index.MOST + 1)), frozenset())
    assert many.holding("w") is None
    assert len(many.holding("w1") or []) == 111
