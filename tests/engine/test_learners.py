"""Simulated learners, in small: the honest pass, the mistaken hear of it, no mistake passes."""

import pytest

from engine.conventions import CONVENTIONS
from engine.drills import DRILLS, Drill, DrillSetting
from tests.benchmarks.learners import HONEST_LIMITS, MISSED_LIMITS, failing, mistaken


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_who_rounds_on_the_way_passes(drill: Drill, decimals: int) -> None:
    for name in ("pytorch", "chung2014", "goodfellow"):
        setting = drill.check(DrillSetting(drill.name, CONVENTIONS[name], decimals=decimals))
        assert 100 * failing(drill, setting, 1000) <= HONEST_LIMITS[decimals]


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_who_is_mistaken_hears_of_it(drill: Drill, decimals: int) -> None:
    """Also where every intermediate was rounded on top of the mistake."""
    setting = drill.check(DrillSetting(drill.name, CONVENTIONS["cho2014v1"], decimals=decimals))
    tally = mistaken(drill, setting, 1)
    assert tally.made >= 3
    assert tally.passed == 0
    assert 100 * (1 - tally.named / tally.made) <= MISSED_LIMITS[decimals]
