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
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from engine.errors import EngineError

Activation = Literal["sigmoid", "tanh", "relu", "hard_sigmoid", "identity"]

Form = Literal["column", "row", "transposed", "concat"]
"""How a source writes a matrix with a vector: W x, x W, x W^T, or W [h, x]."""


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
    form: Form = "column"
    biases_last: bool = False
    """Of two biases: both after the two products, instead of each after its own."""
    candidate_first: bool = False
    """The state's equation begins with the candidate's share."""
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
    biases_joined: bool = False
    """True: two biases lie end to end, [6H], instead of one above the other, [2, 3H]."""

    notation: Notation = Notation()

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted("rzn"):
            raise EngineError(f"order is {self.order!r}: it must name r, z and n once each.")
        if self.concat and self.reset_after:
            raise EngineError(
                "concat and reset_after contradict each other: one matrix on [h, x] gives no "
                "product U h of its own for r to multiply."
            )

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


_CHO = Notation(
    x=r"x^{\langle t \rangle}",
    h_prev=r"h^{\langle t-1 \rangle}",
    r=r"r^{\langle t \rangle}",
    z=r"z^{\langle t \rangle}",
    n=r"\tilde{h}^{\langle t \rangle}",
    h=r"h^{\langle t \rangle}",
    W=("W_r", "W_z", "W"),
    U=("U_r", "U_z", "U"),
)

_CHUNG = Notation(W=("W_r", "W_z", "W"), U=("U_r", "U_z", "U"))

_PYTORCH = Notation(
    n="n_t",
    W=("W_{ir}", "W_{iz}", "W_{in}"),
    U=("W_{hr}", "W_{hz}", "W_{hn}"),
    bx=("b_{ir}", "b_{iz}", "b_{in}"),
    bh=("b_{hr}", "b_{hz}", "b_{hn}"),
    candidate_first=True,
)

_CUDNN = Notation(
    z="i_t",
    n="h'_t",
    W=("W_r", "W_i", "W_h"),
    U=("R_r", "R_i", "R_h"),
    bx=("b_{Wr}", "b_{Wi}", "b_{Wh}"),
    bh=("b_{Rr}", "b_{Ri}", "b_{Rh}"),
    hadamard=r"\circ",
    biases_last=True,
    candidate_first=True,
)

_KERAS = Notation(n=r"\hat{h}_t", bx=("b_r", "b_z", "b_h"), form="row")

_ONNX = Notation(
    x="X_t",
    h_prev="H_{t-1}",
    n="h_t",
    h="H_t",
    U=("R_r", "R_z", "R_h"),
    bx=("W_{br}", "W_{bz}", "W_{bh}"),
    bh=("R_{br}", "R_{bz}", "R_{bh}"),
    form="transposed",
    biases_last=True,
    candidate_first=True,
)

_GOODFELLOW = Notation(
    x="x^{(t)}",
    h_prev="h^{(t-1)}",
    r="r^{(t)}",
    z="u^{(t)}",
    n=r"\tilde{h}^{(t)}",
    h="h^{(t)}",
    W=("U^{r}", "U^{u}", "U"),
    U=("W^{r}", "W^{u}", "W"),
    bx=("b^{r}", "b^{u}", "b"),
)

_D2L = Notation(
    x="X_t",
    h_prev="H_{t-1}",
    r="R_t",
    z="Z_t",
    n=r"\tilde{H}_t",
    h="H_t",
    W=("W_{xr}", "W_{xz}", "W_{xh}"),
    U=("W_{hr}", "W_{hz}", "W_{hh}"),
    bx=("b_r", "b_z", "b_h"),
    form="row",
)

_COLAH = Notation(W=("W_r", "W_z", "W"), hadamard="*", product=r"\cdot", form="concat")

