"""Every kind in every convention: own answers right, mistakes named, solutions that arrive."""

import numpy as np
import pytest

from engine.conventions import CONVENTIONS
from engine.drills import (
    DRILLS,
    drill_named,
    generate,
    generate_many,
    restated,
    worked,
)
from engine.errors import EngineError
from engine.exercise import DrillSetting, Exercise
from engine.exercise.separable import applicable, blurred
from engine.formula import parse, to_latex
from engine.gradient import step_backward
from engine.gru import step
from engine.marking import GOOD, grade
from engine.parameters import Parameters

KINDS = [drill.name for drill in DRILLS]
COMMON = ("pytorch", "chung2014", "goodfellow", "colah")


def setting_of(kind: str, convention: str, decimals: int = 3) -> DrillSetting:
    return DrillSetting(kind, CONVENTIONS[convention], decimals=decimals)


def canonical(exercise: Exercise) -> Parameters:
    return Parameters(*(exercise.numbers[name][..., 0] for name in ("W", "U", "bx", "bh")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CONVENTIONS)
def test_own_answers_are_right_and_the_solution_arrives(kind: str, name: str) -> None:
    for exercise in generate_many(setting_of(kind, name), range(3)):
        verdict = grade(exercise, exercise.answers)
        assert verdict.right
        assert (verdict.grade, verdict.mistake, verdict.feedback) == (GOOD, None, "All right.")
        typed = {
            symbol: str(np.round(values, exercise.decimals).tolist())
            for symbol, values in exercise.answers.items()
        }
        assert grade(exercise, typed).right
        lines = worked(exercise)
        for symbol in exercise.asked:
            last = [line for line in lines if line.quantity == symbol][-1]
            assert last.values == pytest.approx(exercise.answers[symbol], abs=1e-9)
        assert not set(exercise.given) & set(exercise.asked)
        assert set(exercise.roles) == set(exercise.given) | set(exercise.asked)
        for values in (*exercise.given.values(), *exercise.answers.values()):
            assert np.isfinite(values).all()


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", COMMON)
def test_mistakes_are_named_and_never_right(kind: str, name: str, decimals: int) -> None:
    drill = drill_named(kind)
    for exercise in generate_many(setting_of(kind, name, decimals), [5]):
        mistakes = applicable(drill, exercise.setting)
        unseen = blurred(drill, exercise.setting, exercise.numbers)
        assert mistakes
        assert decimals == 2 or not unseen
        chains = drill.solve(exercise.setting, exercise.numbers, mistakes)
        for m, mistake in enumerate(mistakes):
            if mistake in unseen:
                continue
            typed = {
                symbol: np.round(chain[m, ..., 0], decimals)
                for symbol, chain in zip(exercise.asked, chains, strict=True)
            }
            verdict = grade(exercise, typed)
            assert mistake.key in verdict.mistakes, (exercise.seed, mistake.key)
            assert verdict.marks < verdict.of


@pytest.mark.parametrize("kind", KINDS)
def test_exercises_are_reproducible_one_by_one_and_in_a_batch(kind: str) -> None:
    many = generate_many(setting_of(kind, "keras"), range(6))
    for exercise in many:
        again = generate(kind, "keras", seed=exercise.seed)
        assert again.document(answers=True) == exercise.document(answers=True)
    assert len({exercise.statement for exercise in many}) > 3


@pytest.mark.parametrize("kind", KINDS)
def test_sizes_are_free(kind: str) -> None:
    for hidden, inputs in ((1, 1), (1, 3), (3, 2)):
        exercise = generate(kind, "d2l", hidden=hidden, input=inputs, seed=3)
        assert grade(exercise, exercise.answers).right
    with pytest.raises(EngineError, match="1 to 16"):
        generate(kind, hidden=17)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_numbers_elsewhere_hide_nothing(kind: str) -> None:
    """What a convention does not print, it does not compute with."""
    exercise = restated(generate(kind, "pytorch", seed=5), "cho2014")
    assert grade(exercise, exercise.answers).right
    if "bx" in exercise.numbers:
        assert not exercise.numbers["bx"].any()
        assert not exercise.numbers["bh"].any()


def test_a_gate_is_asked_alone() -> None:
    asked = {generate("gate", seed=seed).asked for seed in range(12)}
    assert asked == {("r_t",), ("z_t",)}
    exercise = generate("gate", "keras", seed=1)
    gate = exercise.roles[exercise.asked[0]]
    x, h = exercise.numbers["x"][0, :, 0], exercise.numbers["h"][:, 0]
    found = step(canonical(exercise), x, h, "keras")
    assert exercise.answers[exercise.asked[0]] == pytest.approx(getattr(found, gate))
    other = "z" if gate == "r" else "r"
    assert not [role for role in exercise.roles.values() if role.endswith(f"_{other}")]


@pytest.mark.parametrize("steps", [2, 3, 4])
def test_a_sequence_carries_its_state(steps: int) -> None:
    exercise = generate("sequence", "chung2014", steps=steps, seed=4)
    assert len(exercise.asked) == steps
    h = np.asarray(exercise.given["h_0"], float)
    for k in range(steps):
        found = step(canonical(exercise), exercise.given[f"x_{k + 1}"], h, "chung2014")
        h = np.asarray(found.h, float)
        assert exercise.answers[f"h_{k + 1}"] == pytest.approx(h)
    assert generate("sequence").setting.steps == 3
    with pytest.raises(EngineError, match="2 to 4"):
        generate("sequence", steps=9)


def test_a_sequence_follows_through_a_wrong_first_state() -> None:
    exercise = generate("sequence", seed=2)
    first = np.round(exercise.answers["h_1"] + 0.2, 3)
    h = first
    typed = {"h_1": first}
    for k in (2, 3):
        found = step(canonical(exercise), exercise.given[f"x_{k}"], h, "pytorch")
        h = typed[f"h_{k}"] = np.asarray(found.h, float)
    verdict = grade(exercise, typed)
    assert verdict.parts["h_1"] == ["wrong", "wrong"]
    assert "wrong" not in verdict.parts["h_2"] + verdict.parts["h_3"]


def test_limits_are_what_the_step_tends_to() -> None:
    for exercise in generate_many(setting_of("limits", "pytorch"), range(24)):
        p, h = canonical(exercise), exercise.numbers["h"][:, 0]
        if "r" not in exercise.numbers:
            x = exercise.given["x_t"] * 1e9
            found = step(p, x, h, "pytorch")
            assert exercise.answers["h_t"] == pytest.approx(found.h, abs=1e-9)
            assert np.abs(exercise.answers["n_t"]) == pytest.approx([1, 1])
            continue
        # Biases that drive the gates to where the exercise has them.
        shift = np.zeros_like(p.bx)
        for k, gate in enumerate("rz"):
            if gate in exercise.numbers:
                wanted = np.clip(exercise.numbers[gate][:, 0], 1e-12, 1 - 1e-12)
                shift[k] = np.log(wanted / (1 - wanted))
                shift[k] -= p.W[k] @ exercise.given["x_t"] + p.U[k] @ h + p.bx[k] + p.bh[k]
        found = step(Parameters(p.W, p.U, p.bx + shift, p.bh), exercise.given["x_t"], h, "pytorch")
        assert exercise.answers["n_t"] == pytest.approx(found.n, abs=1e-9)
        if "h_t" in exercise.answers:
            assert exercise.answers["h_t"] == pytest.approx(found.h, abs=1e-9)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_shapes_are_those_of_packed_weights(name: str) -> None:
    exercise = generate("shapes", name, seed=6)
    H, inputs = int(exercise.given["H"]), int(exercise.given["I"])
    convention = CONVENTIONS[name]
    p = Parameters(np.ones((3, H, inputs)), np.ones((3, H, H)))
    W, U, _ = p.pack(convention)
    total = W.size + (0 if U is None else U.size) + H * sum(map(len, convention.biases))
    assert exercise.answers["N"] == total
    rows, columns = exercise.answers[exercise.asked[0]]
    # ONNX prints x W^T, so the W it prints has a row for each unit.
    wide = convention.notation.form == "row"
    assert (rows, columns) == ((inputs, H) if wide else (H, W.size // (3 * H)))
    # An LSTM's fourth set of weights has a matrix of either kind, and the biases of a gate.
    fourth = H * (H + inputs + len(convention.biases[0]))
    slip = grade(exercise, {"N": total + fourth})
    assert slip.mistake == "lstm_count"


@pytest.mark.parametrize("name", ["pytorch", "cho2014", "chung2014", "goodfellow", "onnx", "keras"])
def test_gradients_are_those_of_the_engine(name: str) -> None:
    convention = CONVENTIONS[name]
    for exercise in generate_many(setting_of("gradient", name), range(16)):
        numbers = {role: values[..., 0] for role, values in exercise.numbers.items()}
        x, h, p = numbers["x"][0], numbers["h"], canonical(exercise)
        r, z, n = (numbers[role] for role in "rzn")
        # Biases with which the forward step gives the values that the exercise states.
        after = r * (p.U[2] @ h + p.bh[2]) if convention.reset_after else p.U[2] @ (r * h) + p.bh[2]
        inverse = np.arctanh if convention.candidate_activation == "tanh" else _logit
        bx = np.stack([
            _logit(r) - p.W[0] @ x - p.U[0] @ h - p.bh[0],
            _logit(z) - p.W[1] @ x - p.U[1] @ h - p.bh[1],
            inverse(n) - p.W[2] @ x - after,
        ])  # fmt: skip
        p = Parameters(p.W, p.U, bx, p.bh)
        if len(exercise.asked) == 1:
            rows = [step_backward(p, x, h, name, unit).dh for unit in np.eye(2)]
            assert exercise.answers[exercise.asked[0]] == pytest.approx(np.stack(rows))
            continue
        found = step_backward(p, x, h, name, numbers["dh'"])
        dz, weight, dh = exercise.asked
        assert exercise.answers[dz] == pytest.approx(found.dz)
        assert exercise.answers[dh] == pytest.approx(found.dh)
        role = exercise.roles[weight]  # dW_z[1,2]
        part = getattr(found.parameters, role[1])["rzn".index(role[3])]
        row, column = (int(at) - 1 for at in role[5:-1].split(","))
        assert exercise.answers[weight] == pytest.approx(part[row, column])


def _logit(y: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(y / (1 - y)))


def test_the_weight_asked_about_is_named_as_printed() -> None:
    """x W: the entry in row 1 and column 2 joins input 1 to unit 2."""
    for seed in range(30):
        exercise = generate("gradient", "d2l", seed=seed)
        if len(exercise.asked) == 3:
            assert exercise.asked[1].endswith("[1,2]")
            assert exercise.roles[exercise.asked[1]].endswith("[2,1]")


def test_the_direct_path_is_the_one_that_is_named() -> None:
    exercise = next(e for e in (generate("gradient", seed=s) for s in range(9)) if len(e.asked) > 1)
    dh = exercise.asked[-1]
    z, up = exercise.given["z_t"], exercise.given["dL/dh_t"]
    typed = {**exercise.answers, dh: exercise.answers[dh] - z * up}
    verdict = grade(exercise, typed)
    assert verdict.mistake == "drop_direct_path"
    assert "direct path" in verdict.feedback


def test_contrast_tells_cells_apart() -> None:
    for exercise in generate_many(setting_of("contrast", "cho2014"), range(30)):
        h, g, d = (exercise.answers[name] for name in exercise.asked)
        assert d == pytest.approx(g - h)
        x, old, p = exercise.numbers["x"][0, :, 0], exercise.numbers["h"][:, 0], canonical(exercise)
        assert h == pytest.approx(step(p, x, old, "cho2014").h)
        if "Chung et al. 2014" in exercise.statement:
            assert g == pytest.approx(step(p, x, old, "chung2014").h)
        if "plain RNN" in exercise.statement:
            assert g == pytest.approx(np.tanh(p.W[2] @ x + p.U[2] @ old))
        if "LSTM" in exercise.statement:
            found = step(p, x, old, "cho2014")
            c = found.z * exercise.numbers["c"][:, 0]
            c = c + found.r * np.tanh(p.W[2] @ x + p.U[2] @ old)
            assert g == pytest.approx(exercise.numbers["o"][:, 0] * np.tanh(c))
    assert len({generate("contrast", "cho2014", seed=s).setting.variant for s in range(30)}) == 5


def test_an_inverse_gives_back_the_gate() -> None:
    for name in ("pytorch", "chung2014"):
        exercise = generate("inverse", name, seed=9)
        new, old = (exercise.given[symbol] for symbol in ("h_t", "h_{t-1}"))
        n = next(v for s, v in exercise.given.items() if exercise.roles[s] == "n")
        z = exercise.answers["z_t"]
        keep = z if CONVENTIONS[name].z_keeps else 1 - z
        assert keep * old + (1 - keep) * n == pytest.approx(new)
        assert (np.abs(old - n) >= 0.3 - 1e-9).all()
        assert grade(exercise, {"z_t": 1 - z}).mistakes[0] == "polarity_flipped"


@pytest.mark.parametrize("kind", KINDS)
def test_solutions_are_formulas_that_can_be_read(kind: str) -> None:
    for name in CONVENTIONS:
        for exercise in generate_many(setting_of(kind, name), range(2)):
            for line in worked(exercise):
                tree = parse(line.latex)
                assert parse(to_latex(tree)) == tree
