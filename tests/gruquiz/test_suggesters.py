"""What is suggested from plain notes, and what never is. Every card here was read and judged."""

from pathlib import Path

import pytest

from gruquiz.model import FoundCard
from gruquiz.notes import blocks, read_note
from gruquiz.suggesters import suggestions
from tests.gruquiz.vaults import SEEDS
from tests.gruquiz.written import FIXTURES, read

NOTES = sorted((FIXTURES / "suggested").glob("*.md"))


def suggested(path: Path) -> tuple[FoundCard, ...]:
    note = read_note(path)
    return suggestions(note, blocks(note)[0], ("d",))


def whole(card: FoundCard) -> str:
    """A card as a few lines of a golden file."""
    head = f"{card.rule}, line {card.line}, {card.kind.value}"
    answers = "".join(f"\n  = {answer}" for answer in card.face.answers)
    front, back = (side.replace("\n\n", " ⏎ ") for side in (card.face.front, card.face.back))
    return f"{head}\n  Q {front}\n  A {back}{answers}\n"


def short(card: FoundCard) -> str:
    """Enough of a card to know it again, without the note's own sentences."""
    asked = "; ".join(card.face.answers) or card.face.front.rsplit(": ", 1)[-1]
    return f"{card.line} {card.rule}: {asked[:90]}"


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_cards_suggested_from_notes_of_each_style(path: Path) -> None:
    expected = path.with_suffix(".cards").read_text(encoding="utf-8")
    assert "\n".join(map(whole, suggested(path))) == expected


def test_cards_suggested_from_the_four_notes() -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"the four notes are not at {SEEDS}")
    lines: list[str] = []
    for path in sorted(SEEDS.glob("*.md")):
        lines.append(f"# {path.stem[:3]}")
        lines.extend(short(card) for card in read(path.read_text("utf-8"), None, "auto").cards)
    expected = (FIXTURES / "suggested" / "seeds.cards").read_text(encoding="utf-8")
    assert lines == expected.splitlines()


def test_no_answer_stands_in_its_own_question() -> None:
    for path in NOTES:
        for card in suggested(path):
            if card.kind.value != "cloze":
                continue
            shown = card.face.front.casefold()
            for answer in card.face.answers:
                assert answer.casefold() not in shown.replace("[…]", " ") or len(answer) < 4


def test_no_heading_gives_the_term_away() -> None:
    note = (
        "# Cells\n\n## The Reset Gate\n\nThe **reset gate** is the gate that hides the old state."
    )
    (card,) = read(note, None, "always").cards
    assert card.headings == ("Cells",)


def test_the_letter_of_a_gate_is_hidden_with_it() -> None:
    note = (
        "# Cells\n\nThe **reset gate** ($r_t$) is responsible for hiding the old state $h_{t-1}$."
    )
    (card,) = read(note, None, "always").cards
    assert "r_t" not in card.face.front
    assert "$h_{t-1}$" in card.face.front


def test_one_equation_in_several_spellings_is_asked_once() -> None:
    note = (
        "# Mix\n\n## New State\n\n$$h_t = (1 - z_t) \\odot h_{t-1} + z_t \\odot n_t$$\n\n"
        "$$ h_t=\\left(1-z_t\\right)\\otimes h_{t-1}\\oplus z_t\\otimes n_t $$\n\n"
        "## Gate\n\n$$z_t = \\sigma(W x_t + U h_{t-1})$$"
    )
    cards = [card for card in read(note, None, "always").cards if card.line < 9]
    assert sorted(card.rule or "" for card in cards) == ["equation", "equation", "heading"]


def test_both_gates_of_the_state_are_hidden_together() -> None:
    note = (
        "# Mix\n\n## Gate\n\n$$z_t = \\sigma(W x_t + U h_{t-1})$$\n\n"
        "## New State\n\n$$h_t = (1 - z_t) \\odot h_{t-1} + z_t \\odot n_t$$"
    )
    answers = [card.face.answers for card in read(note, None, "always").cards]
    assert ("(1 - z_t)", "z_t") in answers
    assert not any(answer == ("z_t",) for answer in answers)


def test_an_equation_that_cannot_be_read_costs_no_other_card() -> None:
    note = (
        "# Mix\n\n## Gate\n\n$$z_t = \\sigma(W x_t + {U$$\n\nThe **gate** is a filter of the state."
    )
    rules = [card.rule for card in read(note, None, "always").cards]
    assert rules == ["heading", "definition"]


def test_explicit_lines_are_not_suggested_from_as_well() -> None:
    note = (
        "The **reset gate** is the ==gate== that hides the old state.\n\n"
        "The **cell** is a unit of memory in a net."
    )
    rules = [card.rule for card in read(note, None, "always").cards]
    assert rules == [None, "definition"]
