"""Chung et al. 2014: the update gate writes."""

from engine.conventions.convention import Convention, Notation

CHUNG2014 = Convention(
    name="chung2014",
    title="Chung et al. 2014",
    source="arXiv:1412.3555, section 3.2; no bias is written",
    z_keeps=False,
    reset_after=False,
    notation=Notation(W=("W_r", "W_z", "W"), U=("U_r", "U_z", "U")),
)
