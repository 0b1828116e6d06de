"""Small words of screens: what went wrong, and what comes next."""

import pytest

from gruquiz.model import NEW, Card, CardId, Face, Grade, Kind
from gruquiz.session import AnsweredCard, Today
from gruquiz.tui.widgets.study_end import StudyEnd, Tally


def test_the_end_says_how_far_it_looked() -> None:
    end = StudyEnd(id="end")
    end.tally, end.today, end.forecast = Tally(), Today(0, 0, 0, 0, 0.0, 0), [0] * 14
    shown = " ".join(line.plain for line in end.lines(80))
    assert "In the next 13 days no card of this deck is due." in shown


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ("![[gru.png|500]]\n\n- Gates are learned.\n- Computing the […], it forgets.",
         "✗ • Computing the […], it forgets."),
        ("Ten. One. " * 20 + "The […] forgets.", "✗ … One. The […] forgets."),
        ("Why are there gates?\n\nIn a GRU.", "✗ Why are there gates?"),
    ],
)  # fmt: skip
def test_the_end_tells_what_a_long_card_asked(front: str, shown: str) -> None:
    card = Card(CardId(1), Kind.CLOZE, Face(front, front), ("GRU",), "n.md", "n", (), 1, NEW)
    end = StudyEnd(id="end")
    end.tally = Tally([AnsweredCard(card, Grade.AGAIN, card.schedule, card.schedule, False, False)])
    assert shown in [line.plain for line in end.lines(36)]
