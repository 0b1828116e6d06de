"""What a note leaves open about its cell, and why a cell cannot be read, at its line."""

import pytest

from gruquiz.cells import read_cell
from gruquiz.notes import note_of
from tests.gruquiz.written import read

GATES = r"""# A GRU

$$v_t = \sigma(W_v x_t + U_v s_{t-1})$$

$$k_t = \sigma(W_k x_t + U_k s_{t-1})$$

"""
STATE = r"""
$$s_t = v_t \odot s_{t-1} + (1 - v_t) \odot \tilde s_t$$
"""


def cell_note(candidate: str) -> str:
    return f"{GATES}$${candidate}$$\n{STATE}"


def warnings(note: str) -> list[tuple[int, str]]:
    return [(warning.line, warning.message) for warning in read(note).warnings]


def test_an_activation_that_nothing_defines_is_reported_at_its_line() -> None:
    note = cell_note(r"\tilde s_t = \phi(W x_t + U (k_t \odot s_{t-1}))")
    assert warnings(note) == [(7, "ϕ is taken to be tanh: the note does not say what it is")]
    cell = read(note).cell
    assert cell is not None
    assert [(one.what, one.value) for one in cell.assumed] == [(r"\phi", "tanh")]


def test_an_exercise_says_what_it_assumes() -> None:
    letter = cell_note(r"\tilde s_t = \phi(W x_t + U (k_t \odot s_{t-1}))")
    named = cell_note(r"\tilde s_t = \tanh(W x_t + U (k_t \odot s_{t-1}))")
    for kind in ("step", "line"):
        assumed, plain = (
            read_cell(note_of(note.encode(), "n.md")).convention(kind) for note in (letter, named)
        )
        assert (assumed.title, plain.title) == ("A GRU (ϕ taken to be tanh)", "A GRU")


@pytest.mark.parametrize(
    "definition",
    [
        r"where $\phi$ is the hyperbolic tangent",
        r"Here $\phi(\cdot)$ denotes tanh.",
        r"$\phi = \tanh$",
    ],
)
def test_an_activation_that_the_note_defines_is_not_reported(definition: str) -> None:
    note = cell_note(r"\tilde s_t = \phi(W x_t + U (k_t \odot s_{t-1}))")
    assert warnings(f"{note}\n{definition}\n") == []


def test_a_definition_as_something_else_is_no_definition_of_the_tanh() -> None:
    note = cell_note(r"\tilde s_t = \phi(W x_t + U (k_t \odot s_{t-1}))")
    (warning,) = warnings(f"{note}\nwhere $\\phi$ is a rectifier\n")
    assert warning[0] == 7


def test_a_cell_with_tanh_and_sigmoid_has_nothing_assumed() -> None:
    assert warnings(cell_note(r"\tilde s_t = \tanh(W x_t + U (k_t \odot s_{t-1}))")) == []


def test_a_foreign_term_is_reported_at_its_line() -> None:
    note = cell_note(r"\tilde s_t = \tanh(W x_t + U (k_t \odot s_{t-1}) + x_t \odot s_{t-1})")
    ((line, message),) = warnings(note)
    assert line == 7
    assert message.startswith("not read as a cell: ")


def test_an_equation_that_cannot_be_read_is_reported_at_its_line() -> None:
    note = cell_note(r"\tilde s_t = \tanh(W x_t + \unknown (k_t \odot s_{t-1}))")
    assert warnings(note) == [(7, r"this equation cannot be read: unknown command \unknown")]


def test_a_note_that_speaks_of_no_cell_is_left_alone() -> None:
    note = cell_note(r"\tilde s_t = \tanh(W x_t + \unknown (k_t \odot s_{t-1}))")
    assert warnings(note.replace("# A GRU", "# A filter")) == []


CONVOLVED = (
    GATES
    + r"""$$\tilde s_t = \tanh(W \star x_t + U \star (k_t \odot s_{t-1}))$$
"""
    + STATE
)


@pytest.mark.parametrize(
    "said", [r"where $\star$ denotes a convolution", r"the convolution operator $\star$ is linear"]
)
def test_a_product_that_is_a_convolution_is_no_matrix_product(said: str) -> None:
    reading = read(f"{CONVOLVED}\n{said}\n", suggest="always")
    assert [(warning.line, warning.message) for warning in reading.warnings] == [
        (7, r"not read as a cell: \star is a convolution in this note, which is not computed here")
    ]
    assert "compute" not in {card.rule for card in reading.cards}


def test_a_sign_of_which_nothing_is_said_is_a_product() -> None:
    cell = read(CONVOLVED).cell
    assert cell is not None
    assert cell.kind == "gru"


def test_functions_that_a_chain_leaves_behind_are_not_assumed() -> None:
    note = cell_note(r"\tilde s_t = g(x_t, s_{t-1}) = \tanh(W x_t + U (k_t \odot s_{t-1}))")
    assert warnings(note) == []
