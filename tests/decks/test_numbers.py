"""Every number in the decks is one that was chosen or one that the engine finds again."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

import engine
from engine.activations import FUNCTIONS
from tests.decks.reading import FILES, body

sigmoid = FUNCTIONS["sigmoid"].value
SWAP = [[0.0, 1.0], [1.0, 0.0]]
SATURATED = 60.0
"""A gate of exactly 0 or 1 in floats comes from a bias of this size."""

WORKED = engine.Parameters(
    W=[[[0.5, 1], [-1, 0.5]], [[1, -0.5], [0.5, 1]], [[1, 0.5], [-0.5, 1]]],
    U=[[[1, -0.5], [0.5, 1]], [[-0.5, 1], [1, 0.5]], [[1.0, -2.0], [2, 0.5]]],
)
"""The worked step of the decks."""
X, H = np.array([1, 0.5]), np.array([0.4, -0.6])


@dataclass(frozen=True)
class Numbers:
    """The numbers of one deck: those its author chose, and how to find the others."""

    chosen: str = ""
    found: Callable[[], list[str]] = list


def shown(values: object, decimals: int) -> list[str]:
    """Numbers as a deck prints them."""
    return [f"{value:.{decimals}f}" for value in np.ravel(np.asarray(values, dtype=float))]


def logit(gate: float) -> float:
    return math.log(gate / (1 - gate))


def unit(z: float, n: float, convention: str, h: float) -> engine.Step:
    """A step of one unit whose gate and candidate are set by their biases."""
    parameters = engine.Parameters(
        W=np.zeros((3, 1, 1)), U=np.zeros((3, 1, 1)), bx=[[0.0], [logit(z)], [math.atanh(n)]]
    )
    return engine.step(parameters, [0.0], [h], convention)


def vanishing() -> list[str]:
    return shown(0.9**50, 3)


def gates() -> list[str]:
    product = np.array([0.2, 0.9]) * np.array([0.5, -1])
    return [*shown(sigmoid(np.array(0.0)), 1), *shown(product, 1)]


def places_of_the_reset() -> list[str]:
    """What reaches the candidate's pre-activation through `SWAP` with the reset gate [1, 0]."""
    parameters = engine.Parameters(
        W=np.zeros((3, 2, 2)),
        U=np.array([np.zeros((2, 2)), np.zeros((2, 2)), SWAP]),
        bx=[[SATURATED, -SATURATED], [0.0, 0.0], [0.0, 0.0]],
    )
    before = engine.step(parameters, [0, 0], [0.5, 0.8], "cho2014")
    after = engine.step(parameters, [0, 0], [0.5, 0.8], "pytorch")
    return [
        "r \\odot h = " + vector(before.r * [0.5, 0.8], 1),
        "U (r \\odot h) = " + vector(before.a_n, 1),
        "U h = " + vector(np.array(SWAP) @ [0.5, 0.8], 1),
        "r \\odot (U h) = " + vector(after.a_n, 1),
    ]


def vector(values: object, decimals: int) -> str:
    """A vector as a deck prints it: 0 stands alone."""
    parts = (re.sub(r"^-?0\.0+$", "0", part) for part in shown(values, decimals))
    return f"[{', '.join(parts)}]"


def polarities() -> list[str]:
    keep, write = unit(0.25, -0.4, "pytorch", 0.8), unit(0.25, -0.4, "chung2014", 0.8)
    return [*shown(keep.h, 1), *shown(write.h, 1), *shown(1 - keep.z, 2)]


def conventions() -> list[str]:
    names = ("pytorch", "cho2014", "chung2014", "goodfellow")
    return [vector(engine.step(WORKED, X, H, name).h, 4) for name in names]


def counts() -> list[str]:
    sizes = engine.Parameters(W=np.zeros((3, 20, 10)), U=np.zeros((3, 20, 20)))
    packed = sizes.pack("pytorch")
    total = sum(np.size(array) for array in packed if array is not None)
    return [f"one layer::{total}"]


