"""Questions that have one right answer and options that could pass for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gruquiz.markdown import plain
from gruquiz.model import NEW, Card, CardId, Face, Kind
from gruquiz.quiz import OPTIONS, Clock, make_quiz, time_left


def card(number: int, front: str, back: str, *answers: str, deck: str = "GRU") -> Card:
    kind = Kind.CLOZE if answers else Kind.QUESTION
    return Card(
        CardId(number), kind, Face(front, back, answers), (deck,), "/n.md", "Note", (), 1, NEW
    )


SHORT = [
    card(n, f"The […] is gate {n}", f"The =={name}== is gate {n}", name)
    for n, name in enumerate(("update gate", "reset gate", "input gate", "forget gate", "no gate"))
]
WHOLE = [
    card(10 + n, f"What is {n}?", text)
    for n, text in enumerate(("the old state", "the new one", "a candidate", "an input", "a bias"))
]


def test_the_same_seed_asks_the_same() -> None:
    assert make_quiz(SHORT + WHOLE, 5, 1) == make_quiz(SHORT + WHOLE, 5, 1)
    assert make_quiz(SHORT + WHOLE, 5, 1) != make_quiz(SHORT + WHOLE, 5, 2)


def test_typed_and_chosen_are_mixed() -> None:
    questions = make_quiz(SHORT, 5, 3)
    assert {bool(question.options) for question in questions} == {True, False}


def test_one_option_is_right_and_no_other() -> None:
    for seed in range(30):
        for question in make_quiz(SHORT + WHOLE, 10, seed):
            if question.options:
                shown = [plain(option) for option in question.options]
                assert len(set(shown)) == OPTIONS
                assert shown[question.right] == plain(question.answer)
                assert plain(question.answer) in plain(question.face.back)


def test_options_are_answers_of_the_same_sort() -> None:
    names = {card.face.answers[0] for card in SHORT}
    for question in make_quiz(SHORT + WHOLE, 10, 4):
        if question.options and question.card in SHORT:
            assert set(question.options) <= names


def test_a_card_alone_makes_no_choice() -> None:
    assert make_quiz(WHOLE[:1], 5, 0) == []
    (typed,) = make_quiz(SHORT[:1], 5, 0)
    assert typed.options == ()


def drill(number: int) -> Card:
    return replace(card(number, "Compute", '{"compute":"step"}'), kind=Kind.DRILL)


def test_drills_are_few_among_many_questions() -> None:
    drills = [drill(n) for n in range(50, 90)]
    asked = make_quiz([*drills, *SHORT, *WHOLE], 8, 0)
    assert sum(question.is_drill for question in asked) == 2
    assert len(asked) == 8
    assert len(make_quiz(drills, 3, 0)) == 1


def test_long_answers_are_left_out() -> None:
    essay = card(51, "Why?", "because " * 40)
    assert make_quiz([essay, *WHOLE[:3]], 9, 0) == []


def test_a_clock_runs_down() -> None:
    begun = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    clock = Clock(300, whole=True)
    lefts = [clock.left(begun, begun + timedelta(seconds=s)) for s in (0, 200, 275, 296, 400)]
    assert [time_left(left) for left in lefts] == ["5 min", "2 min", "30 s", "4 s", "0 s"]
