"""`==update gate|z_t==`: several spellings of one answer, and every bar that is none."""

import pytest

from gruquiz.identity import pair
from gruquiz.judge import Rating, judge
from gruquiz.markdown.alternatives import alternatives, as_one
from gruquiz.model import CardId, FoundCard, KnownCard
from tests.gruquiz.written import read


def cards_of(text: str, suggest: str = "never") -> list[FoundCard]:
    return list(read(text, None, suggest).cards)


def known(cards: list[FoundCard]) -> list[KnownCard]:
    """The cards as a library would know them."""
    return [
        KnownCard(
            CardId(number), "/n.md", card.kind, card.face, card.decks, card.headings, card.line,
            card.content_hash, card.variant, card.sibling, card.anchor, card.rule,
        )
        for number, card in enumerate(cards)
    ]  # fmt: skip


SEPARATED = [
    ("update gate|z_t", ("update gate", "z_t")),
    ("update gate|$z_t$", ("update gate", "$z_t$")),
    ("a|b|c", ("a", "b", "c")),
    ("$|h|$|the norm", ("$|h|$", "the norm")),
    ("`a|b`|either", ("`a|b`", "either")),
    ("[[Note|alias]]|the note", ("[[Note|alias]]", "the note")),
]
ONE_ANSWER = [
    "update gate",
    "$|h|$",
    "$p(a|b)$",
    "$$ |x| $$",
    "`a|b`",
    "[[Note|alias]]",
    "![[picture.png|500]]",
    r"[[Note\|alias]]",
    "P(A|B)",
    "{x | x > 0}",
    "|x|",
    "||x||",
    "a || b",
    "Title | Page",
    "cat notes.md | grep GRU",
    "a |b",
    r"yes\|no",
    "|",
    "a|",
]
"""Highlights as vaults have them: what their owners meant as one answer stays one."""


@pytest.mark.parametrize(("answer", "parts"), SEPARATED)
def test_a_bar_parts_names_of_one_thing(answer: str, parts: tuple[str, ...]) -> None:
    assert alternatives(answer) == parts
    assert alternatives(as_one(answer)) == (as_one(answer),)


@pytest.mark.parametrize("answer", ONE_ANSWER)
def test_a_bar_that_belongs_to_the_answer_parts_nothing(answer: str) -> None:
    assert alternatives(answer) == (answer,)
    if "\n" not in answer and not answer.startswith("$$"):
        (card,) = cards_of(f"It is =={answer}== here.")
        assert card.face.answers == (answer,)
        assert f"=={answer}==" in card.face.back


def test_the_first_is_shown_and_any_is_right() -> None:
    first, second = cards_of("The ==update gate|$z_t$== and the ==reset gate|$r_t$== act.")
    assert first.face.front == "The […] and the reset gate act."
    assert first.face.back == "The ==update gate== and the reset gate act."
    assert second.face.front == "The update gate and the […] act."
    for typed in ("update gate", "z_t", "Update-Gate"):
        assert judge(first.face, [typed]).rating is Rating.RIGHT
    assert judge(first.face, ["r_t"]).rating is Rating.WRONG


def test_hints_and_numbers_go_with_alternatives() -> None:
    (card,) = cards_of("The ==1;;cell state|$c_t$;;which?== is big.")
    assert card.face.front == "The [which?] is big."
    assert card.face.answers == ("cell state|$c_t$",)


def test_a_table_s_bars_are_its_columns() -> None:
    cards = cards_of("| a | b |\n|---|---|\n| x ==up|down== y | 2 |\n")
    assert [alternatives(answer) for card in cards for answer in card.face.answers] in (
        [],
        [(r"up\|down",)],
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The ==update gate== acts.", "The ==update gate|$z_t$== acts."),
        ("The ==update gate|$z_t$== acts.", "The ==update gate== acts."),
        ("The ==update gate|z== acts.", "The ==z|update gate== acts."),
        ("An ==update gate== of ==two|2==.", "An ==update gate|$z_t$== of ==two|2==."),
    ],
)
def test_another_name_keeps_the_card_s_history(before: str, after: str) -> None:
    old, new = cards_of(before), cards_of(after)
    pairing = pair(new, known(old))
    assert pairing.pairs == {index: index for index in range(len(new))}


def test_other_answers_are_other_cards() -> None:
    def paired(before: str, after: str) -> bool:
        return bool(pair(cards_of(after), known(cards_of(before))).pairs)

    assert not paired("The ==reset gate|r== acts first.", "The ==update gate|z== acts first.")


def test_two_holes_joined_by_and_may_be_filled_in_either_order() -> None:
    (card,) = cards_of("The gates are the ==1;;reset gate|$r_t$== and the ==1;;update gate==.")
    assert judge(card.face, ["update gate", "reset gate"]).rating is Rating.RIGHT
    assert judge(card.face, ["r_t", "update gate"]).rating is Rating.RIGHT
    assert judge(card.face, ["update gate", "update gate"]).rating is Rating.WRONG


def test_holes_with_words_between_stand_in_their_order() -> None:
    (card,) = cards_of("The ==1;;reset gate== acts before the ==1;;update gate==.")
    assert judge(card.face, ["update gate", "reset gate"]).rating is Rating.WRONG


def _answers(cards: list[FoundCard]) -> list[str]:
    return [answer for card in cards for answer in card.face.answers]


def test_a_suggested_card_takes_the_symbol_of_its_own_note() -> None:
    note = (
        "# Gates\n\nThe **update gate** controls how much of the old state is kept.\n\n"
        "Both the update gate $z_t$ and the hidden state $h_t$ are vectors.\n"
    )
    assert "update gate|$z_t$" in _answers(cards_of(note, "always"))


def test_a_term_with_two_symbols_has_none() -> None:
    note = (
        "# Gates\n\nThe **update gate** controls how much of the old state is kept.\n\n"
        "Cho writes the update gate $z_t$. Here the update gate $u_t$ is meant.\n"
    )
    assert "update gate" in _answers(cards_of(note, "always"))
