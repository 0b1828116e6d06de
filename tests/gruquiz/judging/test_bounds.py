"""Where a judgement turns: one answer on either side of each bound, as a learner types it."""

import pytest

from gruquiz.judge import Rating, asked_answers, judge, judge_text
from gruquiz.model import Face, Grade


@pytest.mark.parametrize(
    ("rating", "grade"),
    [
        (Rating.RIGHT, Grade.GOOD),
        (Rating.NEARLY, Grade.HARD),
        (Rating.WRONG, Grade.AGAIN),
        (Rating.UNREADABLE, Grade.AGAIN),
    ],
)
def test_the_grade_that_a_rating_suggests(rating: Rating, grade: Grade) -> None:
    assert rating.grade is grade


@pytest.mark.parametrize(
    ("answer", "typed", "rating"),
    [
        # Of four letters none may be wrong, of five one.
        ("gate", "gaet", "wrong"),
        ("shape", "shpae", "nearly"),
        # One slip in seven letters: two from fourteen on, the blank counted.
        ("hidden vector", "hiden vectr", "wrong"),
        ("hidden weights", "hiden weighs", "nearly"),
        # Three at most, however long.
        ("candidate activation function value", "candidte activaton functon value", "nearly"),
        ("candidate activation function value", "candidte activaton functon valeu", "wrong"),
        # What is written as one word: of two letters that would be another symbol.
        ("k u v", "kuv", "right"),
        ("h t", "ht", "wrong"),
        # A keyboard has no accents; of a short word the accent is the content.
        ("été", "ete", "right"),
        ("né", "ne", "wrong"),
        # A "to" ties the words to their places.
        ("input, then gate", "gate then input", "wrong"),
        ("input to gate", "gate to input", "wrong"),
        ("gated hidden unit", "hidden gated unit", "nearly"),
    ],
)
def test_words(answer: str, typed: str, rating: str) -> None:
    assert judge_text(answer, typed).rating == rating


EIGHT = "ant, bee, cat, dog, elk, fox, gnu, hen"


@pytest.mark.parametrize(
    ("answer", "typed", "rating"),
    [
        (EIGHT, ", ".join(reversed(EIGHT.split(", "))), "right"),
        (f"{EIGHT}, ibis", ", ".join(reversed(f"{EIGHT}, ibis".split(", "))), "nearly"),
        ("the gate of cells and the state", "the state and the gate of cells", "right"),
        ("a wide gate of cells and the state", "the state and a wide gate of cells", "wrong"),
    ],
)
def test_a_list_has_eight_things_at_most_of_four_words_at_most(
    answer: str, typed: str, rating: str
) -> None:
    """What is more is words, whose order counts."""
    assert judge_text(answer, typed).rating == rating


@pytest.mark.parametrize(("holes", "rating"), [(4, "right"), (5, "wrong")])
def test_up_to_four_holes_in_a_row_are_filled_in_any_order(holes: int, rating: str) -> None:
    answers = ("amber", "birch", "cedar", "dahlia", "elder")[:holes]
    front = f"There are {', '.join(['[…]'] * holes)}."
    face = Face(front, "", answers)
    assert judge(face, answers).rating is Rating.RIGHT
    assert judge(face, answers[::-1]).rating == rating


@pytest.mark.parametrize(
    ("front", "back", "answers"),
    [
        ("What does it do?", "It keeps what the cell knew.", 1),
        ("What does it do?", "It keeps all that the cell knew.", 0),
        ("Which gate is it?", "One share a unit: it says how much is kept.", 1),
        ("Which gate is it?", "One learned share a unit: it says how much is kept.", 0),
    ],
)
def test_six_words_can_be_typed_and_four_before_an_explanation(
    front: str, back: str, answers: int
) -> None:
    assert len(asked_answers(Face(front, back))) == answers


@pytest.mark.parametrize(("length", "answers"), [(200, 1), (201, 0)])
def test_a_formula_of_two_hundred_characters_can_be_typed(length: int, answers: int) -> None:
    sum_ = "+".join("x" * 99) + "y" * (length - 199)
    assert len(f"${sum_}$") == length
    assert len(asked_answers(Face("Which sum?", f"${sum_}$"))) == answers


@pytest.mark.parametrize(
    ("alias", "module"),
    [
        ("np.tanh", "numpy.tanh"),
        ("nn.GRU", "torch.nn.GRU"),
        ("F.relu", "torch.nn.functional.relu"),
        ("tf.tanh", "tensorflow.tanh"),
    ],
)
def test_a_module_may_be_typed_by_its_usual_short_name_or_in_full(alias: str, module: str) -> None:
    assert judge_text(f"`{alias}`", module).rating is Rating.RIGHT
    assert judge_text(f"`{module}`", alias).rating is Rating.RIGHT
    assert judge_text(f"`{alias}`", f"other.{module.rpartition('.')[2]}").rating is Rating.WRONG


@pytest.mark.parametrize(
    ("typed", "right"), [("z < r", True), ("z > r", False), ("r ≤ z", False), ("r > z", True)]
)
def test_a_relation_may_be_turned_with_its_sides(typed: str, right: bool) -> None:
    for answer in ("r > z", "$r > z$"):
        assert judge_text(answer, typed).accepted == right
