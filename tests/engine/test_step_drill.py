"""The drill `step` in every convention: right answers right, every mistake named, none right."""

import numpy as np
import pytest

from engine.conventions import CONVENTIONS
from engine.drills import drill_named, generate, generate_many, restated, worked
from engine.errors import EngineError
from engine.exercise import Exercise, Setting
from engine.gru import step
from engine.marking import AGAIN, GOOD, HARD, grade
from engine.mistakes import STEP_MISTAKES
from engine.parameters import Parameters
from engine.separable import applicable

ROLES = {"r": "r", "z": "z", "n": "n", "h'": "h"}


def canonical(exercise: Exercise) -> Parameters:
    return Parameters(*(exercise.numbers[name][..., 0] for name in ("W", "U", "bx", "bh")))


def mistaken(exercise: Exercise, key: str) -> dict[str, np.ndarray]:
    """What a learner with one mistake writes, rounded to the decimals asked."""
    drill = drill_named(exercise.kind)
    chosen = [m for m in drill.mistakes(exercise.setting) if m.key == key]
    chains = drill.solve(exercise.setting, exercise.numbers, chosen)
    return {
        name: np.round(values[0, ..., 0], exercise.decimals)
        for name, values in zip(exercise.asked, chains, strict=True)
    }


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_answers_are_those_of_the_cell(name: str) -> None:
    for exercise in generate_many(Setting("step", CONVENTIONS[name]), range(12)):
        x, h = exercise.numbers["x"][0, :, 0], exercise.numbers["h"][:, 0]
        found = step(canonical(exercise), x, h, name)
        for symbol in exercise.asked:
            wanted = getattr(found, ROLES[exercise.roles[symbol]])
            assert exercise.answers[symbol] == pytest.approx(wanted, abs=1e-14)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_what_is_printed_is_enough_to_compute_it(name: str) -> None:
    """The given matrices, taken by their roles in the source's layout, give the answers."""
    exercise = generate("step", name, hidden=3, input=2, seed=5)
    printed = {exercise.roles[symbol]: values for symbol, values in exercise.given.items()}
    convention = CONVENTIONS[name]
    if convention.notation.form == "concat":
        joined = np.stack([printed[f"W_{gate}"] for gate in "rzn"])
        W, U = joined[..., 3:], joined[..., :3]
    else:
        W = np.stack([printed[f"W_{gate}"] for gate in "rzn"])
        U = np.stack([printed[f"U_{gate}"] for gate in "rzn"])
        if convention.notation.form == "row":
            W, U = W.swapaxes(1, 2), U.swapaxes(1, 2)
    bx = bh = np.zeros((3, 3))
    if convention.biases == 1:
        bx = np.stack([printed[f"b_{gate}"] for gate in "rzn"])
    elif convention.biases == 2:
        bx, bh = (np.stack([printed[f"b_{side}{gate}"] for gate in "rzn"]) for side in "xh")
    found = step(Parameters(W, U, bx, bh), printed["x"], printed["h"], name)
    assert exercise.answers[exercise.asked[-1]] == pytest.approx(found.h, abs=1e-14)


@pytest.mark.parametrize("decimals", [2, 3, 4])
@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_mistake_is_named_and_none_is_right(name: str, decimals: int) -> None:
    setting = Setting("step", CONVENTIONS[name], decimals=decimals)
    drill = drill_named("step")
    mistakes = applicable(drill, setting)
    for exercise in generate_many(setting, [1]):
        own = grade(exercise, exercise.answers)
        assert own.right
        assert (own.marks, own.of, own.grade, own.mistake) == (8, 8, GOOD, None)
        for mistake in mistakes:
            verdict = grade(exercise, mistaken(exercise, mistake.key))
            assert mistake.key in verdict.mistakes
            assert verdict.marks < verdict.of
            assert verdict.grade in (AGAIN, HARD)


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("key", ["polarity_flipped", "gates_swapped", "reset_other_side"])
def test_what_a_gru_is_gets_an_answer_of_its_own(name: str, key: str) -> None:
    for exercise in generate_many(Setting("step", CONVENTIONS[name]), range(6)):
        assert grade(exercise, mistaken(exercise, key)).mistakes == (key,)


def test_all_the_mistakes_of_a_step_are_there() -> None:
    named = """polarity_flipped gates_swapped reset_other_side reset_ignored reset_one_minus
        reset_on_input reset_on_all z_used_as_reset r_used_as_update no_bias no_bias_candidate
        bias_twice bias_sign no_sigmoid gate_tanh gate_sigmoid_negated no_tanh
        candidate_other_activation W_transposed U_transposed both_transposed W_U_swapped
        no_recurrent no_recurrent_candidate no_input recurrent_sign candidate_recurrent_sign
        input_sign candidate_uses_z_rows candidate_uses_r_rows mix_candidate_only mix_keep_only
        mix_write_only mix_no_one_minus mix_sum mix_minus mix_uses_rh mix_swaps_components"""
    assert set(named.split()) <= {mistake.key for mistake in STEP_MISTAKES}
    shown = {
        m.key for m in applicable(drill_named("step"), Setting("step", CONVENTIONS["pytorch"]))
    }
    assert set(named.split()) <= shown


