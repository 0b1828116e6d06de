"""The drill `step` in every convention: right answers right, every mistake named, none right."""

import numpy as np
import pytest

from engine.conventions import CONVENTIONS
from engine.drills import drill_named, generate, generate_many, restated, worked
from engine.errors import EngineError
from engine.exercise import DrillSetting
from engine.exercise.separable import applicable
from engine.gru import step
from engine.marking import AGAIN, GOOD, HARD, grade
from engine.mistakes import STEP_MISTAKES
from engine.parameters import Parameters
from tests.engine.workers import canonical, mistaken

ROLES = {"r": "r", "z": "z", "n": "n", "h'": "h"}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_answers_are_those_of_the_cell(name: str) -> None:
    for exercise in generate_many(DrillSetting("step", CONVENTIONS[name]), range(12)):
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
    bx, bh = (
        np.stack(
            [printed.get(convention.bias_role(gate, side) or "", np.zeros(3)) for gate in "rzn"]
        )
        for side in "xh"
    )
    found = step(Parameters(W, U, bx, bh), printed["x"], printed["h"], name)
    assert exercise.answers[exercise.asked[-1]] == pytest.approx(found.h, abs=1e-14)


@pytest.mark.parametrize("decimals", [2, 3, 4])
@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_mistake_is_named_and_none_is_right(name: str, decimals: int) -> None:
    setting = DrillSetting("step", CONVENTIONS[name], decimals=decimals)
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
    for exercise in generate_many(DrillSetting("step", CONVENTIONS[name]), range(6)):
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
        m.key for m in applicable(drill_named("step"), DrillSetting("step", CONVENTIONS["pytorch"]))
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
    setting = DrillSetting("step", CONVENTIONS["cho2014"], hidden, inputs)
    shown = {mistake.key for mistake in applicable(drill_named("step"), setting)}
    assert not shown & absent
    assert ("reset_other_side" in shown) == (hidden > 1)
    exercise = generate("step", "cho2014", hidden=hidden, input=inputs)
    assert grade(exercise, exercise.answers).right


def test_an_exercise_is_reproducible_and_depends_on_its_seed() -> None:
    a, b = generate(seed=7), generate(seed=7)
    assert a.document(answers=True) == b.document(answers=True)
    assert a.document() != generate(seed=8).document()
    many = generate_many(DrillSetting("step", CONVENTIONS["pytorch"]), [3, 7, -1])
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
