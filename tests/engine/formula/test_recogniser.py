"""Recurrent cells are recognised however they are written, and compute what they say."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from engine.conventions import CONVENTIONS, NO_BIAS, ONE_EACH, Convention
from engine.formula import Cell, parse, read, recognise
from engine.formula.quantities import is_transposed, key
from engine.formula.tree import Symbol
from tests.engine.formula import seeds
from tests.engine.formula.spellings import SPELLINGS, Spelling, described


def test_the_rnn_note_is_a_plain_rnn_and_its_missing_gru_is_said() -> None:
    prose = "The reset gate $r_t$ decides what is ignored. The update gate $z_t$ decides the rest."
    cell = recognise(seeds.RNN, prose)
    assert cell.kind == "rnn"
    assert cell.convention is None
    assert [line.role for line in cell.equations] == ["h'"]
    assert cell.missing == ("reset gate", "update gate", "candidate", "state equation")
    assert recognise(seeds.RNN).missing == ()


def test_the_note_whose_candidate_is_a_sigmoid() -> None:
    cell = recognise(seeds.SIGMOID_CANDIDATE)
    convention = _gru(cell)
    assert convention.z_keeps
    assert not convention.reset_after
    assert convention.candidate_activation == "sigmoid"
    assert convention.biases == ONE_EACH
    assert convention.notation.W == ("U^r", "U^u", "U")
    assert convention.notation.U == ("W^r", "W^u", "W")
    assert convention.notation.bx == ("b^r", "b^u", "b")
    assert any("sigmoid" in note for note in cell.notes)
    # The state equation repeats the candidate in full and is one equation all the same.
    assert [line.index for line in cell.equations] == [1, 0, 3, 2]
    assert not cell.inferred


def test_the_note_in_rows_has_its_state_equation_from_its_words() -> None:
    cell = recognise(seeds.ROWS, seeds.ROWS_PROSE)
    convention = _gru(cell)
    assert convention.row
    assert convention.z_keeps
    assert not convention.reset_after
    assert convention.candidate_activation == "tanh"
    assert convention.biases == NO_BIAS
    (inference,) = cell.inferred
    assert inference.value == "keep"
    assert inference.sentence.startswith("Now assume the value of u_t is around 0")
    assert inference.sentence in " ".join(seeds.ROWS_PROSE.split())
    assert inference.latex == r"H_t = u_t \circ H_{t-1} + (1 - u_t) \circ \hat{H}_t"
    assert cell.equations[-1].index is None


def test_without_those_words_the_state_equation_is_missing() -> None:
    cell = recognise(seeds.ROWS)
    assert cell.kind is None
    assert cell.missing == ("state equation",)
    assert [line.role for line in cell.equations] == ["r", "z", "n"]


def test_the_note_with_its_reset_after_the_matrix() -> None:
    cell = recognise(seeds.RESET_AFTER)
    convention = _gru(cell)
    assert not convention.z_keeps
    assert convention.reset_after
    assert convention.candidate_activation == "tanh"
    assert convention.biases == NO_BIAS
    assert any("Z_t" in note and "z_t" in note for note in cell.notes)
    assert convention.notation.hadamard == r"\otimes"
    assert convention.notation.product == r"\cdot"
    assert convention.notation.equations == (
        seeds.RESET_AFTER[1], seeds.RESET_AFTER[0], seeds.RESET_AFTER[2], seeds.RESET_AFTER[3],
    )  # fmt: skip


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_named_convention_is_recognised_from_its_own_equations(name: str) -> None:
    convention = CONVENTIONS[name]
    found = _gru(recognise(engine.equations(convention)))
    assert found.semantics == convention.semantics
    assert (found.biases, found.row, found.concat) == (
        convention.biases,
        convention.notation.form in ("row", "transposed"),
        convention.concat,
    )
    assert found.notation.form == convention.notation.form
    ours, theirs = engine.symbols(found), engine.symbols(convention)
    assert {role: parse(latex) for role, latex in ours.items()} == {
        role: parse(latex) for role, latex in theirs.items()
    }


def test_a_note_whose_gates_differ_in_their_biases_keeps_them() -> None:
    cell = recognise(
        (
            r"r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)",
            r"z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)",
            r"n_t = \tanh(W_n x_t + b_n + r_t \odot (U_n h_{t-1} + c))",
            r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
        )
    )
    convention = _gru(cell)
    assert convention.biases == ("x", "x", "xh")
    assert (convention.notation.bx, convention.notation.bh) == (
        ("b_r", "b_z", "b_n"),
        ("", "", "c"),
    )
    assert engine.equations(convention)[2].endswith(r"(U_n h_{t-1} + c))")
    assert not cell.notes


def test_a_note_s_only_bias_inside_the_reset_product_stays_there() -> None:
    """Outside it would be another function: r multiplies it."""
    cell = recognise(
        (
            r"r_t = \sigma(W_r x_t + U_r h_{t-1})",
            r"z_t = \sigma(W_z x_t + U_z h_{t-1})",
            r"n_t = \tanh(W_n x_t + r_t \odot (U_n h_{t-1} + c))",
            r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
        )
    )
    convention = _gru(cell)
    assert convention.biases == ("", "", "h")
    exercise = engine.generate("candidate", convention, hidden=1, input=1, seed=3)
    found = exercise.given
    r, n = (exercise.answers[name] for name in ("r_t", "n_t"))
    x, h = found["x_t"], found["h_{t-1}"]
    inside = found["W_n"] @ x + r * (found["U_n"] @ h + found["c"])
    assert n == pytest.approx(np.tanh(inside))
    lines = [line.latex for line in exercise.drill.solution(exercise.setting, exercise.numbers)]
    assert any("U_n h_{t-1} + c" in line for line in lines)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling.name)
def test_a_public_spelling(spelling: Spelling) -> None:
    cell = recognise(spelling.formulas)
    if spelling.whole:
        assert described(cell) == spelling.expected
        return
    assert cell.kind is None
    reported = (*cell.unreadable, *cell.trouble)
    assert reported
    for each in reported:
        assert str(each.error).splitlines()[-1].strip() == "^"
    reason = spelling.expected.removeprefix("none").strip()
    assert any(reason in each.error.message for each in reported)


def test_nearly_all_public_spellings_are_recognised_whole() -> None:
    whole = [each for each in SPELLINGS if recognise(each.formulas).kind is not None]
    assert len(SPELLINGS) >= 44
    assert len(whole) >= 0.85 * len(SPELLINGS)


GRUS = [
    *(
        (name, formulas, prose)
        for name, formulas, prose in (
            ("note-sigmoid", seeds.SIGMOID_CANDIDATE, ""),
            ("note-rows", seeds.ROWS, seeds.ROWS_PROSE),
            ("note-reset-after", seeds.RESET_AFTER, ""),
        )
    ),
    *((each.name, each.formulas, "") for each in SPELLINGS if each.expected.startswith("gru")),
    *((name, engine.equations(each), "") for name, each in CONVENTIONS.items()),
]


@pytest.mark.parametrize(("name", "formulas", "prose"), GRUS, ids=[each[0] for each in GRUS])
def test_the_recognised_cell_computes_what_the_note_says(
    name: str, formulas: Sequence[str], prose: str
) -> None:
    """The note's own equations and the engine's step agree on random weights."""
    convention = _gru(recognise(formulas, prose))
    own = convention.notation.equations or engine.equations(convention)
    if name in ("goodfellow-10.45", "matrix-gate-state", "stacked-gates"):
        # Gates of the step before, a chain mended, rows of one matrix: what is generated from the
        # letters is compared there, since the note's own lines are not one step as they stand.
        own = engine.equations(_generated(convention))
    system = read(own)
    assert not system.unreadable
    rng = np.random.default_rng(3)
    letters = {role: key(_symbol(latex)) for role, latex in engine.symbols(convention).items()}
    hidden = _size(system, letters["h"])
    sizes = {hidden: 3}
    values = system.sample(rng, sizes)
    found = system.compute({each: values[each] for each in system.free})
    parameters = _parameters(convention, letters, values)
    step = engine.step(parameters, values[letters["x"]], values[letters["h"]], convention)
    state = system.definitions[-1].name if letters["h'"] not in found else letters["h'"]
    np.testing.assert_allclose(found[state], step.h, rtol=0, atol=1e-12)


def _generated(convention: Convention) -> Convention:
    return replace(convention, notation=replace(convention.notation, equations=()))


def _parameters(
    convention: Convention, letters: dict[str, str], values: dict[str, np.ndarray]
) -> engine.Parameters:
    """The note's weights as the engine stores them."""
    W, U = [], []
    bx: list[np.ndarray] = []
    bh: list[np.ndarray] = []
    form = convention.notation.form
    hidden = values[letters["h"]].shape[-1]
    for gate in "rzn":
        matrix = values[letters[f"W_{gate}"]]
        if form == "concat":
            recurrent, matrix = matrix[:, :hidden], matrix[:, hidden:]
        else:
            recurrent = values[letters[f"U_{gate}"]]
        transposed = is_transposed(_symbol(engine.symbols(convention)[f"W_{gate}"]))
        if form == "row" or transposed:
            matrix, recurrent = matrix.T, recurrent.T
        W.append(matrix)
        U.append(recurrent)
        none = np.zeros(hidden)
        for side, found in (("x", bx), ("h", bh)):
            role = convention.bias_role(gate, side)
            found.append(values.get(letters.get(role or "", ""), none))
    return engine.Parameters(np.array(W), np.array(U), np.array(bx), np.array(bh))