@pytest.mark.parametrize(
    ("hidden", "inputs", "absent"),
    [
        (1, 1, {"W_transposed", "U_transposed", "mix_swaps_components"}),
        (1, 3, {"W_U_swapped", "U_transposed"}),
        (3, 2, {"W_transposed", "W_U_swapped"}),
    ],
)
def test_mistakes_that_the_shapes_forbid_are_not_made(
    hidden: int, inputs: int, absent: set[str]
) -> None:
    setting = Setting("step", CONVENTIONS["cho2014"], hidden, inputs)
    shown = {mistake.key for mistake in applicable(drill_named("step"), setting)}
    assert not shown & absent
    assert ("reset_other_side" in shown) == (hidden > 1)
    exercise = generate("step", "cho2014", hidden=hidden, input=inputs)
    assert grade(exercise, exercise.answers).right


def test_an_exercise_is_reproducible_and_depends_on_its_seed() -> None:
    a, b = generate(seed=7), generate(seed=7)
    assert a.document(answers=True) == b.document(answers=True)
    assert a.document() != generate(seed=8).document()
    many = generate_many(Setting("step", CONVENTIONS["pytorch"]), [3, 7, -1])
    assert many[1].document(answers=True) == a.document(answers=True)


def test_the_same_numbers_under_another_convention() -> None:
    exercise = generate(seed=7)
    other = restated(exercise, "chung2014")
    assert other.convention.name == "chung2014"
    assert np.array_equal(other.numbers["W"], exercise.numbers["W"])
    x, h = exercise.numbers["x"][0, :, 0], exercise.numbers["h"][:, 0]
    found = step(canonical(other), x, h, "chung2014")
    assert other.answers["h_t"] == pytest.approx(found.h)


def test_names_are_those_of_the_source() -> None:
    exercise = generate(seed=7)
    assert exercise.asked == ("r_t", "z_t", "n_t", "h_t")
    assert list(exercise.given)[:4] == ["x_t", "h_{t-1}", "W_ir", "W_hr"]
    assert exercise.roles["W_ir"] == "W_r"
    assert exercise.roles["h_t"] == "h'"
    assert "PyTorch" in exercise.statement
    assert "3 decimals" in exercise.statement
    for equation in exercise.equations:
        assert equation in exercise.statement
    book = generate("step", "goodfellow", seed=7)
    assert book.asked == ("r^(t)", "u^(t)", "h~^(t)", "h^(t)")


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
    for exercise in generate_many(Setting("step", CONVENTIONS["pytorch"]), range(60)):
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
    assert grade(exercise, f"h_t={hostile}").marks == 0


def test_unknown_names_are_told_what_is_asked() -> None:
    verdict = grade(generate(seed=7), {"q_t": "1", "h_t": [1e300, -1e300]})
    assert "asked: r_t, z_t" in verdict.problems["q_t"]
    assert verdict.parts["h_t"] == ["wrong", "wrong"]


def test_refusals_say_what_is_known() -> None:
    with pytest.raises(EngineError, match=r"known: .*step"):
        generate("walk")
    with pytest.raises(EngineError, match="pytorch"):
        generate("step", "pytorhc")
    sizes: list[dict[str, int]] = [
        {"hidden": 0}, {"input": 99}, {"steps": 4}, {"decimals": 1}, {"decimals": 12}
    ]  # fmt: skip
    for size in sizes:
        with pytest.raises(EngineError):
            generate("step", "pytorch", **size)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_worked_solution_ends_in_the_answers(name: str) -> None:
    exercise = generate("step", name, hidden=2, input=3, seed=11)
    lines = worked(exercise)
    assert [line.quantity for line in lines if line.quantity in exercise.asked] == [
        line.quantity for line in lines
    ]
    for symbol in exercise.asked:
        last = [line for line in lines if line.quantity == symbol][-1]
        assert last.values == pytest.approx(exercise.answers[symbol], abs=1e-12)
        assert last.latex.startswith(exercise.latex[symbol])
        assert f"{exercise.answers[symbol][0]:.3f}" in last.latex
    stuck = worked(exercise, exercise.asked[2])
    assert {line.quantity for line in stuck if line.reached} == set(exercise.asked[:2])
