"""Whoever opens the program first learns from these decks: they must be right in every line."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import engine
import engine.drills
from engine.formula import parse
from gruquiz.markdown import maths, plain
from gruquiz.markdown.alternatives import alternatives
from gruquiz.model import FoundCard, Kind
from gruquiz.typeset import display, inline
from tests.decks.reading import FILES, asked, body, cards, name, note, reading

DRILLS = [card for card in cards() if card.kind is Kind.DRILL]
READABLE = [card for card in cards() if card.kind is not Kind.DRILL]


def drill_name(card: FoundCard) -> str:
    return card.face.front


@pytest.mark.parametrize("path", FILES, ids=name)
def test_read_without_a_warning(path: Path) -> None:
    found = reading(path)
    assert found.warnings == ()
    assert found.orphans == ()
    assert len(found.cards) >= 5
    assert not any(card.incomplete for card in found.cards)
    assert not any(card.rule for card in found.cards), "a deck's cards are written, not suggested"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_plain_text_with_its_sources(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    assert note(path).metadata["name"] == note(path).title
    sources = path.read_text(encoding="utf-8").partition("\n## Sources\n")[2]
    assert sources.strip().startswith("- "), "each claim has its source in the file"


def test_every_kind_of_card_and_of_drill_is_there() -> None:
    """But for the drill on a line of an equation, which learners make of their own notes."""
    drawn = {json.loads(card.face.back)["compute"] for card in DRILLS}
    assert drawn == {drill.name for drill in engine.drills.DRILLS} - {"line"}
    assert {card.kind for card in READABLE} == {Kind.CLOZE, Kind.PAIR, Kind.QUESTION}


def test_decks_are_the_chapters_of_one_tree() -> None:
    decks = {deck for card in cards() for deck in card.decks}
    assert {deck.split("/")[0] for deck in decks} == {"GRU"}
    assert {deck.count("/") for deck in decks} == {1}


def test_files_are_numbered_without_a_gap() -> None:
    assert sorted(path.name[:2] for path in FILES) == [f"{n:02}" for n in range(1, len(FILES) + 1)]


def test_no_two_cards_ask_the_same() -> None:
    # A drill is asked as what it computes; two drills may share a title, not a specification.
    twice = [front for front, n in Counter(asked(card) for card in READABLE).items() if n > 1]
    assert twice == []
    computed = []
    for card in DRILLS:
        specification = json.loads(card.face.back)
        specification.pop("title")
        computed.append(json.dumps(specification, sort_keys=True))
    assert [what for what, n in Counter(computed).items() if n > 1] == []


@pytest.mark.parametrize("card", READABLE, ids=asked)
def test_a_card_fits_a_screen_and_asks_one_thing(card: FoundCard) -> None:
    front, back = plain(card.face.front), plain(card.face.back)
    assert front
    assert back
    assert len(front) <= 260
    if card.kind is Kind.CLOZE:
        for answer in (one for each in card.face.answers for one in alternatives(each)):
            shown = plain(answer)
            assert len(shown.split()) <= 4 or "$" in answer
            assert shown.lower() not in front.lower(), "the answer stands in the question"
    else:
        assert len(back) <= 160, "an answer is one or two lines"
        assert asked(card) != re.sub(r"\W+", " ", back.lower()).strip()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_formula_is_readable_and_drawn(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for formula in maths(text):
        parse(formula.latex)  # FormulaError, with the place, where it cannot be read
        assert "\\" not in inline(formula.latex)
        for width in (40, 80):
            lines = display(formula.latex, width)
            assert lines
            assert all(line.width <= width for line in lines)
            assert not any("\\" in line.text for line in lines)
    assert body(path).count("$") % 2 == 0


@pytest.mark.parametrize("card", DRILLS, ids=drill_name)
def test_every_drill_makes_an_exercise_whose_answer_marks_right(card: FoundCard) -> None:
    specification = json.loads(card.face.back)
    specification.pop("title")
    kind = specification.pop("compute")
    for seed in (0, 1):
        exercise = engine.generate(kind, seed=seed, **specification)
        verdict = engine.grade(exercise, exercise.answers)
        assert verdict.right, (kind, seed)
        assert verdict.marks == verdict.of
