"""Cho et al. 2014: the first GRU, in the two versions of its paper."""

from engine.conventions.convention import Convention, Notation

_LETTERS = Notation(
    x=r"x^{\langle t \rangle}",
    h_prev=r"h^{\langle t-1 \rangle}",
    r=r"r^{\langle t \rangle}",
    z=r"z^{\langle t \rangle}",
    n=r"\tilde{h}^{\langle t \rangle}",
    h=r"h^{\langle t \rangle}",
    W=("W_r", "W_z", "W"),
    U=("U_r", "U_z", "U"),
)

CHO2014 = Convention(
    name="cho2014",
    title="Cho et al. 2014",
    source="arXiv:1406.1078 v3, equations 5 to 8; no bias is written",
    z_keeps=True,
    reset_after=False,
    notation=_LETTERS,
)

CHO2014_V1 = Convention(
    name="cho2014v1",
    title="Cho et al. 2014, first version",
    source="arXiv:1406.1078 v1, as described in the Keras documentation of reset_after",
    z_keeps=True,
    reset_after=True,
    notation=_LETTERS,
)
