"""What a cloze shows and hides, where one character more or less decides."""

import pytest

from gruquiz.syntaxes import Syntax
from gruquiz.syntaxes.syntax import CURLY, HIGHLIGHT
from tests.gruquiz.written import lines_of, read


@pytest.mark.parametrize(("length", "whole"), [(8_000, True), (8_001, False)])
def test_of_a_block_of_more_than_eight_thousand_characters_a_card_shows_what_is_near(
    length: int, whole: bool
) -> None:
    """A thousand characters on either side of the hole, in whole clozes."""
    line = "One ==word== of ten.\n"
    shown = len(line) - 5  # without the marks and the line's end
    lines = [line.strip()] * (length // (shown + 1))
    rest = length - len("\n".join(lines).replace("==", ""))
    note = "\n".join([*lines[:-1], lines[-1] + "." * rest])
    assert len(note.replace("==", "")) == length
    fronts = [card.face.front for card in read(note).cards]
    assert len(fronts) == len(lines)
    middle = fronts[len(fronts) // 2]
    assert (len(middle) > 7_900) == whole
    assert whole or 1_800 < len(middle) < 2_200


@pytest.mark.parametrize(
    ("note", "answers", "front"),
    [
        ("a ==$x;;y$== b", ("$x;;y$",), "a […] b"),  # maths has no hint
        ("a ==$x$;;y== b", ("$x$",), "a [y] b"),
        ("> | a | ==x|y== |\n> |---|---|\n> | c | d |", (r"x\|y",), None),
        ("==as;;p== ==sa;;q==", ("p",), "[…] q"),  # s is shown, h is hidden
        ("==ah;;p== ==ha;;q==", ("p",), "[…] …"),
    ],
)
def test_the_first_card(note: str, answers: tuple[str, ...], front: str | None) -> None:
    card = read(note).cards[0]
    assert card.face.answers == answers
    assert front is None or card.face.front == front


@pytest.mark.parametrize(
    ("note", "answer"),
    [("a {@{b }@} c}@} d", "b }@} c"), ("a {@{b}@} c}@} d", "b")],
)
def test_marks_after_a_blank_close_no_cloze(note: str, answer: str) -> None:
    (card,) = read(note, Syntax(clozes=("{@{answer}@}",))).cards
    assert card.face.answers == (answer,)


@pytest.mark.parametrize(("schedules", "warned"), [(1, False), (2, True)])
def test_clozes_of_two_kinds_that_share_a_comment_are_warned_of(
    schedules: int, warned: bool
) -> None:
    """With one schedule there is nothing that could be mistaken for another's."""
    comment = f"<!--SR:{'!2025-01-01,5,250' * schedules}-->"
    reading = read(f"==sun== and {{{{moon}}}}\n{comment}", Syntax(clozes=(HIGHLIGHT, CURLY)))
    assert any("by position" in warning.message for warning in reading.warnings) == warned
    assert len(lines_of(reading)) == 2 + warned