def one_step() -> list[str]:
    """The lines of the table, then the two pre-activations asked for."""
    found = engine.step(WORKED, X, H, "pytorch")
    products = {key: (WORKED.W[k] @ X, WORKED.U[k] @ H) for k, key in enumerate("rzn")}
    lines = [
        row("$W_{ir} x_t$", products["r"][0]),
        row("$W_{hr} h_{t-1}$", products["r"][1]),
        row("sum", found.a_r),
        row("$r_t$", found.r),
        row("$W_{iz} x_t$", products["z"][0]),
        row("$W_{hz} h_{t-1}$", products["z"][1]),
        row("sum", found.a_z),
        row("$z_t$", found.z),
        row("$W_{in} x_t$", products["n"][0]),
        row("$W_{hn} h_{t-1}$", products["n"][1]),
        row("$r_t \\odot W_{hn} h_{t-1}$", found.r * products["n"][1]),
        row("sum", found.a_n),
        row("$n_t$", found.n),
        row("$h_t$", found.h),
    ]
    after = one_candidate(0.4, 0.0, -0.8, 0.5, 0.0, "pytorch")
    before = one_candidate(0.3, 2.0, 0.0, 0.2, 0.5, "cho2014")
    return [
        "\n".join(lines),
        f"0.4 + 0.5 \\cdot (-0.8) = {after:g}",
        f"0.3 + 2 \\cdot (0.2 \\cdot 0.5) = {before:g}",
    ]


def row(name: str, values: object) -> str:
    return f"| {name} | {' | '.join(shown(values, 4))} |"


def one_candidate(
    from_input: float, u: float, bias: float, r: float, h: float, convention: str
) -> float:
    """The pre-activation of one unit's candidate, the reset gate set by its bias."""
    parameters = engine.Parameters(
        W=np.zeros((3, 1, 1)),
        U=[[[0.0]], [[0.0]], [[u]]],
        bx=[[logit(r)], [0.0], [from_input]],
        bh=[[0.0], [0.0], [bias]],
    )
    a_n = engine.step(parameters, [0.0], [h], convention).a_n
    return round(float(a_n[0]), 12) + 0.0


def sequence() -> list[str]:
    parameters = engine.Parameters(
        W=np.zeros((3, 1, 1)), U=np.zeros((3, 1, 1)), bx=[[0.0], [0.0], [SATURATED]]
    )
    h = np.array([0.0])
    for _ in range(3):
        h = engine.step(parameters, [0.0], h, "pytorch").h
    return [f"What is $h_3$?::{h[0]:g}"]


def gradients() -> list[str]:
    """By central differences of the engine's own step, so that no derivation is taken on trust."""
    step, e = 0.75, 1e-6

    def h(z: float, n: float) -> float:
        return float(unit(z, n, "pytorch", 0.8).h[0])

    def gated(a: float) -> float:
        return h(float(sigmoid(np.array(a))), -0.4)

    by_n = (h(step, -0.4 + e) - h(step, -0.4 - e)) / (2 * e)
    by_z = (h(step + e, -0.4) - h(step - e, -0.4)) / (2 * e)
    by_a = (gated(logit(step) + e) - gated(logit(step) - e)) / (2 * e)
    return [*shown(by_n, 2), *shown(by_z, 1), *shown(by_a, 3), *shown(1 - step, 2)]


def time_scales() -> list[str]:
    left = [0.8]
    for _ in range(7):
        left.append(float(unit(0.9, 0.0, "pytorch", left[-1]).h[0]))
    share = [value / left[0] for value in left]
    assert share[6] > 0.5 > share[7]
    bias = next(b for b in shown(math.log(99), 2))
    assert shown(sigmoid(np.array(math.log(99))), 2) == ["0.99"], "a time scale of 100 steps"
    return [*shown(share[6], 3), *shown(share[7], 3), f"::{bias} (it is $\\ln 99$)"]


NUMBERS: Mapping[str, Numbers] = {
    "01": Numbers("0.9", vanishing),
    "04": Numbers("0.2 0.9 0.5", gates),
    "05": Numbers("0.5 0.8", places_of_the_reset),
    "06": Numbers("0.8 -0.4 0.25", polarities),
    "07": Numbers("0.5 0.4 -0.6", conventions),
    "09": Numbers("", counts),
    "10": Numbers("0.5 -0.5 0.4 -0.6 -0.8 0.3 0.2", one_step),
    "11": Numbers("0.5", sequence),
    "12": Numbers("0.75 0.8 -0.4", gradients),
    "13": Numbers("0.9", time_scales),
}
"""By the number of the deck's file."""

