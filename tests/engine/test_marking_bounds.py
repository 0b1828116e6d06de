"""Where marking changes its mind: both sides of every bound that a learner can meet."""

from dataclasses import replace

import numpy as np
import pytest

from engine.drills import drill_named, generate
from engine.exercise import Drill, Exercise
from engine.marking import AGAIN, GOOD, HARD, Verdict, grade


def texts(exercise: Exercise) -> dict[str, list[str]]:
    """Every asked quantity as it is typed, with the decimals that are asked."""
    return {name: [f"{x:.3f}" for x in values] for name, values in exercise.answers.items()}


def marked(exercise: Exercise, typed: dict[str, list[str]]) -> Verdict:
    return grade(exercise, {name: f"[{', '.join(parts)}]" for name, parts in typed.items()})


def first_gate(low: float, high: float) -> Exercise:
    """An exercise whose first update gate lies between two numbers."""
    exercises = (generate(seed=seed) for seed in range(300))
    return next(one for one in exercises if low < one.answers["z_t"][0] < high)


@pytest.mark.parametrize(("typed", "state"), [("1", "wrong"), ("1.0", "imprecise")])
def test_a_bare_one_is_a_guess_and_no_rounded_answer(typed: str, state: str) -> None:
    exercise = first_gate(0.95, 0.98)
    answers = texts(exercise)
    answers["z_t"][0] = typed
    verdict = marked(exercise, answers)
    assert verdict.parts["z_t"] == [state, "right"]
    assert (verdict.hint is None) == (state == "wrong")


@pytest.mark.parametrize(
    ("typed", "state"), [("0.3", "wrong"), ("0.4", "imprecise"), ("0.5", "wrong")]
)
def test_a_coarse_answer_is_right_as_far_as_it_goes_only_if_rounded_so(
    typed: str, state: str
) -> None:
    exercise = first_gate(0.41, 0.445)
    answers = texts(exercise)
    answers["z_t"][0] = typed
    assert marked(exercise, answers).parts["z_t"] == [state, "right"]


def test_a_coarse_answer_may_follow_from_ones_own_slip() -> None:
    exercise = generate(seed=7)
    slipped = texts(exercise)
    slipped["z_t"] = [f"{1 - float(z):.3f}" for z in slipped["z_t"]]
    z, h = np.array(slipped["z_t"], dtype=float), exercise.numbers["h"][:, 0]
    follows = (1 - z) * exercise.answers["n_t"] + z * h
    assert (np.abs(follows - exercise.answers["h_t"]) > 0.06).all()
    slipped["h_t"] = [f"{value:.1f}" for value in follows]
    off = np.abs(follows - np.array(slipped["h_t"], dtype=float))
    expected = ["imprecise" if one > 0.005 else "follow-through" for one in off]
    assert "imprecise" in expected
    assert marked(exercise, slipped).parts["h_t"] == expected


@pytest.mark.parametrize(
    ("right", "coarse", "proposed"), [(4, 0, HARD), (3, 0, AGAIN), (3, 1, HARD), (2, 1, AGAIN)]
)
def test_half_of_the_components_make_it_hard_and_a_coarse_one_counts(
    right: int, coarse: int, proposed: int
) -> None:
    exercise = first_gate(0.41, 0.445)
    answers = texts(exercise)
    left = right
    for name, parts in answers.items():
        for place, own in enumerate(parts):
            if (name, place) == ("z_t", 0):
                parts[place] = "0.4" if coarse else "?"
            else:
                parts[place] = own if left > 0 else "?"
                left -= 1
    verdict = marked(exercise, answers)
    states = [state for name in exercise.asked for state in verdict.states(name)]
    assert (states.count("right"), states.count("imprecise")) == (right, coarse)
    assert (verdict.marks, verdict.grade) == (right, proposed)


def test_what_could_not_be_read_makes_a_right_attempt_hard() -> None:
    exercise = generate(seed=7)
    assert grade(exercise, exercise.answers).grade == GOOD
    assert grade(exercise, {**exercise.answers, "q_t": "1"}).grade == HARD


@pytest.mark.parametrize(("share", "named"), [(0.4, True), (0.6, False)])
def test_rounding_must_explain_an_answer_to_half_the_tolerance(share: float, named: bool) -> None:
    drill = drill_named("step")
    tried = 0
    for exercise in (generate(seed=seed) for seed in range(60)):
        coarse = drill.solve(exercise.setting, exercise.numbers, (None,), digits=2)
        rounded = coarse[-1][0, :, 0]
        beyond = np.sign(rounded - exercise.answers["h_t"])
        typed = {"h_t": rounded + share * beyond * exercise.tolerance["h_t"]}
        off = np.abs(typed["h_t"] - exercise.answers["h_t"])
        if (off > exercise.tolerance["h_t"]).all():
            tried += 1
            assert ("rounded_too_early" in grade(exercise, typed).mistakes) == named
    assert tried > 3


def test_only_what_is_near_the_answer_is_put_down_to_rounding_on_the_way() -> None:
    """Large weights magnify what was rounded, up to a fifth; what is farther off has another cause,
    however well rounding would explain it."""
    drill = drill_named("gradient")
    exercises = (generate("gradient", seed=seed) for seed in range(120))
    farthest = []
    for exercise in (one for one in exercises if len(one.asked) == 1):
        for factor in (12, 16, 20):
            larger, typed = magnified(drill, exercise, factor)
            (name,) = larger.asked
            off = np.abs(typed[name] - larger.answers[name])
            wrong = off[off > larger.tolerance[name]]
            named = "rounded_too_early" in grade(larger, typed).mistakes
            assert named == bool(wrong.size and wrong.max() < 0.2)
            farthest += [float(wrong.max())] if wrong.size else []
    assert any(0.19 < off < 0.2 for off in farthest)
    assert any(0.2 < off < 0.215 for off in farthest)


def magnified(
    drill: Drill, exercise: Exercise, factor: int
) -> tuple[Exercise, dict[str, np.ndarray]]:
    """The exercise with larger recurrent weights, and what rounding every step makes of it."""
    setting, numbers = exercise.setting, dict(exercise.numbers)
    numbers["U"] = factor * numbers["U"]
    names = exercise.asked
    answers, coarse = (
        [part[0, ..., 0] for part in drill.solve(setting, numbers, (None,), digits=digits)]
        for digits in (None, exercise.decimals - 1)
    )
    allowed = [part[..., 0] for part in drill.tolerance(setting, numbers)]
    larger = replace(
        exercise,
        numbers=numbers,
        answers=dict(zip(names, answers, strict=True)),
        tolerance=dict(zip(names, allowed, strict=True)),
    )
    return larger, dict(zip(names, coarse, strict=True))
