"""What one source's GRU is, as a record: its semantics, its weight layout and its letters."""

from dataclasses import dataclass
from typing import Literal

from engine.errors import EngineError

GATES = "rzn"
"""The gates in the canonical order: reset, update, candidate."""

Activation = Literal["sigmoid", "tanh", "relu", "hard_sigmoid", "identity"]

BiasSides = Literal["", "x", "h", "xh"]
"""The biases of one gate: none, one beside W x, one beside U h, or one beside each product."""

BiasLayout = tuple[BiasSides, BiasSides, BiasSides]
"""The biases of r, z and n."""

NO_BIAS: BiasLayout = ("", "", "")
ONE_EACH: BiasLayout = ("x", "x", "x")
TWO_EACH: BiasLayout = ("xh", "xh", "xh")
CANDIDATE_TWO: BiasLayout = ("x", "x", "xh")
"""One bias for each gate and a second for the candidate, inside what the reset gate multiplies:
everywhere else the sum of two biases is as good as one."""

Form = Literal["column", "row", "transposed", "concat"]
"""How a source writes a matrix with a vector: W x, x W, x W^T, or W [h, x]."""


@dataclass(frozen=True, slots=True)
class Notation:
    """The letters a source prints, each as LaTeX.

    Triples are in the canonical order r, z, n. `bx` and `bh` are empty where the source writes no
    such bias, or have "" for the gates without it.
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
    """The sign between a matrix and a vector; "" for juxtaposition."""
    form: Form = "column"
    biases_last: bool | None = None
    """True: the biases come after both products. False: each after its own product. None: a
    gate's only bias comes last, of two each after its own product."""
    candidate_first: bool = False
    """The state's equation begins with the candidate's share."""
    equations: tuple[str, ...] = ()
    """The source's own equations for r, z, n, h in LaTeX, where they are not the generated ones
    (a learner's note); empty otherwise."""

    @property
    def gates(self) -> tuple[str, str, str]:
        """The letters of r, z and n."""
        return self.r, self.z, self.n


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
    biases: BiasLayout = NO_BIAS
    order: str = GATES
    """The gates' order where they are stacked."""
    row: bool = False
    """True: row vectors, x W; weights are stored transposed, gates side by side."""
    concat: bool = False
    """True: one matrix on [h, x], hidden columns first."""
    biases_joined: bool = False
    """True: two biases a gate lie end to end, [6H], instead of one above the other, [2, 3H].
    Where the gates differ in their biases they lie end to end in any case."""

    notation: Notation = Notation()

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(GATES):
            raise EngineError(f"order is {self.order!r}: it must name r, z and n once each.")
        layout = self.biases if isinstance(self.biases, tuple) else ()
        if len(layout) != len(GATES) or not set(layout) <= {"", "x", "h", "xh"}:
            raise EngineError(
                f"biases is {self.biases!r}: it must say '', 'x', 'h' or 'xh' for each of r, z, n."
            )
        if self.concat and self.reset_after:
            raise EngineError(
                "concat and reset_after contradict each other: one matrix on [h, x] gives no "
                "product U h of its own for r to multiply."
            )

    @property
    def most_biases(self) -> int:
        """How many biases the gate with the most of them has: 0, 1 or 2."""
        return max(map(len, self.biases))

    def bias_role(self, gate: str, side: str) -> str | None:
        """The role of a gate's bias on one side ("x" or "h"); None where it has none there.

        A gate's only bias is `b_r`; of two, `b_xr` is added to W x and `b_hr` to U h.
        """
        sides = self.biases[GATES.index(gate)]
        if side not in sides:
            return None
        return f"b_{gate}" if len(sides) == 1 else f"b_{side}{gate}"

    def bias_is_last(self, gate: str) -> bool:
        """Whether a gate's equation ends with its bias beside W x, behind the other product."""
        last = self.notation.biases_last
        return len(self.biases[GATES.index(gate)]) == 1 if last is None else last

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
