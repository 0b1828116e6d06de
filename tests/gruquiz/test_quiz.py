"""Questions that have one right answer and options that could pass for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine import generate
from gruquiz.judge import Rating, judge
from gruquiz.markdown import plain
from gruquiz.model import NEW, Card, CardId, Face, Kind
from gruquiz.quiz import OPTIONS, Clock, Question, Round, computing_time, make_quiz, time_left


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


SENTENCES = [
    card(20 + n, f"What becomes of {n}?", f"It is {what} the state of the step before.")
    for n, what in enumerate(("added to", "put in place of", "multiplied by", "kept beside"))
]
LIKE = {
    "equation": [rf"${name} = \tanh(a_{n})$" for n, name in enumerate("hrznc")],
    "formula": ["$a + b$", "$a - b$", r"$a \odot b$", "$a / b$", "$b - a$"],
    "code": ["`h_n`", "`c_n`", "`out`", "`bias`", "`batch`"],
    "shape": ["(N, L, H)", "(L, N, H)", "(N, H)", "(2, N, H)", "(N, 4H)"],
    "number": ["3", "12", "7", "1920", "16"],
    "fraction": ["0.25", "0.875", "0.5", "-0.1", "1.5"],
    "words": ["the old state", "a candidate", "an input", "the new one", "a bias"],
    "sentence": [each.face.back for each in SENTENCES],
}


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


def test_a_name_alone_is_typed() -> None:
    (hole,) = make_quiz(SHORT[:1], 5, 0)
    assert hole.options == ()
    (whole,) = make_quiz(WHOLE[:1], 5, 0)
    assert whole.options == ()
    assert whole.answer == "the old state"
    assert judge(whole.face, ["old state"]).rating is Rating.RIGHT
    assert "What is 0?" in whole.face.back, "the question stays beside its answer"


def test_a_sentence_alone_is_not_asked() -> None:
    assert make_quiz(SENTENCES[:3], 5, 0) == []
    assert len(make_quiz(SENTENCES, 5, 0)) == 4


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
    assert essay not in [question.card for question in make_quiz([essay, *SENTENCES], 9, 0)]


def choices(cards: list[Card], of: Card) -> list[tuple[str, ...]]:
    """The options beside which the answer of a card is found, for many seeds."""
    asked = [each for seed in range(40) for each in make_quiz(cards, 40, seed) if each.card == of]
    return [question.options for question in asked if question.options]


@pytest.mark.parametrize("answers", LIKE.values(), ids=LIKE)
def test_no_option_gives_itself_away(answers: list[str]) -> None:
    """Beside an answer stand none but those of its own sort, however many others there are."""
    cards = [
        card(100 + n, f"What is it, number {n}?", back)
        for n, back in enumerate(back for like in LIKE.values() for back in like)
    ]
    (own,) = (one for one in cards if one.face.back == answers[0])
    found = choices(cards, own)
    assert found
    sides = {plain(answer.rpartition("=")[2].strip("$")) for answer in answers}
    for options in found:
        assert {plain(option.strip("$")) for option in options} <= sides | set(map(plain, answers))


def test_lengths_do_not_give_the_answer_away() -> None:
    """A sentence is not asked beside ones that are three times as long."""
    long = [card(200 + n, f"Tell {n}.", f"It is {'so very ' * 9}much so, {n}.") for n in range(9)]
    own = card(220, "Tell it.", "It is so, and by far not more than that.")
    assert choices([own, *long], own) == []


def test_the_same_deck_comes_first() -> None:
    here = [card(n, f"Tell {n}.", f"It is as it was, in case {n}.") for n in range(300, 304)]
    there = [
        card(n, f"Tell {n}.", f"It is as it was, in case {n}.", deck="Cells")
        for n in range(310, 330)
    ]
    found = choices([*here, *there], here[0])
    assert found
    assert all(set(options) == {each.face.back for each in here} for options in found)


def test_what_may_be_right_as_well_is_no_option() -> None:
    """Two notes that ask the same, two equations of one quantity, a name and its longer form."""
    state = [
        card(400 + n, "Where is it kept?", f"It is kept in the state, note {n} says.")
        for n in range(5)
    ]
    assert make_quiz(state, 5, 0) == []
    sums = [card(410 + n, f"Formula {n}?", f"$h_t = a + {n} b$") for n in range(5)]
    assert make_quiz(sums, 5, 0) == []
    own = card(420, "The […] of a cell", "The ==hidden state== of a cell", "hidden state")
    longer = card(421, "The […] is read", "The ==old hidden state== is read", "old hidden state")
    assert all(longer.face.answers[0] not in each for each in choices([own, longer, *SHORT], own))


def test_equations_are_told_apart_by_their_right_sides() -> None:
    names = ("r_t", "z_t", "n_t", "h_t", "c_t")
    gates = [
        card(430 + n, f"Which is gate {n}?", rf"$${name} = \sigma(W x_t + {n})$$")
        for n, name in enumerate(names)
    ]
    for question in make_quiz(gates, 5, 0):
        assert question.options
        assert not any("=" in option for option in question.options)
        assert plain(question.answer) in plain(question.face.back)


def test_several_holes_of_a_formula_are_typed() -> None:
    back = r"$h = \answer{z} h + \answer{n}$"
    formula = replace(card(440, "$h = […] h + […]$", back), face=Face("h = ?", back, ("z", "n")))
    for seed in range(20):
        (question,) = (
            each for each in make_quiz([formula, *SHORT], 9, seed) if each.face.front == "h = ?"
        )
        assert question.options == ()


def test_a_clock_runs_down() -> None:
    begun = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    clock = Clock(300, whole=True)
    lefts = [clock.left(begun, begun + timedelta(seconds=s)) for s in (0, 200, 275, 296, 400)]
    assert [time_left(left) for left in lefts] == ["5 min", "2 min", "30 s", "4 s", "0 s"]


def test_what_takes_longer_to_compute_has_more_time() -> None:
    blend, gate, step, steps = (
        computing_time(generate(kind, seed=1)) for kind in ("blend", "gate", "step", "sequence")
    )
    assert 60 < blend < gate < step < steps
    assert gate == 10 * (2 + 2 + 4 + 4 + 2 + 2 + 2), "x, h, two matrices, two biases, the gate"


@pytest.mark.parametrize("whole", [False, True])
def test_a_drill_takes_no_time_from_the_others(whole: bool) -> None:
    begun = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    asked = Round([Question(SHORT[0])] * 3, Clock(30, whole=whole))
    asked.ask(begun, more=200)
    assert asked.left(begun + timedelta(seconds=100)) == 130
    asked.ask(begun + timedelta(seconds=100))
    assert asked.left(begun + timedelta(seconds=100)) == (130 if whole else 30)


def options_of(cards: list[Card], number: int) -> set[str]:
    """Every option that was offered beside the right one of this card, over many seeds."""
    return {
        plain(option)
        for seed in range(20)
        for question in make_quiz(cards, len(cards), seed)
        if question.card.id == number
        for place, option in enumerate(question.options)
        if place != question.right
    }


def test_one_name_in_two_numbers_is_not_two_options() -> None:
    names = ("Update gate", "update gates", "reset gate", "cell state", "input")
    cards = [card(n, f"What is {n}?", f"The {name}") for n, name in enumerate(names)]
    assert options_of(cards, 0), "there are enough others"
    assert "The update gates" not in options_of(cards, 0)
    for seed in range(20):
        for question in make_quiz(cards, 5, seed):
            shown = {plain(option).casefold() for option in question.options}
            assert not {"the update gate", "the update gates"} <= shown


def test_the_same_equation_of_another_note_is_no_rival() -> None:
    here = ("r = σ(a)", "z = σ(b)", r"n = \tanh(c)", "h = z n")
    cards = [card(n, f"Equation {n}?", f"${text}$") for n, text in enumerate(here)]
    cards.append(replace(card(9, "Candidate?", r"$g = \tanh(U x)$"), note="/other.md"))
    assert options_of(cards, 2), "there are enough others"
    assert not any("tanh" in option for option in options_of(cards, 2))
    assert any("tanh" in option for option in options_of(cards, 0))
