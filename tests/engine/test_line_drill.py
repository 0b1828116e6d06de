"""The drill `line`: equations of any note, computed as they stand."""

import numpy as np
import pytest

from engine.conventions import Convention
from engine.drills import generate, lines_of
from engine.errors import EngineError
from engine.marking import grade


def note(*equations: str) -> Convention:
    return lines_of(equations)


def test_a_line_of_any_note_is_computed() -> None:
    rnn = note(
        r"h_{t}=\tanh \left(W\left(\begin{array}{c}h_{t-1} \\ x_{t}\end{array}\right)+b_{h}\right)"
    )
    exercise = generate("line", rnn, hidden=2, input=3, seed=1)
    given = exercise.given
    assert given["W"].shape == (2, 5)
    joined = np.concatenate((given["h_{t-1}"], given["x_t"]))
    assert exercise.answers["h_t"] == pytest.approx(np.tanh(given["W"] @ joined + given["b_h"]))
    without = np.tanh(given["W"] @ joined)
    assert "no_bias" in grade(exercise, {"h_t": without}).mistakes
    rows = note(r"r_t = \sigma(x_t * U_r + H_{t-1} * W_r)")
    exercise = generate("line", rows, hidden=2, input=3, seed=1)
    given = exercise.given
    a = given["x_t"] @ given["U_r"] + given["H_{t-1}"] @ given["W_r"]
    assert exercise.answers["r_t"] == pytest.approx(1 / (1 + np.exp(-a)))
    assert r"\begin{pmatrix} " + f"{given['x_t'][0]} & " in exercise.statement


@pytest.mark.parametrize("equations", [("x",), ("foo",), (r"\frac{",), ("y = y + 1",)])
def test_a_note_without_a_line_to_compute_is_refused(equations: tuple[str, ...]) -> None:
    with pytest.raises(EngineError, match="no equation"):
        generate("line", note(*equations))


def test_a_line_that_explodes_still_asks_for_numbers() -> None:
    exercise = generate("line", note("y = e^{e^{x}}"), seed=1)
    assert exercise.answers["y"] == pytest.approx(np.exp(np.exp(exercise.given["x"])))
    assert grade(exercise, {"y": [0, 0]}).marks == 0
