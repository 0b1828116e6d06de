"""Flax's GRU, as Linen and as NNX compute it."""

from dataclasses import replace

from engine.conventions.convention import CANDIDATE_TWO, ONE_EACH, Convention, Notation

# The source prints its letters without a time, and h' for the new state; the letters here have
# the time, so that a sequence can be written with them.
_LETTERS = Notation(
    n="n_t",
    W=("W_{ir}", "W_{iz}", "W_{in}"),
    U=("W_{hr}", "W_{hz}", "W_{hn}"),
    bx=("b_{ir}", "b_{iz}", "b_{in}"),
    bh=("", "", "b_{hn}"),
    hadamard="*",
    biases_last=False,
    candidate_first=True,
)

FLAX = Convention(
    name="flax",
    title="Flax Linen",
    # Each of the six kernels is stored apart, [inputs, outputs]; here they are side by side.
    source="documentation of flax.linen.GRUCell; kernels ir, iz, in, hr, hz, hn",
    z_keeps=True,
    reset_after=True,
    biases=CANDIDATE_TWO,
    row=True,
    notation=_LETTERS,
)

FLAX_NNX = Convention(
    name="flax-nnx",
    title="Flax NNX",
    # Its documentation prints Linen's b_hn too, but its layer dense_h has use_bias=False.
    source="code of flax.nnx.GRUCell: dense_i with a bias, dense_h without",
    z_keeps=True,
    reset_after=True,
    biases=ONE_EACH,
    row=True,
    notation=replace(_LETTERS, bh=()),
)
