"""Which cards can be typed: what fills a hole, and a back that is one short thing."""

import pytest

from gruquiz.judge import Rating, asked_answers, judge, kind_of
from gruquiz.markdown.alternatives import alternatives
from gruquiz.model import Face, Kind
from tests.decks.reading import cards

SHORT = [
    ("Which gate is missing?", "The output gate.", "output gate"),
    ("Value at 0?", "0.5", "1/2"),
    ("How many parameters?", "1920", "1,920"),
    ("Largest slope?", "1/4, at input 0", "0.25"),
    ("After how many steps?", "7 (after 6 steps 0.531 of it is left)", "7"),
    ("Shape of h_n?", "(4, N, H)", "4 x N x H"),
    ("Which function?", "`torch.nn.utils.rnn.pack_padded_sequence`", "pack_padded_sequence"),
    (
        "Which setting?",
        "`linear_before_reset=1`, with the default activations.",
        "linear_before_reset=1",
    ),
    (
        "Which gates?",
        "Input gate, forget gate and output gate.",
        "output gate, forget gate, input gate",
    ),
    ("In which order?", "Reset, update, new: r, z, n.", "r, z, n"),
    ("Positive or negative?", "Negative: there the gate multiplies the candidate.", "negative"),
    (
        "What do the papers call it?",
        "The candidate (candidate activation).",
        "candidate activation",
    ),
    ("Which letter is on the input?", "$U$; there $W$ multiplies the state.", "U"),
    (
        "Which gate is active?",
        "The update gate. (In that paper near 1 keeps the state.)",
        "update gate",
    ),
]
LONG = [
    ("Why a sigmoid?", "A gate is a fraction to multiply by, so it must lie between 0 and 1."),
    ("Why?", "Efficiency: all products of a step are one."),
    ("What in each?", "Before: the previous state. After: the product."),
    ("List them.", "- one\n- two"),
    ("Draw it.", "![[gru.png]]"),
    ("Prove it.", "First this.\n\nThen that."),
    ("What?", "It becomes the identity: the state is copied, and the gradient passes."),
]


@pytest.mark.parametrize(("front", "back", "typed"), SHORT)
def test_a_short_back_can_be_typed(front: str, back: str, typed: str) -> None:
    assert judge(Face(front, back), [typed]).rating is Rating.RIGHT
    assert judge(Face(front, back), ["something else"]).rating is not Rating.RIGHT


@pytest.mark.parametrize(("front", "back"), LONG)
def test_a_long_back_is_compared_by_the_learner(front: str, back: str) -> None:
    assert asked_answers(Face(front, back)) == ()


def test_an_order_that_is_asked_for_counts() -> None:
    face = Face("In which order are the gates stacked?", "Reset, update, new: r, z, n.")
    assert judge(face, ["reset, update, new"]).rating is Rating.RIGHT
    assert judge(face, ["z, r, n"]).rating is Rating.WRONG


def test_most_bundled_cards_can_be_typed_and_their_own_answer_is_right() -> None:
    asked = [card for card in cards() if card.kind is not Kind.DRILL]
    typable = [card for card in asked if asked_answers(card.face)]
    assert len(typable) >= 105
    for card in typable:
        own = [alternatives(answer)[-1] for answer in asked_answers(card.face)]
        assert judge(card.face, own).accepted, own


SAME_THING = [
    {"its hidden state", "hidden state"},
    {"The candidate (candidate activation, candidate state).", "the candidate"},
    {"The logistic sigmoid, $\\sigma(a) = \\frac{1}{1 + \\exp(-a)}$.", "A sigmoid"},
    {"0.5", "$0.3 + 2 \\cdot (0.2 \\cdot 0.5) = 0.5$"},
    {"previous hidden state", "the previous state", "On the previous hidden state"},
    {
        "$h_t = (1 - z_t) \\odot h_{t-1} + z_t \\odot \\tilde{h}_t$",
        "$h_t = h_{t-1} + z_t \\odot (\\tilde{h}_t - h_{t-1})$",
    },
]
"""Answers of several bundled cards that are one thing."""


def test_no_bundled_card_takes_another_answer_of_its_kind() -> None:
    asked = [
        (card.face, asked_answers(card.face)) for card in cards() if card.kind is not Kind.DRILL
    ]
    single = [(face, alternatives(answers[0])) for face, answers in asked if len(answers) == 1]
    for face, own in single:
        kind = kind_of(own[0])
        for answer in {other[0] for _, other in single} - set(own):
            if kind_of(answer) == kind and judge(face, [answer]).accepted:
                assert any({own[0], answer} <= group for group in SAME_THING), (own, answer)
