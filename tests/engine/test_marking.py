"""Marks: follow-through, the mistake named, blanks, precision, and whatever is typed."""

import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conventions import CONVENTIONS
from engine.drills import DRILLS, drill_named, generate, generate_many
from engine.exercise import DrillSetting, Exercise
from engine.exercise.separable import applicable
from engine.marking import AGAIN, HARD, grade
from engine.mistakes import STEP_MISTAKES
from tests.engine.workers import mistaken


def test_follow_through_earns_the_marks_after_a_slip() -> None:
    exercise = generate(seed=7)
    r = np.round(exercise.answers["r_t"] + 0.1, 3)
    z = np.round(exercise.answers["z_t"], 3)
    numbers = exercise.numbers
    a_x = numbers["W"][2, ..., 0] @ numbers["x"][0, :, 0] + numbers["bx"][2, :, 0]
    a_h = numbers["U"][2, ..., 0] @ numbers["h"][:, 0] + numbers["bh"][2, :, 0]
    n = np.tanh(a_x + r * a_h)
    h = z * numbers["h"][:, 0] + (1 - z) * n
    verdict = grade(exercise, {"r_t": r, "z_t": z, "n_t": n, "h_t": h})
    assert verdict.parts["r_t"] == ["wrong", "wrong"]
    assert verdict.parts["z_t"] == ["right", "right"]
    after = verdict.parts["n_t"] + verdict.parts["h_t"]
    assert set(after) <= {"follow-through", "right"}
    assert "follow-through" in after
    assert (verdict.marks, verdict.of, verdict.grade) == (6, 8, HARD)
    assert "follow rightly" in verdict.feedback
    assert verdict.stuck == "r_t"


def test_a_mistake_is_found_behind_an_unrelated_slip() -> None:
    exercise = generate(seed=7)
    r = exercise.answers["r_t"] + np.array([0.2, 0.0])
    z, h = exercise.answers["z_t"], exercise.numbers["h"][:, 0]
    numbers = exercise.numbers
    a_x = numbers["W"][2, ..., 0] @ numbers["x"][0, :, 0] + numbers["bx"][2, :, 0]
    n = np.tanh(a_x + r * (numbers["U"][2, ..., 0] @ h + numbers["bh"][2, :, 0]))
    verdict = grade(exercise, {"r_t": r, "z_t": z, "n_t": n, "h_t": (1 - z) * h + z * n})
    assert verdict.mistakes == ("polarity_flipped",)
    assert "wrong" not in verdict.parts["n_t"]


def test_a_mistake_is_told_in_the_letters_of_the_source() -> None:
    verdict = grade(generate(seed=7), mistaken(generate(seed=7), "polarity_flipped"))
    assert verdict.feedback == "You weighted the candidate by z_t. Here z_t keeps the old state."
    assert "$z_t$" in verdict.markdown
    assert verdict.stuck == "h_t"
    book = generate("step", "goodfellow", seed=7)
    assert "u^(t) keeps" in grade(book, mistaken(book, "polarity_flipped")).feedback
    chung = generate("step", "chung2014", seed=7)
    told = grade(chung, mistaken(chung, "polarity_flipped")).feedback
    assert told == "You weighted the old state by z_t. Here z_t lets the candidate in."
    for mistake in STEP_MISTAKES:
        for exercise in (book, chung):
            if mistake in applicable(drill_named("step"), exercise.setting):
                assert "{" not in grade(exercise, mistaken(exercise, mistake.key)).feedback.replace(
                    "{t-1}", ""
                )


def test_blanks_are_neither_zeros_nor_mistakes() -> None:
    exercise = generate(seed=7)
    verdict = grade(exercise, {"r_t": exercise.answers["r_t"], "z_t": "[?, ?]"})
    assert verdict.parts["z_t"] == verdict.parts["h_t"] == ["blank", "blank"]
    assert (verdict.marks, verdict.grade, verdict.mistake) == (2, AGAIN, None)
    assert "Still blank: z_t, n_t and h_t." in verdict.feedback
    half = grade(exercise, {"h_t": [float(exercise.answers["h_t"][0]), 9.0]})
    assert half.parts["h_t"] == ["right", "wrong"]


def test_only_the_state_is_enough_to_name_a_mistake() -> None:
    exercise = generate(seed=7)
    wrong = mistaken(exercise, "gates_swapped")
    assert "gates_swapped" in grade(exercise, {"h": wrong["h_t"]}).mistakes


def test_too_few_decimals_earn_a_hint_not_a_failure() -> None:
    exercise = next(e for e in (generate(seed=s) for s in range(50)) if _between(e))
    first, second = exercise.answers["r_t"]
    typed = {name: str(values.round(3).tolist()) for name, values in exercise.answers.items()}
    verdict = grade(exercise, typed | {"r_t": f"[{first:.1f}, {second:.3f}]"})
    assert verdict.parts["r_t"] == ["imprecise", "right"]
    assert verdict.hint is not None
    assert verdict.grade == HARD
    assert verdict.mistake is None


def _between(exercise: Exercise) -> bool:
    """Whether the first gate is off its own rounding to one decimal by more than the tolerance."""
    first = float(exercise.answers["r_t"][0])
    return abs(round(first, 1) - first) > 0.02