# One entry a source. To add one: name its choices here; nothing else in the engine changes.
_ENTRIES = (
    Convention(
        name="cho2014",
        title="Cho et al. 2014",
        source="arXiv:1406.1078 v3, equations 5 to 8; no bias is written",
        z_keeps=True,
        reset_after=False,
        notation=_CHO,
    ),
    Convention(
        name="cho2014v1",
        title="Cho et al. 2014, first version",
        source="arXiv:1406.1078 v1, as the Keras documentation of reset_after tells it",
        z_keeps=True,
        reset_after=True,
        notation=_CHO,
    ),
    Convention(
        name="chung2014",
        title="Chung et al. 2014",
        source="arXiv:1412.3555, section 3.2; no bias is written",
        z_keeps=False,
        reset_after=False,
        notation=_CHUNG,
    ),
    Convention(
        name="pytorch",
        title="PyTorch",
        source="documentation of torch.nn.GRU and torch.nn.GRUCell",
        z_keeps=True,
        reset_after=True,
        biases=2,
        notation=_PYTORCH,
    ),
    Convention(
        name="cudnn",
        title="cuDNN",
        source="cuDNN developer guide, cudnnRNNMode_t, CUDNN_GRU",
        z_keeps=True,
        reset_after=True,
        biases=2,
        notation=_CUDNN,
    ),
    Convention(
        name="keras",
        title="Keras",
        source="documentation of keras.layers.GRU, reset_after=True (the default)",
        z_keeps=True,
        reset_after=True,
        biases=2,
        order="zrn",
        row=True,
        notation=replace(
            _KERAS, bx=("b_{xr}", "b_{xz}", "b_{xh}"), bh=("b_{hr}", "b_{hz}", "b_{hh}")
        ),
    ),
    Convention(
        name="keras-reset-before",
        title="Keras, reset_after=False",
        source="documentation of keras.layers.GRU, reset_after=False",
        z_keeps=True,
        reset_after=False,
        biases=1,
        order="zrn",
        row=True,
        notation=_KERAS,
    ),
    Convention(
        name="onnx",
        title="ONNX",
        source="ONNX operator GRU, linear_before_reset=0 (the default)",
        z_keeps=True,
        reset_after=False,
        biases=2,
        order="zrn",
        biases_joined=True,
        notation=_ONNX,
    ),
    Convention(
        name="onnx-linear-before-reset",
        title="ONNX, linear_before_reset=1",
        source="ONNX operator GRU, linear_before_reset=1",
        z_keeps=True,
        reset_after=True,
        biases=2,
        order="zrn",
        biases_joined=True,
        notation=_ONNX,
    ),
    Convention(
        name="goodfellow",
        title="Goodfellow, Bengio, Courville: Deep Learning",
        # The book's state at t mixes with the gates and the input of t − 1; the letters here put
        # all of one step under one t, as its readers do.
        source="Deep Learning (2016), equations 10.45 to 10.47; the candidate has a sigmoid",
        z_keeps=True,
        reset_after=False,
        candidate_activation="sigmoid",
        biases=1,
        notation=_GOODFELLOW,
    ),
    Convention(
        name="d2l",
        title="Dive into Deep Learning",
        source="d2l.ai, section 10.2, Gated Recurrent Units",
        z_keeps=True,
        reset_after=False,
        biases=1,
        row=True,
        notation=_D2L,
    ),
    Convention(
        name="colah",
        title="Olah: Understanding LSTM Networks",
        source="colah.github.io, 2015, the last variant shown",
        z_keeps=False,
        reset_after=False,
        concat=True,
        notation=_COLAH,
    ),
)

CONVENTIONS: Mapping[str, Convention] = MappingProxyType({c.name: c for c in _ENTRIES})
"""Every named convention; the order is the one in which they are offered."""


def named(convention: str | Convention) -> Convention:
    """The convention of that name; a Convention is returned as it is."""
    if isinstance(convention, Convention):
        return convention
    if convention not in CONVENTIONS:
        raise EngineError(f"No convention {convention!r}. Known: {', '.join(CONVENTIONS)}.")
    return CONVENTIONS[convention]
