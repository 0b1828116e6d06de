"""Equinox's GRU."""

from engine.conventions.convention import CANDIDATE_TWO, Convention, Notation

EQUINOX = Convention(
    name="equinox",
    title="Equinox",
    # Equinox prints no equations: the letters follow its arrays.
    source="code of equinox.nn.GRUCell: weight_ih, weight_hh, bias of 3H and bias_n of H",
    z_keeps=True,
    reset_after=True,
    biases=CANDIDATE_TWO,
    notation=Notation(
        n="n_t",
        W=("W_{ir}", "W_{iz}", "W_{in}"),
        U=("W_{hr}", "W_{hz}", "W_{hn}"),
        bx=("b_r", "b_z", "b_n"),
        bh=("", "", "b_{hn}"),
        biases_last=False,
        candidate_first=True,
    ),
)