def test_rounding_on_the_way_is_named_only_where_it_costs_the_answer() -> None:
    told = 0
    drill = drill_named("step")
    for exercise in generate_many(DrillSetting("step", CONVENTIONS["pytorch"]), range(60)):
        coarse = drill.solve(exercise.setting, exercise.numbers, (None,), digits=2)
        answer = {exercise.asked[-1]: coarse[-1][0, :, 0]}
        off = np.abs(answer["h_t"] - exercise.answers["h_t"])
        verdict = grade(exercise, answer)
        assert ("rounded_too_early" in verdict.mistakes) == bool((off > 0.005).any())
        told += bool(verdict.mistakes)
    assert told > 5


def test_a_second_try_or_a_hint_makes_it_hard() -> None:
    exercise = generate(seed=7)
    assert grade(exercise, exercise.answers, tries=2).grade == HARD
    assert grade(exercise, exercise.answers, hinted=True).grade == HARD


@pytest.mark.parametrize(
    "hostile",
    [
        "1/0",
        "9**9**9",
        "__import__('os')",
        "[" * 3000,
        "nan",
        "1e999",
        "[1,2,3]",
        "\x1b[31m",
        "=;=",
    ],
)
def test_hostile_answers_end_in_a_verdict(hostile: str) -> None:
    exercise = generate(seed=7)
    verdict = grade(exercise, {"h_t": hostile})
    assert verdict.marks == 0
    assert verdict.grade == AGAIN
    assert verdict.parts["h_t"] == ["unreadable", "unreadable"]
    assert "h_t" in verdict.problems
    assert "$h_t$: " in verdict.markdown
    assert grade(exercise, f"h_t={hostile}").marks == 0


def test_unknown_names_are_told_what_is_asked() -> None:
    verdict = grade(generate(seed=7), {"q_t": "1", "h_t": [1e300, -1e300]})
    assert "asked: r_t, z_t" in verdict.problems["q_t"]
    assert verdict.parts["h_t"] == ["wrong", "wrong"]


TYPED = st.text(max_size=30) | st.lists(
    st.sampled_from(
        ["0.1", "-", ",", ";", "[", "]", "(", ")", "/", "^", "9", " ", "=", "nan", "tanh("]
    ),
    max_size=15,
).map("".join)


@cache
def first(kind: str) -> Exercise:
    """One exercise of a kind: making it takes longer than marking it."""
    return generate(kind, seed=1)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([drill.name for drill in DRILLS]),
    st.dictionaries(st.sampled_from(["h_t", "r_t", "z_t", "n", "N", "W_ir", "q"]) | TYPED, TYPED),
)
def test_whatever_is_typed_ends_in_a_verdict(kind: str, typed: dict[str, str]) -> None:
    exercise = first(kind)
    verdict = grade(exercise, typed)
    assert 0 <= verdict.marks <= verdict.of
    assert set(verdict.parts) == set(exercise.asked)
    assert verdict.grade in (2, 3, 4)
    assert verdict.feedback


@given(
    st.lists(
        st.floats(-1e308, 1e308, allow_nan=False) | st.sampled_from([1e300, -1e-320, 0.0]),
        min_size=8,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_numbers_are_marked(values: list[float]) -> None:
    exercise = first("step")
    typed = {name: values[2 * k : 2 * k + 2] for k, name in enumerate(exercise.asked)}
    assert grade(exercise, typed).of == 8


def test_a_column_where_the_source_has_rows_is_taken_with_a_note() -> None:
    exercise = generate("gate", "d2l", seed=1)
    (name,) = exercise.asked
    columns = exercise.answers[name].reshape(-1, 1).tolist()
    verdict = grade(exercise, {name: columns})
    assert verdict.right
    assert verdict.notes == ("a column was typed where the source has a row: taken as the row",)


def test_a_wrong_entry_of_a_matrix_is_named_by_row_and_column() -> None:
    exercise = next(
        each
        for each in (generate("gradient", seed=seed) for seed in range(60))
        if any(values.ndim == 2 for values in each.answers.values())
    )
    name = next(name for name in exercise.asked if exercise.answers[name].ndim == 2)
    typed = {each: values.copy() for each, values in exercise.answers.items()}
    typed[name][1, 0] += 7.0
    told = grade(exercise, typed).feedback
    assert f"{name} is wrong in row 2, column 1" in told


def test_of_two_readings_the_one_that_is_right_counts() -> None:
    exercise = next(
        each
        for each in (generate("shapes", seed=seed) for seed in range(60))
        if each.answers["N"] >= 1000
    )
    count = int(exercise.answers["N"])
    assert grade(exercise, {"N": f"{count:,}"}).parts["N"] == ["right"]
    assert grade(exercise, {"N": f"{count + 1000:,}"}).parts["N"] == ["wrong"]


def test_a_verdict_is_plain_json() -> None:
    exercise = generate("gradient", seed=1)
    document = json.loads(json.dumps(grade(exercise, "").document()))
    assert set(document) >= {"marks", "parts", "mistake", "feedback", "grade"}
    json.dumps(exercise.document(answers=True))
