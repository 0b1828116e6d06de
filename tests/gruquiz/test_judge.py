"""Typed answers as learners type them."""

import pytest

from gruquiz.judge import Rating, judge, judge_text
from gruquiz.model import Face


@pytest.mark.parametrize(
    ("expected", "typed", "rating"),
    [
        ("update gate", "Update Gate", "right"),
        ("update gate", "the update-gate", "right"),
        ("**update** gate", "update gate", "right"),
        ("update gate", "udpate gate", "nearly"),
        ("update gate", "updat gate", "nearly"),
        ("reset and update", "update and reset", "right"),
        ("update gate", "reset gate", "wrong"),
        ("update gate", "", "wrong"),
        ("r", "z", "wrong"),
        ("tanh", "tan", "wrong"),
        ("1,000", "1000", "right"),
        ("1000000", "1,000,000", "right"),
        ("1,250", "1.25", "right"),  # a decimal comma
        ("1,250", "1260", "wrong"),
        ("1e-3", "0.001", "right"),
        ("1e-3", "0.4", "wrong"),
        ("2.5e5", "250000", "right"),
        ("gated recurrent unit (GRU)", "gated recurrent unit", "right"),
        ("gated recurrent unit (GRU)", "gated recurrent unit GRU", "right"),
        ("gated recurrent unit (GRU)", "gated recurent unit", "nearly"),
        ("naïve", "naive", "right"),
        ("2014", "2015", "wrong"),
        ("in the year 2014", "in the year 2015", "wrong"),
        ("0.25", ".25", "right"),
        ("0,25", "0.25", "right"),
        ("−0.25", "-0.25", "right"),
        ("0.25", "0.26", "wrong"),
        ("3", "three", "wrong"),
    ],
)
def test_words_and_numbers(expected: str, typed: str, rating: str) -> None:
    assert judge_text(expected, typed).rating == rating


def equation(answers: tuple[str, ...], back: str) -> Face:
    return Face("", back, answers)


STATE = equation(
    (r"z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t",),
    r"$$h_t = \answer{z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t}$$",
)


@pytest.mark.parametrize(
    ("typed", "rating"),
    [
        ("z_t*h_{t-1} + (1-z_t)*h~_t", "right"),
        ("h~_t + z_t ⊙ (h_{t-1} - h~_t)", "right"),
        ("(1-z_t)*h_{t-1} + z_t*h~_t", "wrong"),
        ("z_t*h_{t-1} + (1-z_t", "unreadable"),
    ],
)
def test_formulas_by_value(typed: str, rating: str) -> None:
    assert judge(STATE, [typed]).rating == rating


def test_the_worst_of_several_holes_decides() -> None:
    face = Face("", "==reset== and ==update==", ("reset", "update"))
    assert judge(face, ["reset", "update"]).rating is Rating.RIGHT
    assert judge(face, ["reset", "updat"]).rating is Rating.NEARLY
    assert judge(face, ["cell", "updat"]).rating is Rating.WRONG


def test_the_difference_puts_the_answer_together_again() -> None:
    judged = judge_text("update gate", "udate gaste")
    assert "".join(text for text, kind in judged.pieces if kind != "extra") == "update gate"
    assert "".join(text for text, kind in judged.pieces if kind != "missing") == "udate gaste"


def test_a_slip_that_makes_another_word_is_named() -> None:
    assert judge_text("reset gate", "rest gate").sentence == "“rest” is another word."
    assert judge_text("encoder", "encode").sentence == "“encode” is another word."
    assert judge_text("reset gate", "update gate").sentence == ""
