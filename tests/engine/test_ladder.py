"""A drill card's height on the ladder rises with its interval and falls with it."""

import pytest

from engine.drills import DRILLS, generate
from engine.exercise.ladder import LADDER, LEVELS, Rung, climbed, level


def test_levels_begin_at_their_intervals() -> None:
    assert level(0) == level(6.9) == 0
    assert [level(days) for days in LEVELS] == [1, 2, 3, 4, 5]


def test_a_scalar_gate_climbs_to_the_sequence_and_a_lapse_brings_it_down() -> None:
    start = Rung("gate", hidden=1, input=1)
    kinds = [climbed(start, days).kind for days in (1, 8, 25, 70, 200, 500)]
    assert kinds == ["gate", "gate", "candidate", "step", "sequence", "sequence"]
    assert climbed(start, 8).hidden == 2
    assert climbed(start, 1) == start


def test_a_card_keeps_sizes_of_its_own() -> None:
    wide = climbed(Rung("step", hidden=4, input=3), 30)
    assert (wide.kind, wide.hidden, wide.input) == ("sequence", 4, 3)
    assert climbed(Rung("gradient"), 1000) == Rung("gradient")
    assert climbed(Rung("blend"), 25) == Rung("blend", hidden=4)
    assert climbed(Rung("blend", hidden=6), 25) == Rung("blend", hidden=6)


@pytest.mark.parametrize("rung", LADDER)
def test_every_rung_can_be_asked(rung: Rung) -> None:
    exercise = generate(rung.kind, hidden=rung.hidden, input=rung.input, steps=rung.steps)
    assert exercise.asked
    assert rung.kind in {drill.name for drill in DRILLS}