def _size(system: engine.formula.EquationSystem, name: str) -> int:
    return system.dimensions(name)[0][0]


def _symbol(latex: str) -> Symbol:
    node = parse(latex)
    assert isinstance(node, Symbol)
    return node


def _gru(cell: Cell) -> Convention:
    assert cell.kind == "gru", (cell.missing, cell.notes, cell.unreadable)
    assert cell.convention is not None
    assert cell.notation is cell.convention.notation
    return cell.convention


def test_an_unreadable_equation_costs_the_others_nothing() -> None:
    cell = recognise([*seeds.RESET_AFTER, r"h_t = \sigma(W x_t"])
    assert cell.kind == "gru"
    (broken,) = cell.unreadable
    assert broken.index == len(seeds.RESET_AFTER)
    assert "never closed" in str(broken.error)


def test_a_note_may_state_other_cells_too() -> None:
    lstm = next(each for each in SPELLINGS if each.name == "torch-lstm").formulas
    assert recognise([*lstm, *seeds.SIGMOID_CANDIDATE]).kind == "gru"
    assert recognise([*seeds.RNN, *lstm]).kind == "lstm"


def test_nothing_is_recognised_in_other_mathematics() -> None:
    others = [
        r"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V",
        r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
        r"e^{i\pi} + 1 = 0",
        r"[1, 0, 0.3]",
    ]
    cell = recognise(others)
    assert cell.kind is None
    assert not cell.missing
    assert recognise([]).kind is None


@settings(
    # A busy machine draws slowly; that says nothing of the code.
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.text(alphabet=r"htxzrWUb_^{}()[]\=+-*⊙σₜ₋₁& ,1", max_size=24), max_size=4))
def test_whatever_is_given_an_answer_comes_back(formulas: list[str]) -> None:
    cell = recognise(formulas)
    assert all(0 <= each.index < len(formulas) for each in cell.unreadable)


@pytest.mark.parametrize("terms", [12, 400])
def test_a_sum_of_many_products_is_no_cell(terms: int) -> None:
    """And is told so at once: every pair of its vectors was tried once, for every third."""
    products = " + ".join(rf"a_t^{{{k}}} \odot b_t^{{{k}}}" for k in range(terms))
    assert recognise([f"h_t = {products}"[:12_000]]).kind is None
