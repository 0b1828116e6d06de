"""Small words of screens: what comes next."""

from gruquiz.session import Today
from gruquiz.tui.study_end import StudyEnd, Tally


def test_the_end_says_how_far_it_looked() -> None:
    end = StudyEnd(id="end")
    end.tally, end.today, end.forecast = Tally(), Today(0, 0, 0, 0, 0.0, 0), [0] * 14
    told = " ".join(line.plain for line in end.lines(80))
    assert "In the next 13 days no card of this deck is due." in told
