"""The GRUs that go by one name: each source's formulas, weight layout and letters, as data.

Canonical form, gates in the order r, z, n, column vectors; f and g are the two activations:

    a_r = W_r x + U_r h + b_r                         r = f(a_r)
    a_z = W_z x + U_z h + b_z                         z = f(a_z)
    reset before   a_n = W_n x + b_xn + U_n (r ⊙ h) + b_hn
    reset after    a_n = W_n x + b_xn + r ⊙ (U_n h + b_hn)
                                                      n = g(a_n)
    keep           h' = z ⊙ h + (1 − z) ⊙ n
    write          h' = (1 − z) ⊙ h + z ⊙ n
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Activation = Literal["sigmoid", "tanh", "relu", "hard_sigmoid", "identity"]


@dataclass(frozen=True, slots=True)
class Notation:
    """The letters a source prints, each as LaTeX.

    Triples are in the canonical order r, z, n. `bx` and `bh` are empty where the source writes no
    such bias; a source with one bias a gate has it in `bx`.
    """

    x: str = "x_t"
    h_prev: str = "h_{t-1}"
    r: str = "r_t"
    z: str = "z_t"
    n: str = r"\tilde{h}_t"
    h: str = "h_t"
    W: tuple[str, str, str] = ("W_r", "W_z", "W_h")
    U: tuple[str, str, str] = ("U_r", "U_z", "U_h")
    bx: tuple[str, ...] = ()
    bh: tuple[str, ...] = ()
    hadamard: str = r"\odot"
    product: str = ""
    """What stands between a matrix and a vector; "" for juxtaposition."""
    equations: tuple[str, ...] = ()
    """The source's own equations for r, z, n, h in LaTeX, where they are not the generated ones
    (a learner's note); empty otherwise."""


@dataclass(frozen=True, slots=True)
class Convention:
    """One source's GRU. Only the semantics change numbers; the rest is layout and letters."""

    name: str
    title: str
    """How the source is called on screen."""
    source: str
    """Paper and equation, or the documentation that states it."""

    # Semantics: the only fields that change numbers.
    z_keeps: bool
    """True: z weights the old state. False: z weights the candidate."""
    reset_after: bool
    """True: r multiplies U_n h + b_hn. False: r multiplies h before U_n."""
    gate_activation: Activation = "sigmoid"
    candidate_activation: Activation = "tanh"
    clip: float | None = None
    """The input of every activation is clipped to [-clip, clip]; None: not clipped."""

    # Packing: how the source stores its weights.
    biases: Literal[0, 1, 2] = 0
    order: str = "rzn"
    """The gates' order where they are stacked."""
    row: bool = False
    """True: row vectors, x W; weights are stored transposed, gates side by side."""
    concat: bool = False
    """True: one matrix on [h, x], hidden columns first."""

    notation: Notation = Notation()

    @property
    def semantics(self) -> tuple[bool, bool, str, str, float | None]:
        """What decides the numbers; two conventions equal here differ only on paper."""
        return (
            self.z_keeps,
            self.reset_after,
            self.gate_activation,
            self.candidate_activation,
            self.clip,
        )


_ONE_LETTER_UZ = Notation(
    z="u_t", W=("U^r", "U^u", "U"), U=("W^r", "W^u", "W"), bx=("b^r", "b^u", "b")
)

_PYTORCH = Notation(
    n="n_t",
    W=("W_{ir}", "W_{iz}", "W_{in}"),
    U=("W_{hr}", "W_{hz}", "W_{hn}"),
    bx=("b_{ir}", "b_{iz}", "b_{in}"),
    bh=("b_{hr}", "b_{hz}", "b_{hn}"),
)

_KERAS = Notation(
    n=r"\hat{h}_t",
    W=("W_r", "W_z", "W_h"),
    U=("U_r", "U_z", "U_h"),
    bx=("b_r", "b_z", "b_h"),
)

_ENTRIES = ()  # filled by the engine's author

CONVENTIONS: Mapping[str, Convention] = MappingProxyType({c.name: c for c in _ENTRIES})