_DECIMAL = re.compile(r"(?<![\w.])-?\d+\.\d+(?![\w.])")
_REFERENCE = re.compile(r"\(equation \d+\.\d+\)|arXiv \d+\.\d+")
_CODE = re.compile(r"```.*?```", re.DOTALL)


def text_of(number: str) -> str:
    """What a deck says, with one kind of minus, without code and references."""
    path = next(path for path in FILES if path.name.startswith(number))
    text = _CODE.sub("", body(path)).replace("−", "-")
    return _REFERENCE.sub("", text)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_printed_is_what_the_engine_computes(number: str) -> None:
    text = text_of(number)
    for value in NUMBERS[number].found():
        if _DECIMAL.fullmatch(value):
            assert value in _DECIMAL.findall(text)
        else:
            assert value in text


@pytest.mark.parametrize("number", [path.name[:2] for path in FILES])
def test_no_number_is_left_unaccounted_for(number: str) -> None:
    numbers = NUMBERS.get(number, Numbers())
    known = set(numbers.chosen.split())
    known.update(*(_DECIMAL.findall(value) for value in numbers.found()))
    assert set(_DECIMAL.findall(text_of(number))) - known == set()


@pytest.mark.parametrize("number", ["07", "10"])
def test_the_worked_step_is_the_one_that_is_computed(number: str) -> None:
    text = text_of(number)
    assert f"x_t = {listed(X)}" in text
    assert f"h_{{t-1}} = {listed(H)}" in text
    if number == "10":
        for k, gate in enumerate("rzn"):
            assert f"W_{{i{gate}}} = {matrix(WORKED.W[k])}" in text
            assert f"W_{{h{gate}}} = {matrix(WORKED.U[k])}" in text


def listed(values: np.ndarray) -> str:
    return f"[{', '.join(f'{value:g}' for value in values)}]"


def matrix(values: np.ndarray) -> str:
    rows = r" \\ ".join(" & ".join(f"{value:g}" for value in line) for line in values)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def test_three_quarters_of_an_lstm() -> None:
    hidden, inputs = 5, 3
    gru = engine.Parameters(W=np.zeros((3, hidden, inputs)), U=np.zeros((3, hidden, hidden)))
    block = hidden * inputs + hidden**2 + 2 * hidden
    size = sum(np.size(array) for array in gru.pack("pytorch") if array is not None)
    assert size == 3 * block
    assert size / (4 * block) == 3 / 4


def test_the_formulas_for_the_counts() -> None:
    hidden, inputs = 4, 3
    gru = engine.Parameters(W=np.zeros((3, hidden, inputs)), U=np.zeros((3, hidden, hidden)))

    def size(convention: str) -> int:
        return sum(np.size(array) for array in gru.pack(convention) if array is not None)

    text = text_of("09")
    assert "$3 (H I + H^2 + H)$" in text
    assert "$3 (H I + H^2 + 2 H)$" in text
    assert size("keras-reset-before") == 3 * (hidden * inputs + hidden**2 + hidden)
    assert size("pytorch") == 3 * (hidden * inputs + hidden**2 + 2 * hidden)


@pytest.mark.parametrize(
    ("convention", "place", "shape", "claim"),
    [
        ("pytorch", 0, (12, 3), "I = `input_size`::(3H, I)"),
        ("keras", 1, (4, 12), "`recurrent_kernel` of a Keras GRU with H units::(H, 3H)"),
        ("keras", 2, (2, 12), "`reset_after=True`::(2, 3H)"),
        ("onnx", 2, (24,), "one direction, H units::(1, 6H)"),
    ],
)
def test_shapes(convention: str, place: int, shape: tuple[int, ...], claim: str) -> None:
    gru = engine.Parameters(W=np.zeros((3, 4, 3)), U=np.zeros((3, 4, 4)))
    array = gru.pack(convention)[place]
    assert array is not None
    assert array.shape == shape
    assert claim in text_of("09")
